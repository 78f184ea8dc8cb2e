"""A box of controls, a chart and a table that follow them, and a first frame that stands without a kernel.

The chart goes to the page by assigning `Output.outputs`: `interact` and ``with Output()`` send messages that race with
papermill's, and stop a notebook now and then (jupyter/nbclient#312).
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import ipywidgets as W
import pandas as pd
from IPython.display import HTML

from kaolib import errors
from kaolib.study import charts, language, tables
from kaolib.study._lesson import view
from kaolib.study.explorers import _controls
from kaolib.study.explorers._play import Replay

Values = dict[str, Any]


@dataclass(frozen=True)
class Frame:
    """What an explorer shows for its values.

    ``said`` is one sentence with the answer; ``table`` holds the numbers, of which ``columns`` are shown, and the
    first ``rows``, or all; ``marked`` is the id of the row that is chosen, which comes first. ``under`` is a second
    chart below the first.
    """

    said: str
    spec: charts.Spec
    table: pd.DataFrame
    columns: tuple[str, ...]
    rows: int | None = None
    marked: str | None = None
    under: charts.Spec | None = None


class Explorer(W.VBox):  # type: ignore[misc]
    """Controls above, chart and table below; both follow every change.

    Attributes
    ----------
    value : dict
        The ids that are chosen now, for going on in code.
    table : DataFrame
        The numbers shown now.
    """

    def __init__(self, controls: Mapping[str, Any]) -> None:
        self._controls = dict(controls)
        self._frame: Frame | None = None
        self._first: Values | None = None
        self._quiet = False
        self._said = W.HTML()
        self._charts = (W.Output(), W.Output())
        self._below = W.HTML(layout=W.Layout(max_height="420px", overflow="auto"))
        grid = W.Layout(grid_template_columns="repeat(auto-fit, minmax(300px, 1fr))", grid_gap="2px 12px", width="100%")
        self._replays = [control for control in self._controls.values() if isinstance(control, Replay)]
        others = [control for control in self._controls.values() if control not in self._replays]
        super().__init__(
            [W.GridBox(others, layout=grid), *self._replays, self._said, *self._charts, self._below],
            layout=W.Layout(max_width="820px"),
        )
        self.add_class("kao-explorer")
        for control in self._controls.values():
            control.observe(self._changed, "value")
        for replay in self._replays:
            replay.observe(lambda _: self._speak(), "playing")
        self._refresh()
        self._first = self.value if self._frame else None

    # what each explorer brings

    def _look(self, values: Values) -> Frame:
        """The frame for these values; InputError where they do not go together."""
        raise NotImplementedError

    def _follow(self, name: str) -> None:
        """Bring other controls in line after this one has changed."""

    def _complete(self, given: Values) -> Values:
        """All values, checked, from some that are given: those not given stay as they are."""
        raise NotImplementedError

    def _result(self, values: Values, frame: Frame) -> Values:
        """The row of `settings_table` for a frame."""
        raise NotImplementedError

    # what a learner uses

    @property
    def value(self) -> Values:
        """The ids that are chosen now."""
        return {name: self._read(name) for name in self._controls}

    @property
    def table(self) -> pd.DataFrame:
        """The numbers shown now; empty when the choice does not exist."""
        return self._frame.table.copy() if self._frame else pd.DataFrame()

    def set(self, **values: Any) -> Explorer:
        """Choose in code: the controls, the chart and the table follow.

        Parameters
        ----------
        **values
            Some of the names in `value`.

        Raises
        ------
        InputError
            For a name or a value that does not exist; the explorer then stays as it was.
        """
        wanted = self._complete(values)
        for replay in self._replays:
            replay.stop()
        self._quiet = True
        try:
            for name in self._controls:
                self._write(name, wanted[name])
                self._follow(name)
        finally:
            self._quiet = False
        self._refresh()
        return self

    def settings_table(self, settings: Iterable[Mapping[str, Any]]) -> tables.Words:
        """A few settings and what comes of each, for a reader without a kernel; the controls stay as they are.

        Parameters
        ----------
        settings
            What differs from the explorer's values in each row; ``{}`` is the explorer as it stands.

        Returns
        -------
        DataFrame
            One row for each setting, headings and values in the language in use.

        Raises
        ------
        InputError
            For a name or a value that does not exist.
        """
        rows = []
        for setting in settings:
            values = self._complete(dict(setting))
            try:
                rows.append(self._result(values, self._look(values)))
            except errors.InputError:
                rows.append(self._result(values, _NOTHING))
        return tables.worded(pd.DataFrame(rows))

    def static(self) -> HTML:
        """The explorer as it stands, without controls: what a stored notebook, a code host and paper show."""
        return HTML(self._static_html())  # type: ignore[no-untyped-call]

    def __repr__(self) -> str:
        chosen = ", ".join(f"{name}={value!r}" for name, value in self.value.items())
        return f"<{type(self).__name__}: {chosen}>"

    # how it works

    def _read(self, name: str) -> Any:
        control = self._controls[name]
        return control.value / 100 if isinstance(control, W.IntSlider) else control.value

    def _write(self, name: str, value: Any) -> None:
        control = self._controls[name]
        if isinstance(control, W.SelectionSlider) and value not in _controls.ids(control):
            amounts = sorted([*_controls.ids(control), value])
            control.options = [(f"{amount:g}", amount) for amount in amounts]
        control.value = round(value * 100) if isinstance(control, W.IntSlider) else value

    def _known(self, given: Values, also: Iterable[str] = ()) -> None:
        allowed = [*self._controls, *also]
        for name in given:
            if name not in allowed:
                raise errors.unknown(ko="설정", en="setting", given=name, allowed=allowed)

    def _checked(self, name: str, value: Any) -> Any:
        """A value for a control with a fixed list, or an InputError with the nearest one."""
        allowed = _controls.ids(self._controls[name])
        if value not in allowed:
            label = language.text(f"control_{name}")
            raise errors.unknown(ko=label, en=label, given=value, allowed=[str(one) for one in allowed])
        return value

    def _changed(self, change: Mapping[str, Any]) -> None:
        if self._quiet:
            return
        name = next(name for name, control in self._controls.items() if control is change["owner"])
        self._quiet = True
        try:
            self._follow(name)
        finally:
            self._quiet = False
        self._refresh()

    def _refresh(self) -> None:
        try:
            self._frame = self._look(self.value)
        except errors.InputError as problem:
            self._fail(str(problem))
        except Exception as problem:  # a reader gets a sentence, not a traceback
            self._fail(language.text("explorer_failed", reason=f"{type(problem).__name__}: {problem}"))
        else:
            # the charts first: they take the page longest
            self._draw(self._frame.spec, self._frame.under)
            self._speak()
            self._below.value = _tight(self._table_html())

    def _speak(self) -> None:
        """The sentence; while a replay plays a screen reader is not made to read each of its moments out."""
        if self._frame is None:
            return
        playing = any(replay.playing for replay in self._replays)
        sentence = view.paragraph(view.escape(self._frame.said))
        # in a box either way, so that it takes the same room
        self._said.value = _tight(f"<div>{sentence}</div>" if playing else view.announce(sentence))

    def _draw(self, *specs: charts.Spec | None) -> None:
        """Show these charts; one that has not changed is left as it stands."""
        for output, spec in zip(self._charts, specs, strict=True):
            if spec is None:
                output.outputs = ()
                continue
            data, metadata = charts.bundle(spec, picture=False)
            shown = {"output_type": "display_data", "data": data, "metadata": metadata}
            if output.outputs != (shown,):
                output.outputs = (shown,)

    def _fail(self, sentence: str) -> None:
        self._frame = None
        sentence = language.particles(sentence) if language.current() == "ko" else sentence
        self._draw(None, None)
        self._said.value = _tight(view.announce(view.panel(view.paragraph(view.escape(sentence)), "wrong")))
        self._below.value = ""

    def _table_html(self) -> str:
        if self._frame is None:
            return ""
        frame, table = self._frame, self._frame.table
        if frame.marked is not None:  # on top, so that it is seen without scrolling
            table = table.iloc[(table[frame.columns[0]] != frame.marked).argsort(kind="stable")]
        return tables.show(table, frame.columns, rows=frame.rows, marked=frame.marked).html

    def _static_html(self) -> str:
        chosen = "".join(
            f"<li>{view.escape(control.description)}: <strong>{view.escape(_controls.shown(control))}</strong></li>"
            for control in self._controls.values()
        )
        specs = (self._frame.spec, self._frame.under) if self._frame else ()
        pictures = "".join(_picture(spec) for spec in specs if spec)
        return (
            f'<div lang="{language.current()}"><p><em>{view.escape(language.text("explorer_static"))}</em></p>'
            f'<ul style="columns: 2; max-width: 640px">{chosen}</ul>{self._said.value}{pictures}{self._table_html()}</div>'
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        data: dict[str, Any] = super()._repr_mimebundle_(**kwargs) or {}
        return {**data, "text/plain": repr(self), "text/html": self._static_html()}


def _picture(spec: charts.Spec) -> str:
    source = base64.b64encode(charts.png(spec)).decode("ascii")
    return f'<p><img alt="{view.escape(spec["description"])}" src="data:image/png;base64,{source}"></p>'


def _tight(html: str) -> str:
    """HTML that looks like a page's: a widget's own lines are as tall as a button, and its tables have no room."""
    return f'<div class="jp-RenderedHTMLCommon" style="line-height: 1.45; word-break: keep-all">{html}</div>'


_NOTHING = Frame("", {}, pd.DataFrame(), ())
