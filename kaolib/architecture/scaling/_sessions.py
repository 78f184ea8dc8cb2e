"""Sticky sessions: a new instance helps new sessions only."""

from __future__ import annotations

from collections import deque

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.architecture.scaling._run import Run
from kaolib.errors import InputError


def sticky(run: Run, session_minutes: float) -> pd.DataFrame:
    """How the sessions of a run lie on its instances when each stays where it began.

    Parameters
    ----------
    run
        A simulation whose load is the number of sessions open in each minute, and whose instances hold capacity sessions.
    session_minutes
        How long a session lasts on average, 1 or more: in each minute one in so many ends, wherever it is.

    Returns
    -------
    pandas.DataFrame
        time, minute, sessions, mean (a group's metric: sessions per instance in service), hottest (of the fullest
        instance), unmet (sessions beyond the capacity of their instance), cut (sessions that ended because their instance
        did, after draining).

    Raises
    ------
    InputError
        For a queue, or sessions shorter than a minute.

    Notes
    -----
    Sessions that begin are spread evenly over the instances in service, warm or not; where fewer are open than would
    have lasted, more end everywhere alike. Those on a terminating instance stay until it is gone, and are then cut. The
    mean is the same with and without stickiness, so that a policy that watches it sees nothing of the hottest instance.
    The instances that leave are those that `run` terminated. Ours: AWS documents that sticky sessions stay on their
    target (Elastic Load Balancing, "Sticky sessions for your Application Load Balancer"), not how load spreads.

    Examples
    --------
    >>> from kaolib.architecture.scaling import Group, Instance, TargetTracking, simulate
    >>> load = [100.0] * 5 + [300.0] * 40
    >>> group = Group(min_size=2, launch_seconds=0, warmup_seconds=0)
    >>> run = simulate(load, TargetTracking(60, "sessions"), group=group, instance=Instance(200, 0.1))
    >>> table = sticky(run, session_minutes=60)
    >>> [round(value) for value in table.loc[44, ["mean", "hottest"]]]
    [60, 108]
    """
    if run.queue:
        raise InputError(ko="대기열에는 세션이 없습니다.", en="a queue has no sessions.")
    stay = 1 - 1 / errors.amount("session_minutes", session_minutes, least=1)
    load = run.minutes["load"].to_numpy().tolist()
    limit, count = run.instance.capacity, len(load)
    # One entry for each row of lives: in service from first to last, draining until gone, sessions on each instance.
    rows = run.lives[["first", "last", "ended", "instances", "open"]].itertuples(index=False)
    lives = [
        (int(first), int(last), count if is_open else -(-int(ended) // 60), int(instances))
        for first, last, ended, instances, is_open in rows
        if first < last
    ]
    lives.sort()
    coming = deque(lives)
    here: list[list[float]] = []
    mean, hottest, unmet, cut = (np.zeros(count) for _ in range(4))
    for minute, wanted in enumerate(load):
        while coming and coming[0][0] <= minute:
            here.append([*coming.popleft(), 0.0])
        cut[minute] = sum(one[3] * one[4] for one in here if one[2] <= minute)
        here = [one for one in here if one[2] > minute]
        for one in here:
            one[4] *= stay
        taking = [one for one in here if one[1] > minute]
        serving = sum(one[3] for one in taking)
        there = sum(one[3] * one[4] for one in here)
        if wanted < there:
            for one in here:
                one[4] *= wanted / there
        elif serving:
            for one in taking:
                one[4] += (wanted - there) / serving
        mean[minute] = wanted / serving if serving else np.nan
        hottest[minute] = max((one[4] for one in here), default=0.0)
        unmet[minute] = sum(one[3] * max(0.0, one[4] - limit) for one in here) if serving else wanted
    return run.minutes[["time", "minute"]].assign(sessions=load, mean=mean, hottest=hottest, unmet=unmet, cut=cut)
