"""The conditions of a Reserved Instance, and what may be done with one: every rule that looks at a single reservation."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from kaolib.errors import InputError
from kaolib.knowledge import instance_type
from kaolib.knowledge.purchase._reservation import Reservation
from kaolib.knowledge.purchase._time import moment

#: Regions that are disabled by default: nothing bought there can be sold in the Marketplace.
OPT_IN_REGIONS = frozenset(
    (
        "af-south-1", "ap-east-1", "ap-east-2", "ap-south-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5",
        "ap-southeast-6", "ap-southeast-7", "ca-west-1", "eu-central-2", "eu-south-1", "eu-south-2", "il-central-1",
        "me-central-1", "me-south-1", "mx-central-1",
    )
)  # fmt: skip

_CONDITIONS = (
    ("location", True, True, False, False, "zone_only", "zone_only",
     "리전은 약정 기간 내내 고정입니다. 가용 영역은 바꿀 수 있습니다.",
     "the Region is fixed for the whole term; the Availability Zone can change"),
    ("instance_type", True, True, False, True, "size_only", "yes",
     "패밀리와 크기입니다. 크기가 유연하면 패밀리만 같으면 됩니다.",
     "family and size; with size flexibility the family is enough"),
    ("operating_system", True, True, False, True, "no", "yes",
     "크기 유연성은 Linux/UNIX에만 있습니다.",
     "only Linux/UNIX has size flexibility"),
    ("tenancy", True, True, False, True, "no", "yes",
     "전용 테넌시는 크기가 유연하지 않습니다.",
     "dedicated tenancy has no size flexibility"),
    ("term_years", True, False, False, False, "no", "merge_only",
     "1년은 365일, 3년은 1,095일입니다. 1년과 3년을 합쳐 교환하면 3년이 됩니다.",
     "365 or 1,095 days; an exchange that merges 1 year with 3 years gives 3"),
    ("scope", False, True, True, True, "yes", "yes",
     "리전이면 크기와 가용 영역이 유연하고, 영역이면 그 영역의 용량을 예약합니다. 가격은 같습니다.",
     "regional: flexible in size and zone; zonal: reserves capacity in its zone; the price is the same"),
    ("payment", True, False, False, False, "no", "not_to_no_upfront",
     "먼저 낼수록 쌉니다. 선결제가 있으면 선결제 없음으로 교환할 수 없습니다.",
     "the more upfront the cheaper; an upfront payment cannot be exchanged for No Upfront"),
    ("offering", True, False, False, False, "no", "no",
     "표준은 더 싸고 팔 수 있으며, 컨버터블은 교환할 수 있습니다. 할인이 적용되는 방식은 같습니다.",
     "Standard is cheaper and can be sold, Convertible can be exchanged; both discounts apply in the same way"),
)  # fmt: skip

# Why not: reason -> (Korean, English).
_WHY = {
    "zonal": ("영역 예약입니다", "it is zonal"),
    "regional": ("리전 예약입니다", "it is regional"),
    "standard": ("표준입니다", "it is Standard"),
    "convertible": ("컨버터블입니다", "it is Convertible"),
    "operating_system": ("플랫폼이 Linux/UNIX가 아닙니다", "its platform is not Linux/UNIX"),
    "sql_server": ("SQL Server 플랫폼입니다", "its platform has SQL Server"),
    "tenancy": ("전용 테넌시입니다", "its tenancy is dedicated"),
    "family": ("크기가 유연하지 않은 패밀리입니다", "AWS excludes its family from size flexibility"),
    "no_factor": ("정규화 계수가 없는 크기입니다", "its size has no normalization factor"),
    "not_active": ("활성 상태가 아닙니다", "it is not active"),
    "pending": ("처리 중인 변경 요청이 있습니다", "a request to change it is pending"),
    "listed": ("마켓플레이스에 올라 있습니다", "it is listed in the Marketplace"),
    "under_24_hours": ("만료까지 24시간이 남지 않았습니다", "less than 24 hours of its term are left"),
    "under_30_days": ("활성화된 지 30일이 되지 않았습니다", "it has been active for less than 30 days"),
    "under_one_month": ("남은 기간이 한 달이 되지 않습니다", "less than one month of its term is left"),
    "volume_discount": ("볼륨 할인을 받아 샀습니다", "it was bought with a volume discount"),
    "opt_in_region": ("기본적으로 비활성화된 리전입니다", "its Region is disabled by default"),
}  # fmt: skip
_VERBS = {
    "modifiable": ("수정할", "modified"),
    "resizable": ("다른 크기로 수정할", "modified to another size"),
    "exchangeable": ("교환할", "exchanged"),
    "sellable": ("팔", "sold"),
    "queueable": ("예약 구매할", "queued"),
}


def conditions() -> pd.DataFrame:
    """The seven conditions of a Reserved Instance and its offering class: what each decides, how it can change later.

    Returns
    -------
    pandas.DataFrame
        A row a condition:

        - condition
        - sets_price: it decides the price
        - must_match: an instance must agree in it to be discounted
        - capacity: it decides whether capacity is reserved
        - size_flexibility: it has a say in whether other sizes are discounted
        - modify: "yes", "no", "zone_only" or "size_only" (within the family, equal footprint)
        - exchange: of a Convertible RI: "yes", "no", "zone_only", "merge_only" or "not_to_no_upfront"
        - meaning_ko, meaning_en

    Notes
    -----
    Sources: AWS, EC2 User Guide, "Reserved Instances for Amazon EC2 overview", "Regional and zonal Reserved Instances
    (scope)", "Types of Reserved Instances", "Modify Reserved Instances", "Exchange Convertible Reserved Instances".

    Examples
    --------
    >>> table = conditions().set_index("condition")
    >>> table.index[~table["sets_price"]].tolist(), table.index[table["capacity"]].tolist()
    (['scope'], ['scope'])
    """
    names = ["condition", "sets_price", "must_match", "capacity", "size_flexibility", "modify", "exchange"]
    return pd.DataFrame(_CONDITIONS, columns=[*names, "meaning_ko", "meaning_en"])


def traits(reservation: Reservation, at: str | pd.Timestamp) -> pd.DataFrame:
    """What a reservation is good for at a moment, and why not.

    Parameters
    ----------
    reservation
        The Reserved Instance.
    at
        The moment.

    Returns
    -------
    pandas.DataFrame
        trait, holds, reason (id; "" when it holds), why_ko, why_en. The traits:

        - size_flexible: it also discounts other sizes of its family
        - reserves_capacity
        - queueable: such a purchase can be queued for a later date
        - modifiable, and resizable: modifiable to other sizes
        - exchangeable, sellable: by the rules that look at the reservation; the other party's and the account's are
          in `exchange` and `sell`
        - volume_tier: its purchase from AWS can get a volume discount

    Notes
    -----
    Whether a zonal RI may change its size is not stated; here it may, because one request can change the scope too.
    Nor does AWS say whether a modification starts the 30 days before a sale anew; here it does not.

    Sources: AWS, EC2 User Guide, "How Reserved Instance discounts are applied", "Regional and zonal Reserved
    Instances (scope)", "Modify Reserved Instances", "Exchange Convertible Reserved Instances", "Sell Reserved
    Instances", "How billing works with Reserved Instances"; Account Management Reference Guide, "Enable or disable
    AWS Regions" (Regions disabled by default).

    Examples
    --------
    >>> windows = Reservation("m7i.large", "us-east-1", "2026-01-01", operating_system="windows")
    >>> table = traits(windows, at="2026-01-15").set_index("trait")["reason"]
    >>> table["size_flexible"], table["modifiable"], table["sellable"]
    ('operating_system', '', 'under_30_days')
    """
    time = moment("at", at)
    rows = []
    for trait in _RULES:
        reason = why_not(trait, reservation, time)
        rows.append((trait, not reason, reason, *_WHY.get(reason, ("", ""))))
    return pd.DataFrame(rows, columns=["trait", "holds", "reason", "why_ko", "why_en"])


def why_not(trait: str, reservation: Reservation, at: pd.Timestamp) -> str:
    """The first reason against a trait of `traits`, "" when it holds.

    Examples
    --------
    >>> ri = Reservation("g5.xlarge", "us-east-1", "2026-01-01")
    >>> why_not("size_flexible", ri, ri.start)
    'family'
    """
    return next((reason for reason, against in _RULES[trait](reservation, at) if against), "")


def require(trait: str, reservation: Reservation, at: pd.Timestamp) -> None:
    """Raise when a trait of `traits` does not hold; the sentence says why.

    Examples
    --------
    >>> ri = Reservation("m5.large", "us-east-1", "2026-01-01")
    >>> require("exchangeable", ri, ri.start)
    Traceback (most recent call last):
    ...
    kaolib.errors.InputError: the m5.large RI cannot be exchanged: it is Standard.
    """
    if reason := why_not(trait, reservation, at):
        (verb_ko, verb_en), (why_ko, why_en) = _VERBS[trait], _WHY[reason]
        raise InputError(
            ko=f"{reservation.instance_type} 예약 인스턴스는 {verb_ko} 수 없습니다. {why_ko}.",
            en=f"the {reservation.instance_type} RI cannot be {verb_en}: {why_en}.",
        )


def _no_flexibility(ri: Reservation) -> list[tuple[str, bool]]:
    return [
        ("tenancy", ri.tenancy != "shared"),
        ("operating_system", ri.operating_system != "linux"),
        ("family", not instance_type.size_flexible(ri.family)),
        ("no_factor", instance_type.normalization_factor(ri.instance_type) is None),
    ]


def _not_active(ri: Reservation, at: pd.Timestamp) -> list[tuple[str, bool]]:
    return [
        ("pending", ri.state == "pending"),
        ("listed", ri.state == "listed"),
        ("not_active", ri.state != "active" or not ri.start <= at < ri.end),
    ]


# Each trait: the reasons against it and whether they apply, the first that applies is named.
_RULES: dict[str, Callable[[Reservation, pd.Timestamp], list[tuple[str, bool]]]] = {
    "size_flexible": lambda ri, at: [("zonal", bool(ri.zone)), *_no_flexibility(ri)],
    "reserves_capacity": lambda ri, at: [("regional", not ri.zone)],
    "queueable": lambda ri, at: [("zonal", bool(ri.zone))],
    "modifiable": _not_active,
    "resizable": lambda ri, at: [*_not_active(ri, at), *_no_flexibility(ri)],
    "exchangeable": lambda ri, at: [
        ("standard", ri.offering != "ri_convertible"),
        *_not_active(ri, at),
        ("under_24_hours", ri.end - at < pd.Timedelta(hours=24)),
    ],
    "sellable": lambda ri, at: [
        ("convertible", ri.offering != "ri_standard"),
        ("volume_discount", ri.volume_discount),
        ("opt_in_region", ri.location in OPT_IN_REGIONS),
        *_not_active(ri, at),
        ("under_30_days", at - ri.active_since < pd.Timedelta(days=30)),
        ("under_one_month", ri.end < at + pd.DateOffset(months=1)),
    ],
    "volume_tier": lambda ri, at: [
        ("convertible", ri.offering != "ri_standard"),
        ("sql_server", "sql" in ri.operating_system),
    ],
}
