"""Running time: from the states that an instance went through to the seconds and dollars that EC2 bills."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple, overload

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError, unknown
from kaolib.knowledge import catalog
from kaolib.knowledge.purchase import MONTH_HOURS

#: Every state that an instance can be in, in the order of its life.
STATES = ("pending", "running", "stopping", "stopped", "shutting-down", "terminated")
#: Each time an instance enters running, and each time a Dedicated Host is allocated, at least this is billed.
MINIMUM_SECONDS = 60
#: Systems whose partial hour is billed as a full one; every other system is billed by the second. Sources: AWS re:Post,
#: "How are my EC2 instances billed?"; AWS What's New of 2024-04-01 for RHEL, RHEL HA and both with SQL Server.
FULL_HOUR_SYSTEMS = ("suse",)
#: A Mac host can be released 24 hours after its allocation at the earliest.
MAC_HOST_MINIMUM_SECONDS = 86_400
#: What every gp3 volume has without a charge.
GP3_FREE_IOPS = 3_000
GP3_FREE_MIBPS = 125

_RUNNING, _STOPPING, _STOPPED = 1, 2, 3
#: Which state may come right after which. A notification may be lost (they are sent with best effort): one that does not
#: change the bill may be absent, one that does may not.
_FOLLOWS = {
    "": ("pending", "running", "stopped", "terminated"),
    "pending": ("running", "stopping", "stopped", "shutting-down", "terminated"),
    "running": ("stopping", "stopped", "shutting-down", "terminated"),
    "stopping": ("pending", "running", "stopped", "shutting-down", "terminated"),
    "stopped": ("pending", "running", "shutting-down", "terminated"),
    "shutting-down": ("terminated",),
    "terminated": (),
}
_ALLOWED = np.array([[state in after for state in STATES] for after in _FOLLOWS.values()])
_VOLUMES = ("gp3", "gp2", "io1", "io2", "st1", "sc1", "standard")

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class _History(NamedTuple):
    """Events in the order in which they happened, instance by instance."""

    names: pd.Index[str]
    code: Ints  # place of the instance in names
    time: Ints  # microseconds since 1970, UTC
    state: Ints  # place in STATES
    hibernate: Bools

    def take(self, rows: Any) -> _History:
        return _History(self.names, self.code[rows], self.time[rows], self.state[rows], self.hibernate[rows])


def running_periods(events: pd.DataFrame, until: str | dt.datetime | None = None) -> pd.DataFrame:
    """The stretches of time for which EC2 bills an instance, from the states it went through.

    Parameters
    ----------
    events
        One row per "EC2 Instance State-change Notification" of EventBridge, in any order, for any number of instances:
        instance_id; time (text such as "2026-11-24T09:00:00Z", or datetimes; UTC where no offset is given); state, one
        of `STATES`; and, if you have it, hibernate: True on a stopping row whose instance hibernates.
    until
        The moment of looking: later events are left out, and an instance that still runs is billed up to here.
        None when every run has ended.

    Returns
    -------
    pandas.DataFrame
        One row per time that an instance entered running, ordered by instance and time: instance_id, start, end (UTC),
        running_seconds (end - start), open (still billed at `until`). An instance that never ran has no row.

    Raises
    ------
    InputError
        For a missing column, an unknown state, a time that cannot be read, a run without an end when `until` is None,
        or events that cannot follow each other (running twice without a stop, stopping without a start, anything after
        terminated); it names the instance and the time.

    Notes
    -----
    - Billed: running, and stopping when the instance hibernates. Not billed: every other state.
    - A run starts when the instance enters running and ends when it leaves it, at the stopped event if there is no
      stopping event; hibernating it ends at the stopped event, which then has to be there.
    - A reboot sends no event and starts no new run.
    - The same event twice counts once. Events of the same second are put in the order of an instance's life.

    Sources: AWS, EC2 User Guide, "Amazon EC2 instance state changes", "State change events for Amazon EC2 instances".

    Examples
    --------
    >>> night = pd.DataFrame({
    ...     "instance_id": "i-0a",
    ...     "time": ["2026-11-24T09:00:00Z", "2026-11-24T09:00:20Z", "2026-11-24T18:00:20Z", "2026-11-24T18:01:00Z"],
    ...     "state": ["pending", "running", "stopping", "stopped"],
    ... })
    >>> running_periods(night)["running_seconds"].tolist()
    [32400.0]
    >>> running_periods(night.assign(hibernate=True))["running_seconds"].tolist()
    [32440.0]
    """
    history = _read(events)
    edge = None if until is None else _moment(until)
    if edge is not None:
        history = history.take(history.time <= edge)
    history = _in_order(history)
    _check_sequence(history)

    _, code, time, state, hibernate = history
    starts = np.flatnonzero(state == _RUNNING)
    # One event beyond the last, of no instance, so that every event has a next one; a second one after hibernation.
    code_next, time_next = np.append(code, [-1, -1]), np.append(time, [0, 0])
    left = starts + 1
    asleep = np.append(hibernate & (state == _STOPPING), [False, False])
    # No history begins with stopping: an event of that state belongs to the run before it.
    ends = left + asleep[left]
    is_open = code_next[ends] != code[starts]
    if edge is None and is_open.any():
        row = starts[is_open.argmax()]
        raise InputError(
            ko=f"{history.names[code[row]]}은(는) {_said(time[row])}부터 실행 중이고 끝이 없습니다. 언제까지 청구할지 until에 적으세요.",
            en=f"{history.names[code[row]]} has been running since {_said(time[row])}, without an end: say with until up to when it is billed.",
        )
    start, end = time[starts], np.where(is_open, 0 if edge is None else edge, time_next[ends])
    return pd.DataFrame(
        {
            "instance_id": history.names[code[starts]],
            "start": _utc(start),
            "end": _utc(end),
            "running_seconds": (end - start) / 1e6,
            "open": is_open,
        }
    )


@overload
def billed_seconds(seconds: float, operating_system: str = "linux") -> int: ...
@overload
def billed_seconds(
    seconds: pd.Series[float] | Sequence[float] | npt.NDArray[Any],
    operating_system: str | pd.Series[str] | Sequence[str] = "linux",
) -> pd.Series[int]: ...
def billed_seconds(seconds: Any, operating_system: Any = "linux") -> int | pd.Series[int]:
    """Seconds billed for running time: 60 at least each time an instance enters running, or every begun hour.

    Parameters
    ----------
    seconds
        How long each run took, in seconds: one number, or many.
    operating_system
        One of `catalog.operating_systems`; for many runs, one name for all or one each.

    Returns
    -------
    int or pandas.Series
        Whole seconds: one number for one, a Series (with the index of `seconds`) for many.

    Raises
    ------
    InputError
        For a negative or missing number, an unknown operating system, or as many names as there are not runs.

    Notes
    -----
    SUSE is billed by the hour, one at least; everything else by the second, 60 at least, RHEL since 2024-04-01. A run of
    0 seconds entered running and is billed the minimum. AWS says nothing of fractions of a second: rounded up
    (derived).
    Sources: AWS re:Post, "How are my EC2 instances billed?"; AWS, EC2 User Guide, "How EC2 instance stop and start
    works".

    Examples
    --------
    AWS's own examples: 20 seconds are billed as a minute, 3 minutes 40 seconds as they are.

    >>> billed_seconds(20), billed_seconds(3 * 60 + 40)
    (60, 220)
    >>> billed_seconds([20, 3601], "suse").tolist()
    [3600, 7200]
    """
    many = not _is_one(seconds)
    systems = [operating_system] if isinstance(operating_system, str) or not many else list(operating_system)
    for name in dict.fromkeys(systems):
        catalog.check_operating_system(name)
    if not many:
        return int(_billed(np.array([errors.amount("seconds", seconds)]), systems[0] in FULL_HOUR_SYSTEMS)[0])
    runs = pd.Series(seconds)
    full_hour = np.isin(systems, FULL_HOUR_SYSTEMS)
    if len(systems) not in (1, len(runs)):
        raise InputError(
            ko=f"실행 {len(runs)}개에 운영 체제를 {len(systems)}개 적었습니다. 하나만 적거나 실행마다 하나씩 적으세요.",
            en=f"there are {len(systems)} operating systems for {len(runs)} runs: give one for all, or one each.",
        )
    return pd.Series(_billed(_amounts("seconds", runs), full_hour), index=runs.index, name="billed_seconds")


def bill_running(
    periods: pd.DataFrame,
    instance_type: str | pd.DataFrame,
    location: str | None = None,
    operating_system: str = "linux",
) -> pd.DataFrame:
    """What the runs of each instance cost On-Demand.

    Parameters
    ----------
    periods
        From `running_periods`: instance_id and running_seconds, one row per run.
    instance_type
        The type of all instances, or a table with a row per instance: instance_id, instance_type and, where they
        differ between instances, location and operating_system.
    location
        AWS code of a Region or zone, unless the table has it.
    operating_system
        One of `catalog.operating_systems`, unless the table has it.

    Returns
    -------
    pandas.DataFrame
        One row per instance that ran: instance_id, instance_type, location, operating_system, starts, running_seconds,
        billed_seconds, usd_per_hour, usd, as_of, reason. Where the price is not known usd is NaN and reason says why:
        "not_sold" (there, or with that system), "not_known" (in no place), "billed_by_host" (Mac: see
        `host_billed_seconds`); else it is empty.

    Raises
    ------
    InputError
        For a missing column, an unknown name, a negative number, an instance that the table lacks or has twice. For one
        type for all also when it is not sold there (with the nearest Regions), or is billed by its host.

    Notes
    -----
    usd is billed seconds / 3,600 x the price of an hour, for shared tenancy. Seconds that an RI or a Savings Plan covers
    are billed by that instead; storage, addresses and transfer are extra (`while_stopped`).
    Source: AWS, EC2 User Guide, "Purchasing On-Demand Instances".

    Examples
    --------
    >>> runs = pd.DataFrame({"instance_id": ["i-0a", "i-0a", "i-0b"], "running_seconds": [20.0, 220.0, 7200.0]})
    >>> bill = bill_running(runs, "m7g.large", "ap-northeast-2")
    >>> bill[["instance_id", "starts", "running_seconds", "billed_seconds"]].values.tolist()
    [['i-0a', 2, 240.0, 280], ['i-0b', 1, 7200.0, 7200]]
    """
    errors.columns(periods.columns, ("instance_id", "running_seconds"), ko="실행 기간", en="the running periods")
    seconds = _amounts("running_seconds", periods["running_seconds"])
    code, ids = _codes(periods["instance_id"])
    machines = _machines(ids, instance_type, location, operating_system)
    full_hour = machines["operating_system"].isin(FULL_HOUR_SYSTEMS).to_numpy(dtype=bool)
    # Sums of whole seconds stay exact in a float up to 285 million years.
    billed = np.bincount(code, weights=_billed(seconds, full_hour[code]), minlength=len(ids)).astype(np.int64)
    return machines.assign(
        starts=np.bincount(code, minlength=len(ids)),
        running_seconds=np.bincount(code, weights=seconds, minlength=len(ids)),
        billed_seconds=billed,
        usd=billed * machines["usd_per_hour"] / 3600,
        as_of=catalog.as_of("on_demand"),
    )[
        ["instance_id", "instance_type", "location", "operating_system", "starts", "running_seconds", "billed_seconds",
         "usd_per_hour", "usd", "as_of", "reason"]
    ]  # fmt: skip


@overload
def host_billed_seconds(seconds: float, family: str) -> int: ...
@overload
def host_billed_seconds(
    seconds: pd.Series[float] | Sequence[float] | npt.NDArray[Any], family: str
) -> pd.Series[int]: ...
def host_billed_seconds(seconds: Any, family: str) -> int | pd.Series[int]:
    """Seconds billed for a Dedicated Host: at least 60, for Mac at least 24 hours, whatever runs on it.

    Parameters
    ----------
    seconds
        From the allocation of the host to its release, in seconds: one number, or many.
    family
        The host's family, for example "m7g" or "mac2".

    Returns
    -------
    int or pandas.Series
        Whole seconds: one number for one, a Series (with the index of `seconds`) for many.

    Raises
    ------
    InputError
        For a negative or missing number, or an unknown family.

    Notes
    -----
    A Mac host cannot be released in its first 24 hours; after them it is billed by the second as every host. A
    stopped Mac instance does not stop it. Not taken off: after a Mac instance stops, AWS cleans the host and does not
    bill it meanwhile (up to 4.5 hours on Apple silicon), so that the bill may be lower. Fractions of a second are
    rounded up (derived).
    Sources: AWS, EC2 User Guide, "Amazon EC2 Dedicated Host pricing and billing", "Amazon EC2 Mac instances", "Stop or
    terminate your Amazon EC2 Mac instance".

    Examples
    --------
    >>> host_billed_seconds(10, "m7g"), host_billed_seconds(3600, "mac2") // 3600, host_billed_seconds(90_000, "mac2")
    (60, 24, 90000)
    """
    least = MAC_HOST_MINIMUM_SECONDS if _is_mac(catalog.check_family(family)) else MINIMUM_SECONDS
    if _is_one(seconds):
        return int(_rounded_up(np.array([errors.amount("seconds", seconds)]), 1, least)[0])
    times = pd.Series(seconds)
    return pd.Series(_rounded_up(_amounts("seconds", times), 1, least), index=times.index, name="billed_seconds")


def while_stopped(
    hours: float,
    location: str,
    volume_gb: float,
    volume_type: str = "gp3",
    elastic_ips: int = 0,
    memory_gib: float = 0,
    snapshot_gb: float = 0,
    iops: int = 0,
    throughput_mibps: float = 0,
    month_hours: float = MONTH_HOURS,
) -> pd.DataFrame:
    """What goes on being billed while an instance is stopped or hibernated.

    Parameters
    ----------
    hours
        How long it is stopped.
    location
        AWS code of a Region or zone.
    volume_gb
        Size of its EBS volume in GB, the room for the RAM not counted.
    volume_type
        "gp3", "gp2", "io1", "io2", "st1", "sc1" or "standard".
    elastic_ips
        Elastic IP addresses that stay with it. An address that AWS assigned is given back at the stop, and costs nothing.
    memory_gib
        RAM of an instance that may hibernate: its root volume holds that much more, whether it runs or not.
    snapshot_gb
        Snapshots kept, in GB stored.
    iops
        Provisioned IOPS of the volume: needed for io1 and io2; for gp3 if above the 3,000 that are free.
    throughput_mibps
        Provisioned throughput of a gp3 volume in MiB/s, if above the 125 that are free.
    month_hours
        Hours of the month that a GB-month means: 730, or the month's own (720 for one of 30 days, as in AWS's bill).

    Returns
    -------
    pandas.DataFrame
        One row per part that there is: part ("volume", "memory", "iops" by price tier, "throughput", "elastic_ip",
        "snapshot"), quantity, unit, usd_per_unit, usd, as_of, reason. Where the price is not known usd is NaN and reason
        is "not_known"; else it is empty.

    Raises
    ------
    InputError
        For an unknown name, a negative number, a month of no hours, or IOPS or throughput that the volume type does not
        take.

    Notes
    -----
    The instance itself is not billed while stopped. A Dedicated Host, a Capacity Reservation, an RI and a Savings Plan
    are, whatever is stopped.
    Sources: AWS, EC2 User Guide, "How EC2 instance stop and start works", "Hibernate your Amazon EC2 instance", "Elastic
    IP addresses" (charged in use and idle alike); Amazon EBS pricing (volume size x time / month).

    Examples
    --------
    >>> weekend = while_stopped(62, "us-east-1", volume_gb=100, elastic_ips=1)
    >>> weekend[["part", "unit"]].values.tolist()
    [['volume', 'GB-month'], ['elastic_ip', 'hour']]
    >>> bool((weekend["usd"] > 0).all())
    True
    """
    hours = errors.amount("hours", hours)
    months = hours / errors.amount("month_hours", month_hours, above=True)
    catalog.check_location(location)
    errors.each_of(volume_type, _VOLUMES, ko="볼륨 유형", en="volume type")
    sizes = {
        "volume": errors.amount("volume_gb", volume_gb),
        "memory": errors.amount("memory_gib", memory_gib),
        "iops": _charged("iops", volume_type, errors.count("iops", iops), GP3_FREE_IOPS, ("gp3", "io1", "io2")),
        "throughput": _charged(
            "throughput_mibps",
            volume_type,
            errors.amount("throughput_mibps", throughput_mibps),
            GP3_FREE_MIBPS,
            ("gp3",),
        ),
        "elastic_ip": errors.count("elastic_ips", elastic_ips),
        "snapshot": errors.amount("snapshot_gb", snapshot_gb),
    }
    if volume_type in ("io1", "io2") and not iops:
        raise InputError(
            ko=f"{volume_type} 볼륨은 IOPS를 정해야 만들 수 있습니다. iops를 적으세요.",
            en=f"an {volume_type} volume has provisioned IOPS: say how many with iops.",
        )
    items = {
        "volume": ("ebs", f"{volume_type}_storage", months),
        "memory": ("ebs", f"{volume_type}_storage", months),
        "iops": ("ebs", f"{volume_type}_iops", months),
        "throughput": ("ebs", "gp3_throughput", months),
        # An address of a stopped instance is still allocated to a resource: AWS's page calls that in use.
        "elastic_ip": ("ipv4", "in_use", hours),
        "snapshot": ("ebs", "snapshot_storage", months),
    }
    rows = [
        {"part": part} | priced
        for part, (service, item, time) in items.items()
        if sizes[part]
        for priced in _priced(service, item, location, sizes[part], time)
    ]
    return pd.DataFrame(rows, columns=["part", "quantity", "unit", "usd_per_unit", "usd", "as_of", "reason"])


def _read(events: pd.DataFrame) -> _History:
    """The events as arrays, every value checked."""
    errors.columns(events.columns, ("instance_id", "time", "state"), ko="이벤트", en="the events")
    code, names = _codes(events["instance_id"])
    by_name = np.asarray(names.argsort(), dtype=np.int64)  # so that the order of the rows means nothing
    code, names = by_name.argsort()[code], names[by_name]

    seen, states = pd.factorize(events["state"])
    # A missing state has the code -1: the last place.
    state = np.append(pd.Index(STATES).get_indexer(pd.Index(states)), -1)[seen]
    if (state < 0).any():
        row = int((state < 0).argmax())
        raise unknown(
            ko=f"{names[code[row]]}의 상태", en=f"state of {names[code[row]]}", given=events["state"].iloc[row],
            allowed=STATES,
        )  # fmt: skip
    time = _times(events["time"])
    if time.isna().any():
        row = int(time.isna().argmax())
        given = str(events["time"].iloc[row])
        raise InputError(
            ko=f"{names[code[row]]}의 시각 {given!r}을(를) 읽을 수 없습니다. '2026-11-24T09:00:00Z'처럼 적으세요.",
            en=f"the time {given!r} of {names[code[row]]} cannot be read: write it as in '2026-11-24T09:00:00Z'.",
        )
    hibernate = np.zeros(len(events), dtype=bool)
    if "hibernate" in events.columns:
        said = events["hibernate"]
        # A text such as "False" would count as true.
        wrong = ~(said.isna() | said.isin([True, False])).to_numpy(dtype=bool)
        if wrong.any():
            row = int(wrong.argmax())
            raise InputError(
                ko=f"{names[code[row]]}의 hibernate {said.iloc[row]!r}은(는) 쓸 수 없습니다. True 또는 False로 적으세요.",
                en=f"hibernate {said.iloc[row]!r} of {names[code[row]]} cannot be used: write True or False.",
            )
        hibernate = said.eq(True).fillna(False).to_numpy(dtype=bool)
    return _History(names, code, time.to_numpy(dtype="datetime64[us]").astype(np.int64), state, hibernate)


def _in_order(history: _History) -> _History:
    """The events in the order in which they happened, each once."""
    # The same event told twice, once with hibernate: that one comes first, and stays. Two sorts, each of one number, are
    # twice as fast as a sort by four columns; only the second has to keep the order it finds.
    order = np.argsort(history.time * 16 + history.state * 2 + ~history.hibernate)
    ordered = history.take(order[np.argsort(history.code[order], kind="stable")])
    new = _changes(ordered.code) | _changes(ordered.time)
    repeated = ~(new | _changes(ordered.state))
    if repeated.any():
        ordered, new = ordered.take(~repeated), new[~repeated]
    first = np.flatnonzero(new)
    if len(first) == len(new):
        return ordered
    # Within a second the life of an instance goes round: after stopping come stopped, pending, running.
    last = np.append(first[1:], len(new))
    rows = np.arange(len(new))
    up = np.logical_or.reduceat(ordered.state <= _RUNNING, first)
    down = np.logical_or.reduceat((ordered.state == _STOPPING) | (ordered.state == _STOPPED), first)
    for begin, end in zip(first[up & down], last[up & down], strict=True):
        known = begin > 0 and ordered.code[begin - 1] == ordered.code[begin]
        before = int(ordered.state[rows[begin - 1]]) if known else -1
        states = ordered.state[begin:end]
        turn = np.where(states <= _STOPPED, (states - before - 1) % 4, states)
        rows[begin:end] = begin + np.argsort(turn)
    return ordered.take(rows)


def _check_sequence(history: _History) -> None:
    """Raise for the first event that cannot follow the one before it."""
    names, code, time, state, hibernate = history
    first = _changes(code)
    before = np.where(first, -1, np.append(-1, state[:-1])[: len(state)])
    wrong = ~_ALLOWED[before + 1, state]
    if wrong.any():
        row = int(wrong.argmax())
        name, now, when = names[code[row]], STATES[state[row]], _said(time[row])
        if first[row]:
            raise InputError(
                ko=f"{name}의 기록이 {when}의 {now!r}(으)로 시작해서 언제부터 실행했는지 알 수 없습니다. 그 앞의 이벤트를 넣으세요.",
                en=f"the history of {name} begins with {now!r} at {when}, so its start is not known: add the event before it.",
            )
        past = STATES[before[row]]
        raise InputError(
            ko=f"{name}은(는) {past!r} 다음에 바로 {now!r}이(가) 될 수 없는데 {when}에 그렇게 되었습니다. 빠졌거나 잘못된 이벤트가 있습니다.",
            en=f"{name} cannot go from {past!r} to {now!r}, as it does at {when}: an event is missing or wrong.",
        )
    asleep = (state == _STOPPING) & hibernate & (before == _RUNNING)
    lost = np.append(False, asleep[:-1])[: len(state)] & ~first & (state != _STOPPED)
    if lost.any():
        row = int(lost.argmax())
        raise InputError(
            ko=f"{names[code[row]]}은(는) {_said(time[row - 1])}부터 최대 절전 모드로 들어가는데 'stopped' 이벤트가 없어 언제까지 청구할지 알 수 없습니다. 그 이벤트를 넣으세요.",
            en=f"{names[code[row]]} hibernates from {_said(time[row - 1])}, but without its 'stopped' event the end of what is billed is not known: add it.",
        )


def _machines(
    ids: pd.Index[str], instance_type: str | pd.DataFrame, location: str | None, operating_system: str
) -> pd.DataFrame:
    """Type, place, system, price of an hour and the reason of a missing one, for each instance."""
    keys = ["location", "operating_system", "instance_type"]
    if not isinstance(instance_type, pd.DataFrame):
        if _is_mac(catalog.check_instance_type(instance_type)):
            raise InputError(
                ko=f"{instance_type}은(는) 인스턴스가 아니라 전용 호스트 단위로 청구됩니다. host_billed_seconds를 쓰세요.",
                en=f"{instance_type} is billed by its Dedicated Host, not by the instance: use host_billed_seconds.",
            )
        usd = catalog.price(instance_type, catalog.check_location(location), operating_system)
        own = dict(zip(keys, (location, operating_system, instance_type), strict=True))
        return pd.DataFrame({"instance_id": ids}).assign(**own, usd_per_hour=usd, reason="")

    errors.columns(
        instance_type.columns, ("instance_id", "instance_type"), ko="인스턴스 표", en="the table of instances"
    )
    listed = pd.Index(instance_type["instance_id"].astype("str"))
    if not listed.is_unique:
        name = listed[int(listed.duplicated().argmax())]
        raise InputError(
            ko=f"인스턴스 표에 {name}이(가) 두 번 있습니다. 인스턴스마다 한 행이어야 합니다.",
            en=f"the table of instances has {name} twice: give one row per instance.",
        )
    place = np.asarray(listed.get_indexer(ids), dtype=np.int64)
    if (place < 0).any():
        name = ids[int((place < 0).argmax())]
        raise InputError(
            ko=f"인스턴스 표에 {name}이(가) 없습니다. 인스턴스마다 한 행이어야 합니다.",
            en=f"the table of instances lacks {name}: give one row per instance.",
        )
    own_columns = {
        "location": instance_type.get("location", location),
        "operating_system": instance_type.get("operating_system", operating_system),
        "instance_type": instance_type["instance_type"],
    }
    table = pd.DataFrame(own_columns, index=instance_type.index).iloc[place].reset_index(drop=True)
    catalog.check_names(table)
    table = table.astype("str")
    prices = catalog.on_demand()
    anywhere = set(prices["instance_type"].unique())
    near = prices["location"].isin(table["location"].unique()) & prices["instance_type"].isin(
        table["instance_type"].unique()
    )
    table = table.merge(prices[near].astype(dict.fromkeys(keys, "str")), on=keys, how="left")
    why = {
        name: "billed_by_host" if _is_mac(name) else "not_sold" if name in anywhere else "not_known"
        for name in table["instance_type"].unique()
    }
    reason = table["instance_type"].map(why).where(table["usd_per_hour"].isna(), "")
    return table.assign(instance_id=ids, reason=reason)


def _priced(service: str, item: str, location: str, size: float, time: float) -> Iterator[dict[str, Any]]:
    """A size kept for a time, at the price of each tier that the size reaches."""
    unknown_price = ((0.0, math.inf, math.nan, _unit(service, item), ""),)
    for start, end, usd, unit, as_of in catalog.tiers(service, item, location) or unknown_price:
        if size > start:
            quantity = (min(size, end) - start) * time
            yield {
                "quantity": quantity,
                "unit": unit,
                "usd_per_unit": usd,
                "usd": quantity * usd,
                "as_of": as_of,
                "reason": "not_known" if math.isnan(usd) else "",
            }


@cache
def _unit(service: str, item: str) -> str:
    """The unit in which an item is priced, wherever that is."""
    prices = catalog.services(service)
    return str(prices.loc[prices["item"] == item, "unit"].iloc[0])


def _charged(name: str, volume_type: str, given: float, free: float, takes: Sequence[str]) -> float:
    """What is charged of the IOPS or throughput given; gp3 has a part free."""
    if given and volume_type not in takes:
        raise InputError(
            ko=f"{volume_type} 볼륨에는 {name}을(를) 정할 수 없습니다. {', '.join(takes)}에서 씁니다.",
            en=f"a {volume_type} volume does not take {name}: it is for {', '.join(takes)}.",
        )
    return max(0, given - free) if volume_type == "gp3" else given


def _billed(seconds: npt.NDArray[np.float64], full_hour: Bools | bool) -> Ints:
    return _rounded_up(seconds, np.where(full_hour, 3600, 1), np.where(full_hour, 3600, MINIMUM_SECONDS))


def _rounded_up(seconds: npt.NDArray[np.float64], unit: Any, least: Any) -> Ints:
    """Whole units, the least at least; a hair above a whole second is the last bit of a float, not a second more."""
    whole: Ints = np.maximum(np.ceil(np.round(seconds, 6) / unit) * unit, least).astype(np.int64)
    return whole


def _amounts(name: str, values: pd.Series[Any]) -> npt.NDArray[np.float64]:
    """The values as floats, if each is a finite number of 0 or more."""
    if values.dtype.kind in "iuf" and len(values):
        numbers = values.to_numpy(dtype=float, na_value=math.nan)
        if not (math.isfinite(numbers.max()) and numbers.min() >= 0):
            errors.amount(name, numbers[~((numbers >= 0) & np.isfinite(numbers))][0])
        return numbers
    return np.array([errors.amount(name, value) for value in values], dtype=float)


def _codes(ids: pd.Series[Any]) -> tuple[Ints, pd.Index[str]]:
    """Each row's place among the names of the instances, and the names."""
    code, names = pd.factorize(ids.astype("str"))
    if (code < 0).any():
        row = int((code < 0).argmax())
        raise InputError(
            ko=f"{row + 1}번째 행에 instance_id가 없습니다.", en=f"row {row + 1} has no instance_id."
        )  # fmt: skip
    return code.astype(np.int64), pd.Index(names)


def _times(given: pd.Series[Any]) -> pd.Series[pd.Timestamp]:
    """Moments in UTC; NaT for what is none. A bare number could be seconds or milliseconds: it is none."""
    if given.dtype.kind in "iufcbm":
        return pd.Series(pd.NaT, index=given.index, dtype="datetime64[us, UTC]")
    if given.dtype == object:
        given = given.where(given.map(lambda one: isinstance(one, str | dt.datetime | np.datetime64)))
    read: pd.Series[pd.Timestamp] = pd.to_datetime(given, utc=True, format="ISO8601", errors="coerce")
    return read.dt.as_unit("us")


def _moment(until: object) -> int:
    """The moment in microseconds since 1970, UTC."""
    time = _times(pd.Series([until], dtype=object)).iloc[0]
    if pd.isna(time):
        raise InputError(
            ko=f"until {str(until)!r}을(를) 시각으로 읽을 수 없습니다. '2026-11-24T09:00:00Z'처럼 적으세요.",
            en=f"until {str(until)!r} cannot be read as a time: write it as in '2026-11-24T09:00:00Z'.",
        )
    return int(time.to_datetime64().astype("datetime64[us]").astype(np.int64))


def _utc(microseconds: Ints) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(microseconds.view("datetime64[us]")).tz_localize("UTC")


def _said(microseconds: np.int64) -> str:
    """The moment as AWS writes it."""
    return str(np.datetime64(int(microseconds), "us").astype("datetime64[s]")) + "Z"


def _changes(values: Ints) -> Bools:
    """Where a value differs from the one before it; the first one does."""
    return np.append(True, values[1:] != values[:-1])[: len(values)]


def _is_mac(name: str) -> bool:
    """Whether a type or a family is a Mac: the unit of billing is its host."""
    return name.startswith("mac")


def _is_one(value: object) -> bool:
    return np.ndim(value) == 0  # type: ignore[arg-type]
