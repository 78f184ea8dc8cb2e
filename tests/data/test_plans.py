"""Rates of Savings Plans beyond EC2, held against figures that others published and the rules that gave the rest."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from kaolib.knowledge import catalog

DATA = Path(__file__).resolve().parents[2] / "data"
COMPILER = "compile_plans"
KEY = ["service", "item", "location", "option"]
VIRGINIA, OREGON, SEOUL, TOKYO = "us-east-1", "us-west-2", "ap-northeast-2", "ap-northeast-1"


@pytest.fixture(scope="module")
def rates() -> pd.DataFrame:
    return catalog.service_plan_rates()


def rate(rates: pd.DataFrame, *key: str) -> pd.Series:
    found = rates[(rates[KEY].astype(str) == list(key)).all(axis=1)]
    assert len(found) == 1, key
    return found.iloc[0]


# -- what others published ---------------------------------------------------------------------------------------------

#: Monthly cost of five Fargate tasks with 1 vCPU and 2 GB in Oregon: a public comparison of 2026-07-28.
FIVE_TASKS = [
    ("x86", "1y_all_upfront", 131.546365), ("x86", "3y_no_upfront", 99.110275), ("x86", "3y_all_upfront", 86.49624),
    ("arm64", "1y_all_upfront", 105.923), ("arm64", "3y_no_upfront", 77.8545), ("arm64", "3y_all_upfront", 70.6275),
]  # fmt: skip


@pytest.mark.parametrize(("architecture", "form", "usd"), FIVE_TASKS)
def test_five_fargate_tasks_in_oregon(rates, architecture, form, usd):
    vcpu, gb = (
        rate(rates, "fargate", f"{part}_linux_{architecture}", OREGON, f"compute_sp_{form}")["usd"]
        for part in ("vcpu", "gb")
    )
    assert 5 * 730 * (vcpu + 2 * gb) == pytest.approx(usd, abs=1e-6)


def test_a_fargate_task_in_tokyo(rates):
    """The example of takaishi/awsri: 1.024 vCPU and 1 GB on arm64 commit 0.03369352 an hour; AWS rounds to five digits."""
    vcpu, gb = (
        rate(rates, "fargate", f"{part}_linux_arm64", TOKYO, "compute_sp_1y_all_upfront") for part in ("vcpu", "gb")
    )
    assert vcpu["derived"]
    assert gb["derived"]
    assert 1.024 * round(vcpu["usd"], 5) + round(gb["usd"], 5) == pytest.approx(0.03369352, abs=1e-12)


#: Lambda under a plan in N. Virginia as a public table of 2026-09-28 rounds it.
LAMBDA = [
    ("duration_x86", "no_upfront", 0.0000147), ("duration_x86", "all_upfront", 0.0000138),
    ("duration_arm64", "no_upfront", 0.0000117), ("duration_arm64", "all_upfront", 0.0000111),
    ("provisioned_concurrency_x86", "no_upfront", 0.00000367), ("provisioned_duration_x86", "no_upfront", 0.00000856),
]  # fmt: skip


@pytest.mark.parametrize("term", [1, 3])
@pytest.mark.parametrize(("item", "payment", "printed"), LAMBDA)
def test_lambda_in_virginia(rates, item, payment, printed, term):
    usd = rate(rates, "lambda", item, VIRGINIA, f"compute_sp_{term}y_{payment}")["usd"]
    assert float(f"{usd:.3g}") == printed


def test_a_lambda_request_costs_the_same_under_a_plan(rates):
    """Savings Plans User Guide, "Understanding how Savings Plans apply to your usage": 0 % for requests."""
    requests = rates[rates["item"] == "request"]
    assert (requests["saving"] == 0).all()
    assert (requests["usd"] == requests["on_demand_usd"]).all()


def test_lambda_saves_what_aws_promises_at_most(rates):
    """AWS News Blog, "Savings Plan Update: Save Up to 17% On Your Lambda Workloads"; Fargate: up to 52 % (AWS Japan blog)."""
    assert rates.loc[rates["service"] == "lambda", "saving"].max() == pytest.approx(0.17, abs=1e-5)
    assert rates.loc[rates["service"] == "fargate", "saving"].max() == pytest.approx(0.52, abs=1e-5)
    assert rates.loc[rates["service"] == "database", "saving"].max() == pytest.approx(0.35, abs=1e-5)
    assert rates.loc[rates["service"] == "sagemaker", "saving"].max() < 0.64


# -- the rules ---------------------------------------------------------------------------------------------------------


def test_derived_rates_are_on_demand_less_the_share_of_the_listed_ones(rates):
    x86 = rates[(rates["service"] == "fargate") & rates["item"].str.endswith("x86")]
    assert set(x86.groupby("option", observed=True)["saving"].agg(lambda s: tuple(sorted(set(s.round(5)))))) == {
        (0.2,), (0.27,), (0.45,), (0.52,)
    }  # fmt: skip
    arm = rates[(rates["service"] == "fargate") & rates["item"].str.endswith("arm64")]
    spread = arm.groupby("option", observed=True)["saving"].agg(lambda s: s.max() - s.min())
    assert spread.max() < 0.005


def test_fargate_and_lambda_are_known_wherever_their_prices_are(rates):
    for service in ("fargate", "lambda"):
        sold = set(catalog.services(service).query("item.str.endswith('x86')", engine="python")["location"])
        assert sold == set(rates.loc[(rates["service"] == service) & rates["item"].str.endswith("x86"), "location"])


def test_sagemaker_is_a_compute_plan_times_the_markup(rates):
    rows = rates[rates["service"] == "sagemaker"]
    for row in rows.itertuples():
        ec2 = catalog.commitments(row.item.removeprefix("ml."), row.location, "linux").set_index("option")
        same = ec2.loc[row.option.replace("sagemaker_sp", "compute_sp"), "effective_usd_per_hour"]
        assert row.usd == pytest.approx(1.2 * same, rel=1e-4)
    assert rows.groupby("derived").size().to_dict() == {False: 2, True: 12}


def test_dynamodb_in_seoul_and_cape_town_confirms_the_share(rates):
    rows = rates[rates["item"].str.startswith("dynamodb_")]
    listed = rows[~rows["derived"]]
    assert set(listed["location"]) == {SEOUL, "af-south-1"}
    expected = listed["item"].map(lambda item: 0.18 if "on_demand" in item else 0.12)
    assert (listed["saving"] - expected).abs().max() < 0.005


# -- what the table must obey ------------------------------------------------------------------------------------------


def test_a_plan_never_costs_more_than_on_demand_and_more_commitment_never_less_saving(rates):
    known = rates.dropna(subset=["on_demand_usd"])
    assert (known["usd"] <= known["on_demand_usd"]).all()
    assert (known["saving"] - (1 - known["usd"] / known["on_demand_usd"])).abs().max() < 1e-6
    wide = known.pivot(index=["service", "item", "location"], columns=["term_years", "payment"], values="usd")
    for term in (1, 3):
        both = wide[term].dropna(subset=["no_upfront", "all_upfront"])
        assert len(both)
        assert (both["all_upfront"] <= both["no_upfront"]).all()
    for payment in ("no_upfront", "all_upfront"):
        both = pd.DataFrame({term: wide[term][payment] for term in (1, 3)}).dropna()
        assert (both[3] <= both[1] * (1 + 1e-12)).all()


def test_keys_are_unique_and_sorted_and_the_option_says_what_its_parts_say(rates):
    assert not rates.duplicated(KEY).any()
    parts = rates["kind"].astype(str) + "_" + rates["term_years"].astype(str) + "y_" + rates["payment"].astype(str)
    assert (parts == rates["option"].astype(str)).all()
    assert ((rates["rule"] == "listed") == ~rates["derived"]).all()
    assert set(rates["location"]) <= set(catalog.locations()["location"])


def test_a_price_that_nobody_verified_is_missing_and_says_so(rates):
    unverified = rates["check"] == "On-Demand price not verified"
    assert rates.loc[unverified, ["on_demand_usd", "saving"]].isna().all(axis=None)
    assert rates["usd"].map(math.isfinite).all()


def test_items_of_fargate_and_lambda_are_those_of_services(rates):
    for service in ("fargate", "lambda"):
        assert set(rates.loc[rates["service"] == service, "item"]) <= set(catalog.services(service)["item"])
    dynamodb = rates.loc[rates["item"].str.startswith("dynamodb_"), "item"].str.removeprefix("dynamodb_")
    assert set(dynamodb) <= set(catalog.services("dynamodb")["item"])


def test_every_written_row_has_a_source_a_check_and_a_past_date():
    written = pd.read_csv(DATA / "plan_rates.csv")
    assert written[["source", "check", "as_of"]].notna().all(axis=None)
    assert all(date.fromisoformat(day) <= date(2026, 11, 24) for day in written["as_of"])


# -- the compiler ------------------------------------------------------------------------------------------------------


@pytest.fixture
def frames() -> dict[str, pd.DataFrame]:
    return {"services": catalog.services(), "commitment_rates": catalog.commitment_rates()}


def test_the_committed_table_is_compiled_from_the_written_one(compiler, frames, rates):
    again = compiler.tables(frames)["service_plan_rates"]
    pd.testing.assert_frame_equal(
        again.astype({"source": object, "check": object}).reset_index(drop=True),
        rates.astype({name: object for name in rates.select_dtypes("category")}),
        check_dtype=False,
        check_categorical=False,
    )


def test_a_rate_off_its_share_stops_the_compiler(compiler, frames, monkeypatch):
    monkeypatch.setattr(compiler, "TOLERANCE", 1e-5)
    with pytest.raises(ValueError, match="rates off their share"):
        compiler.tables(frames)


def test_an_item_without_a_price_stops_the_compiler(compiler, frames):
    services = frames["services"]
    frames["services"] = services[services["service"] != "lambda"]
    with pytest.raises(ValueError, match="unknown items"):
        compiler.tables(frames)


def test_another_markup_stops_the_compiler(compiler, frames, monkeypatch):
    monkeypatch.setattr(compiler, "SAGEMAKER_MARKUP", 1.25)
    with pytest.raises(ValueError, match=r"is not 1\.25 x EC2"):
        compiler.tables(frames)
