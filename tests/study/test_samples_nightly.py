"""The made-up night: the same work everywhere, where all its prices are known."""

from __future__ import annotations

import math

import pytest

from kaolib.architecture import batch
from kaolib.errors import InputError
from kaolib.knowledge import catalog
from kaolib.study import samples

LOCATIONS = catalog.locations()
REGIONS = LOCATIONS.loc[LOCATIONS["kind"] == "Region", "location"].tolist()


@pytest.mark.parametrize("region", REGIONS)
def test_every_price_is_known_where_it_runs(region):
    place, types = samples.nightly_types(region)
    assert place in REGIONS
    for kind in ("on_demand", "spot"):
        table = batch.pools(types, place, kind)
        assert table[["usd_per_hour", "interruptions_per_hour"]].notna().all(axis=None)
    assert table["architecture"].unique().tolist() == ["arm64"]
    assert sorted(set((table["gib"] / table["vcpu"]).tolist())) == [2, 4, 8]


def test_a_region_without_spot_prices_gives_way_to_a_near_one():
    assert samples.nightly_types("us-gov-west-1")[0] == "us-west-2"
    with pytest.raises(InputError, match="did you mean"):
        samples.nightly_types("us-gov-west-9")


@pytest.mark.parametrize("kind", batch.KINDS)
def test_every_job_fits_every_environment(kind):
    place, types = samples.nightly_types()
    for allowed in (types, types[2:]):
        night = samples.nightly_environment(kind, place, allowed, spot_saving=0.5)
        assert batch.fits(samples.nightly(), night, place)["fits"].all()


def test_attempts_and_checkpoints_are_those_asked_for():
    jobs = {job.name: job for job in samples.nightly(3, 30)}
    assert {job.attempts for job in jobs.values()} == {3}
    assert jobs["forecast"].checkpoint_seconds == 1800
    assert jobs["export"].checkpoint_seconds is None
    assert samples.nightly()[4].checkpoint_seconds is None


def test_interruptions_are_so_many_times_those_of_the_advisor():
    place, types = samples.nightly_types()
    table = batch.pools(types, place, "spot").set_index("instance_type")["interruptions_per_hour"]
    night = samples.nightly_environment("spot", place, types, times=1000)
    assert night.interruptions_per_hour == pytest.approx((table * 1000).to_dict())
    tasks = samples.nightly_environment("fargate_spot", place, types, times=1000, spot_saving=0.5)
    assert math.isclose(tasks.interruptions_per_hour, table.mean() * 1000)
    with pytest.raises(InputError, match="publishes neither"):
        samples.nightly_environment("fargate_spot", place, types)
