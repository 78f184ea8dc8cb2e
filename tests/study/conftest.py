"""What tests of charts and explorers share: both languages, and pictures drawn now."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import platformdirs
import pytest

from kaolib.study import language


@pytest.fixture(params=["ko", "en"])
def lang(request: pytest.FixtureRequest) -> Iterator[str]:
    language.use(request.param)
    yield request.param
    language.use("en")


@pytest.fixture
def drawn_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No picture of an earlier run stands in for one that is drawn now."""
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda *_: tmp_path)
