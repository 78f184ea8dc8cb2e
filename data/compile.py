"""Compile the price snapshot: public source files in, checked tables out, the same bytes every time.

Usage: ``python data/compile.py [--from DIR] [--moto WHEEL] [--out DIR]``

DIR holds the public files that `SOURCES` names (by default ``../shared/data`` beside the project); each is compared with
its recorded sha256 before it is read. The DescribeInstanceTypes records come from the wheel of moto on PyPI, downloaded
when no ``--moto`` is given.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import compile_bill  # noqa: E402
import compile_ec2  # noqa: E402
import compile_plans  # noqa: E402
import compile_quoted  # noqa: E402
import compile_services  # noqa: E402
import compile_traces  # noqa: E402
from sources import MOTO, SOURCES, TABLE_FACTS  # noqa: E402

from kaolib.knowledge._schema import TABLES, Table, problems  # noqa: E402


def main(argv: list[str] | None = None) -> int:
    """Write every table, the manifest and the README; return 0."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--from", dest="source", type=Path, default=HERE.parent.parent / "shared" / "data")
    parser.add_argument("--moto", type=Path, help=f"wheel of {MOTO['package']}; downloaded when not given")
    parser.add_argument("--out", type=Path, default=HERE)
    given = parser.parse_args(argv)
    _verify_sources(given.source)
    with tempfile.TemporaryDirectory() as scratch:
        wheel = given.moto or _download_moto(Path(scratch))
        _verify(wheel, MOTO["sha256"])
        frames = compile_ec2.tables(given.source, wheel)
        frames |= compile_services.tables(given.source) | compile_bill.tables(given.source)
        frames |= compile_traces.tables(given.source)
    frames |= compile_plans.tables(frames)
    frames["management_fees"] = compile_quoted.management_fees(frames["on_demand"])
    # Everything is checked before the first byte is written: a refused table leaves the old snapshot whole.
    written = {name: _encode(spec, frames[name]) for name, spec in TABLES.items()}
    given.out.mkdir(parents=True, exist_ok=True)
    for name, (_, data) in written.items():
        _replace(given.out / TABLES[name].file, data)
    _replace(given.out / "manifest.toml", _manifest(written).encode())
    _replace(given.out / "README.md", _readme(frames, written).encode())
    total = sum(len(data) for _, data in written.values())
    print(f"{len(written)} tables, {sum(len(frames[n]) for n in written):,} rows, {total / 1e6:.2f} MB in {given.out}")
    return 0


def _verify_sources(folder: Path) -> None:
    for name, fact in SOURCES.items():
        _verify(folder / name, fact["sha256"])


def _verify(path: Path, sha256: str) -> None:
    if not path.is_file():
        sys.exit(f"source file {path} is missing: data/sources.py names where it is published")
    if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        sys.exit(f"source file {path} is not the one recorded in data/sources.py: fetch it again")


def _download_moto(folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), MOTO["package"]]
    subprocess.run(command, check=True)
    return next(folder.glob("moto-*.whl"))


def _encode(spec: Table, frame: pd.DataFrame) -> tuple[int, bytes]:
    """One table as rows and bytes, checked as it will be on loading."""
    if list(frame.columns) != spec.names:
        sys.exit(f"{spec.name}: columns are {list(frame.columns)}, expected {spec.names}")
    table = pa.table({c.name: _arrow(frame[c.name], c.kind) for c in spec.columns})
    wrong = problems(spec, table, keys=True)
    if wrong:
        sys.exit(f"{spec.name}: " + "; ".join(wrong))
    buffer = io.BytesIO()
    if spec.file.endswith(".csv"):
        pacsv.write_csv(table, buffer, pacsv.WriteOptions(quoting_style="needed"))
    else:
        pq.write_table(table, buffer, compression="zstd", compression_level=19, store_schema=True, version="2.6")
    return table.num_rows, buffer.getvalue()


def _arrow(values: pd.Series, kind: str) -> pa.Array:
    types = {"price": pa.float64(), "number": pa.float64(), "count": pa.int64(), "flag": pa.bool_()}
    plain = [None if pd.isna(v) else v for v in values] if kind in ("count", "flag") else values
    if kind in types:
        return pa.array(plain, type=types[kind], from_pandas=True)
    if len(values) <= 5000 or kind == "date":
        return pa.array(values, type=pa.string(), from_pandas=True)
    # Few distinct values over many rows: stored once each, sorted, so that a categorical column sorts like its names.
    distinct = sorted(set(values.dropna()))
    codes = pa.array(pd.Categorical(values, categories=distinct).codes, pa.int32())
    return pa.DictionaryArray.from_arrays(codes, pa.array(distinct, pa.string()))


def _replace(path: Path, data: bytes) -> None:
    """Write beside, then rename: a reader never sees half a file."""
    beside = path.with_name(path.name + ".new")
    beside.write_bytes(data)
    os.replace(beside, path)


def _manifest(written: dict[str, tuple[int, bytes]]) -> str:
    lines = [
        "# The price snapshot: written by data/compile.py, read by kaolib.knowledge.catalog. Do not edit by hand.",
        "format = 1",
    ]
    for name, (rows, data) in written.items():
        fact = TABLE_FACTS[name]
        lines += [
            "", f"[tables.{name}]", f'file = "{TABLES[name].file}"', f"rows = {rows}",
            f'sha256 = "{hashlib.sha256(data).hexdigest()}"',
            *(f'{key} = "{fact[key]}"' for key in ("as_of", "source", "licence", "check")),
        ]  # fmt: skip
    for name, fact in {**SOURCES, MOTO["package"]: MOTO}.items():
        lines += ["", f'[sources."{name}"]', f'published = "{fact["published"]}"', f'sha256 = "{fact["sha256"]}"']
    return "\n".join(lines) + "\n"


def _readme(frames: dict[str, pd.DataFrame], written: dict[str, tuple[int, bytes]]) -> str:
    parts = [(HERE / "README.head.md").read_text("utf-8").rstrip(), ""]
    for name, spec in TABLES.items():
        rows, data = written[name]
        fact = TABLE_FACTS[name]
        parts += [
            f"## {spec.file}", "", spec.meaning, "",
            f"{rows:,} rows, {len(data) / 1e6:.2f} MB. Key: {', '.join(f'`{k}`' for k in spec.key)}. As of {fact['as_of']}.  ",
            f"Source: {fact['source']}. Licence: {fact['licence']}.  ", f"Check: {fact['check']}", "",
        ]  # fmt: skip
        columns = spec.columns if name != "commitment_rates" else spec.columns[:4]
        parts += ["| column | kind | meaning | missing |", "|---|---|---|---|"]
        for c in columns:
            missing = int(pd.isna(frames[name][c.name]).sum()) if c.nullable else 0
            parts.append(
                f"| `{c.name}` | {c.kind} | {c.meaning} | {missing:,} |"
                if missing
                else f"| `{c.name}` | {c.kind} | {c.meaning} | |"
            )
        if name == "commitment_rates":
            parts.append("| ... | price | 23 more, named `{offering}_{term}y_{payment}` the same way | |")
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
