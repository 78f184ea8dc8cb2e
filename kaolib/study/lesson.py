"""The lesson around the numbers: start, recall, predict and reveal, exercises, goals, quiz, summary.

Every function returns something that a notebook shows when it stands last in a cell, and that reads the same without a
kernel, in a terminal and in a diff. What a chapter asks is in its bank (`kaolib.study.bank`); nothing here knows a price.

**Every chapter completes in every Region**, also where something is not sold or not known:

- A parameter that names a type or family gives way to the most similar one sold in the learner's Region, with a notice
  below the first line. The cell that starts the chapter takes it up::

      lesson = kao.lesson.start("21", LANG, REGION, KRW_PER_USD, instance_type=INSTANCE_TYPE)
      INSTANCE_TYPE = lesson["instance_type"]  # another one where the Region does not sell it
      lesson

- An example that the chapter itself fixes is priced where it is sold: ``kao.lesson.where("g5")`` gives ``REGION``, or
  with a notice another Region that sells it: ``kao.compare.sizes("g5", kao.lesson.where("g5"))``. In a bank
  ``context.selling("g5")`` is the `Context` of that Region; the text says which: ``{place:location}``.
- A price that is not known is NaN: `say`, `reveal`, `summary`, tables and charts say "not known". Calculate with plain
  arithmetic, which keeps NaN (``round(x, 0)`` does, too; ``round(x)``, ``int(x)`` and checked arguments do not). An exercise
  whose answer is NaN or None says itself that it is not checked here.

Examples
--------
>>> from kaolib.study import lesson
>>> _ = lesson.start("00", "en", "us-east-1")
>>> lesson.say(ko="{region}의 요금입니다.", en="Prices of {region}.")
Prices of US East (N. Virginia).
"""

from __future__ import annotations

from kaolib.study._lesson.closing import expect_error, note_and_now, say, summary
from kaolib.study._lesson.exercise import Result, check, exercise
from kaolib.study._lesson.goal import check_goal, goal
from kaolib.study._lesson.here import where
from kaolib.study._lesson.predict import Prediction, predict, reveal
from kaolib.study._lesson.quiz import Quiz, quiz
from kaolib.study._lesson.start import Started, recall, start

__all__ = [
    "Prediction",
    "Quiz",
    "Result",
    "Started",
    "check",
    "check_goal",
    "exercise",
    "expect_error",
    "goal",
    "note_and_now",
    "predict",
    "quiz",
    "recall",
    "reveal",
    "say",
    "start",
    "summary",
    "where",
]
