"""What every test shares.

Tests speak English until they choose otherwise, see only the prices of this clone, and know nothing of the user's own
Jupyter settings. In CI a test that is skipped has not proved anything, so there it fails.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from kaolib.book.execute import isolate
from kaolib.study import language

pytest_plugins = ["tests.browser.lab"]
ROOT = Path(__file__).parent
SANITIZER = "tests/nbval_sanitize.cfg"
# A test has no time limit; CI tries the same examples each time, so that a landing never depends on luck.
settings.register_profile(
    "kao", deadline=None, derandomize=bool(os.environ.get("CI")), suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("kao")
# sources of notebooks: importing them would run them
collect_ignore_glob = ["notebooks/src/*", "tests/notebooks/fixture/*"]


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    if config.option.markexpr == "benchmark":  # measured alone, in one process
        config.option.numprocesses = 0
        config.option.benchmark_enable = True


def pytest_configure(config: pytest.Config) -> None:
    config.option.nbval_sanitize_with = config.option.nbval_sanitize_with or str(ROOT / SANITIZER)
    if not hasattr(config, "workerinput"):  # workers inherit the environment
        home = TemporaryDirectory(prefix="kao-tests-", ignore_cleanup_errors=True)
        config.add_cleanup(home.cleanup)
        isolate(home.name, str(ROOT / "data"))
        os.environ["XDG_CACHE_HOME"] = f"{home.name}/cache"  # pictures are drawn anew, once for all workers


@pytest.fixture(autouse=True)
def _english() -> None:
    language.use("en")
    language.set_rate(None)


# The one skip that CI accepts: the public files that the snapshot was compiled from do not travel with the project.
MAY_SKIP = "the source files of the snapshot are not beside the project"


def _fail_if_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        why = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
        if not why.endswith(MAY_SKIP):
            report.outcome = "failed"
            report.longrepr = f"{why}\nskipped, which is a failure in CI: install what this test needs"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    report = yield
    _fail_if_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, Any, Any]:
    report = yield
    _fail_if_skipped(report)
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how many prices agree with those that other people published."""
    said = {v for r in terminalreporter.getreports("passed") for name, v in r.user_properties if name == "agree"}
    for sentence in sorted(said):
        terminalreporter.write_line(sentence)
