"""What a table may not hold is found and said."""

import pyarrow as pa
import pytest

from kaolib.knowledge._schema import COMMITMENTS, OPERATING_SYSTEMS, TABLES, Column, Table, problems

SPEC = Table(
    "small", "small.csv", ("name",), "",
    (
        Column("name", "id", "", allowed=("a", "b", "c")),
        Column("usd", "price", "", minimum=1e-12),
        Column("day", "date", ""),
        Column("cores", "count", "", nullable=True, minimum=1),
        Column("old", "flag", ""),
    ),
)  # fmt: skip
GOOD = {
    "name": ["a", "b"],
    "usd": [0.1, 2.0],
    "day": ["2026-07-05", "2025-04-04"],
    "cores": [2, None],
    "old": [True, False],
}


def _table(**changed):
    return pa.table(GOOD | changed)


def test_a_right_table_has_no_problems():
    assert problems(SPEC, _table(), keys=True) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ["a", "z"]}, "name: values not allowed: ['z']"),
        ({"usd": [0.1, 0.0]}, "usd: smallest value 0.0 is below"),
        ({"usd": [0.1, -3.0]}, "usd: smallest value -3.0 is below"),
        ({"usd": [0.1, None]}, "usd: 1 missing values"),
        ({"usd": ["0.1", "2"]}, "usd: type string is not a price"),
        ({"day": ["2026-07-05", "5 July"]}, "day: not dates: ['5 July']"),
        ({"cores": [0, None]}, "cores: smallest value 0 is below 1"),
        ({"old": [1, 0]}, "old: type int64 is not a flag"),
        ({"name": ["a", "a"]}, "1 rows repeat a key ('name',)"),
    ],
)
def test_each_fault_is_said(changed, said):
    found = problems(SPEC, _table(**changed), keys=True)
    assert len(found) == 1
    assert found[0].startswith(said)


def test_columns_and_emptiness():
    assert problems(SPEC, _table().drop_columns(["old"]))[0].startswith("columns are")
    assert "no rows" in problems(SPEC, _table().slice(0, 0))


def test_names_and_keys_of_the_tables_are_their_own():
    assert len(OPERATING_SYSTEMS) == len(set(OPERATING_SYSTEMS)) == 17
    assert len(COMMITMENTS) == len(set(COMMITMENTS)) == 24
    for name, spec in TABLES.items():
        assert spec.name == name
        assert set(spec.key) <= set(spec.names)
        assert len(set(spec.names)) == len(spec.names)
