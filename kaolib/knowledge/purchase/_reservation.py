"""A Reserved Instance as one value: what was bought, from when to when, at what price, and what is left of it."""

from __future__ import annotations

import math
from dataclasses import KW_ONLY, dataclass
from typing import NamedTuple

import pandas as pd

from kaolib import errors
from kaolib.errors import InputError
from kaolib.knowledge import catalog, instance_type
from kaolib.knowledge._schema import PAYMENTS
from kaolib.knowledge.purchase._offers import offers
from kaolib.knowledge.purchase._time import HOUR, UNSET, moment, term

RI_OFFERINGS = ("ri_standard", "ri_convertible")
#: What an RI can be bought for. Ubuntu Pro with its licence and macOS are left to Savings Plans.
RI_PLATFORMS = (
    "linux", "linux_sql_web", "linux_sql_standard", "linux_sql_enterprise",
    "suse", "rhel", "rhel_ha",
    "windows", "windows_sql_web", "windows_sql_standard", "windows_sql_enterprise",
)  # fmt: skip
RI_TENANCIES = ("shared", "dedicated")
#: "pending": active, and a request to change it is under way; "listed": active, and for sale in the Marketplace.
RI_STATES = ("active", "pending", "listed", "queued", "payment_pending", "payment_failed", "retired")


@dataclass(frozen=True)
class Reservation:
    """A Reserved Instance: one purchase of ``count`` instances.

    Attributes
    ----------
    instance_type, location
        What it is bound to: a type and a Region.
    start, end
        Active from start until just before end (UTC; text is read). Without an end: the full term after the start.
    zone
        Its Availability Zone ("us-east-1a"); "" for a regional one.
    operating_system
        One of `RI_PLATFORMS`.
    tenancy
        "shared" (AWS calls it default) or "dedicated".
    term_years, offering, payment
        1 or 3; "ri_standard" or "ri_convertible"; "no_upfront", "partial_upfront" or "all_upfront".
    count
        How many instances.
    upfront_usd, usd_per_hour
        Paid upfront for start to end, and charged each hour, for one instance, USD.
    active_since
        When the owner's purchase became active; the start, unless it was modified since.
    state
        One of `RI_STATES`.
    volume_discount
        True when it was bought with a volume discount.

    Raises
    ------
    InputError
        For a name, a number or a time that cannot be.

    Notes
    -----
    Sources: AWS, EC2 User Guide, "Reserved Instances for Amazon EC2 overview" and "Buy Reserved Instances for Amazon
    EC2" (platforms).

    Examples
    --------
    >>> ri = Reservation("t2.medium", "us-east-1", "2026-01-15T09:30:00Z", count=4)
    >>> ri.scope, ri.units, str(ri.end)
    ('regional', 8.0, '2027-01-15 09:30:00+00:00')
    """

    instance_type: str
    location: str
    start: pd.Timestamp
    _: KW_ONLY
    zone: str = ""
    operating_system: str = "linux"
    tenancy: str = "shared"
    term_years: int = 1
    offering: str = "ri_standard"
    payment: str = "no_upfront"
    count: int = 1
    upfront_usd: float = 0.0
    usd_per_hour: float = 0.0
    end: pd.Timestamp = UNSET
    active_since: pd.Timestamp = UNSET
    state: str = "active"
    volume_discount: bool = False

    def __post_init__(self) -> None:
        catalog.check_instance_type(self.instance_type)
        catalog.check_location(self.location)
        check_zone(self.zone, self.location)
        for text, allowed, ko, en in (
            (self.tenancy, RI_TENANCIES, "테넌시", "tenancy"),
            (self.offering, RI_OFFERINGS, "오퍼링 클래스", "offering class"),
            (self.payment, PAYMENTS, "결제 옵션", "payment option"),
            (self.state, RI_STATES, "상태", "state"),
        ):
            errors.each_of(text, allowed, ko=ko, en=en)
        catalog.check_operating_system(self.operating_system)
        if self.operating_system not in RI_PLATFORMS or instance_type.parse(self.instance_type).series == "mac":
            raise InputError(
                ko=f"{self.instance_type}, {self.operating_system}에는 예약 인스턴스가 없습니다. Savings Plans를 쓰세요.",
                en=f"there is no RI for {self.instance_type} with {self.operating_system}: use a Savings Plan.",
            )
        errors.count("count", self.count, least=1)
        for name, value, barred in (
            ("upfront_usd", self.upfront_usd, "no_upfront"),
            ("usd_per_hour", self.usd_per_hour, "all_upfront"),
        ):
            if errors.amount(name, value) and self.payment == barred:
                raise InputError(
                    ko=f"{self.payment}에는 {name}이(가) 없습니다. {value!r}을(를) 받았습니다.",
                    en=f"{self.payment} has no {name}, and {value!r} was given.",
                )
        start = moment("start", self.start)
        end = start + term(self.term_years) if pd.isna(self.end) else moment("end", self.end)
        if end <= start:
            raise InputError(
                ko=f"끝 {end}이(가) 시작 {start}보다 늦어야 합니다.",
                en=f"the end {end} must be after the start {start}.",
            )
        since = start if pd.isna(self.active_since) else moment("active_since", self.active_since)
        for name, time in (("start", start), ("end", end), ("active_since", since)):
            object.__setattr__(self, name, time)

    @property
    def scope(self) -> str:
        """Scope: "zonal" with an Availability Zone, else "regional"."""
        return "zonal" if self.zone else "regional"

    @property
    def family(self) -> str:
        """The instance family ("t2")."""
        return instance_type.parse(self.instance_type).family

    @property
    def units(self) -> float:
        """Normalized units, the instance size footprint: count x normalization factor; NaN where AWS gives no factor."""
        factor = instance_type.normalization_factor(self.instance_type)
        return math.nan if factor is None else self.count * factor

    @property
    def hours(self) -> float:
        """Hours from start to end."""
        return (self.end - self.start) / HOUR


class RemainingValue(NamedTuple):
    """What is left of a reservation, all its instances together.

    Attributes
    ----------
    hours
        Whole hours that remain.
    upfront_usd
        The part of the upfront payment that belongs to them, USD.
    usd_per_hour
        What is charged each hour, USD.
    usd
        Remaining upfront + hourly rate x remaining hours, USD.
    """

    hours: int
    upfront_usd: float
    usd_per_hour: float
    usd: float


def check_zone(zone: object, location: str) -> str:
    """The zone, if it is "" or an Availability Zone of the Region.

    Examples
    --------
    >>> check_zone("us-east-1a", "us-east-1")
    'us-east-1a'
    """
    if isinstance(zone, str) and (not zone or (zone[:-1] == location and zone[-1].isascii() and zone[-1].islower())):
        return zone
    raise InputError(
        ko=f"가용 영역 {zone!r}은(는) {location}에 없습니다. '{location}a'처럼 적거나 리전 예약이면 비워 두세요.",
        en=f"{zone!r} is no Availability Zone of {location}: write it as in '{location}a', or '' for a regional RI.",
    )


def reserve(
    instance_type: str,
    location: str,
    option: str,
    start: str | pd.Timestamp,
    *,
    zone: str = "",
    operating_system: str = "linux",
    count: int = 1,
) -> Reservation:
    """A Reserved Instance at the price of the snapshot, with shared tenancy.

    Parameters
    ----------
    instance_type, location, operating_system
        As in `offers`.
    option
        An RI option of `offers`, such as "ri_convertible_3y_partial_upfront".
    start
        When its term starts.
    zone
        Its Availability Zone; "" for a regional one. The price is the same.
    count
        How many instances.

    Raises
    ------
    InputError
        For an option that is no RI, or whose price is not known.

    Examples
    --------
    >>> ri = reserve("m7g.large", "ap-northeast-2", "ri_standard_1y_all_upfront", "2026-12-01")
    >>> ri.term_years, ri.payment, ri.usd_per_hour
    (1, 'all_upfront', 0.0)
    """
    table = offers(instance_type, location, operating_system)
    table = table[table["offering"].isin(RI_OFFERINGS)].set_index("option")
    wanted = errors.each_of(option, list(table.index), ko="예약 인스턴스 옵션", en="RI option")
    row = table.loc[wanted].to_dict("records")[0]
    if row["status"] == "unknown":
        raise InputError(
            ko=f"{option}의 요금을 알 수 없습니다(가격 미확인).", en=f"the price of {option} is not known."
        )
    return Reservation(
        instance_type,
        location,
        moment("start", start),
        zone=zone,
        operating_system=operating_system,
        count=count,
        **{name: row[name] for name in ("term_years", "offering", "payment", "upfront_usd", "usd_per_hour")},
    )


def remaining_value(reservation: Reservation, at: str | pd.Timestamp) -> RemainingValue:
    """What is left of a reservation at a moment: the upfront payment by the hour, and the hourly charges to come.

    Parameters
    ----------
    reservation
        With its prices.
    at
        The moment, within start to end.

    Raises
    ------
    InputError
        For a moment outside start to end.

    Notes
    -----
    Only whole hours count: both quotes that AWS prints are of whole hours, and AWS states no rounding.

    Source: AWS, EC2 API Reference, "ReservationValue" and "GetReservedInstancesExchangeQuote".

    Examples
    --------
    AWS's own quote: USD 0.018 an hour beside a payment upfront, for three years, with 984 of 1,095 days to go. AWS
    prints the results; USD 499 upfront is what gives them.

    >>> ri = Reservation("m4.large", "us-east-1", "2016-05-17", term_years=3, payment="partial_upfront",
    ...                  upfront_usd=499, usd_per_hour=0.018)
    >>> left = remaining_value(ri, ri.end - pd.Timedelta(days=984))
    >>> left.hours, round(left.upfront_usd, 6), round(left.usd, 6)
    (23616, 448.416438, 873.504438)
    """
    time = moment("at", at)
    if not reservation.start <= time <= reservation.end:
        raise InputError(
            ko=f"{time}은(는) 예약 기간 {reservation.start}~{reservation.end} 밖입니다.",
            en=f"{time} is outside the reservation's {reservation.start} to {reservation.end}.",
        )
    hours = (reservation.end - time) // HOUR
    upfront = reservation.count * reservation.upfront_usd * hours / reservation.hours
    rate = reservation.count * reservation.usd_per_hour
    return RemainingValue(hours, upfront, rate, upfront + rate * hours)
