from __future__ import annotations

from tests.notebooks.editions import EditionTests


class TestKorean(EditionTests):
    language = "ko"
