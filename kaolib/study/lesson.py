"""The lesson around the numbers: start, recall, predict and reveal, exercises, goals, quiz, summary.

Every function returns something that a notebook shows when it stands last in a cell, and that reads the same without a
kernel, in a terminal and in a diff. What a chapter asks is in its bank (`kaolib.study.bank`); nothing here knows a price.

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
from kaolib.study._lesson.predict import Prediction, predict, reveal
from kaolib.study._lesson.quiz import Quiz, quiz
from kaolib.study._lesson.start import recall, start

__all__ = [
    "Prediction",
    "Quiz",
    "Result",
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
]
