"""EC2 tables of the snapshot: types, locations, On-Demand, hosts, commitments, Spot, and the independent check prices."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import compile_hosts
import numpy as np
import pandas as pd

from kaolib.knowledge import instance_type as grammar
from kaolib.knowledge._schema import COMMITMENTS, OPERATING_SYSTEMS, PAYMENTS, TERMS

HERE = Path(__file__).resolve().parent
LIST_PRICES = "ec2/ec2_list_prices_2026-07-05.parquet"
NO_UPFRONT = "ec2/ec2_linux_ondemand_ri_no_upfront_2025-04-04.parquet"
LOCATIONS = "ec2/aws_locations_2026-08.json"
SPOT = "spot/spot_price_snapshots_2025-03_2026-08.parquet"
TYPE_RECORDS = "moto/ec2/resources/instance_types.json.gz"

#: The source's name of an operating system -> ours, with the names a learner reads.
OS_NAMES = {
    "linux": ("linux", "Linux", "Linux"),
    "mswin": ("windows", "Windows", "Windows"),
    "rhel": ("rhel", "RHEL", "RHEL"),
    "rhelHA": ("rhel_ha", "RHEL(고가용성)", "RHEL with High Availability"),
    "sles": ("suse", "SUSE Linux", "SUSE Linux"),
    "ubuntu": ("ubuntu_pro", "Ubuntu Pro", "Ubuntu Pro"),
    "linuxSQLWeb": ("linux_sql_web", "Linux + SQL Server Web", "Linux + SQL Server Web"),
    "linuxSQL": ("linux_sql_standard", "Linux + SQL Server Standard", "Linux + SQL Server Standard"),
    "linuxSQLEnterprise": ("linux_sql_enterprise", "Linux + SQL Server Enterprise", "Linux + SQL Server Enterprise"),
    "mswinSQLWeb": ("windows_sql_web", "Windows + SQL Server Web", "Windows + SQL Server Web"),
    "mswinSQL": ("windows_sql_standard", "Windows + SQL Server Standard", "Windows + SQL Server Standard"),
    "mswinSQLEnterprise": ("windows_sql_enterprise", "Windows + SQL Server Enterprise", "Windows + SQL Server Enterprise"),
    "rhelSQLWeb": ("rhel_sql_web", "RHEL + SQL Server Web", "RHEL + SQL Server Web"),
    "rhelSQL": ("rhel_sql_standard", "RHEL + SQL Server Standard", "RHEL + SQL Server Standard"),
    "rhelSQLEnterprise": ("rhel_sql_enterprise", "RHEL + SQL Server Enterprise", "RHEL + SQL Server Enterprise"),
    "rhelHASQL": ("rhel_ha_sql_standard", "RHEL(고가용성) + SQL Server Standard", "RHEL HA + SQL Server Standard"),
    "rhelHASQLEnterprise": ("rhel_ha_sql_enterprise", "RHEL(고가용성) + SQL Server Enterprise", "RHEL HA + SQL Server Enterprise"),
}  # fmt: skip

#: Ratios between payment options of one commitment, measured on AWS's own rates (within 1.2 %).
PARTIAL_OF_NO_UPFRONT = {1: 1 / 1.05, 3: 1 / 1.08}
ALL_OF_PARTIAL = 0.98
#: A licensed row obeys the licence rule when both listed all-upfront prices agree with it within this.
LICENCE_TOLERANCE = 0.01
#: An On-Demand price that moved by more than this makes the no-upfront rates of the older list stale.
STALE_TOLERANCE = 0.001


def tables(source: Path, moto_wheel: Path) -> dict[str, pd.DataFrame]:
    """Every EC2 table, from the folder of source files and moto's wheel."""
    prices = list_prices(source)
    types = instance_types(prices, moto_wheel)
    return {
        "instance_types": types,
        "locations": locations(source, prices),
        "operating_systems": operating_systems(),
        "on_demand": on_demand(prices),
        **compile_hosts.tables(prices, types),
        "burstable": burstable(types),
        "retired_accelerators": pd.read_csv(HERE / "accelerators.csv", keep_default_na=False),
        "kubernetes_versions": pd.read_csv(HERE / "eks_versions.csv", dtype=str, keep_default_na=False),
        "commitment_rates": commitment_rates(prices, source),
        "commitment_rules": commitment_rules(),
        "spot": spot(source),
        "checks": checks(source),
    }


def list_prices(source: Path) -> pd.DataFrame:
    """AWS's EC2 list prices of 2026-07-05, with our ids; an On-Demand price of 0 means unknown and is left out."""
    raw = pd.read_parquet(source / LIST_PRICES).rename(columns={
        "region_code": "location", "ondemand_usd_per_hour": "usd_per_hour",
        "reserved_1yr_allupfront_usd_per_hour": "all_1y", "reserved_3yr_allupfront_usd_per_hour": "all_3y",
    })  # fmt: skip
    raw = raw[raw["usd_per_hour"] > 0].copy()
    raw["operating_system"] = raw["operating_system"].map(
        {k: v[0] for k, v in OS_NAMES.items()} | {"dedicated": "host"}
    )
    return raw.sort_values(["location", "operating_system", "instance_type"], ignore_index=True)


def on_demand(prices: pd.DataFrame) -> pd.DataFrame:
    """Shared-tenancy On-Demand prices."""
    rows = prices[prices["operating_system"] != "host"]
    return rows[["location", "operating_system", "instance_type", "usd_per_hour"]]


def burstable(types: pd.DataFrame) -> pd.DataFrame:
    """CPU credits as AWS prints them (cpu_credits.csv), which its own rules must give again."""
    printed = pd.read_csv(HERE / "cpu_credits.csv").drop(columns="source")
    vcpu = types[types["burstable"]].set_index("instance_type")["vcpu"]
    if set(printed["instance_type"]) != set(vcpu.index):
        raise ValueError(
            f"cpu_credits.csv differs from the burstable types: {set(printed['instance_type']) ^ set(vcpu.index)}"
        )
    hourly = printed["credits_per_hour"]
    baseline = hourly / printed["instance_type"].map(vcpu) / 60
    if not (np.isclose(printed["baseline"], baseline) & np.isclose(printed["most_credits"], 24 * hourly)).all():
        raise ValueError("cpu_credits.csv: baseline is not credits / vCPU / 60, or the most are not those of 24 hours")
    return printed.astype({c: float for c in ("credits_per_hour", "most_credits", "baseline")})


def locations(source: Path, prices: pd.DataFrame) -> pd.DataFrame:
    """The locations that have a price, named in both languages; the Korean names are ours to keep in names_ko.csv."""
    listed = json.loads((source / LOCATIONS).read_text("utf-8")).values()
    korean = pd.read_csv(HERE / "names_ko.csv").set_index("location")["name_ko"]
    city = pd.read_csv(HERE / "coordinates.csv").set_index("location")
    sold = set(prices["location"])
    rows = []
    for entry in listed:
        code = entry["code"]
        if code not in sold:
            continue
        parts = code.split("-")
        region_parts = 4 if parts[1] == "gov" else 3
        rows.append({
            "location": code, "name_ko": korean[code], "name_en": _english(code, entry["label"]),
            "kind": entry["type"].removeprefix("AWS "), "parent_region": "-".join(parts[:region_parts]),
            "continent": _continent(code, entry["continent"]),
            "latitude": float(city["latitude"][code]), "longitude": float(city["longitude"][code]),
        })  # fmt: skip
    return pd.DataFrame(rows).sort_values("location", ignore_index=True)


def _english(code: str, label: str) -> str:
    fixed = {"us-gov-west-1": "AWS GovCloud (US-West)", "sa-east-1": "South America (São Paulo)"}
    return fixed.get(code, label.replace("EU (", "Europe (", 1) if label.startswith("EU (") else label)


def _continent(code: str, listed: str) -> str:
    # The source files a zone under its parent Region's continent; these lie elsewhere.
    moved = {"eu-west-3-wl1-cmn1": "Africa", "eu-west-3-wl1-dss1": "Africa", "il-central-1": "Middle East"}
    return moved.get(code, listed)


def operating_systems() -> pd.DataFrame:
    """The 17 operating systems and licences, in the order a learner meets them."""
    names = {ours: (ko, en) for ours, ko, en in OS_NAMES.values()}
    return pd.DataFrame(
        [{"operating_system": o, "name_ko": names[o][0], "name_en": names[o][1]} for o in OPERATING_SYSTEMS]
    )


def instance_types(prices: pd.DataFrame, moto_wheel: Path) -> pd.DataFrame:
    """DescribeInstanceTypes records, joined with what only the price list prints, plus types that only it names."""
    with zipfile.ZipFile(moto_wheel) as wheel:
        records = json.loads(gzip.decompress(wheel.read(TYPE_RECORDS)))
    listed = prices.drop_duplicates("instance_type").set_index("instance_type")
    rows = [_described(name, record, listed) for name, record in records.items()]
    rows += [_price_list_only(name, listed.loc[name]) for name in listed.index if name not in records]
    frame = pd.DataFrame(rows).sort_values("instance_type", ignore_index=True)
    for column in ("default_cores", "threads_per_core"):
        frame[column] = frame[column].astype("Int64")
    for column in ("dedicated_hosts", "spot_supported"):
        frame[column] = frame[column].astype("boolean")
    return frame


def _names(name: str) -> dict[str, object]:
    family, size = name.split(".")
    return {"instance_type": name, "family": family, "size": size, "category": grammar.category(name)}


def _described(name: str, record: dict, listed: pd.DataFrame) -> dict[str, object]:
    cpu, network = record["VCpuInfo"], record["NetworkInfo"]
    gpus = record.get("GpuInfo", {}).get("Gpus", [])
    disks = record.get("InstanceStorageInfo", {})
    cards = [card.get("BaselineBandwidthInGbps") for card in network.get("NetworkCards", [])]
    return _names(name) | {
        "vcpu": cpu["DefaultVCpus"],
        "gib": record["MemoryInfo"]["SizeInMiB"] / 1024,
        # AWS counts a slice of a GPU as 0 GPUs and gives its share of one apart.
        "gpu_count": float(sum(g["Count"] or g.get("GpuPartitionSize", 0) for g in gpus)),
        "gpu_name": " + ".join(sorted({f"{g['Manufacturer']} {g['Name']}" for g in gpus})),
        "gpu_gib": record.get("GpuInfo", {}).get("TotalGpuMemoryInMiB", 0) / 1024,
        "accelerator": _accelerator(record),
        "architecture": next(a for a in reversed(record["ProcessorInfo"]["SupportedArchitectures"])),
        "manufacturer": record["ProcessorInfo"]["Manufacturer"],
        "processor": listed["physical_processor"].get(name, ""),
        "clock_ghz": record["ProcessorInfo"].get("SustainedClockSpeedInGhz"),
        "network": network["NetworkPerformance"],
        "network_gbps": sum(cards) if cards and None not in cards else None,
        "ebs_mbps": record.get("EbsInfo", {}).get("EbsOptimizedInfo", {}).get("BaselineBandwidthInMbps"),
        "local_disk_gb": float(disks.get("TotalSizeInGB", 0)),
        "local_disk": " + ".join(_disk(d, disks.get("NvmeSupport")) for d in disks.get("Disks", [])),
        "default_cores": cpu.get("DefaultCores"),
        "threads_per_core": cpu.get("DefaultThreadsPerCore"),
        "valid_cores": ",".join(map(str, cpu.get("ValidCores", []))),
        "valid_threads_per_core": ",".join(map(str, cpu.get("ValidThreadsPerCore", []))),
        # AWS's price list knows better than the described records, which call m5, m6i and r7g previous but p3dn current.
        "current_generation": listed["generation_label"].get(name, _label(record["CurrentGeneration"])) == "current",
        "bare_metal": record["BareMetal"],
        "burstable": record["BurstablePerformanceSupported"],
        "dedicated_hosts": record["DedicatedHostsSupported"],
        "spot_supported": "spot" in record["SupportedUsageClasses"],
        "record": "describe-instance-types",
    }


def _label(current: bool) -> str:
    return "current" if current else "previous"


def _disk(disk: dict, nvme: str | None) -> str:
    kind = "NVMe SSD" if disk["Type"] == "ssd" and nvme in ("required", "supported") else disk["Type"].upper()
    return f"{disk['Count']} x {disk['SizeInGB']} GB {kind}"


def _accelerator(record: dict) -> str:
    found = [(d["Name"], d["Count"]) for d in record.get("NeuronInfo", {}).get("NeuronDevices", [])]
    if not found:
        found = [(d["Name"], d["Count"]) for d in record.get("InferenceAcceleratorInfo", {}).get("Accelerators", [])]
    found += [(d["Name"], d["Count"]) for d in record.get("FpgaInfo", {}).get("Fpgas", [])]
    found += [(d["Name"], d["Count"]) for d in record.get("MediaAcceleratorInfo", {}).get("Accelerators", [])]
    return " + ".join(f"{count} x {name}" for name, count in found)


def _price_list_only(name: str, row: pd.Series) -> dict[str, object]:
    """A retired or rare type that only the price list still names: what it does not say stays empty."""
    model = str(row["physical_processor"])
    maker = "AWS" if "Graviton" in model else "AMD" if "AMD" in model else "Intel"
    clock = pd.to_numeric(str(row["clock_speed_ghz_text"]).removeprefix("Up to ").removesuffix(" GHz"), errors="coerce")
    return _names(name) | {
        "vcpu": int(row["vcpu_count"]), "gib": float(row["memory_gib"]), "gpu_count": float(row["gpu_count"]),
        "gpu_name": "", "gpu_gib": float(row["gpu_memory_gib"]), "accelerator": "",
        "architecture": "arm64" if maker == "AWS" else "x86_64", "manufacturer": maker, "processor": model,
        "clock_ghz": None if np.isnan(clock) else float(clock), "network": row["network_performance_text"],
        "network_gbps": None, "ebs_mbps": row["ebs_baseline_throughput_mbps"] * 8 or None,
        "local_disk_gb": None, "local_disk": "", "default_cores": None, "threads_per_core": None,
        "valid_cores": "", "valid_threads_per_core": "",
        "current_generation": row["generation_label"] == "current",
        "bare_metal": grammar.parse(name).bare_metal, "burstable": False, "dedicated_hosts": None,
        "spot_supported": None, "record": "price-list",
    }  # fmt: skip


def commitment_rates(prices: pd.DataFrame, source: Path) -> pd.DataFrame:
    """RI rates as listed, and what follows from them by the rules of `commitment_rules`; the rest stays unknown."""
    rows = on_demand(prices).join(prices[["all_1y", "all_3y"]])
    linux = rows[rows["operating_system"] == "linux"].merge(
        _no_upfront(source), on=["location", "instance_type"], how="left"
    )
    moved = (linux["usd_per_hour"] / linux["usd_per_hour_2025"] - 1).abs() > STALE_TOLERANCE
    listed = ["standard_1y", "standard_3y", "convertible_1y", "convertible_3y"]
    linux.loc[moved, listed] = np.nan
    base = linux[["location", "instance_type", "usd_per_hour", "all_1y", "all_3y", *listed]]
    rows = rows.merge(base, on=["location", "instance_type"], how="left", suffixes=("", "_linux"))

    is_linux = rows["operating_system"] == "linux"
    # Where a licensed system's all-upfront price is the bare Linux one although its On-Demand price is dearer, the source
    # lists the bring-your-own-licence rate under the licensed name: the licensed rate is not known.
    byol = ~is_linux & (rows["usd_per_hour"] > rows["usd_per_hour_linux"]) & (
        (rows["all_1y"] == rows["all_1y_linux"]) | (rows["all_3y"] == rows["all_3y_linux"])
    )  # fmt: skip
    rows.loc[byol, ["all_1y", "all_3y"]] = np.nan
    licence = rows["usd_per_hour"] - rows["usd_per_hour_linux"]
    obeys = is_linux.copy()
    obeys |= np.logical_and.reduce([
        ((rows[f"all_{t}y_linux"] + licence) / rows[f"all_{t}y"] - 1).abs() <= LICENCE_TOLERANCE for t in TERMS
    ])  # fmt: skip
    obeys &= rows["operating_system"] != "suse"
    extra = licence.where(obeys)

    for term in TERMS:
        hours = 8760 * term
        # AWS sells all-upfront RIs at whole dollars; the source prints the hourly quotient to six digits.
        rows[f"ri_standard_{term}y_all_upfront"] = (rows[f"all_{term}y"] * hours).round() / hours
        for ours, theirs in (("ri_standard", "standard"), ("ri_convertible", "convertible")):
            no_upfront = rows[f"{theirs}_{term}y"]
            partial = no_upfront * PARTIAL_OF_NO_UPFRONT[term]
            rows[f"{ours}_{term}y_no_upfront"] = (no_upfront + extra).round(5)
            rows[f"{ours}_{term}y_partial_upfront"] = (partial + extra).round(5)
            if ours == "ri_convertible":
                rows[f"{ours}_{term}y_all_upfront"] = (partial * ALL_OF_PARTIAL + extra).round(5)
        for payment in PAYMENTS:
            # An EC2 Instance plan has the standard RI's rate, a Compute plan the convertible RI's, in AWS's printed digits.
            # SUSE's licence is billed apart under a plan, so its RI rates say nothing about plans.
            plannable = rows["operating_system"] != "suse"
            for plan, ri in (("ec2_instance_sp", "ri_standard"), ("compute_sp", "ri_convertible")):
                rows[f"{plan}_{term}y_{payment}"] = rows[f"{ri}_{term}y_{payment}"].round(5).where(plannable)
    known = rows[list(COMMITMENTS)].notna().any(axis=1)
    return rows.loc[known, ["location", "operating_system", "instance_type", *COMMITMENTS]]


def _no_upfront(source: Path) -> pd.DataFrame:
    """No-upfront RIs of 2025-04-04 for Linux, with the On-Demand price of that day."""
    return pd.read_parquet(source / NO_UPFRONT).rename(columns={
        "region": "location", "od": "usd_per_hour_2025", "ri_std_1y_nu": "standard_1y", "ri_std_3y_nu": "standard_3y",
        "ri_conv_1y_nu": "convertible_1y", "ri_conv_3y_nu": "convertible_3y",
    })  # fmt: skip


RULES = {
    "listed": (
        "listed by AWS on the date shown",
        "표시한 날짜의 AWS 공시 요금",
    ),
    "partial_from_no_upfront": (
        "partial upfront = no upfront / 1.05 (1 year) or / 1.08 (3 years), half of it upfront",
        "부분 선결제 = 선결제 없음 ÷ 1.05(1년) 또는 ÷ 1.08(3년), 그 절반을 선결제로 봄",
    ),
    "all_from_partial": (
        "all upfront = partial upfront x 0.98",
        "전체 선결제 = 부분 선결제 × 0.98",
    ),
    "licence_undiscounted": (
        "the licence is not discounted: Linux rate + (On-Demand with licence - Linux On-Demand); only where the listed all-upfront prices obey this",
        "라이선스 몫은 할인되지 않음: Linux 약정 요금 + (라이선스 포함 온디맨드 - Linux 온디맨드). 공시된 전체 선결제 요금이 이 규칙을 지키는 행에만 적용",
    ),
    "ec2_instance_sp_is_standard_ri": (
        "EC2 Instance Savings Plans rate = effective hourly rate of the standard RI with the same term and payment",
        "EC2 인스턴스 Savings Plans 요금 = 기간과 결제 옵션이 같은 표준 RI의 유효 시간당 요금",
    ),
    "compute_sp_is_convertible_ri": (
        "Compute Savings Plans rate = effective hourly rate of the convertible RI with the same term and payment",
        "컴퓨팅 Savings Plans 요금 = 기간과 결제 옵션이 같은 컨버터블 RI의 유효 시간당 요금",
    ),
}  # fmt: skip


def commitment_rules() -> pd.DataFrame:
    """One row per option, for Linux and for licensed systems: the chain of rules from a listed price to the rate."""
    rows = []
    for option in COMMITMENTS:
        offering, term, payment = _split(option)
        for licensed in (False, True):
            chain = []
            if offering == "ec2_instance_sp":
                chain.append("ec2_instance_sp_is_standard_ri")
            if offering == "compute_sp":
                chain.append("compute_sp_is_convertible_ri")
            standard = offering in ("ri_standard", "ec2_instance_sp")
            listed_for_all = standard and payment == "all_upfront"
            if payment == "partial_upfront":
                chain.append("partial_from_no_upfront")
            elif payment == "all_upfront" and not standard:
                chain += ["partial_from_no_upfront", "all_from_partial"]
            if licensed and not listed_for_all:
                chain.append("licence_undiscounted")
            chain = chain or ["listed"]
            rows.append({
                "option": option, "licensed": licensed, "offering": offering, "term_years": term, "payment": payment,
                "derived": chain != ["listed"], "rule": "+".join(chain),
                "rule_en": "; ".join(RULES[r][0] for r in chain), "rule_ko": "; ".join(RULES[r][1] for r in chain),
                "upfront_share": {"no_upfront": 0.0, "partial_upfront": 0.5, "all_upfront": 1.0}[payment],
                "as_of": "2026-07-05" if listed_for_all else "2025-04-04",
            })  # fmt: skip
    return pd.DataFrame(rows).sort_values(["option", "licensed"], ignore_index=True)


def _split(option: str) -> tuple[str, int, str]:
    for term in TERMS:
        offering, found, payment = option.partition(f"_{term}y_")
        if found:
            return offering, term, payment
    raise ValueError(option)


def spot(source: Path) -> pd.DataFrame:
    """Spot prices on eight dates; the last copy was made on 2026-08-11 from a price page dated 2026-08-06."""
    # The source repeats 1,190 rows word for word; a repeat with another price would still fail the key check.
    raw = pd.read_parquet(source / SPOT).drop_duplicates()
    day = raw["date"].replace("20260811", "20260806")
    return pd.DataFrame({
        "date": day.str[:4] + "-" + day.str[4:6] + "-" + day.str[6:],
        "location": raw["region"], "operating_system": raw["os"].map({"linux": "linux", "mswin": "windows"}),
        "instance_type": raw["instance_type"], "usd_per_hour": raw["usd_per_hour"],
    }).sort_values(["location", "operating_system", "instance_type", "date"], ignore_index=True)  # fmt: skip


def checks(source: Path) -> pd.DataFrame:
    """us-east-1 prices from three publishers that none of the tables above was made from."""
    folder = source / "checks"
    karpenter = json.loads((folder / "us-east-1_linux_ondemand_2026-07-20.json").read_text("utf-8"))["prices"]
    page = json.loads((folder / "us-east-1_linux_ondemand_aws_page_2026-08.json").read_text("utf-8"))["regions"]
    rows = [("aws/karpenter-provider-aws", t, "on_demand", p, "2026-07-20") for t, p in karpenter.items()]
    for entry in page["US East (N. Virginia)"].values():
        rows.append(("AWS price page", entry["Instance Type"], "on_demand", float(entry["price"]), "2026-08-06"))
    short = {
        "nu": "no_upfront",
        "pu": "partial_upfront",
        "au": "all_upfront",
        "ri_std": "ri_standard",
        "compute_sp": "compute_sp",
    }
    rates = pd.read_csv(folder / "us-east-1_ri_sp_rates_2026-09-24.csv").set_index("instance_type")
    for column in rates.columns.drop("od"):
        offering, term, payment = column.rsplit("_", 2)
        option = f"{short[offering]}_{term}_{short[payment]}"
        rows += [("addisonj/pricesim", t, option, p, "2026-09-24") for t, p in rates[column].dropna().items()]
    frame = pd.DataFrame(rows, columns=["source", "instance_type", "option", "usd_per_hour", "as_of"])
    frame.insert(1, "location", "us-east-1")
    frame.insert(2, "operating_system", "linux")
    frame = frame[frame["usd_per_hour"] > 0]
    return frame.sort_values(["source", "instance_type", "option"], ignore_index=True)
