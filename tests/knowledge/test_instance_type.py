"""The grammar of type names, held against the DescribeInstanceTypes records in the catalogue."""

from __future__ import annotations

import contextlib
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import catalog, instance_type
from kaolib.knowledge.instance_type import (
    category,
    describe,
    normalization_factor,
    parse,
    size_flexible,
    size_ladder,
)

# families whose name does not tell a processor that is not Intel
UNTOLD = {
    **dict.fromkeys(["f2", "g5", "g6", "g6e", "g6f", "gr6", "gr6f", "inf2", "p5", "p5e"], "AMD"),
    "mac2": "Apple",
}
# families with local disks and no "d" in their name: storage series (d, h, i), and these
LOCAL_DISK_UNTOLD = {
    *("c1", "c3", "m1", "m2", "m3", "r3", "x1", "x1e"),
    *("f2", "g5", "g6", "g6e", "g6f", "g7", "g7e", "gr6", "gr6f"),
    *("p5", "p5e", "p5en", "p6-b200", "p6-b300", "trn1", "trn1n", "trn2", "trn2u"),
    *("mac-m4", "mac-m4pro"),
}


@pytest.fixture(scope="module")
def types() -> pd.DataFrame:
    frame = catalog.instance_types().copy()
    frame["parsed"] = [parse(name) for name in frame["instance_type"]]
    return frame


def test_every_type_of_the_catalogue_is_read(types: pd.DataFrame) -> None:
    assert len(types) > 1300
    for row in types.itertuples():
        assert f"{row.parsed.family}.{row.parsed.size}" == row.instance_type
        assert (row.parsed.family, row.parsed.size) == (row.family, row.size)


def test_bare_metal_is_in_the_size(types: pd.DataFrame) -> None:
    wrong = types[[one.bare_metal for one in types["parsed"]] != types["bare_metal"]]
    assert wrong["instance_type"].tolist() == []


def test_processor_letter_agrees_with_the_manufacturer(types: pd.DataFrame) -> None:
    maker = {"Graviton": "AWS", "AMD": "AMD", "Intel": "Intel", "Apple": "Apple"}
    for row in types.itertuples():
        expected = maker.get(row.parsed.processor) or UNTOLD.get(row.parsed.family, "Intel")
        assert row.manufacturer == expected, row.instance_type


def test_graviton_in_the_name_means_arm64(types: pd.DataFrame) -> None:
    graviton = types[[one.processor == "Graviton" for one in types["parsed"]]]
    assert set(graviton["architecture"]) == {"arm64"}
    assert set(types.loc[types["architecture"] == "arm64", "instance_type"]) == set(graviton["instance_type"])


def test_option_d_means_local_disk(types: pd.DataFrame) -> None:
    types = types[types["local_disk_gb"].notna()]  # not known for types that only the price list names
    local = types["local_disk_gb"] > 0
    told = pd.Series(["d" in one.options for one in types["parsed"]], index=types.index)
    assert types.loc[told & ~local, "instance_type"].tolist() == []
    untold = {one.family for one in types.loc[local & ~told, "parsed"] if category(one.family) != "storage"}
    assert untold == LOCAL_DISK_UNTOLD


def test_category_agrees_with_the_catalogue(types: pd.DataFrame) -> None:
    assert [category(name) for name in types["instance_type"]] == types["category"].tolist()
    assert set(types["category"]) == set(instance_type.CATEGORIES)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("m7gd.2xlarge", ("m", 7, "Graviton", ("d",), "2xlarge", False)),
        ("u7i-12tb.224xlarge", ("u", 7, "Intel", ("12tb",), "224xlarge", False)),
        ("u7in-24tb.224xlarge", ("u", 7, "Intel", ("n", "24tb"), "224xlarge", False)),
        ("u-6tb1.112xlarge", ("u", 1, "", ("6tb",), "112xlarge", False)),
        ("c8i-flex.large", ("c", 8, "Intel", ("flex",), "large", False)),
        ("mac2-m2.metal", ("mac", 2, "Apple", ("m2",), "metal", True)),
        ("mac2-m1ultra.metal", ("mac", 2, "Apple", ("m1ultra",), "metal", True)),
        ("mac-m4.metal", ("mac", None, "Apple", ("m4",), "metal", True)),
        ("trn1n.32xlarge", ("trn", 1, "", ("n",), "32xlarge", False)),
        ("hpc7a.96xlarge", ("hpc", 7, "AMD", (), "96xlarge", False)),
        ("m7i.metal-24xl", ("m", 7, "Intel", (), "metal-24xl", True)),
        ("x2iedn.xlarge", ("x", 2, "Intel", ("e", "d", "n"), "xlarge", False)),
        ("gr6f.4xlarge", ("gr", 6, "", ("f",), "4xlarge", False)),
        ("p6-b200.48xlarge", ("p", 6, "", ("b200",), "48xlarge", False)),
        ("p6e-gb200.36xlarge", ("p", 6, "", ("e", "gb200"), "36xlarge", False)),
        ("i7ie.metal-48xl", ("i", 7, "Intel", ("e",), "metal-48xl", True)),
        ("im4gn.large", ("im", 4, "Graviton", ("n",), "large", False)),
        ("is4gen.medium", ("is", 4, "Graviton", ("e", "n"), "medium", False)),
        ("a1.metal", ("a", 1, "Graviton", (), "metal", True)),
        ("c8gb.large", ("c", 8, "Graviton", ("b",), "large", False)),
        ("m8azn.3xlarge", ("m", 8, "AMD", ("z", "n"), "3xlarge", False)),
        ("dl2q.24xlarge", ("dl", 2, "", ("q",), "24xlarge", False)),
    ],
)
def test_parts(name: str, parts: tuple[object, ...]) -> None:
    one = parse(name)
    assert (one.series, one.generation, one.processor, one.options, one.size, one.bare_metal) == parts


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("m7gd.2xlrage", "unknown instance size '2xlrage': did you mean '2xlarge'?"),
        ("M7G.Large", "unknown instance type 'M7G.Large': did you mean 'm7g.large'?"),
        (" m7g.large", "unknown instance type ' m7g.large': did you mean 'm7g.large'?"),
        ("m7g", "instance type 'm7g' has no size: write family, dot, size, as in 'm7g.large'."),
        ("m7gy.large", "unknown family option 'y': use one of a, b, d, e, f, g, i, n ..."),
        ("qq9.large", "unknown instance series 'qq': use one of a, m, t, mac, c, cc, r, cr ..."),
        ("m7ga.large", "'m7ga' is not an instance family: an option stands once, and one processor (a, g, i) at most."),
        ("m7gg.large", "'m7gg' is not an instance family: an option stands once, and one processor (a, g, i) at most."),
        ("m7dd.large", "'m7dd' is not an instance family: an option stands once, and one processor (a, g, i) at most."),
        ("m7-foo.large", "unknown family option 'foo': use one of flex, 12tb, b200, m2pro"),
        (".large", "'' is not an instance family: write series, generation, options, as in 'm7gd'."),
        (None, "an instance type is text such as 'm7g.large', not None."),
        (float("nan"), "an instance type is text such as 'm7g.large', not nan."),
    ],
)
def test_a_wrong_name_is_one_sentence(name: str, sentence: str) -> None:
    with pytest.raises(InputError, match=f"^{re.escape(sentence)}$") as caught:
        parse(name)
    assert caught.value.ko
    assert caught.value.ko != caught.value.en


@given(st.text() | st.from_regex(r"[a-z]{1,3}[0-9]{0,2}[a-z]{0,4}(-[a-z0-9]{1,5})?\.[a-z0-9-]{1,9}", fullmatch=True))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(InputError):
        check_reading(text)


def check_reading(text: str) -> None:
    one = parse(text)
    assert f"{one.family}.{one.size}" == one.name == text
    assert category(text) in instance_type.CATEGORIES
    assert "".join(describe(text)["part"]).replace("-", "") == text.replace(".", "").replace("-", "")


@given(st.integers(2, 300))
def test_an_n_xlarge_counts_eight_n(n: int) -> None:
    assert normalization_factor(f"m7g.{n}xlarge") == 8 * n
    assert normalization_factor(f"m7g.metal-{n}xl") == 8 * n


def test_factors_that_aws_prints() -> None:
    """The two tables of "How Reserved Instance discounts are applied" (AWS, apply_ri, 2026)."""
    sizes = {
        **{"nano": 0.25, "micro": 0.5, "small": 1, "medium": 2, "large": 4, "xlarge": 8, "2xlarge": 16, "3xlarge": 24},
        **{"4xlarge": 32, "6xlarge": 48, "8xlarge": 64, "9xlarge": 72, "10xlarge": 80, "12xlarge": 96, "16xlarge": 128},
        **{"18xlarge": 144, "24xlarge": 192, "32xlarge": 256, "48xlarge": 384, "56xlarge": 448, "96xlarge": 768},
        "112xlarge": 896,
    }
    assert {size: normalization_factor(f"m5.{size}") for size in sizes} == sizes
    metal = {
        32: "a1",
        96: "m5zn x2iezn z1d",
        128: "c6g c6gd i3 m6g m6gd r6g r6gd x2gd",
        144: "c5n",
        192: "c5 c5d i3en m5 m5d m5dn m5n r5 r5b r5d r5dn r5n",
        256: "c6i c6id m6i m6id r6id",
        448: "u-18tb1 u-24tb1",
        896: "u-6tb1 u-9tb1 u-12tb1",
    }
    for factor, families in metal.items():
        assert {normalization_factor(f"{family}.metal") for family in families.split()} == {factor}


def test_bare_metal_counts_as_the_virtual_size_it_equals(types: pd.DataFrame) -> None:
    """AWS's rule for metal: the factor of the equivalent virtualized size of the same family."""
    types = types.assign(factor=[normalization_factor(name) for name in types["instance_type"]])
    without = set()
    # AWS prints 448 for these two, though it prints 896 for the size 112xlarge, which has the same vCPU and memory
    by_hand = ["u-18tb1.metal", "u-24tb1.metal"]
    for metal in types[types["bare_metal"] & ~types["instance_type"].isin(by_hand)].itertuples():
        equal = types[
            (types["family"] == metal.family)
            & ~types["bare_metal"]
            & (types["vcpu"] == metal.vcpu)
            & (types["gib"] == metal.gib)
            & (types["gpu_count"] == metal.gpu_count)
        ]
        if equal.empty:
            without.add(metal.instance_type)
        else:
            assert equal["factor"].tolist() == [metal.factor], metal.instance_type
    # no virtual size equals these: Mac has none, and no other g4dn has eight GPUs
    assert {name for name in without if not name.startswith("mac")} == {"g4dn.metal"}
    assert all((normalization_factor(name) is None) == name.startswith(("mac", "g4dn")) for name in without)


@pytest.mark.parametrize(
    ("reserved", "running", "covered"),
    [
        # examples printed in AWS's apply_ri: RI -> fraction of each running instance that it covers
        ("t2.medium", ["t2.small", "t2.small"], 1.0),
        ("t2.medium", ["t2.large"], 0.5),
        ("i3.metal", ["i3.16xlarge"], 1.0),
        ("i3.metal", ["i3.8xlarge"] * 2, 1.0),
        ("i3.metal", ["i3.4xlarge"] * 4, 1.0),
        ("m4.large", ["m4.xlarge"], 0.5),
        ("c4.large", ["c4.xlarge"], 0.5),
        ("m3.2xlarge", ["m3.large", "m3.large", "m3.xlarge"], 1.0),
    ],
)
def test_units_of_aws_examples(reserved: str, running: list[str], covered: float) -> None:
    """Worked examples of "How Reserved Instance discounts are applied" (AWS, apply_ri, 2026)."""
    need = [normalization_factor(name) for name in running]
    assert normalization_factor(reserved) == covered * sum(factor for factor in need if factor)
    assert None not in need


def test_size_flexible_families(types: pd.DataFrame) -> None:
    """The exclusions of AWS's apply_ri, and Mac."""
    rigid = {family for family in types["family"].astype(str).unique() if not size_flexible(family)}
    mac = {family for family in rigid if family.startswith("mac")}
    assert len(mac) >= 9
    listed = "g4ad g4dn g5 g5g g6 g6e g6f gr6 gr6f hpc7a p5 inf1 inf2 u7i-6tb u7i-8tb"
    assert rigid - mac == set(listed.split())
    with pytest.raises(InputError, match="not an instance family"):
        size_flexible("m7g.large")


def test_ladder_rises_with_the_factor(types: pd.DataFrame) -> None:
    for family in ("t3", "m7g", "m7i", "g5", "x2iedn", "u-6tb1", "mac2"):
        ladder = size_ladder(family)
        assert sorted(ladder["instance_type"]) == sorted(types.loc[types["family"] == family, "instance_type"])
        assert ladder["normalization_factor"].dropna().is_monotonic_increasing
        assert ladder["vcpu"].is_monotonic_increasing
    assert size_ladder("m7i")["size"].tolist()[-4:] == ["24xlarge", "metal-24xl", "48xlarge", "metal-48xl"]
    with pytest.raises(InputError, match="unknown instance family 'm7gg': did you mean 'm7g'"):
        size_ladder("m7gg")


def test_every_part_of_every_family_has_a_meaning(types: pd.DataFrame) -> None:
    for name in types.drop_duplicates("family")["instance_type"]:
        decoded = describe(name)
        assert decoded.columns.tolist() == ["part", "meaning_ko", "meaning_en"]
        assert (decoded[["meaning_ko", "meaning_en"]].map(len) > 5).all(axis=None)
    assert "extra GPU memory" in describe("p5en.48xlarge")["meaning_en"][2]
    assert "extra memory" in describe("x2iedn.xlarge")["meaning_en"][3]
    assert "extra instance storage" in describe("i7ie.large")["meaning_en"][3]
