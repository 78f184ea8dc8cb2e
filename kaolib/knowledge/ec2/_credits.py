"""CPU credits of the T families: what a burst earns, spends and costs, and when a fixed type is cheaper."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError, unknown
from kaolib.knowledge import catalog, instance_type
from kaolib.knowledge.ec2._fees import listed_fee

CREDIT_MODES = ("unlimited", "standard")
#: T2 in standard mode gets them at each start, beside what it earns; they are spent first.
LAUNCH_CREDITS_PER_VCPU = 30
#: The M generation of the same age: T3 and M5 are AWS's own pair, the others share a processor.
_M_OF_THE_AGE = {"t2": 4, "t3": 5, "t3a": 5, "t4g": 6}

#: The price page names these systems; for any other the flat rate is not known.
_RATE_OF = {"linux": "linux", "rhel": "linux", "suse": "linux", "windows": "windows", "windows_sql_web": "windows"}


def credits(
    instance_type: str,
    utilization: float | Sequence[float],
    mode: str = "unlimited",
    hours: float | Sequence[float] = 1.0,
    balance: float = 0.0,
    stopped: bool = False,
) -> pd.DataFrame:
    """Follow an instance's CPU credits from its start, step by step.

    Parameters
    ----------
    instance_type
        A burstable type, for example "t3.large".
    utilization
        CPU that the work asks for in each step, as CloudWatch shows it: the mean over the vCPUs, 0 to 1.
    mode
        "unlimited" or "standard".
    hours
        Length of the steps: one number for all, or one for each.
    balance
        Earned credits at the start: T3, T3a and T4g keep theirs for seven days after a stop, T2 loses them.
    stopped
        Whether the instance is stopped or terminated at the end, or goes to standard: what is still owed is charged.

    Returns
    -------
    pandas.DataFrame
        One row per step. Credits are vCPU-minutes: 1 credit is one vCPU at 100 % for one minute.

        - hour (since the start, at the end of the step), hours, utilization
        - earned, spent, discarded (earned above the limit): credits of the step
        - balance: at the end, as CloudWatch's CPUCreditBalance (launch credits included)
        - surplus: spent ahead of earning and not yet paid down, at the end (CPUSurplusCreditBalance)
        - charged, charged_vcpu_hours: surplus beyond what a day earns, billed at the flat rate (`surplus_fee`)
        - unserved_vcpu_hours: what standard mode throttled away

    Raises
    ------
    InputError
        For a type that is not burstable, an unknown mode, a utilization outside 0 to 1, steps that are not longer than
        0 or not as many as the utilizations, or a balance above the type's limit.

    Notes
    -----
    Sources: AWS, EC2 User Guide, "Key concepts for burstable performance instances", "Unlimited mode concepts",
    "Standard mode concepts" (launch credits) and "Monitor CPU credits" (equations of the metrics).

    - Earned credits accrue up to what 24 hours earn. Unlimited mode pays surplus down before anything accrues.
    - Surplus up to the earnings of 24 hours may be paid down later; beyond that it is charged at the end of the hour,
      and the rest when the instance stops or leaves unlimited mode.
    - Standard mode falls to the baseline when the balance is used up. AWS lowers it gradually; here it falls at once.
    - T2 in standard mode starts with 30 launch credits per vCPU. They do not count towards the limit and are spent
      first. AWS grants them for 100 starts per account, Region and day.
    - Within a step the utilization is taken as constant; everything else is exact.

    Examples
    --------
    AWS's own example: a t3.nano with 122.4 credits bursts at 100 % for five hours, and 304 credits are charged.

    >>> step = credits("t3.nano", 1.0, hours=5, balance=122.4).iloc[0]
    >>> print(step["balance"], step["surplus"], step["charged"].round())
    0.0 144.0 304.0
    """
    rules = _rules(instance_type)
    errors.each_of([mode], CREDIT_MODES, ko="크레딧 모드", en="credit mode")
    wanted = _numbers(utilization)
    for value in wanted:
        errors.share("utilization", value)
    lengths = _numbers(hours)
    for value in lengths:
        errors.amount("hours", value, above=True)
    if len(lengths) == 1:
        lengths = lengths * len(wanted)
    if not wanted or len(lengths) != len(wanted):
        raise InputError(
            ko=f"utilization은 하나 이상이어야 하고 hours는 하나이거나 같은 수여야 합니다. {len(wanted)}개와 {len(lengths)}개를 받았습니다.",
            en=f"give at least one utilization, and one length for all steps or one for each: "
            f"got {len(wanted)} utilizations and {len(lengths)} lengths",
        )
    if errors.amount("balance", balance) > rules.most:
        raise InputError(
            ko=f"balance {balance:g}은(는) {instance_type}의 한도 {rules.most:g}크레딧을 넘습니다.",
            en=f"balance {balance:g} is above the {rules.most:g} credits that {instance_type} can accrue",
        )
    walk = _unlimited if mode == "unlimited" else _standard
    rows = pd.DataFrame(walk(rules, wanted, lengths, balance), columns=list(_Step._fields))
    if stopped:
        last = rows.index[-1]
        rows.loc[last, "charged"] += rows.loc[last, "surplus"]
        rows.loc[last, "surplus"] = 0.0
    length = np.array(lengths, dtype=float)
    return pd.DataFrame(
        {
            "hour": length.cumsum(),
            "hours": length,
            "utilization": wanted,
            "earned": rules.per_hour * length,
            "spent": rows["spent"],
            "discarded": rows["discarded"],
            "balance": rows["balance"],
            "surplus": rows["surplus"],
            "charged": rows["charged"],
            "charged_vcpu_hours": rows["charged"] / 60,
            "unserved_vcpu_hours": np.array(wanted) * rules.vcpu * length - rows["spent"] / 60,
        }
    )


def surplus_fee(instance_type: str, location: str, operating_system: str = "linux") -> float:
    """The flat rate for surplus credits, USD per vCPU-hour; NaN where it is not known.

    Raises
    ------
    InputError
        For an unknown name, or a type that is not burstable.

    Notes
    -----
    Sources: AWS, EC2 On-Demand pricing, "T2/T3/T4g Unlimited Mode": one rate for Linux, RHEL and SUSE, another for
    Windows and Windows with SQL Server Web, T4g a third; the same for every size and Region. EC2 User Guide,
    "Unlimited mode examples for burstable instances". No rate is given for other systems.

    Examples
    --------
    >>> surplus_fee("t3.large", "us-east-1") == surplus_fee("t3.nano", "us-east-1")
    True
    """
    return _fee(_rules(instance_type).family, location, operating_system)


def surplus_usd_per_hour(
    instance_type: str, utilization: float, location: str, operating_system: str = "linux"
) -> float:
    """What unlimited mode adds to each hour at a lasting utilization, USD.

    Parameters
    ----------
    instance_type
        A burstable type.
    utilization
        Mean CPU over the day, 0 to 1.
    location, operating_system
        As in the snapshot.

    Returns
    -------
    float
        (utilization - baseline) x vCPUs x flat rate; 0 up to the baseline; NaN where the rate is not known.

    Raises
    ------
    InputError
        For an unknown name, a type that is not burstable, or a utilization outside 0 to 1.

    Notes
    -----
    The steady state of `credits`. Source: AWS, EC2 User Guide, "Unlimited mode concepts for burstable instances": a
    t3.large at 40 % is billed for the 10 % above its baseline of 30 %.

    Examples
    --------
    >>> surplus_usd_per_hour("t3.large", 0.30, "us-east-1")
    0.0
    >>> surplus_usd_per_hour("t3.large", 0.40, "us-east-1") > 0
    True
    """
    rules = _rules(instance_type)
    above = max(0.0, errors.share("utilization", utilization) - rules.baseline)
    return above * rules.vcpu * surplus_fee(instance_type, location, operating_system)


def burst_break_even(instance_type: str, other: str, location: str, operating_system: str = "linux") -> float:
    """The mean CPU at which a burstable type in unlimited mode costs as much as another type.

    Parameters
    ----------
    instance_type
        A burstable type.
    other
        A type with a fixed price, usually the M type with as many vCPUs (`next_m`).
    location, operating_system
        As in the snapshot.

    Returns
    -------
    float
        0 to 1, of the burstable type's vCPUs. Above it the other is cheaper. NaN when the two never cost the same
        (the burstable type is dearer from the start, or still cheaper at 100 %), or the flat rate is not known.

    Raises
    ------
    InputError
        For an unknown name, a type that is not burstable or not sold there, or another that is burstable.

    Notes
    -----
    Source: AWS, EC2 User Guide, "Unlimited mode concepts for burstable instances", break-even table: baseline +
    price difference / (flat rate x vCPUs). AWS's 42.5 % for t3.large against m5.large takes USD 0.0835 for the
    t3.large; at the listed price it is a little more.

    Examples
    --------
    >>> round(burst_break_even("t3.large", "m5.large", "us-east-1"), 3)
    0.428
    """
    rules = _rules(instance_type)
    usd = catalog.price(instance_type, location, operating_system)
    other_usd = catalog.price(other, location, operating_system)
    if other in _burstable_names():
        raise InputError(
            ko=f"{other}도 버스트 가능 유형이라 요금이 CPU 사용률에 따라 달라집니다. m5.large 같은 유형과 비교하세요.",
            en=f"{other} is burstable too, so its cost moves with the CPU: compare with a type such as m5.large",
        )
    return _break_even(usd, other_usd, rules.vcpu, rules.baseline, _fee(rules.family, location, operating_system))


def next_m(location: str, operating_system: str = "linux") -> pd.DataFrame:
    """For every burstable type sold there: the M type beside it, and the CPU above which that one is cheaper.

    Parameters
    ----------
    location, operating_system
        As in the snapshot.

    Returns
    -------
    pandas.DataFrame
        instance_type, vcpu, gib, baseline, usd_per_hour, other (the M type), other_gib, other_usd_per_hour,
        usd_at_full_cpu (the burstable type at 100 %), surplus_usd_per_vcpu_hour, break_even_utilization, reason, as_of.
        The column reason says why there is no break-even:

        - "": there is one
        - "always": the M type costs less from the start
        - "never": the M type costs more even than 100 % CPU
        - "no_m_type": none with as many vCPUs is sold there
        - "not_known": the flat rate is not known

    Raises
    ------
    InputError
        For an unknown name.

    Notes
    -----
    The M type has as many vCPUs, at least as much memory, the same maker of the processor, no option letter, and the
    generation nearest to the burstable family's own (T2: M4, T3 and T3a: M5, T4g: M6g), the newer of two.
    Source: as `burst_break_even`.

    Examples
    --------
    >>> table = next_m("ap-northeast-2").set_index("instance_type")
    >>> print(table.loc["t3.large", "other"], table.loc["t4g.xlarge", "other"])
    m5.large m6g.xlarge
    """
    sold = catalog.on_demand(location=location, operating_system=operating_system)
    types = catalog.instance_types().merge(sold[["instance_type", "usd_per_hour"]], on="instance_type")
    names = [instance_type.parse(name) for name in types["instance_type"]]
    types["generation"] = [one.generation for one in names]
    fixed = types[[one.series == "m" and not one.options and not one.bare_metal for one in names]]
    fixed = fixed[["manufacturer", "vcpu", "instance_type", "gib", "usd_per_hour", "generation"]]
    fixed = fixed.rename(columns={"instance_type": "other", "gib": "other_gib", "usd_per_hour": "other_usd_per_hour"})
    burstable = types.drop(columns="generation").merge(catalog.burstable()[["instance_type", "baseline"]])

    pairs = burstable[["instance_type", "family", "gib", "manufacturer", "vcpu"]].merge(fixed)
    pairs = pairs[pairs["other_gib"] >= pairs["gib"]]
    own = np.array([_M_OF_THE_AGE[family] for family in pairs["family"]], dtype=float)
    far = (pairs["generation"].astype(float) - own).abs()
    pairs = pairs.assign(far=far).sort_values(
        ["far", "generation", "other_gib", "other_usd_per_hour"], ascending=[True, False, True, True]
    )
    nearest = pairs.drop_duplicates("instance_type")[["instance_type", "other", "other_gib", "other_usd_per_hour"]]
    table = burstable.merge(nearest, on="instance_type", how="left")

    fees = {family: _fee(family, location, operating_system) for family in _M_OF_THE_AGE}
    fee = pd.Series([fees[family] for family in table["family"]], index=table.index, dtype=float)
    at_full = table["usd_per_hour"] + (1 - table["baseline"]) * table["vcpu"] * fee
    usd = table["usd_per_hour"].tolist(), table["other_usd_per_hour"].tolist()
    columns = [*usd, table["vcpu"].tolist(), table["baseline"].tolist(), fee.tolist()]
    table = table.assign(
        other=table["other"].fillna(""),
        usd_at_full_cpu=at_full,
        surplus_usd_per_vcpu_hour=fee,
        break_even_utilization=[_break_even(*row) for row in zip(*columns, strict=True)],
        reason=[_no_break_even(*row) for row in zip(usd[0], at_full.tolist(), usd[1], strict=True)],
        as_of=catalog.as_of("on_demand"),
    )
    first = ["instance_type", "vcpu", "gib", "baseline", "usd_per_hour", "other", "other_gib", "other_usd_per_hour"]
    rest = ["usd_at_full_cpu", "surplus_usd_per_vcpu_hour", "break_even_utilization", "reason", "as_of"]
    return table[first + rest]


class _Rules(NamedTuple):
    family: str
    vcpu: int
    per_hour: float
    most: float
    baseline: float


class _Step(NamedTuple):
    spent: float
    discarded: float
    balance: float
    surplus: float
    charged: float


def check_burstable(given: object) -> str:
    """The instance type's name, if there is such a type and it earns CPU credits.

    Raises
    ------
    InputError
        With the nearest name.

    Examples
    --------
    >>> check_burstable("t3.large")
    't3.large'
    """
    name, names = catalog.check_instance_type(given), _burstable_names()
    if name not in names:
        raise unknown(ko="버스트 가능 유형", en="burstable type", given=name, allowed=names)
    return name


@cache
def _burstable_names() -> tuple[str, ...]:
    return tuple(catalog.burstable()["instance_type"].astype(str))


def _rules(name: object) -> _Rules:
    return _known_rules(check_burstable(name))


@cache
def _known_rules(name: str) -> _Rules:
    table = catalog.burstable()
    found = table[table["instance_type"] == name]
    types = catalog.instance_types()
    vcpu = int(types.loc[types["instance_type"] == name, "vcpu"].iloc[0])
    per_hour, most, baseline = (float(found[name].iloc[0]) for name in ("credits_per_hour", "most_credits", "baseline"))
    return _Rules(instance_type.parse(name).family, vcpu, per_hour, most, baseline)


def _unlimited(rules: _Rules, wanted: list[float], lengths: list[float], balance: float) -> list[_Step]:
    """One number holds both balances: credits above 0, surplus below. It moves in a line within a step."""
    steps, most = [], rules.most
    for utilization, hours in zip(wanted, lengths, strict=True):
        spent = utilization * rules.vcpu * 60 * hours
        reached = balance + rules.per_hour * hours - spent
        balance = min(most, max(-most, reached))
        steps.append(
            _Step(spent, max(0.0, reached - most), max(0.0, balance), max(0.0, -balance), max(0.0, -reached - most))
        )
    return steps


def _standard(rules: _Rules, wanted: list[float], lengths: list[float], balance: float) -> list[_Step]:
    """Launch credits first, then the balance; when it is used up, what is earned."""
    steps, most = [], rules.most
    launch = LAUNCH_CREDITS_PER_VCPU * rules.vcpu if rules.family == "t2" else 0.0
    for utilization, hours in zip(wanted, lengths, strict=True):
        want = utilization * rules.vcpu * 60 * hours
        earned = rules.per_hour * hours
        # while launch credits last nothing else is spent, so the balance only grows
        from_launch = min(launch, want)
        share = from_launch / want if want else 0.0
        grown = min(most, balance + earned * share)
        reached = grown + earned * (1 - share) - (want - from_launch)
        spent = want + min(reached, 0.0)
        discarded = balance + earned * share - grown + max(0.0, reached - most)
        launch -= from_launch
        balance = min(most, max(0.0, reached))
        steps.append(_Step(spent, discarded, launch + balance, 0.0, 0.0))
    return steps


def _break_even(usd: float, other_usd: float, vcpu: int, baseline: float, fee: float) -> float:
    """AWS's formula; NaN where the result is no utilization."""
    if not other_usd >= usd:
        return math.nan
    found = baseline + (other_usd - usd) / (fee * vcpu)
    return found if found <= 1 else math.nan


def _no_break_even(usd: float, at_full: float, other_usd: float) -> str:
    if math.isnan(other_usd):
        return "no_m_type"
    if other_usd < usd:
        return "always"
    if math.isnan(at_full):
        return "not_known"
    return "never" if other_usd > at_full else ""


def _fee(family: str, location: object, operating_system: object) -> float:
    """The flat rate of a family, USD per vCPU-hour; NaN where none is known."""
    rate = _RATE_OF.get(catalog.check_operating_system(operating_system), "")
    usd, _ = listed_fee(f"surplus_credit_{'t4g_' if family == 't4g' else ''}{rate}", catalog.check_location(location))
    return usd


def _numbers(values: float | Sequence[float]) -> list[float]:
    return list(values) if isinstance(values, (Sequence, np.ndarray, pd.Series)) else [values]
