"""Savings Plans: the four kinds, a plan as one value, its payments, its return, and commitment from usage and back."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError
from kaolib.knowledge import catalog
from kaolib.knowledge._schema import PAYMENTS, TERMS
from kaolib.knowledge.purchase._offers import MONTH_HOURS
from kaolib.knowledge.purchase._time import HOUR, moment, term

#: Hourly commitment of one plan that AWS's Purchase Analyzer takes, USD, and digits after the point.
LEAST_COMMITMENT_USD, MOST_COMMITMENT_USD, COMMITMENT_DIGITS = 0.001, 5_000, 5
#: Most hourly commitment that a plan may have to be returned, USD, and returns in a calendar year.
RETURN_LIMIT_USD, RETURNS_PER_YEAR = 100, 10
PLAN_STATES = (
    "active", "payment_pending", "payment_failed", "retired", "queued", "queued_deleted", "pending_return", "returned",
)  # fmt: skip
#: Of the upfront payment of a Partial Upfront plan, as a share of its whole value.
PARTIAL_UPFRONT = (0.50, 0.99)

_KINDS = (
    ("compute_sp", "ec2, fargate, lambda", "",
     "family, size, location, zone, operating_system, tenancy, service", 0.66, TERMS, PAYMENTS),
    ("ec2_instance_sp", "ec2", "family, location",
     "size, zone, operating_system, tenancy", 0.72, TERMS, PAYMENTS),
    ("sagemaker_sp", "sagemaker", "",
     "family, size, location, component", 0.64, TERMS, PAYMENTS),
    ("database_sp",
     "aurora, rds, dynamodb, elasticache, documentdb, timestream, neptune, keyspaces, dms, opensearch", "",
     "engine, family, size, location, zone, service", 0.35, (1,), ("no_upfront",)),
)  # fmt: skip
_OFFERED = {kind: (terms, payments) for kind, *_, terms, payments in _KINDS}

_WHY = {
    "not_active": ("활성 상태가 아닙니다", "the plan is not active"),
    "commitment": ("시간당 약정이 100달러를 넘습니다", "its commitment is above USD 100 an hour"),
    "month": ("구매한 달이 끝났습니다(UTC)", "the calendar month of its purchase is over (UTC)"),
    "seven_days": ("구매한 지 7일이 지났습니다", "more than seven days have passed since its purchase"),
    "returns": ("올해 반품 한도를 다 썼습니다", "the returns of this calendar year are used up"),
    "seller_of_record": (
        "브라질·튀르키예 판매 법인에서는 선결제 플랜을 반품할 수 없습니다",
        "AWS Brazil and AWS Turkey take no plan with an upfront payment back",
    ),
    "management_account": (
        "구매할 때와 관리 계정이 다릅니다",
        "the management account is not the one it was bought with",
    ),
}


@dataclass(frozen=True)
class Plan:
    """A Savings Plan.

    Attributes
    ----------
    kind
        One of `plan_kinds`.
    usd_per_hour
        The commitment, at Savings Plans rates, USD an hour.
    start
        When it starts (UTC; text is read); its purchase too.
    term_years, payment
        1 or 3; "no_upfront", "partial_upfront" or "all_upfront".
    family, location
        Of an EC2 Instance Savings Plan, which is bound to both; "" for the others.
    state
        One of `PLAN_STATES`.

    Raises
    ------
    InputError
        For a commitment, a term or a payment that is not offered, or a binding that is missing or too much.

    Examples
    --------
    >>> plan = Plan("ec2_instance_sp", 2.5, "2026-12-01", family="m7g", location="ap-northeast-2")
    >>> str(plan.end)
    '2027-12-01 00:00:00+00:00'
    >>> Plan("compute_sp", 0, "2026-12-01")
    Traceback (most recent call last):
    ...
    kaolib.errors.InputError: a commitment of USD 0 an hour cannot be made: it is 0.001 to 5,000, ...
    """

    kind: str
    usd_per_hour: float
    start: pd.Timestamp
    _: KW_ONLY
    term_years: int = 1
    payment: str = "no_upfront"
    family: str = ""
    location: str = ""
    state: str = "active"

    def __post_init__(self) -> None:
        errors.each_of(self.kind, list(_OFFERED), ko="Savings Plans 종류", en="kind of Savings Plan")
        errors.each_of(self.payment, PAYMENTS, ko="결제 옵션", en="payment option")
        errors.each_of(self.state, PLAN_STATES, ko="상태", en="state")
        check_commitment(self.usd_per_hour)
        object.__setattr__(self, "start", moment("start", self.start))
        term(self.term_years)
        terms, payments = _OFFERED[self.kind]
        if self.term_years not in terms or self.payment not in payments:
            offered = f"{', '.join(map(str, terms))} / {', '.join(payments)}"
            raise InputError(
                ko=f"{self.kind}에는 {self.term_years}년 {self.payment}이(가) 없습니다. 있는 것(년 / 결제): {offered}.",
                en=f"{self.kind} is not offered for {self.term_years} years {self.payment}: it has (years / payments) {offered}.",
            )
        bound = self.kind == "ec2_instance_sp"
        if bound:
            catalog.check_family(self.family)
            catalog.check_location(self.location)
        elif self.family or self.location:
            raise InputError(
                ko=f"{self.kind}은(는) 패밀리나 리전에 묶이지 않습니다. family와 location을 비워 두세요.",
                en=f"{self.kind} is bound to no family and no Region: leave family and location out.",
            )

    @property
    def end(self) -> pd.Timestamp:
        """When it expires."""
        return self.start + term(self.term_years)

    @property
    def usd(self) -> float:
        """The commitment over the whole term, USD."""
        return self.usd_per_hour * (term(self.term_years) / HOUR)


@dataclass(frozen=True)
class ReturnWindow:
    """Whether a Savings Plan can be returned.

    Attributes
    ----------
    returnable
        True when it can be at the moment asked for.
    until
        The last moment to ask for the return (AWS's returnableUntil); the plan's start where it can never be returned.
    reason, why_ko, why_en
        Why not, "" when it can.
    """

    returnable: bool
    until: pd.Timestamp
    reason: str
    why_ko: str
    why_en: str


def plan_kinds() -> pd.DataFrame:
    """The four kinds of Savings Plans.

    Returns
    -------
    pandas.DataFrame
        A row a kind:

        - kind
        - covers: services
        - bound_to: what is fixed with the purchase ("" for nothing)
        - free: what may change while the discount stays
        - most_saving: the largest discount off On-Demand as AWS states it, 0 to 1
        - term_years, payment: what is offered

    Notes
    -----
    "Up to": most usage gets less. Neither Spot, nor usage that an RI covers, nor the fee for dedicated instances is
    discounted. AWS's guide does not state the term and payment of the Database Savings Plan; one year without upfront
    payment is what was announced in December 2025 and what third parties report.

    Sources: AWS, Savings Plans User Guide, "Savings Plans types", "Compute Savings Plans and Reserved Instances".

    Examples
    --------
    >>> plan_kinds().set_index("kind")["most_saving"].to_dict()
    {'compute_sp': 0.66, 'ec2_instance_sp': 0.72, 'sagemaker_sp': 0.64, 'database_sp': 0.35}
    """
    table = pd.DataFrame(_KINDS, columns=["kind", "covers", "bound_to", "free", "most_saving", "term_years", "payment"])
    for column in ("term_years", "payment"):
        table[column] = [", ".join(map(str, offered)) for offered in table[column]]
    return table


def check_commitment(usd_per_hour: float) -> float:
    """The hourly commitment, if a plan can have it.

    Raises
    ------
    InputError
        For 0 or less, more than 5,000, or more than five digits after the point.

    Notes
    -----
    AWS prints two upper bounds: 5,000 in the Purchase Analyzer, a million in the call that buys. The smaller one holds
    here; a larger commitment is several plans, and the rates do not depend on its size.

    Sources: AWS, Cost Management API Reference, "SavingsPlans" (0.001 to 5,000); Savings Plans API Reference,
    "CreateSavingsPlan" (0.001 to 1 million, five digits); Savings Plans User Guide, "Compute Savings Plans and
    Reserved Instances" (same rates).

    Examples
    --------
    >>> check_commitment(12.5)
    12.5
    >>> check_commitment(5001)
    Traceback (most recent call last):
    ...
    kaolib.errors.InputError: a commitment of USD 5001 an hour cannot be made: it is 0.001 to 5,000, ...
    """
    usd = errors.amount("usd_per_hour", usd_per_hour)
    # A hair of tolerance, so that a commitment that was worked out is not refused for its last bit.
    fine = abs(round(usd, COMMITMENT_DIGITS) - usd) < 1e-9
    if not (LEAST_COMMITMENT_USD <= usd <= MOST_COMMITMENT_USD and fine):
        ko = f"{LEAST_COMMITMENT_USD}~{MOST_COMMITMENT_USD:,}달러, 소수점 아래 {COMMITMENT_DIGITS}자리까지입니다."
        en = f"it is {LEAST_COMMITMENT_USD} to {MOST_COMMITMENT_USD:,}, with up to {COMMITMENT_DIGITS} digits after the point."
        if usd > MOST_COMMITMENT_USD:
            ko, en = f"{ko} 더 큰 약정은 여러 플랜으로 나누세요.", f"{en} Make it several plans."
        raise InputError(
            ko=f"시간당 약정 {usd_per_hour}달러는 쓸 수 없습니다. {ko}",
            en=f"a commitment of USD {usd_per_hour} an hour cannot be made: {en}",
        )
    return usd


def plan_payments(plan: Plan, upfront_share: float = PARTIAL_UPFRONT[0]) -> pd.DataFrame:
    """How a plan is paid: at the start, and then month by month.

    Parameters
    ----------
    plan
        The plan.
    upfront_share
        Share of the whole value that a Partial Upfront plan pays at the start, 0.50 to 0.99; no other plan uses it.

    Returns
    -------
    pandas.DataFrame
        One row: payment, upfront_usd, usd_per_hour (charged for every hour), usd_per_month (of 730 hours), usd (whole
        term).

    Raises
    ------
    InputError
        For a share outside these bounds.

    Notes
    -----
    The commitment is the same for all three payments; the rates at which usage draws on it are not.

    Sources: AWS, Savings Plans API Reference, "CreateSavingsPlan" (50 to 99 % of the value, a whole number); Savings
    Plans User Guide, "Reviewing and finalizing Savings Plans purchases".

    Examples
    --------
    >>> plan = Plan("compute_sp", 1.0, "2026-12-01", payment="partial_upfront")
    >>> print(*plan_payments(plan).iloc[0])
    partial_upfront 4380.0 0.5 365.0 8760.0
    """
    least, most = PARTIAL_UPFRONT
    if not least <= errors.share("upfront_share", upfront_share) <= most:
        raise InputError(
            ko=f"upfront_share {upfront_share}은(는) 쓸 수 없습니다. 부분 선결제는 {least:.2f}~{most:.2f}입니다.",
            en=f"upfront_share {upfront_share} cannot be used: Partial Upfront is {least:.2f} to {most:.2f}.",
        )
    share = {"no_upfront": 0.0, "partial_upfront": upfront_share, "all_upfront": 1.0}[plan.payment]
    hourly = plan.usd_per_hour * (1 - share)
    row = (plan.payment, plan.usd * share, hourly, hourly * MONTH_HOURS, plan.usd)
    return pd.DataFrame([row], columns=["payment", "upfront_usd", "usd_per_hour", "usd_per_month", "usd"])


def returnable(
    plan: Plan,
    at: str | pd.Timestamp,
    *,
    returned_this_year: int = 0,
    seller_of_record: str = "",
    same_management_account: bool = True,
) -> ReturnWindow:
    """Whether a plan can be returned at a moment, and until when.

    Parameters
    ----------
    plan
        The plan; its start is its purchase.
    at
        The moment.
    returned_this_year
        Plans that the management account has returned in the calendar year.
    seller_of_record
        "brazil" or "turkey" where the account buys from AWS there; "" elsewhere.
    same_management_account
        False when the management account is another one than at the purchase.

    Raises
    ------
    InputError
        For a moment before the purchase, or a negative number of returns.

    Notes
    -----
    All conditions must hold: active, at most USD 100 an hour, within seven days **and** in the calendar month of the
    purchase (UTC), at most 10 returns a year. What was paid upfront comes back in full; the usage that the plan covered
    is charged at On-Demand rates, or to another plan.

    Sources: AWS, Savings Plans User Guide, "Returning a purchased Savings Plan" and "Quotas and restrictions"; Savings
    Plans API Reference, "SavingsPlan" (returnableUntil).

    Examples
    --------
    Bought on the 30th: the month ends before the seven days do.

    >>> plan = Plan("compute_sp", 10, "2026-11-30T12:00:00Z")
    >>> window = returnable(plan, "2026-12-01")
    >>> window.returnable, window.reason, str(window.until)
    (False, 'month', '2026-11-30 23:59:59+00:00')
    """
    time = moment("at", at)
    if time < plan.start:
        raise InputError(
            ko=f"{time}은(는) 구매 시각 {plan.start}보다 빠릅니다.",
            en=f"{time} is before the purchase at {plan.start}.",
        )
    errors.each_of(seller_of_record, ("", "brazil", "turkey"), ko="판매 법인", en="seller of record")
    month_end = (plan.start + pd.offsets.MonthBegin(1)).normalize() - pd.Timedelta(seconds=1)
    week_end = plan.start + pd.Timedelta(days=7)
    for_good = (
        ("commitment", plan.usd_per_hour > RETURN_LIMIT_USD),
        ("seller_of_record", bool(seller_of_record) and plan.payment != "no_upfront"),
        ("management_account", not same_management_account),
    )
    for_now = (
        ("not_active", plan.state != "active"),
        ("returns", errors.count("returned_this_year", returned_this_year) >= RETURNS_PER_YEAR),
        ("month", time.floor("s") > month_end),
        ("seven_days", time > week_end),
    )
    reason = next((name for name, against in (*for_good, *for_now) if against), "")
    until = plan.start if any(against for _, against in for_good) else min(week_end, month_end)
    return ReturnWindow(not reason, until, reason, *_WHY.get(reason, ("", "")))


def usage_commitment(usage: pd.DataFrame) -> pd.DataFrame:
    """The commitment that usage fills: quantity x Savings Plans rate, while it runs and on average.

    Parameters
    ----------
    usage
        One row a kind of usage: quantity (instances, GB, ... in an hour while it runs), plan_usd (Savings Plans rate of
        one unit), and hours_per_month (730 when left out: all the time). So a SageMaker plan is instances x rate, for
        as many hours as they run. With on_demand_usd, the On-Demand rates, also what the same usage costs without.

    Returns
    -------
    pandas.DataFrame
        The usage with

        - running_usd: commitment used in an hour in which it runs
        - average_usd: the same over all hours of a month
        - running_on_demand_usd: On-Demand cost of such an hour (with on_demand_usd)

    Raises
    ------
    InputError
        For a missing column, a negative number, or more than 730 hours.

    Notes
    -----
    A commitment is used or lost hour by hour: one of the average is too much in hours when little runs, and too little
    when much does.

    Source: AWS, Savings Plans User Guide, "Understanding how Savings Plans apply to your usage".

    Examples
    --------
    Three training instances at a plan rate of USD 0.80, running 146 hours of the month.

    >>> jobs = pd.DataFrame({"quantity": [3], "plan_usd": [0.80], "hours_per_month": [146]})
    >>> usage_commitment(jobs)[["running_usd", "average_usd"]].iloc[0].round(2).tolist()
    [2.4, 0.48]
    """
    errors.columns(usage.columns, ("quantity", "plan_usd"), ko="사용량", en="the usage")
    numbers = {
        name: np.array([errors.amount(name, value) for value in usage[name]])
        for name in ("quantity", "plan_usd", "on_demand_usd", "hours_per_month")
        if name in usage.columns
    }
    hours = numbers.get("hours_per_month", np.full(len(usage), MONTH_HOURS))
    if (hours > MONTH_HOURS).any():
        raise InputError(
            ko=f"hours_per_month {hours.max():g}은(는) 한 달 {MONTH_HOURS}시간을 넘습니다.",
            en=f"hours_per_month {hours.max():g} is more than the {MONTH_HOURS} hours of a month.",
        )
    running = numbers["quantity"] * numbers["plan_usd"]
    result = usage.assign(running_usd=running, average_usd=running * hours / MONTH_HOURS)
    if "on_demand_usd" in numbers:
        result["running_on_demand_usd"] = numbers["quantity"] * numbers["on_demand_usd"]
    return result


def commitment_for(on_demand_usd_per_hour: float, saving: float) -> float:
    """The commitment that covers an hourly On-Demand spend at an average saving: ``spend x (1 - saving)``.

    Raises
    ------
    InputError
        For a negative spend or a saving outside 0 to 1.

    Examples
    --------
    >>> commitment_for(10.0, saving=0.25)
    7.5
    """
    return errors.amount("on_demand_usd_per_hour", on_demand_usd_per_hour) * (1 - errors.share("saving", saving))


def covered_spend(usd_per_hour: float, saving: float) -> float:
    """The hourly On-Demand spend that a commitment covers at an average saving: ``commitment / (1 - saving)``.

    Raises
    ------
    InputError
        For a negative commitment, or a saving outside 0 to 1 or of 1.

    Notes
    -----
    Source: AWS, Savings Plans User Guide, "Understanding how Savings Plans apply to your usage", scenario 2.

    Examples
    --------
    AWS's own example: USD 2.00 at a saving of 30 % covers about 2.9 instances of USD 1.00.

    >>> round(covered_spend(2.00, saving=0.30), 1)
    2.9
    """
    if errors.share("saving", saving) == 1:
        raise InputError(ko="saving은 1보다 작아야 합니다.", en="saving must be below 1.")
    return errors.amount("usd_per_hour", usd_per_hour) / (1 - saving)
