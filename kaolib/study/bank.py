"""The chapter bank: what a chapter asks, and what it says to each answer.

``kaolib/study/chapters/c21.py`` is the bank of chapter 21 and ends with one name, ``BANK``. A whole small one::

    from kaolib.knowledge import purchase
    from kaolib.study.bank import Bank, Choice, Claim, Context, Exercise, Goal, Mistake, Need, Question, RecallCard, Text

    def rate(c: Context, option: str) -> float:
        offers = purchase.offers(c["instance_type"], c.location, c.operating_system).set_index("option")
        return offers["effective_usd_per_hour"][option]

    BANK = Bank(
        "21",
        ko="구매 옵션", en="Purchase options",
        tables=("on_demand", "commitment_rates"),        # their as-of dates stand in the first line of the chapter
        params={"instance_type": "m7g.large"},        # the chapter's own papermill parameters with their defaults
        cards=(
            RecallCard(
                ko="`{instance_type}`의 온디맨드 요금은 얼마입니까?", en="What does `{instance_type}` cost On-Demand?",
                answer_ko="{region}에서 {od:usd_per_hour}입니다.", answer_en="In {region}, {od:usd_per_hour}.",
                values=lambda c: {"od": rate(c, "on_demand")},
            ),
        ),
        questions=(
            Question(
                "month", ko="한 달 내내 켜 두면 얼마입니까?", en="What does a month without a stop cost?",
                values=lambda c: {"right": rate(c, "on_demand") * 730, "day": rate(c, "on_demand") * 24},
                choices=(
                    Choice(ko="{day:usd_per_month}", en="{day:usd_per_month}",
                           why_ko="24시간, 곧 하루치입니다.", why_en="That is 24 hours: one day."),
                    Choice(ko="{right:usd_per_month}", en="{right:usd_per_month}", right=True,
                           why_ko="한 달은 730시간으로 셉니다.", why_en="A month counts 730 hours."),
                ),
            ),
        ),
        exercises=(
            Exercise(
                "committed_month", title_ko="약정한 한 달", title_en="A committed month",
                ko="1년 선결제 없음 RI로 한 달 비용을 구하세요.", en="Find the monthly cost with a 1-year No Upfront RI.",
                answer=lambda c: rate(c, "ri_standard_1y_no_upfront") * 730, unit="usd_per_month",
                why_ko="이 금액은 꺼 두어도 나갑니다.", why_en="You pay this amount even while it is stopped.",
                hints=(Text(ko="한 달은 730시간입니다.", en="A month has 730 hours."),),
                mistakes=(
                    Mistake(value=lambda c: rate(c, "on_demand") * 730,
                            ko="온디맨드로 계산했습니다.", en="This is the On-Demand price."),
                ),
            ),
        ),
        goals=(
            Goal(
                "no_cash_now", ko="선결제 없이 30% 넘게 아끼세요.", en="Save more than 30 % with nothing upfront.",
                needs=(
                    Need(ko="선결제가 있습니다.", en="It asks for an upfront payment.",
                         met=lambda c, v: v["payment"] == "no_upfront"),
                ),
                why_ko="현금이 묶이지 않습니다.", why_en="No cash is tied up.",
            ),
        ),
        claims=(
            Claim("W6", note_ko="RI는 용량을 예약한다.", note_en="An RI reserves capacity.",
                  now_ko="가용 영역 RI만 예약합니다.", now_en="Only a zonal RI does.", since=""),
        ),
    )

Rules that keep it true:

- **No number is typed.** ``answer``, ``values``, ``right``, ``met`` are functions of a `Context`: the Region, the
  operating system and the chapter's parameters, as the learner set them. They may call anything in `kaolib`.
- Every function stands in every Region. The parameters name what is sold there (`lesson.start` sees to it); what a
  bank itself fixes may not be: give NaN or None, never an error, or price it where it is sold. `kaolib.study.lesson`
  tells how.
- Every text is plain words with ``code`` and ``**strong**`` only, and may hold ``{name:kind}`` for each name in
  ``values``; kinds are ``usd``, ``usd_per_hour``, ``usd_per_month``, ``percent``, ``small_percent``, ``number``, ``hours``
  (``percent.0`` fixes the decimals), and ``option``, ``location``, ``operating_system`` for an id. ``{region}``, ``{operating_system_name}`` and the chapter's parameters are
  always there. Korean particles may be written ``은(는)``: the right one is chosen.
- Exactly one choice is right. When the Region decides which, give ``right`` a function and write a ``why`` that
  is true either way ("here it costs ..., the cheapest costs ...").
- These mistakes are found without you: hour, day, month and year confused; a month of 720 or 744 hours; per cent
  for fraction; the share paid for the share saved; the saving taken of the wrong price; won for dollars; a wrong
  sign; rounding too early; another Region or operating system; text for a number; a whole column for one value;
  a missing or surplus item, key, column or row. Write a `Mistake` for what is typical of *this* exercise.
- A goal's needs read ``explorer.value``, which may stand elsewhere than the context: price with ``v["location"]``.
  They are asked again at every move of a control, so keep them quick.
- ``problems(BANK, context)`` lists what is wrong with a bank; a chapter's test asserts that it is empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from types import MappingProxyType
from typing import Any

from kaolib import errors

#: Every chapter of the syllabus in its order. Those without a bank are not written yet.
CHAPTERS: tuple[str, ...] = (
    *("00", "01", "11", "12", "13", "21", "22", "23", "24", "31", "32"),
    *("41", "42", "43", "51", "52", "91", "92", "93"),
)

#: Where the banks are: ``{PACKAGE}.c21`` holds ``BANK`` of chapter 21.
PACKAGE = "kaolib.study.chapters"

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Context:
    """What the learner set: every computed key is a function of it.

    Parameters
    ----------
    location
        The Region.
    params
        The chapter's own parameters; ``context["instance_type"]`` reads one.

    Examples
    --------
    >>> c = Context("us-east-1", {"instance_type": "m7g.large"})
    >>> c.location, c.operating_system, c["instance_type"]
    ('us-east-1', 'linux', 'm7g.large')
    """

    location: str = "ap-northeast-2"
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def operating_system(self) -> str:
        """The operating system among the parameters, else Linux."""
        return str(self.params.get("operating_system", "linux"))

    def __getitem__(self, name: str) -> Any:
        try:
            return self.params[name]
        except KeyError:
            raise errors.unknown(ko="매개변수", en="parameter", given=name, allowed=self.params) from None

    def elsewhere(self, location: str | None = None, operating_system: str | None = None) -> Context:
        """The same question in another Region or on another operating system.

        Examples
        --------
        >>> Context("us-east-1").elsewhere(operating_system="windows").operating_system
        'windows'
        """
        params = dict(self.params)
        if operating_system is not None:
            params["operating_system"] = operating_system
        return replace(self, location=location or self.location, params=params)

    def selling(self, *names: str) -> Context:
        """The same question where every one of these types or families is sold: here, else in another Region.

        Examples
        --------
        >>> Context("us-gov-west-1").selling("g5").location
        'us-west-2'
        """
        from kaolib.study._lesson import here

        return here.selling(self, *names)


Values = Callable[[Context], Mapping[str, Any]]


def _no_values(context: Context) -> Mapping[str, Any]:
    return _NOTHING


def _no_values_of_answer(context: Context, answer: Any) -> Mapping[str, Any]:
    return _NOTHING


@dataclass(frozen=True, kw_only=True)
class Text:
    """The same words in both languages."""

    ko: str
    en: str


@dataclass(frozen=True, kw_only=True)
class RecallCard(Text):
    """A question that a later chapter asks again, with its answer behind a fold."""

    answer_ko: str
    answer_en: str
    values: Values = _no_values


@dataclass(frozen=True, kw_only=True)
class Choice(Text):
    """One choice of a question, and why it is right or wrong."""

    why_ko: str
    why_en: str
    right: bool | Callable[[Context], bool] = False

    def is_right(self, context: Context) -> bool:
        """Whether it is the right one in this context."""
        return bool(self.right(context)) if callable(self.right) else self.right


@dataclass(frozen=True, kw_only=True)
class Question(Text):
    """A question of the quiz; exactly one choice is right."""

    key: str = field(kw_only=False)
    choices: tuple[Choice, ...]
    values: Values = _no_values


@dataclass(frozen=True, kw_only=True)
class Mistake(Text):
    """A typical wrong answer and what to say to it.

    ``value`` computes the wrong answer itself; ``test`` recognises it. ``values`` (of context and answer) fills
    the sentence; ``{answer}`` is what the learner gave.
    """

    value: Callable[[Context], Any] | None = None
    test: Callable[[Context, Any], bool] | None = None
    values: Callable[[Context, Any], Mapping[str, Any]] = _no_values_of_answer


@dataclass(frozen=True, kw_only=True)
class Exercise(Text):
    """Something to compute; ``ko`` and ``en`` are the instructions.

    ``answer`` gives a number, a name, a list, a dict or a DataFrame. ``unit`` is what a number means (one of the
    kinds of the texts; ``percent`` is a fraction). ``tolerance`` is relative: 0.5 % for decimals and none for whole
    numbers unless given. ``ordered`` says that the order of a list or of rows matters. ``allowed`` lists the names
    that exist, so that a misspelt one is told apart from a wrong one; ``measure`` gives the number (in ``unit``) by
    which names are compared, so that a wrong name hears how far it is from the one asked for.
    """

    key: str = field(kw_only=False)
    title_ko: str
    title_en: str
    answer: Callable[[Context], Any]
    why_ko: str
    why_en: str
    unit: str | None = None
    tolerance: float | None = None
    ordered: bool = False
    allowed: Callable[[Context], Any] | None = None
    measure: Callable[[Context, Any], float] | None = None
    hints: tuple[Text, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    values: Values = _no_values


@dataclass(frozen=True, kw_only=True)
class Need(Text):
    """One condition of a goal; its text says what is missing while ``met(context, explorer.value)`` is false."""

    met: Callable[[Context, Mapping[str, Any]], bool]


@dataclass(frozen=True, kw_only=True)
class Goal(Text):
    """Something to reach with an explorer."""

    key: str = field(kw_only=False)
    needs: tuple[Need, ...]
    why_ko: str
    why_en: str
    values: Values = _no_values


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What the study note says and what is true today, both in our words.

    ``since`` is the date or month of the change (``"2024-01-08"``); empty when it was never quite so.
    """

    key: str = field(kw_only=False)
    note_ko: str
    note_en: str
    now_ko: str
    now_en: str
    since: str = ""
    values: Values = _no_values


@dataclass(frozen=True, kw_only=True)
class Bank(Text):
    """Everything a chapter asks; ``ko`` and ``en`` are its title."""

    chapter: str = field(kw_only=False)
    tables: tuple[str, ...] = ("on_demand",)
    params: Mapping[str, Any] = field(default_factory=dict)
    cards: tuple[RecallCard, ...] = ()
    questions: tuple[Question, ...] = ()
    exercises: tuple[Exercise, ...] = ()
    goals: tuple[Goal, ...] = ()
    claims: tuple[Claim, ...] = ()


def check_chapter(chapter: str) -> str:
    """The chapter's two digits.

    Raises
    ------
    InputError
        For a chapter that the syllabus does not have.

    Examples
    --------
    >>> check_chapter("21"), check_chapter("21_purchase_options")
    ('21', '21')
    """
    digits = str(chapter).partition("_")[0]
    if digits not in CHAPTERS:
        raise errors.unknown(ko="장", en="chapter", given=chapter, allowed=CHAPTERS)
    return digits


def find(chapter: str) -> Bank | None:
    """The bank of a chapter, or None while it has none.

    Examples
    --------
    >>> find("93") is None or find("93").chapter
    True
    """
    name = f"{PACKAGE}.c{check_chapter(chapter)}"
    try:
        bank: Bank = import_module(name).BANK
    except ModuleNotFoundError as missing:
        if missing.name != name:
            raise
        return None
    return bank


def _texts(bank: Bank, context: Context) -> Iterator[tuple[str, Text, tuple[str, ...], Mapping[str, Any]]]:
    """Every text with where it stands, which of its fields are shown, and the values they may use."""
    both, why, answer = ("ko", "en"), ("ko", "en", "why_ko", "why_en"), ("ko", "en", "answer_ko", "answer_en")
    yield "title", bank, both, _NOTHING
    for number, card in enumerate(bank.cards, 1):
        yield f"card {number}", card, answer, card.values(context)
    for question in bank.questions:
        values = question.values(context)
        yield f"question {question.key}", question, both, values
        for number, choice in enumerate(question.choices, 1):
            yield f"question {question.key}, choice {number}", choice, why, values
    for exercise in bank.exercises:
        values, where = exercise.values(context), f"exercise {exercise.key}"
        yield where, exercise, (*why, "title_ko", "title_en"), values
        for number, hint in enumerate(exercise.hints, 1):
            yield f"{where}, hint {number}", hint, both, values
        for number, mistake in enumerate(exercise.mistakes, 1):
            sample = exercise.answer(context) if mistake.value is None else mistake.value(context)
            more = {**values, **mistake.values(context, sample), "answer": sample}
            yield f"{where}, mistake {number}", mistake, both, more
    for goal in bank.goals:
        values = goal.values(context)
        yield f"goal {goal.key}", goal, why, values
        for number, need in enumerate(goal.needs, 1):
            yield f"goal {goal.key}, need {number}", need, both, values


def problems(bank: Bank, context: Context | None = None) -> list[str]:
    """What is wrong with a bank in a context: nothing, in a chapter that is ready.

    Parameters
    ----------
    bank
        A chapter's bank.
    context
        Region and parameters; the chapter's defaults in Seoul when None. Ask for several Regions.

    Returns
    -------
    list of str
        One sentence each: an unfilled text, a key used twice, a question without exactly one right choice, two
        choices that read the same, a mistake that is the right answer, an answer that is not known.

    Examples
    --------
    >>> problems(Bank("21", ko="구매 옵션", en="Purchase options"))
    []
    """
    from kaolib.study._lesson import diagnose, words

    context = Context(params=dict(bank.params)) if context is None else context
    found: list[str] = []
    always = {**bank.params, **context.params, "region": "", "operating_system_name": ""}
    for where, text, names, values in _texts(bank, context):
        for name in names:
            template = getattr(text, name)
            try:
                if not words.fill(template, {**always, **values}, "plain").strip():
                    found.append(f"{where}: {name} is empty")
            except errors.InputError as error:
                found.append(f"{where}: {name}: {error}")
    for claim in bank.claims:
        values = {**always, **claim.values(context)}
        for name in ("note_ko", "note_en", "now_ko", "now_en"):
            try:
                words.fill(getattr(claim, name), values, "plain")
            except errors.InputError as error:
                found.append(f"claim {claim.key}: {name}: {error}")
    for kind in ("questions", "exercises", "goals", "claims"):
        keys = [item.key for item in getattr(bank, kind)]
        found += [f"{kind}: the key {key!r} is used twice" for key in sorted({k for k in keys if keys.count(k) > 1})]
    for question in bank.questions:
        right = sum(choice.is_right(context) for choice in question.choices)
        if right != 1:
            found.append(f"question {question.key}: {right} choices are right, 1 must be")
        values = {**always, **question.values(context)}
        for name in ("ko", "en"):
            shown = [words.fill(getattr(choice, name), values, "plain") for choice in question.choices]
            if len(set(shown)) < len(shown):
                found.append(f"question {question.key}: two choices read the same ({name})")
    for exercise in bank.exercises:
        truth = exercise.answer(context)
        if diagnose.is_unknown(truth):
            found.append(f"exercise {exercise.key}: the answer is not known here")
            continue
        for number, mistake in enumerate(exercise.mistakes, 1):
            if diagnose.mistake_matches(exercise, context, mistake, truth):
                found.append(f"exercise {exercise.key}: mistake {number} is the right answer here")
    return found
