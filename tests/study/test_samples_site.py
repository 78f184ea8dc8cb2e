"""The sample website: real shapes, the size that was asked for, and policies that a team may write."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kaolib.architecture import scaling
from kaolib.errors import InputError
from kaolib.knowledge import catalog
from kaolib.study import samples


@pytest.mark.parametrize("minutes", [5, 30, 60])
def test_the_load_has_the_mean_that_was_asked_for(minutes):
    site = samples.site(requests_per_minute=1234, smooth_minutes=minutes)
    assert site.load.mean() == pytest.approx(1234)
    assert len(site.load) == 20_200
    assert str(site.load.index[0]) == "2014-04-10 00:04:00+00:00"


def test_as_measured_the_shape_is_the_trace():
    """Minute by minute a fifth of each sample, all on one scale."""
    trace = catalog.load_traces(samples.SITE_TRACE).set_index("minutes")["value"]
    load = samples.site(smooth_minutes=5).load.to_numpy()
    for minute in (0, 777, 20_199):
        sample = trace.get(minute // 5 * 5, 0.0)
        assert load[minute] / load.sum() == pytest.approx(sample / 5 / trace.sum())


def test_averaging_keeps_the_day_and_takes_the_jitter():
    rough, fine = (samples.site(smooth_minutes=minutes).load for minutes in (5, 30))
    assert fine.max() < rough.max() / 2
    by_day = [load.resample("D").sum()[1:-1] for load in (rough, fine)]
    np.testing.assert_allclose(by_day[0], by_day[1], rtol=0.02)


def test_capacity_follows_cores_and_work():
    site = samples.site("us-east-1", "m7g.2xlarge", cpu_ms=40)
    assert site.instance.capacity == 8 * 60_000 / 40
    assert site.instance.usd_per_hour == catalog.price("m7g.2xlarge", "us-east-1")


@pytest.mark.parametrize(
    ("bad", "match"),
    [({"requests_per_minute": 0}, "requests_per_minute"), ({"cpu_ms": -1}, "cpu_ms"), ({"smooth_minutes": 300}, "from 5 to 240"), ({"trace": "elb"}, "unknown trace"), ({"instance_type": "m7g.huge"}, "m7g.huge")],
)  # fmt: skip
def test_what_cannot_be_is_a_sentence(bad, match, lang):
    with pytest.raises(InputError, match=match if lang == "en" else None):
        samples.site(**bad)


def test_the_group_holds_the_load_and_starts_at_half_of_cpu():
    site = samples.site()
    group = site.group
    assert group.min_size <= site.load.mean() / site.instance.capacity
    assert group.max_size >= site.load.max() / site.instance.capacity
    assert site.load.iloc[0] / (group.desired * site.instance.capacity) <= 0.5
    small = samples.group(site.load, site.instance, min_size=4, max_size=4)
    assert (small.min_size, small.desired, small.max_size) == (4, 4, 4)


@pytest.mark.parametrize("kind", samples.POLICY_KINDS)
def test_every_kind_runs_within_its_limits(kind):
    site = samples.site()
    past, day = site.load[:"2014-04-16"], site.load["2014-04-22"]
    group = samples.group(day, site.instance, min_size=5, max_size=30)
    policies = samples.policies(kind, 60, past=past, instance=site.instance)
    run = scaling.simulate(day, policies, group=group, instance=site.instance, history=past)
    assert run.minutes["desired"].between(5, 30).all()
    assert (len(run.events) > 0) == (kind != "static")


def test_scheduled_minimums_are_the_means_of_the_hours():
    site = samples.site()
    past = site.load[:"2014-04-16"]
    actions = samples.policies("scheduled", 50, past=past, instance=site.instance)[1:]
    assert len(actions) == 48
    weekdays = past[pd.DatetimeIndex(past.index).day_of_week < 5]
    nine = weekdays[weekdays.index.hour == 9].mean() / (site.instance.capacity * 0.5)
    (action,) = [one for one in actions if one.cron == "0 9 * * MON-FRI"]
    assert action.min_size == int(np.ceil(nine))
    short = samples.policies("scheduled", 50, past=past[:1440], instance=site.instance)[1:]
    assert {action.cron.split()[-1] for action in short} == {"*"}


def test_a_kind_or_target_that_cannot_be():
    with pytest.raises(InputError):
        samples.policies("fast")
    with pytest.raises(InputError):
        samples.policies("step", 101)
    with pytest.raises(InputError):
        samples.policies("scheduled")
