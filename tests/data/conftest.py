"""What tests of the snapshot's tables share: the script that compiled a table."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import pytest

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="module")
def compiler(request: pytest.FixtureRequest) -> ModuleType:
    """The script that the test module is about: its COMPILER."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(DATA))
        return importlib.import_module(request.module.COMPILER)
