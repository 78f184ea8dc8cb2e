"""The compiler writes the committed bytes again, and refuses sources or tables that are not what they should be."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from kaolib.knowledge._schema import TABLES

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT.parent / "shared" / "data"
WITHOUT_SOURCES = "the source files of the snapshot are not beside the project"
sources_needed = pytest.mark.skipif(not SOURCES.is_dir(), reason=WITHOUT_SOURCES)


def _compile(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, ROOT / "data" / "compile.py", *arguments]
    return subprocess.run([str(a) for a in command], capture_output=True, text=True, check=False)


@sources_needed
def test_compiling_again_gives_the_committed_bytes(tmp_path):
    done = _compile("--from", SOURCES, "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    written = {path.name for path in tmp_path.iterdir()}
    assert written == {spec.file for spec in TABLES.values()} | {"manifest.toml", "README.md"}
    different = [
        name for name in sorted(written) if (tmp_path / name).read_bytes() != (ROOT / "data" / name).read_bytes()
    ]
    assert different == []


@sources_needed
def test_a_changed_source_is_refused_and_named(tmp_path):
    source, out = tmp_path / "source", tmp_path / "out"
    shutil.copytree(SOURCES, source, copy_function=shutil.copyfile)
    for folder in [source, *(p for p in source.rglob("*") if p.is_dir())]:
        folder.chmod(0o755)
    changed = source / "ec2" / "aws_locations_2026-08.json"
    changed.write_bytes(changed.read_bytes() + b" ")
    done = _compile("--from", source, "--out", out)
    assert done.returncode == 1
    assert "aws_locations_2026-08.json is not the one recorded in data/sources.py" in done.stderr
    assert not out.exists()


def test_a_missing_source_is_named(tmp_path):
    done = _compile("--from", tmp_path, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "is missing: data/sources.py names where it is published" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_manifest_names_every_table_and_its_bytes():
    import tomllib

    manifest = tomllib.loads((ROOT / "data" / "manifest.toml").read_text("utf-8"))
    assert set(manifest["tables"]) == set(TABLES)
    for name, entry in manifest["tables"].items():
        data = (ROOT / "data" / TABLES[name].file).read_bytes()
        assert hashlib.sha256(data).hexdigest() == entry["sha256"]
    for name, source in manifest["sources"].items():
        assert len(source["sha256"]) == 64, name
        assert source["published"], name


def test_the_readme_shows_every_table_and_column():
    text = (ROOT / "data" / "README.md").read_text("utf-8")
    for name, spec in TABLES.items():
        section = text.split(f"## {spec.file}\n")[1].split("\n## ")[0]
        columns = spec.columns if name != "commitment_rates" else spec.columns[:4]
        assert all(f"| `{column.name}` |" in section for column in columns), name


def test_the_korean_names_are_for_exactly_the_locations_sold():
    names = pd.read_csv(ROOT / "data" / "names_ko.csv")["location"]
    places = pd.read_csv(ROOT / "data" / "locations.csv")["location"]
    assert sorted(names) == sorted(places)
