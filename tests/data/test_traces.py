"""Traces of the snapshot, held against a second reading of their sources and against what their paper and files say."""

from __future__ import annotations

import csv
import json
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kaolib.errors import InputError
from kaolib.knowledge import catalog

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT.parent / "shared" / "data" / "traces"
COMPILER = "compile_traces"
sources_needed = pytest.mark.skipif(
    not SOURCES.is_dir(), reason="the source files of the snapshot are not beside the project"
)
#: File below traces/spot -> trace: one of each folder, written by hand.
SPOT_FILES = {
    "availability/1-node/aws-10-26-2022/us-west-2a_v100_1.json": "availability-v100-1node-us-west-2a-2022-10",
    "availability/1-node/aws-10-26-2022/us-west-2b_k80_8.json": "availability-8k80-1node-us-west-2b-2022-10",
    "availability/1-node/aws-02-15-2023/us-east-1a_v100_1.json": "availability-v100-1node-us-east-1a-2023-02",
    "availability/16-node/aws-08-27-2023/us-west-2c_v100_1.json": "availability-v100-16node-us-west-2c-2023-08",
    "preemption/1-node/aws-04-19-2023/us-east-1d_intel_64.json": "preemption-r5-1node-us-east-1d-2023-04",
    "preemption/1-node/aws-04-22-2023/us-east-1f_v100_1.json": "preemption-v100-1node-us-east-1f-2023-04",
    "preemption/1-node/aws-04-22-2023/us-west-2b_v100_1.json": "preemption-v100-1node-us-west-2b-2023-04",
    "preemption/4-node/aws-08-03-2023/us-east-1f_v100_1.json": "preemption-v100-4node-us-east-1f-2023-08",
}
#: The days that the repository's README gives each folder's traces (start, kind, nodes): 13 days of 2022-10-26 are 27 in
#: its files, and the two longer zones of 2023-08-03 are not in it.
README_DAYS = {
    ("2023-02-15", "availability", 1): {45},
    ("2023-08-27", "availability", 16): {11, 16},
    ("2023-04-22", "preemption", 1): {7},
}


def values(trace: str) -> tuple[np.ndarray, np.ndarray]:
    """Instances and price at each step of a Spot trace."""
    runs = catalog.spot_trace_runs(trace)
    steps = int(catalog.spot_traces().set_index("trace").loc[trace, "steps"])
    lengths = np.diff([*runs["step"], steps])
    return np.repeat(runs["available"], lengths).to_numpy(), np.repeat(runs["usd_per_hour"], lengths).to_numpy()


# -- Spot --------------------------------------------------------------------------------------------------------------


@sources_needed
@pytest.mark.parametrize("file", SPOT_FILES)
def test_the_runs_give_the_source_back(file):
    source = json.loads((SOURCES / "spot" / file).read_text("utf-8"))
    row = catalog.spot_traces().set_index("trace").loc[SPOT_FILES[file]]
    available, usd = values(SPOT_FILES[file])
    assert available.tolist() == source["data"]
    assert row["gap_seconds"] == source["metadata"]["gap_seconds"]
    if "prices" in source:
        assert usd.tolist() == source["prices"]
    else:
        assert np.isnan(usd).all()


@sources_needed
def test_every_file_is_one_trace():
    names = {(p.parts[-4], p.parts[-3], p.stem.split("_")[0]) for p in (SOURCES / "spot").rglob("*.json")}
    traces = catalog.spot_traces()
    found = {(k, f"{n}-node", z) for k, n, z in zip(traces["kind"], traces["nodes"], traces["zone"], strict=True)}
    assert found == names
    assert len(traces) == len(list((SOURCES / "spot").rglob("*.json")))


@sources_needed
@pytest.mark.parametrize("file", SPOT_FILES)
def test_no_run_could_be_longer(file):
    source = json.loads((SOURCES / "spot" / file).read_text("utf-8"))
    prices = source.get("prices", [None] * len(source["data"]))
    runs = sum(1 for _ in groupby(zip(source["data"], prices, strict=True)))
    assert len(catalog.spot_trace_runs(SPOT_FILES[file])) == runs


def test_traces_begin_at_step_0_and_stay_within_what_was_asked_for():
    traces = catalog.spot_traces().set_index("trace")
    runs = catalog.spot_trace_runs().astype({"trace": str})
    assert set(runs["trace"]) == set(traces.index)
    by_trace = runs.groupby("trace")
    assert (by_trace["step"].min() == 0).all()
    assert (by_trace["step"].max() < traces["steps"]).all()
    assert (by_trace["available"].max() == traces["nodes"]).all()
    assert (by_trace["available"].min() == 0).all()
    # a trace has prices throughout or not at all; only preemption traces of one instance do
    priced = by_trace["usd_per_hour"].count()
    assert priced.isin([0]).eq(priced != by_trace.size()).all()
    with_prices = traces.loc[priced[priced > 0].index]
    assert len(with_prices) == 6
    assert set(with_prices["kind"]) == {"preemption"}
    assert set(with_prices["nodes"]) == {1}


def test_days_as_the_readme_gives_them():
    traces = catalog.spot_traces().assign(days=lambda t: t["steps"] * t["gap_seconds"] / 86_400)
    for (start, kind, nodes), days in README_DAYS.items():
        own = traces[(traces["start"] == start) & (traces["kind"] == kind) & (traces["nodes"] == nodes)]
        assert set(own["days"].astype(int)) == days
        assert not own["note"].str.contains("README").any()


def test_contradictions_of_the_source_are_told():
    traces = catalog.spot_traces()
    noted = traces[traces["note"] != ""].groupby("start")["note"].agg(set)
    assert sorted(noted.index) == ["2022-10-26", "2023-02-15", "2023-04-19", "2023-08-03"]
    assert "2023-05-01" in noted["2023-04-19"].pop()
    assert "13" in noted["2022-10-26"].pop()


def test_the_answers_of_2023_02_come_about_every_ten_minutes():
    """Steps of 195 s, but an answer holds for 3 or 4 of them, or 6 or 7: asked every 3.25 steps or so."""
    traces = catalog.spot_traces()
    for row in traces[traces["start"] == "2023-02-15"].itertuples():
        held = np.diff(catalog.spot_trace_runs(row.trace)["step"])[1:]
        assert not set(held) & {1, 2, 5, 8}
        assert "10 minutes" in row.note


def test_each_type_has_the_hardware_that_the_file_names():
    types = catalog.instance_types().set_index("instance_type")
    gpus = {"p2.xlarge": 1, "p2.8xlarge": 8, "p3.2xlarge": 1, "p3.16xlarge": 8, "r5.16xlarge": 0}
    traces = catalog.spot_traces()
    assert set(traces["instance_type"]) == set(gpus)
    assert types.loc[list(gpus), "gpu_count"].to_dict() == gpus
    assert types.loc["r5.16xlarge", "vcpu"] == 64
    for _, row in traces.iterrows():
        many = gpus[row["instance_type"]] == 8
        assert many == (row["trace"].split("-")[1][0] == "8")
    assert (traces["zone"].str[:-1] == traces["location"]).all()


def test_spot_prices_are_below_on_demand():
    traces = catalog.spot_traces().set_index("trace")
    runs = catalog.spot_trace_runs().dropna().astype({"trace": str})
    for trace, usd in runs.groupby("trace")["usd_per_hour"]:
        row = traces.loc[trace]
        assert usd.max() < catalog.price(row["instance_type"], row["location"])
        assert usd.min() > 0.1 * catalog.price(row["instance_type"], row["location"])


# -- load --------------------------------------------------------------------------------------------------------------


def read(path: Path) -> list[tuple[datetime, float]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [(datetime.fromisoformat(row["timestamp"]), float(row["value"])) for row in csv.DictReader(file)]


@sources_needed
def test_every_sample_of_the_source_is_there_at_its_time():
    listed = catalog.load_trace_list().set_index("trace")
    paths = sorted((SOURCES / "cloudwatch").glob("*.csv"))
    assert len(listed) == len(paths)
    for path in paths:
        source = read(path)
        suffix = path.stem.split("_")[-1] if "iio" not in path.stem else "a2eb1cd9"
        [trace] = [t for t in listed.index if t.endswith("grok" if suffix == "anomaly" else suffix)]
        rows = catalog.load_traces(trace)
        assert rows["value"].tolist() == [value for _, value in source]
        start = datetime.fromisoformat(listed.loc[trace, "start"])
        at = [start + timedelta(minutes=int(m)) for m in rows["minutes"]]
        moved = [(a, s) for a, (s, _) in zip(at, source, strict=True) if a != s]
        if moved:
            # the hour that the clocks skip: twelve stamps at its end, put back five minutes apart
            assert len(moved) == 12
            assert {s for _, s in moved} == {datetime(2014, 3, 9, 3)}
            assert {a.hour for a, _ in moved} == {2}
            assert "12 samples" in listed.loc[trace, "note"]


def test_samples_lie_on_a_grid_of_five_minutes():
    listed = catalog.load_trace_list().set_index("trace")
    rows = catalog.load_traces().astype({"trace": str})
    assert (rows["minutes"] % 5 == 0).all()
    assert np.isfinite(rows["value"]).all()
    for trace, own in rows.groupby("trace"):
        steps = own["minutes"].diff().dropna()
        assert own["minutes"].iloc[0] == 0
        assert (steps > 0).all()
        assert listed.loc[trace, "missing"] == (steps / 5 - 1).sum()
        assert listed.loc[trace, "samples"] == len(own)
    cpu = rows[rows["unit"] == "percent"]
    assert cpu["value"].between(0, 100).all()
    assert listed["missing"].sum() == 18


def test_the_week_of_requests_is_the_mean_of_the_same_trace():
    """`load_week` and `load_traces` come from one file, by two ways."""
    rows = catalog.load_traces("elb_requests_8c0756")
    start = pd.Timestamp(catalog.load_trace_list().set_index("trace").loc["elb_requests_8c0756", "start"])
    at = start + pd.to_timedelta(rows["minutes"], unit="min")
    two_weeks = at < start.normalize() + pd.Timedelta(days=14)
    hourly = rows["value"][two_weeks].groupby(at[two_weeks].dt.floor("h")).sum()
    week = hourly.groupby(hourly.index.day_of_week * 24 + hourly.index.hour).mean()
    assert week.tolist() == pytest.approx(catalog.table("load_week")["requests"].tolist())


# -- the compiler and the readers --------------------------------------------------------------------------------------


def test_a_price_change_ends_a_run_and_a_missing_price_does_not(compiler):
    nothing = float("nan")
    assert compiler.runs([1, 1, 1], [nothing] * 3)["step"].tolist() == [0]
    assert compiler.runs([0, 0, 1, 1], [0.5, 0.4, 0.4, 0.4])["step"].tolist() == [0, 1, 2]


def test_the_skipped_hour_is_put_back(compiler):
    regular = pd.Series(pd.date_range("2014-03-09 00:59", periods=40, freq="5min"))
    moved = regular.where(regular.dt.hour != 2, pd.Timestamp("2014-03-09 03:00"))
    put, count = compiler.put_back(moved)
    assert put.tolist() == regular.tolist()
    assert count == 12
    assert compiler.put_back(regular)[1] == 0


@pytest.mark.parametrize("moment", ["2014-03-09 02:00", "2014-03-10 03:00"])
def test_other_repeated_stamps_stop_the_compiler(compiler, moment):
    """Thirteen samples at one instant are not the clock change, nor are twelve on another day."""
    regular = pd.Series(pd.date_range(moment, periods=40, freq="5min"))
    end = regular.iloc[0].normalize() + pd.Timedelta(hours=3)
    moved = regular.where((regular - end).abs() > pd.Timedelta(hours=1), end)
    with pytest.raises(ValueError, match="repeated time stamps"):
        compiler.put_back(moved)


def test_an_unknown_series_stops_the_compiler(compiler):
    with pytest.raises(ValueError, match="unknown series 'sqs_depth'"):
        compiler.load_name("sqs_depth")


@pytest.mark.parametrize(
    ("reader", "given", "nearest"),
    [
        (catalog.load_traces, "elb_request_8c0756", "elb_requests_8c0756"),
        (catalog.spot_trace_runs, "preemption-v100-4node-us-east-1f", "preemption-v100-4node-us-east-1f-2023-08"),
    ],
)
def test_a_wrong_name_leads_to_the_nearest(reader, given, nearest):
    with pytest.raises(InputError, match=nearest):
        reader(given)
