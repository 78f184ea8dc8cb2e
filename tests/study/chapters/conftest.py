"""What the tests of every chapter's bank share: where the bank is asked, and what it says to an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import kaolib as kao
from kaolib.study._lesson import diagnose
from kaolib.study.bank import Bank, Context

#: Home, the Region that others are compared with, and the dearest one.
REGIONS = ("ap-northeast-2", "us-east-1", "sa-east-1")

Said = Callable[[str, Context, Any], str | None]


@pytest.fixture
def bank(request: pytest.FixtureRequest) -> Bank:
    """The bank that the test module is about: its BANK."""
    found: Bank = request.module.BANK
    return found


@pytest.fixture(params=REGIONS)
def context(bank: Bank, request: pytest.FixtureRequest) -> Context:
    """The bank's chapter, started with its own parameters in each of three Regions."""
    kao.lesson.start(bank.chapter, "en", request.param, **bank.params)
    return Context(request.param, dict(bank.params))


@pytest.fixture
def said(bank: Bank) -> Said:
    """What is said to a wrong answer of an exercise; None to a right one."""
    exercises = {exercise.key: exercise for exercise in bank.exercises}

    def say(key: str, context: Context, answer: Any) -> str | None:
        found = diagnose.diagnose(exercises[key], context, answer)
        return None if found is None else found[0]

    return say
