"""Elastic Graphics and Elastic Inference: history."""

import pandas as pd

from kaolib.knowledge.ec2 import _retired


def test_every_accelerator_has_memory_and_a_source():
    table = _retired.retired()
    assert table.columns.tolist() == ["accelerator", "service", "gib", "announced", "closed_to_new", "ended", "source"]
    assert table["accelerator"].is_unique
    assert (table["gib"] > 0).all()
    assert (table["source"] != "").all()


def test_dates_follow_each_other():
    for row in _retired.retired().itertuples():
        days = [day for day in (row.announced, row.closed_to_new, row.ended) if day]
        assert days == sorted(days)
        for day in days:
            pd.Timestamp(day)


def test_elastic_graphics_ended_when_aws_said():
    """The AWS API reference, LaunchTemplate ElasticGpuSpecification: end of life on January 8, 2024."""
    table = _retired.retired()
    assert set(table.loc[table["service"] == "elastic_graphics", "ended"]) == {"2024-01-08"}
