"""How fast the workbook answers, each time beside what nothing can beat: the imports, or an empty notebook.

    pytest -m benchmark -n 0 --benchmark-enable tests/benchmarks

prints a Markdown table for the README. No time is a limit: a slow machine fails nothing.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import nbformat
import numpy as np
import pandas as pd
import pytest

import kaolib as kao
from kaolib import errors
from tests.benchmarks.conftest import Row
from tests.browser.lab import Explorer, Lab
from tests.browser.small import EXPLORER, notebook

pytestmark = pytest.mark.benchmark

ROOT = Path(__file__).parents[2]
CHAPTERS = sorted(ROOT.glob("notebooks/??/*.ipynb"))
AddRow = Callable[[Row], None]


def seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def test_first_answer_of_a_new_process(benchmark: Any, row: AddRow, tmp_path: Path) -> None:
    def python(code: str) -> None:
        subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)

    def answer() -> None:
        python("import kaolib as kao; kao.purchase.offers('m7g.large', 'ap-northeast-2')")

    floor: list[float] = []
    benchmark.pedantic(
        answer, setup=lambda: floor.append(seconds(lambda: python("import pandas"))), rounds=15, warmup_rounds=1
    )
    took, beside = benchmark.stats.stats.median, median(floor)
    row(
        Row(
            "새 프로세스에서 첫 답(구매 옵션 표)까지",
            "new process to the first answer (purchase options)",
            f"{took:.2f} s",
            f"`import pandas` {beside:.2f} s",
            f"{took / beside:.2f}",
            "1.5",
        )
    )


def test_ranking_of_every_price(benchmark: Any, row: AddRow) -> None:
    first = seconds(kao.compare.ranking)
    prices = len(kao.compare.ranking())
    questions = [
        (loc, system, option)
        for loc in ("ap-northeast-2", "us-east-1", "sa-east-1", None)
        for system in ("linux", "windows", None)
        for option in ("on_demand", "compute_sp_1y_no_upfront", None)
    ]

    times: dict[Any, list[float]] = {question: [] for question in questions}

    def every_question() -> None:
        for question, taken in times.items():
            taken.append(seconds(lambda q=question: kao.compare.ranking(*q)))

    benchmark.pedantic(every_question, rounds=5, warmup_rounds=1)
    took = max(median(taken) for taken in times.values())
    row(
        Row(
            f"모든 유형 x 위치 x 옵션의 순위({prices:,}개 가격, 질문 {len(questions)}개 중 가장 느린 것)",
            f"ranking all types x locations x options ({prices:,} prices, slowest of {len(questions)} questions)",
            f"{1000 * took:.0f} ms",
            f"{first:.1f} s (first call)",
            f"{took / first:.3f}",
            "100 ms",
        )
    )


def test_a_basket_in_every_location(benchmark: Any, row: AddRow) -> None:
    types = ["m5.large", "c5.xlarge", "r5.2xlarge", "t3.micro", "m6i.xlarge", "c6g.large", "r6g.xlarge", "m7g.large"]
    services = [
        ("lambda", "duration_x86", 4e6),
        ("lambda", "request", 1e7),
        ("fargate", "vcpu_linux_x86", 1460),
        ("fargate", "gb_linux_x86", 2920),
        ("s3", "standard_storage", 60_000),
        ("s3", "standard_get_request", 1e7),
        ("ebs", "gp3_storage", 2000),
        ("nat_gateway", "hour", 730),
        ("transfer", "internet_out", 20_000),
    ]
    basket: list[dict[str, Any]] = [{"instance_type": name, "hours": 730} for name in types]
    basket += [{"instance_type": name, "operating_system": "windows", "hours": 730} for name in types[:2]]
    basket += [{"service": service, "item": item, "quantity": quantity} for service, item, quantity in services]
    basket += [{"service": "transfer", "item": "inter_region", "to_location": "eu-west-1", "quantity": 500}]

    def rank() -> pd.DataFrame:
        return kao.compare.regions(basket, kinds=("Region", "Local Zone", "Wavelength Zone"))

    first = seconds(rank)
    table = rank()
    columns = {name: table[name].to_numpy() for name in table}
    floor = median(seconds(lambda: pd.DataFrame(columns)) for _ in range(50))
    benchmark.pedantic(rank, rounds=50, warmup_rounds=1)
    took = benchmark.stats.stats.median
    row(
        Row(
            f"장바구니 {len(basket)}줄을 위치 {len(table)}곳에서 비교(첫 호출 {1000 * first:.0f} ms)",
            f"basket of {len(basket)} lines in {len(table)} locations (first call {1000 * first:.0f} ms)",
            f"{1000 * took:.1f} ms",
            f"그만한 표 하나 / a table of that size {1000 * floor:.2f} ms",
            f"{took / floor:.0f}",
            "50 ms",
        )
    )


def test_billing_a_million_events(benchmark: Any, row: AddRow) -> None:
    count = 125_000
    rng = np.random.default_rng(0)
    ids = np.array([f"i-{number:017x}" for number in rng.integers(0, 2**60, count)])
    clock = rng.integers(0, 86_400, (count, 1)) + rng.integers(1, 20_000, (count, 8)).cumsum(axis=1)
    events = pd.DataFrame(
        {
            "instance_id": np.repeat(ids, 8),
            "time": pd.Timestamp("2026-11-01T00:00:00Z") + pd.to_timedelta(clock.ravel(), unit="s"),
            "state": ["pending", "running", "stopping", "stopped"] * (2 * count),
        }
    ).sample(frac=1, random_state=0, ignore_index=True)
    fleet = pd.DataFrame(
        {
            "instance_id": ids,
            "instance_type": rng.choice(["t3.micro", "m5.large", "r6i.2xlarge"], count),
            "location": rng.choice(["us-east-1", "ap-northeast-2"], count),
            "operating_system": rng.choice(["linux", "windows", "suse"], count),
        }
    )
    floor: list[float] = []

    def sort() -> None:
        floor.append(seconds(lambda: events.sort_values(["instance_id", "time"])))

    benchmark.pedantic(
        lambda: kao.ec2.bill_running(kao.ec2.running_periods(events), fleet), setup=sort, rounds=7, warmup_rounds=1
    )
    took, beside = benchmark.stats.stats.median, median(floor)
    row(
        Row(
            f"시작, 중지 이벤트 {len(events):,}개의 청구(인스턴스 {count:,}대)",
            f"billing {len(events):,} start and stop events ({count:,} instances)",
            f"{took:.2f} s",
            f"정렬만 / sorting them {beside:.2f} s",
            f"{took / beside:.2f}",
            "1 s",
        )
    )


# From the change to the last stroke on any canvas and the last change of the page, once both have been quiet for a
# while; null where no chart follows, as for a type that is not sold in the Region.
CHANGE = """([output, select, index]) => new Promise(done => {
  const canvas = CanvasRenderingContext2D.prototype, strokes = ['fill', 'stroke', 'fillText', 'fillRect'], own = {};
  const start = performance.now();
  let drawn = 0, changed = 0;
  for (const stroke of strokes) {
    own[stroke] = canvas[stroke];
    canvas[stroke] = function (...given) { drawn = performance.now(); return own[stroke].apply(this, given); };
  }
  const page = new MutationObserver(() => { changed = performance.now(); });
  page.observe(output, {subtree: true, childList: true, characterData: true, attributes: true});
  select.selectedIndex = index;
  select.dispatchEvent(new Event('change', {bubbles: true}));
  const look = () => {
    if (performance.now() - Math.max(start + 500, drawn, changed) < 500) return setTimeout(look, 50);
    Object.assign(canvas, own);
    page.disconnect();
    done(drawn ? Math.max(drawn, changed) - start : null);
  };
  look();
})"""


def changes(explorer: Explorer, label: str, count: int) -> list[float]:
    """Milliseconds from each change of a dropdown to the painted chart."""
    select = explorer.control(label)
    choices, start = len(explorer.choices(label)), select.evaluate("s => s.selectedIndex")
    times = []
    for step in range(1, count + 1):
        handles = [explorer.output.element_handle(), select.element_handle()]
        times.append(select.page.evaluate(CHANGE, [*handles, (start + step) % choices]))
    return [took for took in times if took is not None]


def test_changed_control_to_painted_chart(
    benchmark: Any, row: AddRow, lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    smallest = lab.open(notebook(tmp_path, EXPLORER))
    smallest.run_all()
    floor = median(changes(smallest.explorer("패밀리"), "패밀리", 20))

    monkeypatch.setattr(errors, "language", "ko")
    chapter = lab.open(ROOT / "notebooks/ko/21_purchase_options.ipynb")
    chapter.run_all()
    labels = [kao.language.text(f"control_{name}") for name in ("offering", "location", "family")]
    explorer = chapter.explorer(labels[0])
    times: list[float] = []
    benchmark.pedantic(lambda: times.extend(ms for label in labels for ms in changes(explorer, label, 15)))
    half, most = median(times), quantiles(times, n=20)[-1]
    row(
        Row(
            f"컨트롤을 바꾸고 차트가 그려질 때까지(브라우저, {len(times)}번)",
            f"changed control to painted chart (browser, {len(times)} changes)",
            f"p50 {half:.0f} ms, p95 {most:.0f} ms",
            f"막대 둘 / two bars p50 {floor:.0f} ms",
            f"{half / floor:.2f}",
            "p95 100 ms",
        )
    )


def test_every_chapter_headless(benchmark: Any, row: AddRow, tmp_path: Path) -> None:
    import papermill

    from kaolib.book import engine

    rooms = "\n".join(f"kao.{name}" for name in dir(kao) if not name.startswith("_"))
    empty = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        cells=[nbformat.v4.new_code_cell(f"import pandas, altair, ipywidgets\nimport kaolib as kao\n{rooms}")],
    )
    nbformat.write(empty, tmp_path / "empty.ipynb")

    def run(notebook: Path) -> float:
        out = tmp_path / "out.ipynb"
        options = {"engine_name": engine.NAME, "progress_bar": False, "execution_timeout": 300}  # as `kao run` does
        return seconds(lambda: papermill.execute_notebook(notebook, out, **options))

    times: list[tuple[float, float]] = []

    def every_chapter() -> None:
        times.extend((run(chapter), run(tmp_path / "empty.ipynb")) for chapter in CHAPTERS)

    benchmark.pedantic(every_chapter)
    took, beside = (sum(column) for column in zip(*times, strict=True))
    row(
        Row(
            f"모든 장을 화면 없이 실행(노트북 {len(times)}개)",
            f"all chapters headless ({len(times)} notebooks)",
            f"{took:.0f} s",
            f"커널 시작 + import {beside:.0f} s",
            f"{took / beside:.2f}",
            "1.5",
        )
    )
