"""JupyterLab in a real browser: fixtures that open a copy of a notebook, run it, and watch what the page does.

The browser resolves no name, so what works here works without a network; a request that tries to leave is recorded.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

ROOT = Path(__file__).parents[2]
ARTEFACTS = ROOT / "tests/artefacts"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
WAIT_MS = 60_000

# The page waits for ever by itself: each step has an end, and says which step it was.
WITHIN = """(step, ms, what) => Promise.race([
  what(), new Promise((_, fail) => setTimeout(() => fail(new Error(`not done after ${ms} ms: ${step}`)), ms)),
])"""
KERNEL_READY = """async () => {
  const panel = window.jupyterapp.shell.currentWidget;
  await panel.context.ready;
  await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
}"""
RUN_ALL = """async () => {
  await window.jupyterapp.commands.execute('notebook:run-all-cells');
  const cells = window.jupyterapp.shell.currentWidget.content.model.cells;
  return [...Array(cells.length).keys()].map(i => cells.get(i)).filter(c => c.type === 'code').map(c => ({
    source: c.sharedModel.getSource(), ran: c.executionCount !== null,
    errors: c.outputs.toJSON().filter(o => o.output_type === 'error').map(o => `${o.ename}: ${o.evalue}`),
  }));
}"""

# A canvas counts as painted when something stands on it: a new chart replaces the element, and is empty at first.
PAINTED = """(output) => {
  const canvases = [...output.querySelectorAll('canvas')];
  return canvases.length > 0 && canvases.every(c => {
    const empty = document.createElement('canvas'); empty.width = c.width; empty.height = c.height;
    return c.width > 0 && c.toDataURL() !== empty.toDataURL();
  });
}"""
PICTURE = "output => [...output.querySelectorAll('canvas')].map(c => c.toDataURL()).join(' ')"

CHANGED = f"""([output, table, chart]) => {{
  const t = output.querySelector('table');
  return t && t.innerText !== table && ({PICTURE})(output) !== chart;
}}"""


class Notebook:
    """One notebook open in JupyterLab.

    `left_the_machine` and `console_errors` grow while the page is used.
    """

    def __init__(self, page: Page, url: str, path: str) -> None:
        self.page = page
        self.left_the_machine: list[str] = []
        self.console_errors: list[str] = []
        at_home = (url, url.replace("http:", "ws:"), "data:", "blob:")

        def watch(address: str) -> None:
            if not address.startswith(at_home):
                self.left_the_machine.append(address)

        page.on("request", lambda request: watch(request.url))
        page.on("websocket", lambda websocket: watch(websocket.url))
        page.on("console", lambda m: self.console_errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: self.console_errors.append(str(error)))
        page.goto(f"{url}/doc/tree/{path}?reset", wait_until="domcontentloaded")
        page.wait_for_selector(".jp-NotebookPanel .jp-Notebook", timeout=WAIT_MS)
        self._within("start the kernel", WAIT_MS, KERNEL_READY)

    def _within(self, step: str, ms: int, function: str) -> Any:
        return self.page.evaluate(f"({WITHIN})({json.dumps(step)}, {ms}, {function})")

    def run_all(self) -> None:
        """Run every cell; fail on the first cell that raised or did not run."""
        for cell in self._within("run all cells", 5 * WAIT_MS, RUN_ALL):
            assert cell["ran"] or not cell["source"].strip(), f"not run:\n{cell['source']}"
            assert not cell["errors"], f"{cell['errors'][0]}\n{cell['source']}"

    def explorer(self, label: str) -> Explorer:
        """The first live explorer that has a control with this label."""
        select = self.page.get_by_label(label, exact=True).first
        return Explorer(self.page.locator(".jp-OutputArea-output").filter(has=select).first)

    def screenshot(self, name: str, shown: Locator | None = None) -> Path:
        """Keep a picture of the page, or of one part of it, among the test artefacts."""
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        path = ARTEFACTS / f"{name}.png"
        (shown or self.page).screenshot(path=path)
        return path


class Explorer:
    """Controls above a chart and a table that follow them."""

    def __init__(self, output: Locator) -> None:
        self.output = output
        self.output.scroll_into_view_if_needed(timeout=WAIT_MS)
        self.wait()

    def control(self, label: str) -> Locator:
        """A control by the label a reader sees."""
        return self.output.get_by_label(label, exact=True)

    def choices(self, label: str) -> list[str]:
        """What a dropdown offers."""
        shown = self.control(label).locator("option").all_text_contents()
        return [choice.replace("\xa0", " ") for choice in shown]  # ipywidgets keeps spaces from breaking

    def wait(self) -> None:
        """Wait until the chart is painted and the table is there."""
        self.output.locator("table").first.wait_for(timeout=WAIT_MS)
        self.output.page.wait_for_function(PAINTED, arg=self.output.element_handle(), timeout=WAIT_MS)

    def table(self) -> str:
        """The table as text."""
        return self.output.locator("table").first.inner_text()

    def chart(self) -> str:
        """The pictures of the charts as they are painted."""
        picture: str = self.output.evaluate(PICTURE)
        return picture

    def choose(self, label: str, choice: str) -> None:
        """Choose in a dropdown, and wait until both table and chart have changed."""
        with self.followed():
            self.control(label).select_option(index=self.choices(label).index(choice))

    def press(self, label: str, key: str) -> None:
        """Press a key in a control, and wait until both table and chart have changed.

        JupyterLab takes the arrow keys of a closed list for itself; Home, End, and Space to open the list are free.
        """
        with self.followed():
            self.control(label).press(key)

    @contextlib.contextmanager
    def followed(self) -> Iterator[None]:
        """Wait until both table and chart have changed by what is done within."""
        before = [self.output.element_handle(), self.table(), self.chart()]
        yield
        self.output.page.wait_for_function(CHANGED, arg=before, timeout=WAIT_MS)
        self.wait()


class Lab:
    """A JupyterLab server over an empty folder, and a browser beside it."""

    def __init__(self, url: str, folder: Path, browser: Browser) -> None:
        self.url, self.folder, self.browser = url, folder, browser
        self._opened = contextlib.ExitStack()

    def open(self, notebook: Path, locale: str = "ko-KR") -> Notebook:
        """Open a copy of a notebook: JupyterLab saves by itself, and must not touch the project's own."""
        name = f"{time.monotonic_ns()}_{notebook.name}"
        shutil.copy(notebook, self.folder / name)
        page = self.browser.new_page(viewport={"width": 1300, "height": 1600}, locale=locale)
        self._opened.callback(page.close)
        return Notebook(page, self.url, name)

    def close(self) -> None:
        """Close every page."""
        self._opened.close()


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
    return port


@contextlib.contextmanager
def server(folder: Path) -> Iterator[tuple[str, Path]]:
    """JupyterLab with settings of its own; gives its address and the folder it shows."""
    shown = folder / "shown"
    shown.mkdir()
    settings = folder / "config/labconfig"
    settings.mkdir(parents=True)
    off = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
    (settings / "page_config.json").write_text(json.dumps(off))
    places = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.root_dir": shown,
        "IdentityProvider.token": "",
        "LabApp.expose_app_in_browser": True,
        "LabApp.extension_manager": "readonly",
    }
    log_path = folder / "server.log"
    with log_path.open("w") as log:
        process = subprocess.Popen(
            [*command, *(f"--{name}={value}" for name, value in options.items())],
            env=os.environ | {name: str(folder / place) for name, place in places.items()},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + 60
        while True:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/api/status", timeout=1):
                break
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"JupyterLab did not start:\n{log_path.read_text()}")
            time.sleep(0.1)
        yield url, shown
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


# One module, not the session: while Playwright runs, its event loop would stand in the way of papermill in other tests.
@pytest.fixture(scope="module")
def browser() -> Generator[Any, None, None]:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip(f"no browser is installed (looked for {', '.join(BROWSERS)})")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, headless=True, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def lab(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Generator[Lab, None, None]:
    with server(tmp_path_factory.mktemp("lab")) as (url, folder):
        opened = Lab(url, folder, browser)
        yield opened
        opened.close()
