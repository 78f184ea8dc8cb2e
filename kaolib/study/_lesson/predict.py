"""Predict a number before it is shown, then see the guess beside the truth."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kaolib import errors
from kaolib.study import language
from kaolib.study._lesson import state, view, words
from kaolib.study.bank import Text

#: A guess this near to the truth counts as close.
CLOSE = 0.05

Choices = Sequence[str] | Mapping[str, tuple[str, str]]


@dataclass
class Guess:
    """What was asked, how it is counted, and what the learner said (None: nothing yet)."""

    question: str
    unit: str
    choices: dict[str, str]
    value: float | str | None = None

    def shown(self, value: object) -> str:
        """A guess or a truth in words."""
        return self.choices.get(str(value), str(value)) if self.choices else words.show(value, self.unit)


class Prediction:
    """A question with a field for the guess; ``guess`` is what was said, or None."""

    def __init__(self, key: str, guess: Guess) -> None:
        import ipywidgets as W

        self.key, self._guess = key, guess
        layout = W.Layout(width="auto", max_width="720px")
        self._question = W.HTML(view.panel(view.heading(guess.question), "task"), layout=layout)
        self._field = self._make_field(W)
        self._button = W.Button(description=language.text("lesson_submit_guess"), button_style="primary")
        self._feedback = W.HTML(self._said(), layout=layout)
        controls = W.HBox([self._field, self._button], layout=W.Layout(flex_flow="row wrap", align_items="center"))
        self.box = W.VBox([self._question, controls, self._feedback])
        self._button.on_click(lambda _: self.submit(self._field.value))
        if not guess.choices:  # the Enter key is a submit, too
            self._field.observe(lambda change: self.submit(change["new"]), "value")

    def _make_field(self, W: Any) -> Any:
        if self._guess.choices:
            options = [(label, name) for name, label in self._guess.choices.items()]
            value = self._guess.value if self._guess.value in self._guess.choices else None
            return W.ToggleButtons(options=options, value=value, style={"button_width": "max-content"})
        label = language.text("lesson_my_guess", unit=language.text(f"lesson_unit_{self._guess.unit}"))
        style, layout = {"description_width": "max-content"}, W.Layout(width="320px")
        kept = self._guess.value
        said = "" if kept is None else f"{float(kept) * 100:g}%" if self._guess.unit == "percent" else f"{kept:g}"
        return W.Text(said, description=label, continuous_update=False, style=style, layout=layout)

    @property
    def guess(self) -> float | str | None:
        """What the learner guessed; None while nothing was said."""
        return self._guess.value

    def submit(self, said: object) -> None:
        """Keep a guess; what cannot be read is answered with a sentence and not kept."""
        try:
            self._guess.value = read(said, self._guess)
        except errors.InputError as error:
            self._feedback.value = view.announce(view.panel(view.paragraph(view.escape(error)), "wrong"))
            return
        self._feedback.value = view.announce(self._said())

    def _said(self) -> str:
        if self._guess.value is None:
            return ""
        kept = language.text("lesson_guess_kept", guess=self._guess.shown(self._guess.value))
        return view.panel(view.paragraph(view.escape(kept)))

    def __repr__(self) -> str:
        said = language.text("lesson_not_attempted") if self.guess is None else self._guess.shown(self.guess)
        return f"<predict {self.key}: {said}>"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        plain = language.text("lesson_predict_plain", question=_text_of(self._guess.question))
        note = "" if self.guess is not None else view.paragraph(f"<em>{language.text('lesson_guess_in_lab')}</em>")
        choices = ""
        if self._guess.choices:
            choices = "<ul>" + "".join(f"<li>{view.escape(c)}</li>" for c in self._guess.choices.values()) + "</ul>"
        static = view.panel(view.heading(self._guess.question) + choices + note, "task") + self._said()
        return view.stored(self.box, plain, static)


def _text_of(markup: str) -> str:
    return re.sub(r"<[^>]+>", "", markup).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")


def read(said: object, guess: Guess) -> float | str | None:
    """A guess as it was typed: ``0.12``, ``"0.12"``, ``"USD 0.12"``, ``"12 %"``, a choice; None for nothing.

    A guess in per cent may be a fraction (below 1) or a per cent (1 and more).

    Raises
    ------
    InputError
        When it cannot be read.

    Examples
    --------
    >>> read("USD 1,200.5", Guess("", "usd", {})), read("37 %", Guess("", "percent", {}))
    (1200.5, 0.37)
    """
    if said is None or said is ... or said == "":
        return None
    if guess.choices:
        if said not in guess.choices:
            raise errors.unknown(ko="보기", en="choice", given=said, allowed=guess.choices)
        return str(said)
    typed = re.sub(r"(?i)usd|krw|\$|달러|원|시간당|월|,|\s", "", str(said))
    share = typed.endswith("%") or typed.endswith("퍼센트")
    try:
        number = float(typed.removesuffix("%").removesuffix("퍼센트"))
        if isinstance(said, bool) or not math.isfinite(number):
            raise ValueError
    except ValueError:
        raise errors.InputError(
            ko=f"예측 {said!r}을(를) 수로 읽을 수 없습니다. 예: 0.12",
            en=f"cannot read the guess {said!r} as a number: write for example 0.12",
        ) from None
    if guess.unit == "percent" and (share or abs(number) >= 1):
        number /= 100
    return number


def predict(
    key: str,
    *,
    ko: str,
    en: str,
    unit: str = "usd_per_hour",
    choices: Choices | None = None,
    guess: object = None,
    **values: Any,
) -> Prediction:
    """Ask for a guess before the number is shown.

    Parameters
    ----------
    key
        The name by which `reveal` finds the guess.
    ko, en
        The question; ``{name:kind}`` stands for a value.
    unit
        What the guessed number means: one of the kinds of `say`.
    choices
        Names to choose from in place of a number: a list, or a dict of name to (Korean, English).
    guess
        The guess in code, in place of the field; ``...`` and None are no guess.
    **values
        Values of the question.

    Examples
    --------
    >>> import kaolib as kao
    >>> _ = kao.lesson.start("00", "en", "us-east-1")
    >>> kao.lesson.predict("m7g", ko="얼마일까요?", en="What does it cost?", guess=0.12)
    <predict m7g: USD 0.12 per hour>
    """
    if unit not in words.KINDS:
        raise errors.unknown(ko="단위", en="unit", given=unit, allowed=words.KINDS)
    lesson = state.current()
    values = {**state.base_values(lesson.bank, lesson.context), **values}
    question = words.fill(words.pick(Text(ko=ko, en=en)), values, "html")
    spoken = 0 if language.current() == "ko" else 1
    named = choices.items() if isinstance(choices, Mapping) else ((name, (name, name)) for name in choices or ())
    asked = Guess(question, unit, {str(name): both[spoken] for name, both in named})
    asked.value = read(guess, asked)
    earlier = lesson.guesses.get(key)
    if asked.value is None and isinstance(earlier, Guess) and earlier.unit == unit:
        asked.value = earlier.value
    lesson.guesses[key] = asked
    return Prediction(key, asked)


def reveal(key: str, truth: object, *, ko: str = "", en: str = "", **values: Any) -> view.Shown:
    """Show the guess beside the truth, and how far it was in words; the truth alone when nothing was guessed.

    Parameters
    ----------
    key
        The name given to `predict`.
    truth
        The number (a fraction for ``percent``) or the name that is true; NaN when it is not known.
    ko, en
        What to learn from it; ``{truth}``, ``{guess}`` and the values may be used.
    **values
        Values of the sentence.

    Examples
    --------
    >>> import kaolib as kao
    >>> _ = kao.lesson.start("00", "en", "us-east-1")
    >>> _ = kao.lesson.predict("m7g", ko="얼마일까요?", en="What does it cost?", guess=0.12)
    >>> kao.lesson.reveal("m7g", 0.1)
    USD 0.1 per hour. Your guess, USD 0.12 per hour, was too high by 20%.
    """
    lesson = state.current()
    if key not in lesson.guesses:
        raise errors.unknown(ko="예측", en="prediction", given=key, allowed=lesson.guesses)
    guess: Guess = lesson.guesses[key]
    true = language.text("not_known") if words.is_missing(truth) else guess.shown(truth)
    tone, verdict = _verdict(guess, truth)
    more = words.pick(Text(ko=ko, en=en))
    said = "" if guess.value is None else guess.shown(guess.value)
    all_values = {**state.base_values(lesson.bank, lesson.context), **values, "truth": true, "guess": said}
    plain = [language.text("lesson_truth", truth=true, verdict=verdict).strip()]
    body = view.heading(view.escape(true)) + (view.paragraph(view.escape(verdict)) if verdict else "")
    if more:
        plain.append(words.fill(more, all_values))
        body += view.paragraph(words.fill(more, all_values, "html"))
    return view.Shown("\n".join(plain), view.panel(body, tone))


def _verdict(guess: Guess, truth: object) -> tuple[str, str]:
    """The tone and the words for a guess beside the truth."""
    if guess.value is None or words.is_missing(truth):
        return "quiet", ""
    said = guess.shown(guess.value)
    if guess.choices:
        right = guess.value == str(truth)
        return (
            ("right", language.text("lesson_guess_right", guess=said))
            if right
            else ("wrong", language.text("lesson_guess_other", guess=said))
        )
    number, true = float(guess.value), float(truth)  # type: ignore[arg-type]
    if math.isclose(number, true, rel_tol=CLOSE) or (guess.unit == "percent" and abs(number - true) <= 0.01):
        return "right", language.text("lesson_guess_close", guess=said)
    way = "high" if number > true else "low"
    if guess.unit == "percent":
        points = language.number(round(abs(number - true) * 100, 1))
        return "wrong", language.text(f"lesson_guess_{way}_points", guess=said, points=points)
    if true == 0:
        return "wrong", language.text(f"lesson_guess_{way}_plain", guess=said)
    off = abs(number - true) / abs(true)
    return "wrong", language.text(
        f"lesson_guess_{way}", guess=said, error=language.percent(off, 0 if off >= 0.1 else 1)
    )
