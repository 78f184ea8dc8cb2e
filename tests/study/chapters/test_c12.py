"""Chapter 12's bank: its answers reached by another way, its mistakes told apart, its sentences true of the prices."""

from __future__ import annotations

import math

import pytest

import kaolib as kao
from kaolib.architecture.compare import _latency
from kaolib.knowledge import catalog
from kaolib.study import bank, explorers
from kaolib.study.bank import Context
from kaolib.study.chapters import c12
from kaolib.study.chapters.c12 import BANK

LOCATIONS = catalog.locations().set_index("location")
REGIONS = LOCATIONS.index[LOCATIONS["kind"] == "Region"].tolist()
QUESTIONS = {question.key: question for question in BANK.questions}
USERS = "ap-northeast-2"


def hourly(instance_type):
    """USD per hour, Linux, in each Region that sells it."""
    rows = catalog.on_demand(instance_type, operating_system="linux").astype({"location": str})
    prices = dict(zip(rows["location"], rows["usd_per_hour"], strict=True))
    return {region: prices[region] for region in REGIONS if region in prices}


def sent(gb, location):
    """What so many GB to the internet cost, one GB after the other; NaN where a price is missing."""
    rows = catalog.services("transfer", location)
    tiers = rows.loc[rows["item"] == "internet_out", ["from_quantity", "to_quantity", "usd"]].to_numpy().tolist()
    of_each = [next((usd for start, end, usd in tiers if start <= one < end), math.nan) for one in range(gb)]
    return math.fsum(of_each)


def milliseconds(one, other):
    """The floor of the round trip, by the angle between two directions from the middle of the Earth."""
    ends = []
    for place in (one, other):
        north, east = (math.radians(LOCATIONS[name][place]) for name in ("latitude", "longitude"))
        ends.append((math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)))
    cosine = sum(a * b for a, b in zip(*ends, strict=True))
    km = 6371.0 * math.acos(min(1.0, cosine))
    return 2 * km * _latency.GROUP_INDEX / _latency.LIGHT_KM_PER_S * 1000


@pytest.fixture(scope="module")
def project():
    """What two m7i.large and 20 TB out cost in each Region with a price for both."""
    machines = hourly("m7i.large")
    costs = {region: usd * 2 * 730 + sent(20 * 1024, region) for region, usd in machines.items()}
    return {region: usd for region, usd in costs.items() if not math.isnan(usd)}


def test_another_type_leaves_the_bank_ready():
    for instance_type in ("c7g.xlarge", "t3.micro", "r5.24xlarge"):
        assert bank.problems(BANK, Context("us-east-1", {**BANK.params, "instance_type": instance_type})) == []


def test_a_type_that_sao_paulo_does_not_sell_has_no_ratio_there():
    sold = hourly("hpc7g.16xlarge")
    assert "us-east-1" in sold
    assert "sa-east-1" not in sold
    found = bank.problems(BANK, Context("us-east-1", {**BANK.params, "instance_type": "hpc7g.16xlarge"}))
    assert "exercise faded_ratio: the answer is not known here" in found
    assert all(problem.endswith("the answer is not known here") for problem in found)


def test_how_much_dearer_is_the_ratio_less_one(context, said):
    home, far = (catalog.price("m7i.large", place) for place in ("us-east-1", "sa-east-1"))
    assert said("faded_ratio", context, (far - home) / home) is None
    assert "This is the ratio" in said("faded_ratio", context, far / home)
    assert "another base, another share" in said("faded_ratio", context, (far - home) / far)


def test_fifteen_terabytes_gb_by_gb(context, said):
    first, second = sent(1, "us-east-1"), sent(10_241, "us-east-1") - sent(10_240, "us-east-1")
    assert second < first
    assert said("faded_tiers", context, sent(15 * 1024, "us-east-1")) is None
    assert "the second tier's price for all" in said("faded_tiers", context, 15_360 * second)
    assert "the first tier's price for all" in said("faded_tiers", context, 15_360 * first)
    assert "AWS counts 1,024" in said("faded_tiers", context, sent(10_000, "us-east-1") + 5000 * second)


def test_the_place_of_the_project_region_by_region(context, said, project):
    near = {region: usd for region, usd in project.items() if milliseconds(USERS, region) <= 60}
    best = min(near, key=lambda region: near[region])
    assert said("project", context, best) is None
    assert said("project", context, f" {best.upper()}") is None
    others = sorted(near, key=lambda region: near[region])[1:]
    machine = min(near, key=lambda region: hourly("m7i.large")[region])
    assert machine in others
    assert "for the instance alone" in said("project", context, machine)
    for region in set(others) - {machine}:
        assert "the one asked for is lower" in said("project", context, region), region
    assert "did you mean" in said("project", context, best + "5")


def test_every_cheaper_place_of_the_project_is_too_far(context, said, project):
    best = c12.project_choice(context)
    cheaper = [region for region, usd in project.items() if usd < project[best]]
    assert len(cheaper) > 3
    for region in cheaper:
        assert milliseconds(USERS, region) > 60
        assert "without a limit of distance" in said("project", context, region), region


def test_the_floor_of_the_round_trip_is_that_of_the_angle(project):
    for region in project:
        assert kao.compare.latency_floor_ms(USERS, region) == pytest.approx(milliseconds(USERS, region), abs=1e-4)


def test_the_goal_lacks_each_need_alone_and_is_reached(context):
    explorer = explorers.places("m7i.large", context.location, near=USERS)
    kao.lesson.goal(explorer, "near_and_cheap")
    at_first = kao.lesson.check_goal("near_and_cheap")
    assert at_first.status == "not_attempted"
    assert "less than 10 TB" in at_first.message
    assert "looser than 50 ms" in at_first.message

    def lacking(**settings):
        explorer.set(**settings)
        result = kao.lesson.check_goal("near_and_cheap")
        return result.status, result.message.splitlines()[1:]

    assert lacking(at_most_ms=50) == ("wrong", ["It sends less than 10 TB (10,240 GB)."])
    assert lacking(at_most_ms=75, gb_out=10_240) == ("wrong", ["The limit of the round trip is looser than 50 ms."])
    status, (none_left,) = lacking(at_most_ms=2, near="eu-central-1", instance_type="p5.48xlarge", location="us-east-1")
    assert status == "wrong"
    assert none_left.startswith("No place that sells all of it is left")
    explorer.set(instance_type="m7i.large", near=USERS, at_most_ms=50)
    assert kao.lesson.check_goal("near_and_cheap").status == "right"
    assert milliseconds(USERS, explorer.value["cheapest"]) <= 50


def test_the_goal_asks_for_as_much_as_its_need_accepts():
    (goal,) = BANK.goals
    assert "10 TB 이상" in goal.ko
    assert "10 TB a month or more" in goal.en


def median_ratio(region):
    """The middle of a Region's price over that of N. Virginia, of all Linux types that both sell."""
    rows = catalog.on_demand(operating_system="linux").astype({"location": str, "instance_type": str})
    prices = rows.pivot(index="instance_type", columns="location", values="usd_per_hour")
    return (prices[region] / prices["us-east-1"]).median()


def test_n_california_is_dearer_than_oregon_and_ireland():
    values = QUESTIONS["cheapest_us"].values(Context())
    places = {"california": "us-west-1", "oregon": "us-west-2", "ireland": "eu-west-1"}
    for name, region in places.items():
        assert values[name] == pytest.approx(median_ratio(region))
    assert values["california"] > max(values["oregon"], values["ireland"])


def test_europe_and_asia_pacific_pair_by_pair():
    """Type by type over all Regions of both, as the three sentences of the question read the order."""
    rows = catalog.on_demand(operating_system="linux").astype({"location": str, "instance_type": str})
    prices = rows.pivot(index="instance_type", columns="location", values="usd_per_hour")
    prices = prices[prices["us-east-1"].notna()]  # the ratios of the chapter are to N. Virginia
    groups = [
        prices[[r for r in REGIONS if LOCATIONS["continent"][r] == name and r in prices]]
        for name in ("Europe", "Asia Pacific")
    ]
    median_weak = every_weak = shared = pairs = higher = 0
    for _, europe, asia in zip(prices.index, *(group.to_numpy() for group in groups), strict=True):
        ours, theirs = (sorted(usd for usd in row if not math.isnan(usd)) for row in (europe, asia))
        if not ours or not theirs:
            continue
        middle = [(row[(len(row) - 1) // 2] + row[len(row) // 2]) / 2 for row in (ours, theirs)]
        shared += 1
        median_weak += middle[0] <= middle[1] + 1e-9
        every_weak += ours[-1] <= theirs[0] + 1e-9
        pairs += len(ours) * len(theirs)
        higher += sum(one > other + 1e-9 for one in ours for other in theirs)
    values = QUESTIONS["note_order"].values(Context())
    assert values["median_weak"] == pytest.approx(median_weak / shared)
    assert values["every_weak"] == pytest.approx(every_weak / shared)
    assert values["higher"] == pytest.approx(higher / pairs)
    assert values["every_weak"] < 0.5 < values["median_weak"]


def test_a_local_zone_is_dearer_than_its_region_and_sells_little():
    values = QUESTIONS["zone"].values(Context())
    rows = catalog.on_demand(operating_system="linux").astype({"location": str, "instance_type": str})
    prices = {
        place: dict(zip(part["instance_type"], part["usd_per_hour"], strict=True))
        for place, part in rows.groupby("location")
    }
    zones = LOCATIONS[LOCATIONS["kind"] == "Local Zone"]
    found, types = [], []
    for zone, region in zones["parent_region"].items():
        ratios = sorted(
            usd / prices[region][name] for name, usd in prices.get(zone, {}).items() if name in prices[region]
        )
        if ratios:
            found.append((ratios[(len(ratios) - 1) // 2] + ratios[len(ratios) // 2]) / 2)
            types.append(len(ratios))
    found, types = sorted(found), sorted(types)
    assert values["premium"] == pytest.approx(found[len(found) // 2])
    assert values["types"] == types[len(types) // 2]
    assert values["premium"] > 1


def test_virginia_is_too_far_from_seoul_for_50_ms():
    assert QUESTIONS["latency"].values(Context())["floor"] == pytest.approx(milliseconds(USERS, "us-east-1"))
    assert milliseconds(USERS, "us-east-1") > 50


def test_a_plan_that_follows_is_the_compute_plan_alone(context):
    quiz = kao.lesson.quiz("12")
    assert quiz.answer("commitments", "b").status == "right"
    assert "Compute Savings Plan" in quiz.answer("commitments", "a").message


def test_the_claim_about_the_order_is_true_of_the_prices():
    assert [claim.key for claim in BANK.claims] == ["W2"]
    rows = catalog.on_demand(operating_system="linux").astype({"location": str, "instance_type": str})
    prices = rows.pivot(index="instance_type", columns="location", values="usd_per_hour")
    # Virginia, Ohio and Oregon cost the same for nearly every type
    alike = prices[["us-east-1", "us-east-2", "us-west-2"]].dropna()
    assert (alike.max(axis=1) <= alike.min(axis=1) * 1.001).mean() > 0.9
    # in Mumbai and Hyderabad many types are cheaper than anywhere in Europe
    europe = prices[[region for region in REGIONS if LOCATIONS["continent"][region] == "Europe"]].min(axis=1)
    for region in ("ap-south-1", "ap-south-2"):
        both = prices[region].notna() & europe.notna()
        assert (prices[region] < europe)[both].mean() > 0.5
    # São Paulo is the dearest Region
    levels = {region: median_ratio(region) for region in REGIONS}
    assert max(levels, key=lambda region: levels[region]) == "sa-east-1"
    # Lambda duration costs the same in most Regions
    duration = catalog.services("lambda").query("item == 'duration_x86' and from_quantity == 0")
    duration = duration[duration["location"].isin(REGIONS)].set_index("location")["usd"]
    assert (duration == duration["us-east-1"]).mean() > 0.5
