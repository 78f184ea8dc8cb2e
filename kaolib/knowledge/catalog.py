"""The price snapshot: what AWS sells where, at what price, from which source, on which date.

Every function reads a table of the snapshot (see ``data/README.md``) and returns a DataFrame of its own. Prices are US
dollars, taxes excluded. A price that is not known is a missing row or NaN, never 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
import pandas as pd

from kaolib.errors import InputError, unknown
from kaolib.knowledge import _snapshot
from kaolib.knowledge._schema import COMMITMENTS, SERVICE_PLANS, TABLES
from kaolib.knowledge._traces import load_trace_list, load_traces, spot_trace_runs, spot_traces

__all__ = [
    "about",
    "as_of",
    "burstable",
    "check_family",
    "check_instance_type",
    "check_location",
    "check_names",
    "check_operating_system",
    "commitment_rates",
    "commitment_rules",
    "commitments",
    "dedicated_hosts",
    "distances_km",
    "host_capacities",
    "host_hardware",
    "instance_types",
    "load_trace_list",
    "load_traces",
    "location_name",
    "locations",
    "nearest",
    "on_demand",
    "operating_systems",
    "price",
    "service_plan_rates",
    "services",
    "spot",
    "spot_advisor",
    "spot_trace_runs",
    "spot_traces",
    "table",
    "tiers",
    "verify",
]


#: Mean radius of the Earth (IUGG).
_EARTH_KM = 6371.0


def table(name: str) -> pd.DataFrame:
    """One table of the snapshot as it is.

    Parameters
    ----------
    name
        A table that `about` lists.

    Raises
    ------
    InputError
        When there is no such table.
    SnapshotError
        When its file is missing or altered; the sentence names the file and the remedy.

    Examples
    --------
    >>> table("operating_systems").loc[0, "operating_system"]
    'linux'
    """
    if name not in TABLES:
        raise unknown(ko="표", en="table", given=name, allowed=TABLES)
    return _snapshot.frame(name).copy(deep=False)


def _where(name: str, **wanted: str | None) -> pd.DataFrame:
    rows = _snapshot.frame(name)
    keep = np.ones(len(rows), dtype=bool)
    for column, value in wanted.items():
        if value is not None:
            keep &= (rows[column] == value).to_numpy(dtype=bool)
    return rows[keep].reset_index(drop=True) if not keep.all() else rows.copy(deep=False)


def instance_types() -> pd.DataFrame:
    """Every instance type and what it is made of.

    Returns
    -------
    pandas.DataFrame
        One row per `instance_type`: family, size, category, vcpu, gib, GPUs, accelerator, architecture, processor,
        clock_ghz, network, EBS and local disk, cores and threads with their valid values, generation, bare metal.

    Examples
    --------
    >>> types = instance_types().set_index("instance_type")
    >>> print(*types.loc["m7g.large", ["vcpu", "gib", "architecture"]])
    2 8.0 arm64
    """
    return table("instance_types")


def locations() -> pd.DataFrame:
    """Every Region, Local Zone and Wavelength Zone that has EC2 prices.

    Returns
    -------
    pandas.DataFrame
        location, name_ko, name_en, kind, parent_region, continent, latitude, longitude (degrees, of the city that AWS
        names: its data centres lie somewhere around it).

    Examples
    --------
    >>> locations().groupby("kind").size().index.tolist()
    ['Local Zone', 'Region', 'Wavelength Zone']
    """
    return table("locations")


def operating_systems() -> pd.DataFrame:
    """Every operating system and licence with a price of its own: operating_system, name_ko, name_en.

    Examples
    --------
    >>> len(operating_systems())
    17
    """
    return table("operating_systems")


def on_demand(
    instance_type: str | None = None, location: str | None = None, operating_system: str | None = None
) -> pd.DataFrame:
    """On-Demand prices with shared tenancy.

    Parameters
    ----------
    instance_type, location, operating_system
        Keep only these; None keeps all.

    Returns
    -------
    pandas.DataFrame
        location, operating_system, instance_type, usd_per_hour.

    Examples
    --------
    >>> on_demand("m7g.large", operating_system="linux").columns.tolist()
    ['location', 'operating_system', 'instance_type', 'usd_per_hour']
    """
    return _where("on_demand", **_checked(instance_type, location, operating_system))


def dedicated_hosts(location: str | None = None) -> pd.DataFrame:
    """Prices of Dedicated Hosts, whatever runs on the host.

    Returns
    -------
    pandas.DataFrame
        location, family, usd_per_hour (On-Demand), reserved_1y_all_upfront and reserved_3y_all_upfront (effective USD
        per hour of a Host Reservation; NaN where not known).

    Notes
    -----
    A host of a family is listed only where its price is credibly its own: see ``data/README.md``.

    Examples
    --------
    >>> "m7g" in set(dedicated_hosts("ap-northeast-2")["family"])
    True
    """
    return _where("dedicated_hosts", location=None if location is None else check_location(location))


def host_capacities() -> pd.DataFrame:
    """How many instances of one type a Dedicated Host holds when it holds no other type.

    Returns
    -------
    pandas.DataFrame
        instance_type, family, instances_per_host, derived (False: AWS's own count; True: computed, an upper bound),
        source. A size that AWS does not put on a host has no row.

    Examples
    --------
    >>> held = host_capacities().set_index("instance_type")
    >>> bool(held.loc["m5.4xlarge", "derived"]), int(held.loc["m5.4xlarge", "instances_per_host"])
    (False, 6)
    """
    return table("host_capacities")


def host_hardware() -> pd.DataFrame:
    """Sockets and physical cores of a Dedicated Host: family, sockets, cores, source; a family not listed has no row.

    Examples
    --------
    >>> print(*host_hardware().set_index("family").loc["m5", ["sockets", "cores"]])
    2.0 48.0
    """
    return table("host_hardware")


def burstable() -> pd.DataFrame:
    """CPU credits of the T families.

    Returns
    -------
    pandas.DataFrame
        instance_type, credits_per_hour (1 credit: one vCPU at 100 % for a minute), most_credits (earned credits that can
        be kept), baseline (share of each vCPU, 0 to 1, that the earned credits sustain), default_mode.

    Examples
    --------
    >>> float(burstable().set_index("instance_type").loc["t3.large", "baseline"])
    0.3
    """
    return table("burstable")


def commitment_rates() -> pd.DataFrame:
    """Effective hourly rates of RIs and Savings Plans, one column per option.

    Returns
    -------
    pandas.DataFrame
        location, operating_system, instance_type and 24 columns named by option
        (``ri_standard_1y_no_upfront`` ... ``compute_sp_3y_all_upfront``) in USD per hour; NaN where not known.

    Examples
    --------
    >>> commitment_rates().shape[1]
    27
    """
    return table("commitment_rates")


def commitment_rules() -> pd.DataFrame:
    """How each rate was found: listed or derived, by which rule, from a list of which date, and its upfront share.

    Examples
    --------
    >>> rules = commitment_rules().set_index(["option", "licensed"])
    >>> bool(rules.loc[("compute_sp_1y_no_upfront", False), "derived"])
    True
    """
    return table("commitment_rules")


def commitments(
    instance_type: str | None = None, location: str | None = None, operating_system: str | None = None
) -> pd.DataFrame:
    """RI and Savings Plans rates, one row per option that is known.

    Parameters
    ----------
    instance_type, location, operating_system
        Keep only these; None keeps all.

    Returns
    -------
    pandas.DataFrame
        location, operating_system, instance_type, option, offering, term_years, payment, upfront_usd,
        usd_per_hour (what each hour of the term is charged), effective_usd_per_hour (upfront / hours of the term + hourly),
        derived, rule, as_of.

    Notes
    -----
    A year of an RI or a plan has 365 days, 8,760 hours.
    Source: AWS, Savings Plans User Guide, "What are Savings Plans"; EC2 User Guide, "Reserved Instances".

    Examples
    --------
    >>> rates = commitments("m7g.large", "us-east-1", "linux")
    >>> bool((rates["effective_usd_per_hour"] > 0).all())
    True
    """
    rows = _where("commitment_rates", **_checked(instance_type, location, operating_system))
    rates = rows[list(COMMITMENTS)].to_numpy()
    option, line = np.nonzero(~np.isnan(rates.T))
    keys = rows[["location", "operating_system", "instance_type"]].iloc[line].reset_index(drop=True)
    licensed = (keys["operating_system"] != "linux").to_numpy(dtype=int)
    rules = _rules().iloc[2 * option + licensed].reset_index(drop=True)
    effective = pd.Series(rates[line, option], name="effective_usd_per_hour")
    upfront = (effective * rules["term_years"] * 8760 * rules["upfront_share"]).round(2)
    hourly = effective * (1 - rules["upfront_share"])
    return pd.concat(
        [keys, rules[["option", "offering", "term_years", "payment"]], upfront.rename("upfront_usd"),
         hourly.rename("usd_per_hour"), effective, rules[["derived", "rule", "as_of"]]],
        axis=1,
    )  # fmt: skip


@cache
def _rules() -> pd.DataFrame:
    """The rules in the order of the options: for Linux, then for licensed systems, each."""
    rules = _snapshot.frame("commitment_rules")
    order = pd.CategoricalDtype(list(COMMITMENTS), ordered=True)
    rules = rules.assign(place=rules["option"].astype(order).cat.codes).sort_values(["place", "licensed"])
    return rules.drop(columns="place").reset_index(drop=True)


def spot(
    instance_type: str | None = None, location: str | None = None, operating_system: str | None = None
) -> pd.DataFrame:
    """Spot prices on eight dates: date, location, operating_system (linux, windows), instance_type, usd_per_hour.

    Examples
    --------
    >>> spot("m7g.large", "us-east-1", "linux")["date"].is_monotonic_increasing
    True
    """
    return _where("spot", **_checked(instance_type, location, operating_system))


def spot_advisor(
    instance_type: str | None = None, location: str | None = None, operating_system: str | None = None
) -> pd.DataFrame:
    """Spot Instance Advisor: location, operating_system, instance_type, saving (0 to 1), interruption_band.

    Examples
    --------
    >>> spot_advisor("m7g.large", "us-east-1", "linux").shape[0]
    1
    """
    return _where("spot_advisor", **_checked(instance_type, location, operating_system))


def services(service: str | None = None, location: str | None = None) -> pd.DataFrame:
    """Prices of the services around EC2, one row per tier.

    Returns
    -------
    pandas.DataFrame
        service, item, location, to_location, unit, from_quantity, to_quantity, usd (per unit), as_of, source, note.

    Raises
    ------
    InputError
        For a service that the snapshot does not have.

    Examples
    --------
    >>> "request" in set(services("lambda", "ap-northeast-2")["item"])
    True
    """
    if service is not None:
        names = sorted(set(_snapshot.frame("services")["service"]))
        if service not in names:
            raise unknown(ko="서비스", en="service", given=service, allowed=names)
    return _where("services", service=service, location=None if location is None else check_location(location))


def service_plan_rates(
    service: str | None = None, location: str | None = None, option: str | None = None
) -> pd.DataFrame:
    """What a Savings Plan charges for Fargate, Lambda, SageMaker AI and databases.

    Parameters
    ----------
    service
        "fargate", "lambda", "sagemaker" or "database"; None keeps all.
    location
        Keep only this one; None keeps all.
    option
        A plan, e.g. "compute_sp_1y_no_upfront", "sagemaker_sp_1y_partial_upfront", "database_sp_1y_no_upfront".

    Returns
    -------
    pandas.DataFrame
        service, item, location, unit, option, kind, term_years, payment, usd (the plan's rate for one unit),
        on_demand_usd and saving (0 to 1; NaN where the On-Demand price is not verified), derived, rule, as_of, source,
        check. A rate that is not known has no row: Fargate and Lambda partial upfront, Fargate with Windows.

    Raises
    ------
    InputError
        For a service or plan that the table does not have, or an unknown location.

    Notes
    -----
    A plan has one rate for a unit, whatever the tier that On-Demand has reached; EC2's rates are in `commitments`.
    Source: AWS, Savings Plans User Guide, "Understanding how Savings Plans apply to your usage".

    Examples
    --------
    >>> rates = service_plan_rates("fargate", "us-east-1", "compute_sp_3y_all_upfront").set_index("item")
    >>> round(float(rates.loc["vcpu_linux_x86", "saving"]), 2), bool(rates.loc["vcpu_linux_x86", "derived"])
    (0.52, False)
    """
    if service is not None:
        names = sorted(set(_snapshot.frame("service_plan_rates")["service"]))
        if service not in names:
            raise unknown(ko="서비스", en="service", given=service, allowed=names)
    if option is not None and option not in SERVICE_PLANS:
        raise unknown(ko="플랜", en="plan", given=option, allowed=SERVICE_PLANS)
    place = None if location is None else check_location(location)
    return _where("service_plan_rates", service=service, location=place, option=option)


def tiers(service: str, item: str, location: str) -> tuple[tuple[float, float, float, str, str], ...]:
    """The price tiers of a service's item in one location, lowest first; none where no price is known.

    Returns
    -------
    tuple
        For each tier: from_quantity, to_quantity, usd, unit, as_of, as in `services`.

    Raises
    ------
    InputError
        For an unknown service or location.

    Examples
    --------
    >>> [(start, end) for start, end, *_ in tiers("transfer", "internet_out", "us-east-1")][0]
    (0.0, 10240.0)
    """
    return _tiers(service, item, check_location(location))


@cache
def _tiers(service: str, item: str, location: str) -> tuple[tuple[float, float, float, str, str], ...]:
    rows = services(service, location)
    found = rows[(rows["item"] == item) & (rows["to_location"] == "")].sort_values("from_quantity")
    columns = ["from_quantity", "to_quantity", "usd", "unit", "as_of"]
    return tuple(
        (float(start), float(end), float(usd), str(unit), str(day))
        for start, end, usd, unit, day in found[columns].to_numpy()
    )


def about() -> pd.DataFrame:
    """What the snapshot holds, and how far it can be trusted.

    Returns
    -------
    pandas.DataFrame
        table, rows, as_of (date of the prices, not of the copy), source, licence, check.

    Examples
    --------
    >>> about().columns.tolist()
    ['table', 'rows', 'as_of', 'source', 'licence', 'check']
    """
    entries = _snapshot.manifest()["tables"]
    return pd.DataFrame(
        [
            {"table": n, "rows": e["rows"]} | {k: e[k] for k in ("as_of", "source", "licence", "check")}
            for n, e in entries.items()
        ]
    )


def as_of(name: str) -> str:
    """The date of the prices in a table, as YYYY-MM-DD.

    Examples
    --------
    >>> len(as_of("on_demand"))
    10
    """
    if name not in TABLES:
        raise unknown(ko="표", en="table", given=name, allowed=TABLES)
    return str(_snapshot.manifest()["tables"][name]["as_of"])


def verify() -> None:
    """Read every table of the snapshot, or raise a SnapshotError that names the file and the remedy.

    Examples
    --------
    >>> verify()
    """
    for name in TABLES:
        _snapshot.read(name)


@cache
def _location_names() -> dict[str, tuple[str, str]]:
    rows = _snapshot.frame("locations")
    return {c: (ko, en) for c, ko, en in zip(rows["location"], rows["name_ko"], rows["name_en"], strict=True)}


@cache
def _type_names() -> frozenset[str]:
    return frozenset(_snapshot.frame("instance_types")["instance_type"])


@cache
def _families() -> frozenset[str]:
    return frozenset(_snapshot.frame("instance_types")["family"].astype(str))


@cache
def _system_names() -> tuple[str, ...]:
    return tuple(_snapshot.frame("operating_systems")["operating_system"])


def check_location(given: object) -> str:
    """The location's code, if AWS sells EC2 there.

    Raises
    ------
    InputError
        With the nearest code; a city's name in either language leads to its code too.

    Examples
    --------
    >>> check_location("ap-northeast-2")
    'ap-northeast-2'
    >>> check_location("Seoul")
    Traceback (most recent call last):
    ...
    kaolib.errors.InputError: unknown Region 'Seoul': did you mean 'ap-northeast-2'?
    """
    names = _location_names()
    if isinstance(given, str):
        if given in names:
            return given
        wanted = given.strip().casefold()
        # Regions come before their zones: "Seoul" means the Region.
        for code in sorted(names, key=len) if wanted else ():
            if any(wanted in name.casefold() for name in names[code]):
                raise InputError(
                    ko=f"리전 {given!r}을(를) 알 수 없습니다. {code!r}을(를) 찾으셨나요?",
                    en=f"unknown Region {given!r}: did you mean {code!r}?",
                )
    raise unknown(ko="리전", en="Region", given=given, allowed=names)


def check_instance_type(given: object) -> str:
    """The instance type's name, if there is such a type.

    Raises
    ------
    InputError
        With the nearest name.

    Examples
    --------
    >>> check_instance_type("m7g.large")
    'm7g.large'
    """
    if isinstance(given, str) and given in _type_names():
        return given
    raise unknown(ko="인스턴스 유형", en="instance type", given=given, allowed=sorted(_type_names()))


def check_family(given: object) -> str:
    """The family's name, if there is such a family.

    Raises
    ------
    InputError
        With the nearest name.

    Examples
    --------
    >>> check_family("m5")
    'm5'
    """
    if isinstance(given, str) and given in _families():
        return given
    raise unknown(ko="인스턴스 패밀리", en="instance family", given=given, allowed=sorted(_families()))


def check_operating_system(given: object) -> str:
    """The operating system's id.

    Raises
    ------
    InputError
        With the nearest id.

    Examples
    --------
    >>> check_operating_system("windows")
    'windows'
    """
    if isinstance(given, str) and given in _system_names():
        return given
    raise unknown(ko="운영 체제", en="operating system", given=given, allowed=_system_names())


def check_names(rows: pd.DataFrame) -> None:
    """Raise for the first name in the columns location, operating_system and instance_type that does not exist.

    Raises
    ------
    InputError
        With the nearest name.

    Examples
    --------
    >>> check_names(
    ...     pd.DataFrame({"location": ["us-east-1"], "operating_system": ["linux"], "instance_type": ["m5.large"]})
    ... )
    """
    for column, check in (
        ("location", check_location),
        ("operating_system", check_operating_system),
        ("instance_type", check_instance_type),
    ):
        for name in rows[column].unique():
            check(name)


def _checked(instance_type: str | None, location: str | None, operating_system: str | None) -> dict[str, str | None]:
    return {
        "instance_type": None if instance_type is None else check_instance_type(instance_type),
        "location": None if location is None else check_location(location),
        "operating_system": None if operating_system is None else check_operating_system(operating_system),
    }


def location_name(location: str, lang: str) -> str:
    """The location's name in Korean ("ko") or English ("en").

    Examples
    --------
    >>> location_name("ap-northeast-2", "en")
    'Asia Pacific (Seoul)'
    """
    return _location_names()[check_location(location)][0 if lang == "ko" else 1]


def price(instance_type: str, location: str, operating_system: str = "linux") -> float:
    """The On-Demand price of one running instance, USD per hour.

    Raises
    ------
    InputError
        When the type is not sold there (with the nearest Regions that sell it and the nearest family sold there), or not
        with that operating system.

    Examples
    --------
    >>> price("m7g.large", "us-east-1") < price("m7g.large", "ap-northeast-2")
    True
    """
    rows = on_demand(instance_type, location, operating_system)
    if len(rows):
        return float(rows["usd_per_hour"].iloc[0])
    raise _not_sold(instance_type, location, operating_system)


def _not_sold(instance_type: str, location: str, operating_system: str) -> InputError:
    ko_place, en_place = _location_names()[location]
    date = as_of("on_demand")
    here = on_demand(location=location, operating_system="linux")
    anywhere = on_demand(instance_type=instance_type)
    if instance_type in set(here["instance_type"]):
        systems = sorted(set(anywhere.loc[anywhere["location"] == location, "operating_system"]))
        return InputError(
            ko=f"{instance_type}은(는) {ko_place}에서 {operating_system!r}(으)로 판매하지 않습니다. 가능한 값: {', '.join(systems)} ({date} 기준)",
            en=f"{instance_type} is not sold in {en_place} with {operating_system!r}: use one of {', '.join(systems)} (as of {date})",
        )
    if anywhere.empty:
        return InputError(
            ko=f"{instance_type}의 가격이 {date} 가격표에 없습니다(가격 미확인).",
            en=f"the price list of {date} has no price for {instance_type} (price not known)",
        )
    series, size = instance_type[0], instance_type.split(".")[1]
    alike = sorted(t for t in set(here["instance_type"]) if t[0] == series and t.endswith(f".{size}"))
    places = nearest(location, set(anywhere["location"]))[:3]
    instead_ko = f" 여기서는 {', '.join(alike[-3:])} 등을 판매합니다." if alike else ""
    instead_en = f"; sold here instead: {', '.join(alike[-3:])}" if alike else ""
    return InputError(
        ko=f"{instance_type}은(는) {ko_place}에서 판매하지 않습니다({date} 기준). 가까운 판매 리전: {', '.join(places)}.{instead_ko}",
        en=f"{instance_type} is not sold in {en_place} (as of {date}); nearest Regions that sell it: {', '.join(places)}{instead_en}",
    )


def nearest(location: str, places: Iterable[str]) -> list[str]:
    """Some locations by their distance from one: its own Region first, other Regions next, zones only among themselves.

    Parameters
    ----------
    location
        A Region, Local Zone or Wavelength Zone code.
    places
        Codes to put in order; zones are left out where there is a Region among them.

    Examples
    --------
    >>> nearest("ap-northeast-2", ["us-east-1", "ap-northeast-1", "ap-southeast-1"])
    ['ap-northeast-1', 'ap-southeast-1', 'us-east-1']
    """
    rows = _snapshot.frame("locations").set_index("location")
    home, km = rows["parent_region"][check_location(location)], distances_km(location)
    codes = list(places)
    regions = [code for code in codes if rows["kind"][code] == "Region"] or codes
    return sorted(regions, key=lambda code: (code != home, km[code], code))


def distances_km(location: str) -> pd.Series[float]:
    """How far the city of every location is from one location's city, along the great circle.

    Returns
    -------
    pandas.Series
        Kilometres by location, in the order of `locations`. AWS names a city, not an address, so a distance is good to
        some tens of kilometres.

    Raises
    ------
    InputError
        For an unknown location.

    Notes
    -----
    On a sphere with the Earth's mean radius (IUGG: 6,371.0 km). Source: coordinates of the snapshot's locations.

    Examples
    --------
    >>> round(float(distances_km("ap-northeast-2")["ap-northeast-1"]), -2)
    1200.0
    """
    places = _snapshot.frame("locations").set_index("location")
    latitude, longitude = (np.radians(places[name].to_numpy(dtype=float)) for name in ("latitude", "longitude"))
    at = places.index.get_loc(check_location(location))
    # the haversine formula: exact also for near places, where the law of cosines loses its digits
    north, east = (latitude - latitude[at]) / 2, (longitude - longitude[at]) / 2
    half = np.sin(north) ** 2 + np.cos(latitude[at]) * np.cos(latitude) * np.sin(east) ** 2
    return pd.Series(2 * _EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1))), index=places.index.astype(str), name="km")
