from __future__ import annotations

from tests.notebooks.everywhere import EverywhereTests, kernel, pytest_generate_tests

__all__ = ["kernel", "pytest_generate_tests"]


class TestEverywhereEnglish(EverywhereTests):
    language = "en"
