"""Where the traces of the snapshot are published, and the sha256 of each file."""

from __future__ import annotations

#: Spot availability and preemption by zone, below traces/spot/.
_SPOT = {
    "availability/1-node/aws-02-15-2023/us-east-1a_v100_1.json": "cf87a4e199af5178fab1f899b32ddebc717ed2bf5aa0ff7530af264cff0624a1",
    "availability/1-node/aws-02-15-2023/us-east-1c_v100_1.json": "4d272fad5eb7141a5a2053598ae3dace4bad61413f5efe2aa16ad59c25c8197b",
    "availability/1-node/aws-02-15-2023/us-east-1d_v100_1.json": "5f6a9f4df65cf1ce6b81656aefd419f915dc241ce2dc015ac7db81d7064eca89",
    "availability/1-node/aws-02-15-2023/us-east-1f_v100_1.json": "d520e66fc839d41cb1d5c81e147e8885d3f2926ddb9d485df55772217d87ebc6",
    "availability/1-node/aws-02-15-2023/us-east-2a_v100_1.json": "568de3507c66707eaa222fdcf26ab98ee8032959dc72bf3c5c456722be912562",
    "availability/1-node/aws-02-15-2023/us-east-2b_v100_1.json": "267c54353023ad0434937efc9bd0e39a8103b774a698b631c7ba2b1a985e6f28",
    "availability/1-node/aws-02-15-2023/us-west-2a_v100_1.json": "2f67ddba78f9bfe2df31e4c56bc480bbc98771bca6c3a33b2b9e5a105909c53a",
    "availability/1-node/aws-02-15-2023/us-west-2b_v100_1.json": "93c132b5f9c70572d22a6a546c58ce78657e3d6bd56994c7052756e930af42c9",
    "availability/1-node/aws-02-15-2023/us-west-2c_v100_1.json": "c2f11da8c6083ad16d3812046897d6e3a8286df18e36cc386f24c5a748471d89",
    "availability/1-node/aws-10-26-2022/us-west-2a_k80_1.json": "56ece817845572653c37691eefe3814ad99cf1f277c772a0a6fc615b16cfa594",
    "availability/1-node/aws-10-26-2022/us-west-2a_k80_8.json": "ecb5f2986bff1f5e80b2ea44d23aca29cfd03ca47c7bc2e309b525ca42f8b571",
    "availability/1-node/aws-10-26-2022/us-west-2a_v100_1.json": "51100f536cec660cd324125f02cdb45a4bdda3ccfdad790a1842b9c94bd365e2",
    "availability/1-node/aws-10-26-2022/us-west-2a_v100_8.json": "41971ffc4be92abc945b42e10edd8489f7ecbb59806e69c329b703b9b8d3b831",
    "availability/1-node/aws-10-26-2022/us-west-2b_k80_1.json": "9697653ce4f26491498a27f4cd4841085af9de89578983be6a9fe728ec489245",
    "availability/1-node/aws-10-26-2022/us-west-2b_k80_8.json": "ab59caed709b533ea9c03a853cf238cdbc475af3723bc4513e289f38d9ac3f5c",
    "availability/1-node/aws-10-26-2022/us-west-2b_v100_1.json": "37690146ecbd330903e0aa791b748d40574a4766af0647cbd6b8841d33c42ce3",
    "availability/1-node/aws-10-26-2022/us-west-2b_v100_8.json": "bbbd8b70b6b6075cec63804bffd1e105b46d7fd8466d6d3d06217d51fd39323f",
    "availability/16-node/aws-08-27-2023/us-east-2b_v100_1.json": "fa1f117fd25696aa36250d73f4a47954a281c04243cadbe47074b9ae4a70659f",
    "availability/16-node/aws-08-27-2023/us-west-2a_v100_1.json": "0aae822d720585aa435b6a04248d2bd21ec1cdaab112e6cbfb23b12f5f664078",
    "availability/16-node/aws-08-27-2023/us-west-2c_v100_1.json": "0a540de491d1e1764c1e913ecef04e0475717acb328cf1a8d601948cac138c83",
    "preemption/1-node/aws-04-19-2023/us-east-1b_intel_64.json": "8acc11e8d5cbb14a8ce72d7850d75055c40236196f29fca987d73a0f3a8892c7",
    "preemption/1-node/aws-04-19-2023/us-east-1c_intel_64.json": "9b870aad26d2fa556977da0ee521259b703a7b968413d7ca9b40395722062caf",
    "preemption/1-node/aws-04-19-2023/us-east-1d_intel_64.json": "42abfe4b0eaaac4774a440fbabe4bdf6afeda4eaffc752619867e84464959b6f",
    "preemption/1-node/aws-04-22-2023/us-east-1c_v100_1.json": "8405520cdc1f8327997709972c7fb7df63e28d320416223a65f94bc7115bb8c9",
    "preemption/1-node/aws-04-22-2023/us-east-1f_v100_1.json": "05dd39a548ed2714d23c19188b5385051547cd3650d3327c2bee90be92893dbc",
    "preemption/1-node/aws-04-22-2023/us-west-2b_v100_1.json": "6e9b7f7fec8be121ce94cc0e0e9d9a14dd57a5dcf6911388f49641f47a2bb064",
    "preemption/1-node/aws-04-22-2023/us-west-2c_v100_1.json": "68ddceb31103227f62ec2ef3e8459e47810eb42b573a7b8e6d501885e073cd63",
    "preemption/4-node/aws-08-03-2023/us-east-1f_v100_1.json": "bfd67f8b3bfb267f3145e22ff1c52a036e0151ad2c3826f08d7668c54fd60dbe",
    "preemption/4-node/aws-08-03-2023/us-east-2a_v100_1.json": "ce9eb00a1c6f49a77c5258e12363a5acc10a2180a793e99c10457fe47d0d7f47",
    "preemption/4-node/aws-08-03-2023/us-west-2c_v100_1.json": "19548cb2e5ec120fb5e12a11203e0a22ee9d9387993cfbe909d8fea4e04fa400",
}
#: Five-minute CloudWatch series, below traces/cloudwatch/.
_CLOUDWATCH = {
    "ec2_cpu_utilization_24ae8d.csv": "ab446fbd8b9f37507eb2fdb06315826d8daeef02e241133ce06e0ee571ba53d9",
    "ec2_cpu_utilization_53ea38.csv": "8942e498de7b40f1b4a6d802755592c09b8fb73ce8f658763a09cb9ea1ea94ac",
    "ec2_cpu_utilization_5f5533.csv": "01613e6f632d067f11a5dfd40a188b0789752b388d9bc77a398bd06333878a76",
    "ec2_cpu_utilization_77c1ca.csv": "90ceabd570b449241ee24ff8a116a793979b7671ce4490707311bfea0e0aae1f",
    "ec2_cpu_utilization_825cc2.csv": "d768419037c9db269343822957314f57ee21a7d9a4d41df2add0d1ba45ba84de",
    "ec2_cpu_utilization_ac20cd.csv": "749a15c2e1a4543c21fee9cbf3338cd8a7ed5f5f8a1308b9b099b06c2c66e66b",
    "ec2_cpu_utilization_c6585a.csv": "d936cea74682ed43ac96b778352d7de294c0b0c168f4a7e6817162346cdb28c1",
    "ec2_cpu_utilization_fe7f93.csv": "f3433f8171f4dcea86c0c7af9996d0f166f812fa0f4567f1d5cd85d2d2cd69b4",
    "ec2_disk_write_bytes_1ef3de.csv": "ce3d6c6a652ed7c31a6dd3727a36e128fcac6fb2381c63267ad0fbc02eccd9df",
    "ec2_disk_write_bytes_c0d644.csv": "a0e734a66098bb81833835f0839dadafbc8ae829c51494670ee8849e46eb5b63",
    "ec2_network_in_257a54.csv": "39104b08f2e0a673b5137eb7681897fcadf0955fedf565740a6a94edc63a81a4",
    "ec2_network_in_5abac7.csv": "c27ef93f582af63bf42e80d804764cbe64ae987620f3cfab5477d6ebb3c6157e",
    "elb_request_count_8c0756.csv": "74c26574a01ca9fb89dddb5021e2e13c3a93eb25dc640438a9acb1ceb00f1021",
    "grok_asg_anomaly.csv": "86a0abe9d58e376858d2fd4f4a438f1997e24c64a09e5af03accd4e1b372ac47",
    "iio_us-east-1_i-a2eb1cd9_NetworkIn.csv": "f115fbe6542159eed5612445bfa620708a28ab6b41349d1432bb15c3a3b8414d",
    "rds_cpu_utilization_cc0c53.csv": "d5df979ef85928769a016cd0f935919d8c2a113926e21e1eb3a5001d688760e2",
    "rds_cpu_utilization_e47b3b.csv": "6b712b922ab3b3404c5a629d64a570c390c99471ee8b9b0ff7665f553fda92c1",
}

TRACE_SOURCES: dict[str, dict[str, str]] = {
    f"traces/{folder}/{name}": {"published": published, "sha256": sha256}
    for folder, published, files in (
        ("spot", "github.com/skypilot-org/spot-traces", _SPOT),
        ("cloudwatch", "github.com/numenta/NAB data/realAWSCloudwatch", _CLOUDWATCH),
    )
    for name, sha256 in files.items()
}
