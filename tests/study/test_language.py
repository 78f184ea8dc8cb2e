"""The words and numbers a learner sees."""

from __future__ import annotations

import csv
import math
import string
from collections.abc import Iterator
from importlib.resources import files

import pytest

from kaolib import errors
from kaolib.study import language


@pytest.fixture(autouse=True)
def _restore() -> Iterator[None]:
    before = language.current()
    yield
    language.use(before)
    language.set_rate(None)


def rows() -> list[dict[str, str]]:
    return list(csv.DictReader((files("kaolib.study") / "strings.csv").read_text(encoding="utf-8").splitlines()))


def test_use_sets_the_language_of_errors() -> None:
    language.use("ko")
    assert errors.language == language.current() == "ko"


@pytest.mark.parametrize("bad", ["kr", "", None, 3])
def test_unknown_language_is_one_sentence_and_changes_nothing(bad: object) -> None:
    language.use("en")
    with pytest.raises(errors.InputError, match="use 'ko' "):
        language.use(bad)  # type: ignore[arg-type]
    assert language.current() == "en"


def test_strings_are_sorted_unique_and_complete() -> None:
    keys = [row["key"] for row in rows()]
    assert keys == sorted(set(keys))
    empty = [row["key"] for row in rows() if not (row["ko"] and row["en"])]
    assert not empty


def test_both_languages_need_the_same_values() -> None:
    def names(sentence: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}

    differing = [row["key"] for row in rows() if names(row["ko"]) != names(row["en"])]
    assert not differing


def test_unknown_key_names_the_nearest() -> None:
    language.use("en")
    with pytest.raises(errors.InputError, match="did you mean 'price_not_known'"):
        language.text("price_not_knwon")


@pytest.mark.parametrize(
    ("value", "ko", "en"),
    [
        (0.1003, "시간당 0.1003달러", "USD 0.1003 per hour"),
        (0.0052, "시간당 0.0052달러", "USD 0.0052 per hour"),
        (32.7726, "시간당 32.7726달러", "USD 32.7726 per hour"),
        (0.1 + 0.2, "시간당 0.3달러", "USD 0.3 per hour"),
        (553 / 8760, "시간당 0.06313달러", "USD 0.06313 per hour"),
        (1407.68, "시간당 1,407.68달러", "USD 1,407.68 per hour"),
        (0.0, "시간당 0달러", "USD 0 per hour"),
        (math.nan, "가격 미확인", "price not known"),
        (None, "가격 미확인", "price not known"),
    ],
)
def test_price_per_hour_keeps_the_listed_digits(value: float | None, ko: str, en: str) -> None:
    language.use("ko")
    assert language.usd_per_hour(value) == ko
    language.use("en")
    assert language.usd_per_hour(value) == en


@pytest.mark.parametrize(
    ("value", "ko", "en"),
    [
        (73.219, "월 73.22달러", "USD 73.22 per month"),
        (12345.6, "월 12,345.60달러", "USD 12,345.60 per month"),
        (0, "월 0.00달러", "USD 0.00 per month"),
        (0.0002, "월 0.0002달러", "USD 0.0002 per month"),
        (math.nan, "가격 미확인", "price not known"),
    ],
)
def test_price_per_month_is_to_the_cent(value: float, ko: str, en: str) -> None:
    language.use("ko")
    assert language.usd_per_month(value) == ko
    language.use("en")
    assert language.usd_per_month(value) == en


def test_a_rate_shows_won_beside_dollars() -> None:
    language.set_rate(1380)
    language.use("ko")
    assert language.usd(73.22) == "73.22달러(약 101,000원)"
    assert language.usd_per_hour(0.1003) == "시간당 0.1003달러(약 138원)"
    assert language.usd(math.nan) == "가격 미확인"
    language.use("en")
    assert language.usd_per_month(73.22) == "USD 73.22 per month (about KRW 101,000)"
    language.set_rate(None)
    assert language.usd(73.22) == "USD 73.22"


@pytest.mark.parametrize("bad", [0, -1, math.nan, math.inf, "1380", True])
def test_a_rate_must_be_a_positive_number(bad: object) -> None:
    language.set_rate(1300)
    with pytest.raises(errors.InputError):
        language.set_rate(bad)  # type: ignore[arg-type]
    assert language.rate() == 1300


@pytest.mark.parametrize(
    ("value", "shown"), [(0.37, "37%"), (0.3754, "37.5%"), (1.0, "100%"), (0, "0%"), (-0.05, "-5%")]
)
def test_percent(value: float, shown: str) -> None:
    assert language.percent(value) == shown


def test_unknown_numbers_are_words_not_nan() -> None:
    language.use("en")
    for write in (language.percent, language.number, language.hours):
        assert write(math.nan) == "not known"
        assert write(None) == "not known"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("리전을(를)", "리전을"),
        ("크기은(는)", "크기는"),
        ("서울(으)로", "서울로"),
        ("부산(으)로", "부산으로"),
        ("m7g.large이(가)", "m7g.large가"),
        ("c7i.metal와(과)", "c7i.metal과"),
        ("'기간'을(를)", "'기간'을"),
        ("EC2을(를)", "EC2를"),
        ("7(으)로", "7로"),
        ("3(으)로", "3으로"),
        ("?을(를)", "?을(를)"),
    ],
)
def test_korean_particles(given: str, shown: str) -> None:
    assert language.particles(given) == shown
