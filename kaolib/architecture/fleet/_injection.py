"""An interruption of Spot Instances on purpose, second by second: who is told what, who works, who replaces whom."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.architecture.fleet._replay_lives import NOTICE_SECONDS
from kaolib.errors import InputError
from kaolib.knowledge import catalog

#: What happens to an instance that is interrupted.
BEHAVIORS = ("terminate", "stop", "hibernate")
#: Who replaces it, and when: an Auto Scaling group with Capacity Rebalancing, a fleet with one of its two strategies, or a group
#: or fleet without, after the loss.
REBALANCING = ("asg", "fleet_launch", "fleet_launch_before_terminate", "off")
#: How long before the interruption AWS FIS can be told to begin.
LEAST_BEFORE_SECONDS, MOST_BEFORE_SECONDS = 120, 900
#: How long a fleet may wait before it terminates what it has replaced.
LEAST_DELAY_SECONDS, MOST_DELAY_SECONDS = 120, 7_200
#: Regions in which AWS does not offer to interrupt on purpose.
NO_INJECTION = ("ap-southeast-3", "ap-northeast-3", "cn-north-1", "cn-northwest-1", "me-central-1")
#: How long an instance takes to go, once it has to: assumptions, for the picture only.
GOING = {"terminate": 30, "stop": 40, "hibernate": 60}

_GOING = {"terminate": "shutting_down", "stop": "stopping", "hibernate": "hibernating"}
_GONE = {"terminate": "terminated", "stop": "stopped", "hibernate": "hibernated"}
#: States in which an instance is billed: it runs, or it hibernates.
BILLED = ("running", "at_risk", "noticed", "draining", "drained", "checking", "hibernating")
_SERVING = ("running", "at_risk", "noticed")


@dataclass(frozen=True)
class Injection:
    """What happened, from the beginning to the end of the picture.

    Attributes
    ----------
    target
        Instances that should take requests.
    seconds
        Length of the picture.
    spans
        One row per instance and state: instance ("i-1" ...), role ("other", "hit", "new"), state, start_second, end_second,
        serving (takes new requests), billed.
    events
        second, instance ("" for all), event: "injected", "rebalance_recommendation", "interruption_notice", "drain_started",
        "drained", "interrupted", "hibernation_started", "replacement_requested", "replacement_running",
        "replacement_in_service", "old_terminated".
    """

    target: int
    seconds: int
    spans: pd.DataFrame
    events: pd.DataFrame
    _summary: dict[str, float | str] = field(repr=False)

    def capacity(self, every: int = 10) -> pd.DataFrame:
        """How many instances do what, every so many seconds: second, serving, draining, starting (pending or checking), billed, target.

        Examples
        --------
        >>> inject(before_seconds=600).capacity(60)["serving"].tolist()[:4]
        [6, 6, 6, 6]
        """
        step = errors.count("every", every, least=1)
        seconds = np.arange(0, self.seconds, step)
        table = pd.DataFrame({"second": seconds})
        rows = {
            "serving": self.spans["serving"],
            "draining": self.spans["state"] == "draining",
            "starting": self.spans["state"].isin(["pending", "checking"]),
            "billed": self.spans["billed"],
        }
        for name, chosen in rows.items():
            part = self.spans[chosen.to_numpy(dtype=bool)]
            begun = np.searchsorted(np.sort(part["start_second"]), seconds, side="right")
            ended = np.searchsorted(np.sort(part["end_second"]), seconds, side="right")
            table[name] = begun - ended
        return table.assign(target=self.target)

    def at(self, second: float) -> pd.DataFrame:
        """Every instance that there is at one second: instance, role, state, serving, billed.

        Examples
        --------
        >>> inject(instances=2, start_seconds=30).at(31)["state"].tolist()
        ['draining', 'running', 'pending']
        """
        now = min(errors.amount("second", second), self.seconds - 1)
        rows = self.spans[(self.spans["start_second"] <= now) & (now < self.spans["end_second"])]
        return rows[["instance", "role", "state", "serving", "billed"]].reset_index(drop=True)

    def summary(self) -> dict[str, float | str]:
        """lowest_serving, below_target_seconds, short_instance_seconds (sum of what was missing), extra_instance_seconds
        (billed beyond the target), drain_short_seconds (by which each interrupted instance was too early to drain),
        replaced_after_seconds (from the injection to its replacement's service), ended_by ("ec2": the bill of an interruption
        applies; "you": the group or fleet ended it first), action_minutes and fis_usd (NaN without a price).
        """
        return dict(self._summary)


def inject(
    instances: int = 6,
    interrupted: int = 1,
    *,
    rebalancing: str = "asg",
    behavior: str = "terminate",
    before_seconds: int = 120,
    start_seconds: int = 30,
    launch_seconds: int = 40,
    health_seconds: int = 60,
    drain_seconds: int = 90,
    drains_on_notice: bool = True,
    detect_seconds: int = 60,
    termination_delay_seconds: int = 120,
    tool: str = "fis",
    location: str | None = None,
    fis_usd_per_action_minute: float | None = None,
) -> Injection:
    """Interrupt some of a group's Spot Instances on purpose, and watch.

    Parameters
    ----------
    instances, interrupted
        Size of the group, which is its target, and how many of them are interrupted.
    rebalancing
        One of `REBALANCING`: "asg" and the two of a fleet request a replacement at the rebalance recommendation; "asg" ends the old
        instance once the new one has passed its health check; "fleet_launch" leaves it to you (here: to EC2);
        "fleet_launch_before_terminate" ends it termination_delay_seconds after the new one runs; "off" replaces after the loss.
    behavior
        "terminate", "stop" or "hibernate"; an Auto Scaling group can only terminate.
    before_seconds
        From the injection, and the rebalance recommendation with it, to the interruption: 120 to 900. With 120 recommendation and
        two-minute notice come together.
    start_seconds
        When the picture has the injection.
    launch_seconds, health_seconds
        Of a replacement: from request to running, and from running to service.
    drain_seconds
        How long a drained instance needs to finish its requests.
    drains_on_notice
        Whether something takes the instance out of the load balancer at the two-minute notice: an Auto Scaling group with
        Capacity Rebalancing, or a handler of yours. Else it serves to its end, and what it then serves is cut off.
    detect_seconds
        Without rebalancing: until a failed health check tells of the loss.
    termination_delay_seconds
        Of "fleet_launch_before_terminate": 120 to 7,200.
    tool
        "fis", or "console": the EC2 console interrupts the one instance of a Spot request, after two minutes.
    location
        Where: for FIS's price, and because not every Region has it. None: anywhere, without a price.
    fis_usd_per_action_minute
        None takes the snapshot's.

    Returns
    -------
    Injection

    Raises
    ------
    InputError
        For an unknown name, a number outside AWS's limits, a behavior that an Auto Scaling group cannot have, more than one instance
        with the console, or a Region that does not offer it.

    Notes
    -----
    The order of what AWS does and its limits are documented; how long a launch, a health check, a shutdown or a drain takes is
    yours to say, and EC2's signals come with best effort: a real recommendation may come minutes earlier, or with the notice.
    A hibernation begins at once, without the two minutes. A stopped instance stays stopped until you start it, as FIS
    stopped it. FIS bills minutes of an action, whatever the number of its targets; the action is taken to last until the
    interruption, begun minutes in full (derived). A group or fleet that ends an instance before EC2 does is billed as if you
    ended it: no free first hour (derived from the billing rule; AWS does not say what holds after a notice).
    Sources: AWS, EC2 User Guide, "Initiate a Spot Instance interruption", "Spot Instance interruption notices", "EC2 instance
    rebalance recommendations", "Use Capacity Rebalancing in EC2 Fleet and Spot Fleet to replace at-risk Spot Instances"; EC2 Auto
    Scaling User Guide, "Use Capacity Rebalancing to handle Amazon EC2 Spot interruptions"; FIS User Guide, "AWS FIS actions
    reference" (send-spot-instance-interruptions); AWS FIS pricing.

    Examples
    --------
    Two minutes are too short for a replacement: the group is one short. With ten minutes it never is.

    >>> [inject(before_seconds=before).summary()["below_target_seconds"] for before in (120, 600)]
    [100.0, 0.0]
    """
    errors.count("instances", instances, least=1)
    if errors.count("interrupted", interrupted, least=1) > instances:
        raise InputError(
            ko=f"인스턴스 {instances}개 중 {interrupted}개를 중단할 수는 없습니다.",
            en=f"{interrupted} of {instances} instances cannot be interrupted.",
        )
    errors.each_of(rebalancing, REBALANCING, ko="용량 재조정", en="capacity rebalancing")
    errors.each_of(behavior, BEHAVIORS, ko="중단 동작", en="interruption behavior")
    errors.each_of(tool, ("fis", "console"), ko="도구", en="tool")
    for name, value in (
        ("start_seconds", start_seconds),
        ("launch_seconds", launch_seconds),
        ("health_seconds", health_seconds),
        ("drain_seconds", drain_seconds),
        ("detect_seconds", detect_seconds),
    ):
        errors.count(name, value)
    _within("before_seconds", before_seconds, LEAST_BEFORE_SECONDS, MOST_BEFORE_SECONDS)
    _within("termination_delay_seconds", termination_delay_seconds, LEAST_DELAY_SECONDS, MOST_DELAY_SECONDS)
    if rebalancing == "asg" and behavior != "terminate":
        raise InputError(
            ko="Auto Scaling 그룹의 스팟 인스턴스는 종료(terminate)만 됩니다. 중지와 최대 절전은 플릿이나 영구 요청에서 고르세요.",
            en="an Auto Scaling group only terminates its Spot Instances: stop and hibernate need a fleet or a persistent request.",
        )
    if tool == "console" and (interrupted > 1 or before_seconds != NOTICE_SECONDS):
        raise InputError(
            ko="EC2 콘솔의 스팟 요청은 한 번에 인스턴스 1개를 2분 뒤에 중단합니다. 여러 개나 다른 시간은 FIS로 하세요.",
            en="from a Spot request the EC2 console interrupts one instance at a time, after two minutes: use FIS for more.",
        )
    minute_usd = _fis_usd(location, fis_usd_per_action_minute)

    told = start_seconds
    hibernates = behavior == "hibernate"
    loss = told if hibernates else told + before_seconds
    notice = told if hibernates else loss - NOTICE_SECONDS
    requested = loss + detect_seconds if rebalancing == "off" else told
    runs = requested + launch_seconds
    serves = runs + health_seconds

    # When the old instance stops taking requests, and who ends it when.
    drain = notice if drains_on_notice and not hibernates else loss
    end = loss
    if rebalancing == "asg":
        drain = min(drain, serves)
        # It is ended once it has drained, but not before its replacement serves.
        end = min(loss, max(drain + drain_seconds, serves))
    elif rebalancing == "fleet_launch_before_terminate":
        drain = min(drain, serves)
        end = min(loss, runs + termination_delay_seconds)
        drain = min(drain, end)
    drained = drain + drain_seconds
    by_ec2 = end == loss
    going, gone = (_GOING[behavior], _GONE[behavior]) if by_ec2 else ("shutting_down", "terminated")
    settled = end + GOING[behavior if by_ec2 else "terminate"]
    seconds = max(serves, settled, drained if drain < end else 0) + 60

    events: list[tuple[int, str, str]] = [(told, "", "injected")]
    spans: list[tuple[str, str, str, int, int]] = []
    for number in range(1, instances + 1):
        name = f"i-{number}"
        if number > interrupted:
            spans.append((name, "other", "running", 0, seconds))
            continue
        states = [
            ("running", 0),
            ("at_risk", told),
            ("noticed", notice),
            ("draining", drain),
            ("drained", drained),
            (going, end),
            (gone, settled),
        ]
        spans += _spans(name, "hit", states, end, seconds)
        events.append((told, name, "rebalance_recommendation"))
        if notice < end or by_ec2:
            events.append((notice, name, "interruption_notice"))
        if drain < end:
            events.append((drain, name, "drain_started"))
            if drained <= end:
                events.append((drained, name, "drained"))
        events.append(
            (
                end,
                name,
                "hibernation_started" if hibernates and by_ec2 else "interrupted" if by_ec2 else "old_terminated",
            )
        )
    for number in range(1, interrupted + 1):
        name = f"i-{instances + number}"
        spans += _spans(
            name, "new", [("pending", requested), ("checking", runs), ("running", serves)], seconds, seconds
        )
        events += [
            (requested, name, "replacement_requested"),
            (runs, name, "replacement_running"),
            (serves, name, "replacement_in_service"),
        ]
    table = pd.DataFrame(spans, columns=["instance", "role", "state", "start_second", "end_second"])
    table = table.assign(serving=table["state"].isin(_SERVING), billed=table["state"].isin(BILLED))
    told_of = pd.DataFrame(events, columns=["second", "instance", "event"]).sort_values("second", kind="stable")

    picture = Injection(instances, seconds, table, told_of.reset_index(drop=True), {})
    each = picture.capacity(1)
    missing = instances - each["serving"]
    minutes = math.ceil((loss - told) / 60) if not hibernates else 1
    picture._summary.update(
        {
            "lowest_serving": int(each["serving"].min()),
            "below_target_seconds": float((missing > 0).sum()),
            "short_instance_seconds": float(missing.clip(lower=0).sum()),
            "extra_instance_seconds": float((each["billed"] - instances).clip(lower=0).sum()),
            "drain_short_seconds": float(max(0, drain_seconds - (end - drain))),
            "replaced_after_seconds": float(serves - told),
            "ended_by": "ec2" if by_ec2 else "you",
            "action_minutes": float(minutes),
            "fis_usd": minutes * minute_usd,
        }
    )
    return picture


def _spans(
    name: str, role: str, states: list[tuple[str, int]], end: int, seconds: int
) -> list[tuple[str, str, str, int, int]]:
    """The states as stretches of time: each lasts until the next begins, and those before the end not beyond it."""
    spans = []
    for i, (state, start) in enumerate(states):
        until = min([begin for _, begin in states[i + 1 :]], default=seconds)
        if state in BILLED and state != "hibernating" and role == "hit":
            until = min(until, end)
        if start < until:
            spans.append((name, role, state, start, until))
    return spans


def _within(name: str, value: int, least: int, most: int) -> None:
    if errors.count(name, value) < least or value > most:
        raise InputError(
            ko=f"{name} {value}은(는) 쓸 수 없습니다. {least}~{most}초여야 합니다.",
            en=f"{name} {value} cannot be used: give {least} to {most} seconds.",
        )


def _fis_usd(location: str | None, given: float | None) -> float:
    if location in NO_INJECTION:
        raise InputError(
            ko=f"{location}에서는 AWS가 스팟 중단 주입을 제공하지 않습니다.",
            en=f"AWS does not offer to initiate Spot interruptions in {location}.",
        )
    if given is not None:
        return errors.amount("fis_usd_per_action_minute", given)
    if location is None:
        return math.nan
    found = catalog.tiers("fis", "action_minute", location)
    return found[0][2] if found else math.nan
