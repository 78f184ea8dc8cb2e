"""Tables a learner reads: every number as its kind, unknown as a dash, the same bytes each time."""

import numpy as np
import pandas as pd
import pytest

from kaolib.errors import InputError
from kaolib.knowledge import purchase
from kaolib.study import language, tables


@pytest.fixture(autouse=True)
def _english():
    language.use("en")
    yield
    language.use("en")


def _cells(shown):
    return [line.split("  ") for line in repr(shown).splitlines()]


def test_prices_keep_awss_digits_and_unknown_is_a_dash():
    offers = pd.DataFrame(
        {"option": ["on_demand", "spot"], "effective_usd_per_hour": [0.1003, np.nan], "upfront_usd": [0.0, np.nan]}
    )
    text = repr(tables.show(offers))
    assert text.splitlines()[1].split() == ["On-Demand", "0.1003", "0.00"]
    assert text.splitlines()[2].split() == ["Spot", "–", "–"]


def test_shares_are_per_cent_and_steps_are_factors():
    text = repr(tables.show(pd.DataFrame({"saving": [0.346], "usd_step": [1.5]})))
    assert text.splitlines()[1].split() == ["34.6%", "×1.5"]


@pytest.mark.parametrize(("lang", "heading"), [("ko", "구매 옵션"), ("en", "Purchase option")])
def test_headings_follow_the_language(lang, heading):
    language.use(lang)
    shown = tables.show(purchase.offers("m7g.large", "ap-northeast-2"))
    assert repr(shown).startswith(heading)
    assert f">{heading}</th>" in shown.html
    assert "column_" not in repr(shown)


def test_every_offer_column_has_a_heading():
    for name in purchase.offers("m7g.large", "ap-northeast-2").columns:
        assert language.text(f"column_{name}")


def test_columns_and_rows_are_chosen():
    offers = purchase.offers("m7g.large", "ap-northeast-2")
    assert len(repr(tables.show(offers, ["option", "saving"], rows=3)).splitlines()) == 4
    with pytest.raises(InputError, match="unknown column 'savings': did you mean 'saving'"):
        tables.show(offers, ["savings"])


def test_kinds_say_what_a_number_is():
    table = pd.DataFrame({"median": [0.624]})
    assert repr(tables.show(table, kinds={"median": "percent"})).split() == ["median", "62.4%"]
    with pytest.raises(InputError, match="unknown kind of number 'per cent': did you mean 'percent'"):
        tables.show(table, kinds={"median": "per cent"})


def test_own_headings_and_escaping():
    shown = tables.show(pd.DataFrame({"x": ["<b>"]}), headings={"x": ("값", "value")})
    assert ">value</th>" in shown.html
    assert "&lt;b&gt;" in shown.html


def test_the_same_bytes_each_time():
    offers = purchase.offers("m7g.large", "ap-northeast-2")
    assert tables.show(offers).html == tables.show(offers).html


def test_the_chosen_row_is_marked_for_eyes_and_for_screen_readers():
    language.use("en")
    table = pd.DataFrame({"option": ["on_demand", "spot"], "usd_per_hour": [0.2, 0.1]})
    shown = tables.show(table, marked="spot")
    assert [line.startswith("▶ ") for line in str(shown).splitlines()] == [False, False, True]
    assert shown.html.count('aria-current="true"') == 1
    assert "▶" not in str(tables.show(table))


def test_words_are_shown_without_an_index_and_on_one_line() -> None:
    language.use("en")
    words = tables.worded(pd.DataFrame({f"family{n}": ["m7g, a long name that would break a line"] for n in range(9)}))
    assert len(str(words).splitlines()) == 2
    assert not str(words).splitlines()[1].startswith("0")
    part = tables.worded(pd.DataFrame({"family": ["m7g"], "saving": [0.25]})).iloc[:, ::-1]
    assert str(part).splitlines() == ["Saving  Family", "   25%  m7g"]
    assert part._repr_html_().count("<tr>") == 2
    assert '<td style="text-align: right; white-space: nowrap">25%</td>' in part._repr_html_()
