"""The words and numbers a learner sees, in Korean and English.

One language holds for the whole process and `kaolib.errors` speaks it too. Every visible string of the package is
a row of ``strings.csv``; numbers are written by the functions below, so that a price looks the same everywhere.
"""

from __future__ import annotations

import csv
import math
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from kaolib import errors

if TYPE_CHECKING:
    import pandas as pd

LANGUAGES = ("ko", "en")
_rate: float | None = None


def use(language: str) -> None:
    """Choose the language of everything shown from here on, errors included.

    Parameters
    ----------
    language
        ``"ko"`` or ``"en"``.

    Raises
    ------
    InputError
        For any other value.

    Examples
    --------
    >>> use("ko"); usd_per_month(73.219)
    '월 73.22달러'
    >>> use("en"); usd_per_month(73.219)
    'USD 73.22 per month'
    """
    if language not in LANGUAGES:
        raise errors.InputError(
            ko=f"언어 {language!r}은(는) 쓸 수 없습니다. 'ko'(한국어) 또는 'en'(영어)을 쓰세요.",
            en=f"unknown language {language!r}: use 'ko' (Korean) or 'en' (English)",
        )
    errors.language = language


def current() -> str:
    """The language in use.

    Examples
    --------
    >>> use("en"); current()
    'en'
    """
    return errors.language


@cache
def _strings() -> dict[str, dict[str, str]]:
    lines = (files("kaolib.study") / "strings.csv").read_text(encoding="utf-8").splitlines()
    return {row["key"]: {"ko": row["ko"], "en": row["en"]} for row in csv.DictReader(lines)}


def text(key: str, **values: object) -> str:
    """A visible string in the language in use, with its values filled in.

    Parameters
    ----------
    key
        A key of ``strings.csv``.
    **values
        What the string's ``{names}`` stand for.

    Raises
    ------
    InputError
        For an unknown key, or when a value that the string needs is missing.

    Examples
    --------
    >>> use("en"); text("price_not_known")
    'price not known'
    """
    try:
        row = _strings()[key]
    except KeyError:
        raise errors.unknown(ko="문구", en="text", given=key, allowed=_strings()) from None
    try:
        filled = row[current()].format(**values)
    except (KeyError, IndexError) as missing:
        raise errors.InputError(
            ko=f"문구 {key!r}에 값 {missing}이(가) 필요합니다.", en=f"text {key!r} needs the value {missing}"
        ) from None
    return particles(filled) if current() == "ko" else filled


# a particle follows the word, not the remark in brackets after it, nor the marks of code and strong text
_PARTICLE = re.compile(r"(\S)((?:\([^()]*\))?['\"’”)`*]*)(을\(를\)|은\(는\)|이\(가\)|와\(과\)|\(으\)로)")
_FORMS = {
    "을(를)": ("을", "를"),
    "은(는)": ("은", "는"),
    "이(가)": ("이", "가"),
    "와(과)": ("과", "와"),
    "(으)로": ("으로", "로"),
}


def particles(sentence: str) -> str:
    """Choose the Korean particle that follows each word: ``기간을(를)`` becomes ``기간을``.

    Numbers are read in Korean, Latin words by their last letter; what cannot be read keeps both forms.

    Examples
    --------
    >>> particles("리전을(를) 바꾸면 m7g.large은(는) 3(으)로")
    '리전을 바꾸면 m7g.large는 3으로'
    """

    def chosen(match: re.Match[str]) -> str:
        last, closing, both = match.groups()
        if "가" <= last <= "힣":
            final = (ord(last) - ord("가")) % 28
            closed, rieul = final != 0, final == 8
        elif last in "0123456789":
            closed, rieul = last in "013678", last in "178"
        elif last == "%":
            closed, rieul = False, False
        elif last.isascii() and last.isalpha():
            closed, rieul = last in "lmnLMN", last in "lL"
        else:
            return match.group()
        if both == "(으)로" and rieul:
            closed = False
        return last + closing + _FORMS[both][0 if closed else 1]

    return _PARTICLE.sub(chosen, sentence)


errors.particles = particles


def set_rate(krw_per_usd: float | None) -> None:
    """Show won beside dollars at this rate; ``None`` shows dollars only.

    Parameters
    ----------
    krw_per_usd
        Won for one US dollar. The workbook brings no rate of its own: the learner names one.

    Raises
    ------
    InputError
        When the rate is not a positive number.

    Examples
    --------
    >>> use("ko"); set_rate(1380); usd_per_month(73.219)
    '월 73.22달러(약 101,000원)'
    >>> set_rate(None); usd_per_month(73.219)
    '월 73.22달러'
    >>> use("en")
    """
    global _rate
    if krw_per_usd is not None:
        number_given = isinstance(krw_per_usd, int | float) and not isinstance(krw_per_usd, bool)
        if not number_given or not math.isfinite(krw_per_usd) or krw_per_usd <= 0:
            raise errors.InputError(
                ko=f"환율(KRW_PER_USD) {krw_per_usd!r}은(는) 쓸 수 없습니다. 1달러의 원화 값을 0보다 큰 수로 쓰거나 "
                "None(달러만 표시)으로 두세요.",
                en=f"cannot use the exchange rate (KRW_PER_USD) {krw_per_usd!r}: give won for one dollar as a number "
                "above 0, or None for dollars only",
            )
    _rate = krw_per_usd


def rate() -> float | None:
    """Won for one dollar as set by `set_rate`, or None.

    Examples
    --------
    >>> rate() is None
    True
    """
    return _rate


def _known(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


def _trimmed(value: float, decimals: int) -> str:
    shown = f"{value:,.{decimals}f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _price_digits(value: float) -> str:
    """A listed price keeps AWS's own digits; a computed one is cut where its digits stop meaning anything."""
    if value == 0:
        return "0"
    magnitude = math.floor(math.log10(abs(value)))
    listed = round(value, 5 - magnitude)
    if math.isclose(value, listed, rel_tol=1e-9):
        return _trimmed(value, max(0, 5 - magnitude))
    return _trimmed(value, max(2, 3 - magnitude))


def _won(value: float) -> str:
    won = value * (_rate or 0.0)
    if won == 0:
        return "0"
    decimals = 2 - math.floor(math.log10(abs(won)))
    return _trimmed(round(won, decimals), max(0, decimals))


def _dollars(value: float | None, shown: str, ko: str, en: str) -> str:
    if value is None or not math.isfinite(value):
        return text("price_not_known")
    if current() == "ko":
        return ko.format(shown) + (f"(약 {_won(value)}원)" if _rate else "")
    return en.format(shown) + (f" (about KRW {_won(value)})" if _rate else "")


def usd(value: float | None, digits: int | None = None) -> str:
    """An amount in US dollars.

    Parameters
    ----------
    value
        US dollars; NaN or None means that the price is not known, and is shown so.
    digits
        Decimals to show. By default a listed price keeps AWS's own digits (up to 6 significant ones) and a
        computed amount is cut to 4 significant ones.

    Examples
    --------
    >>> use("en"); usd(0.1003), usd(1234.5, digits=2), usd(float("nan"))
    ('USD 0.1003', 'USD 1,234.50', 'price not known')
    >>> use("ko"); usd(0.1003)
    '0.1003달러'
    >>> use("en")
    """
    shown = "" if not _known(value) else _price_digits(value or 0) if digits is None else f"{value:,.{digits}f}"
    return _dollars(value, shown, "{}달러", "USD {}")


def price(value: float | None) -> str:
    """A price without its currency, for a column whose heading names it.

    Examples
    --------
    >>> price(0.1003), price(float("nan"))
    ('0.1003', 'price not known')
    """
    return _price_digits(value or 0) if _known(value) else text("price_not_known")


def usd_per_hour(value: float | None) -> str:
    """A price per hour in US dollars, with AWS's own digits.

    Examples
    --------
    >>> use("en"); usd_per_hour(0.1003)
    'USD 0.1003 per hour'
    >>> use("ko"); usd_per_hour(0.1003)
    '시간당 0.1003달러'
    >>> use("en")
    """
    return _dollars(value, _price_digits(value or 0) if _known(value) else "", "시간당 {}달러", "USD {} per hour")


def usd_per_month(value: float | None) -> str:
    """An amount per month (730 hours) in US dollars, to the cent.

    Examples
    --------
    >>> use("en"); usd_per_month(1073.219)
    'USD 1,073.22 per month'
    """
    if _known(value) and 0 < abs(value or 0) < 0.005:
        shown = _price_digits(value or 0)
    else:
        shown = f"{value:,.2f}" if _known(value) else ""
    return _dollars(value, shown, "월 {}달러", "USD {} per month")


def percent(value: float | None, digits: int | None = None) -> str:
    """A fraction as per cent.

    Parameters
    ----------
    value
        A fraction: 0.37 is 37 %.
    digits
        Decimals to show; by default one, left out when it is 0.

    Examples
    --------
    >>> percent(0.3702), percent(0.375), percent(0.72, digits=1)
    ('37%', '37.5%', '72.0%')
    """
    if value is None or not math.isfinite(value):
        return text("not_known")
    return (_trimmed(value * 100, 1) if digits is None else f"{value * 100:,.{digits}f}") + "%"


def bound(name: str) -> str:
    """The name of a row of `kaolib.architecture.scaling.compare` in words: bounds have one, any other stays.

    Examples
    --------
    >>> use("en"); bound("static peak"), bound("step")
    ('Static, for the peak', 'step')
    """
    key = f"bound_{name.replace(' ', '_')}"
    return text(key) if key in _strings() else name


def small_percent(value: float | None) -> str:
    """A small fraction as per cent with two decimals: none at all is 0, and almost none is not.

    Examples
    --------
    >>> small_percent(0.0), small_percent(0.00001), small_percent(0.0123)
    ('0%', '<0.01%', '1.23%')
    """
    if value is None or not math.isfinite(value) or value <= 0:
        return percent(value)
    return f"<{percent(0.0001, 2)}" if value < 0.00005 else percent(value, 2)


def number(value: float | None, digits: int | None = None) -> str:
    """A plain number with thousands separators.

    Parameters
    ----------
    value
        Any number.
    digits
        Decimals to show; by default up to two, or three significant ones below 1.

    Examples
    --------
    >>> number(1234567), number(12.5), number(0.01234)
    ('1,234,567', '12.5', '0.0123')
    """
    if value is None or not math.isfinite(value):
        return text("not_known")
    if digits is not None:
        return f"{value:,.{digits}f}"
    if 0 < abs(value) < 1:
        return _trimmed(value, 2 - math.floor(math.log10(abs(value))))
    return _trimmed(value, 2)


def hours(value: float | None) -> str:
    """A number of hours.

    Examples
    --------
    >>> use("en"); hours(730), hours(1)
    ('730 hours', '1 hour')
    >>> use("ko"); hours(730)
    '730시간'
    >>> use("en")
    """
    if value is None or not math.isfinite(value):
        return text("not_known")
    if current() == "ko":
        return f"{number(value)}시간"
    return f"{number(value)} hour" + ("" if value == 1 else "s")


def span(seconds: float) -> str:
    """A span of time in the unit that people would use.

    Examples
    --------
    >>> use("en"); span(11.6), span(3600), span(86_400)
    ('11.6 s', '1 h', '24 h')
    """
    for unit, size in (("h", 3600), ("m", 60)):
        if seconds >= size:
            return text(f"span_{unit}", count=number(round(seconds / size, 1)))
    return text("span_s", count=number(round(seconds, 1)))


def option(name: str, *, term: bool = True) -> str:
    """A purchase option in words.

    Parameters
    ----------
    name
        An option's id, such as ``"ri_standard_1y_no_upfront"`` or ``"on_demand"``.
    term
        Whether to name the years of the commitment too.

    Examples
    --------
    >>> use("en"); option("ri_standard_3y_no_upfront"), option("on_demand")
    ('Standard RI, 3 years, No Upfront', 'On-Demand')
    >>> use("ko"); option("compute_sp_1y_all_upfront", term=False)
    '컴퓨팅 SP · 전체 선결제'
    >>> use("en")
    """
    match = _OPTION.fullmatch(name)
    if match is None:
        return text(f"offering_{name}")
    offering, years, payment = match.groups()
    parts = [text(f"offering_{offering}"), text(f"term_{years}y") if term else "", text(f"payment_{payment}")]
    return (" · " if current() == "ko" else ", ").join(part for part in parts if part)


_OPTION = re.compile(r"(\w+)_([13])y_(no_upfront|partial_upfront|all_upfront)")


def item(name: str) -> str:
    """What is used, in words: an instance type is its own name.

    Examples
    --------
    >>> use("en"); item("vcpu_linux_x86"), item("m7g.large")
    ('Fargate vCPU', 'm7g.large')
    """
    key = f"item_{name}"
    return text(key) if key in _strings() else name


def location(code: str, *, with_code: bool = True) -> str:
    """A Region or zone in words, with its code.

    Examples
    --------
    >>> use("en"); location("us-east-1")
    'US East (N. Virginia) us-east-1'
    >>> location("us-east-1", with_code=False)
    'US East (N. Virginia)'
    """
    from kaolib.knowledge import catalog

    name = catalog.location_name(code, current())
    return f"{name} {code}" if with_code else name


def operating_system(name: str) -> str:
    """An operating system and licence in words.

    Examples
    --------
    >>> use("en"); operating_system("rhel_ha")
    'RHEL with High Availability'
    """
    from kaolib.knowledge import catalog

    return _system_names(current())[catalog.check_operating_system(name)]


@cache
def _system_names(lang: str) -> dict[str, str]:
    from kaolib.knowledge import catalog

    table = catalog.operating_systems()
    return dict(zip(table["operating_system"], table[f"name_{lang}"], strict=True))


def glossary(term: str | None = None, lang: str | None = None) -> pd.DataFrame:
    """Every term of the workbook in both languages.

    Parameters
    ----------
    term
        Show only the terms that contain this, in either language or in the study note's wording.
    lang
        The language that comes first and by which the rows are sorted; the one in use when None.

    Returns
    -------
    DataFrame
        Columns ``ko``, ``en`` (AWS Korea's term and AWS's term) and ``note_term`` (the study note's word, or empty).

    Raises
    ------
    InputError
        When no term is like the one given, with the nearest one.

    Examples
    --------
    >>> use("en"); glossary("예약 인스턴스")["en"].str.contains("Reserved Instance").any().item()
    True
    """
    from kaolib.knowledge import catalog

    first = lang or current()
    if first not in LANGUAGES:
        use(first)  # raises the sentence about languages
    columns = [first, "en" if first == "ko" else "ko", "note_term"]
    terms: Any = catalog.table("glossary")[columns].fillna("")
    if term is not None:
        wanted = str(term).casefold()
        words = terms["ko"] + "\n" + terms["en"] + "\n" + terms["note_term"]
        hit = words.str.casefold().str.contains(wanted, regex=False)
        if not hit.any():
            names = [name for column in terms for name in terms[column] if name]
            raise errors.unknown(ko="용어", en="term", given=term, allowed=names)
        terms = terms[hit]
    ordered: pd.DataFrame = terms.sort_values(first, kind="stable").reset_index(drop=True)
    return ordered
