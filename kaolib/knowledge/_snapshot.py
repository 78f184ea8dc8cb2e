"""Where the snapshot lies, and how a table is read: verified against its sha256 and its description, or not at all."""

from __future__ import annotations

import hashlib
import os
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaolib.errors import SnapshotError
from kaolib.knowledge._schema import TABLES, problems

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

PACKAGE = Path(__file__).resolve().parents[1]


@cache
def folder() -> Path:
    """The snapshot in use: KAO_SNAPSHOT when set, else the learner's refreshed one, else the one shipped.

    Raises
    ------
    SnapshotError
        When none of them has a manifest.
    """
    import platformdirs

    shipped = [PACKAGE / "_snapshot", PACKAGE.parent / "data"]
    named = os.environ.get("KAO_SNAPSHOT")
    places = [Path(named)] if named else [platformdirs.user_data_path("kaolib") / "snapshot", *shipped]
    for place in places:
        if (place / "manifest.toml").is_file():
            return place
    raise SnapshotError(
        ko=f"가격 스냅샷을 찾을 수 없습니다. manifest.toml이 {places[-1]}에 없습니다. {_remedy(places[-1], 'ko')}",
        en=f"no price snapshot found: manifest.toml is missing in {places[-1]}. {_remedy(places[-1], 'en')}",
    )


def _remedy(place: Path, lang: str) -> str:
    if place == PACKAGE.parent / "data":
        return {
            "ko": "저장소에서 `git checkout -- data`로 되돌리십시오.",
            "en": "Restore it with `git checkout -- data`.",
        }[lang]
    if place == PACKAGE / "_snapshot":
        return {
            "ko": "`pip install --force-reinstall kaolib`로 다시 설치하십시오.",
            "en": "Reinstall with `pip install --force-reinstall kaolib`.",
        }[lang]
    return {
        "ko": f"{place} 폴더를 지우면 함께 배포된 스냅샷을 씁니다.",
        "en": f"Delete {place} to fall back on the snapshot that ships.",
    }[lang]


def _broken(path: Path, ko: str, en: str) -> SnapshotError:
    return SnapshotError(
        ko=f"가격표 파일 {path.name}을(를) 쓸 수 없습니다: {ko}. {_remedy(path.parent, 'ko')}",
        en=f"price table {path.name} cannot be used: {en}. {_remedy(path.parent, 'en')}",
    )


@cache
def manifest() -> dict[str, Any]:
    """The manifest: every table with its source, date, licence and sha256."""
    path = folder() / "manifest.toml"
    try:
        found = tomllib.loads(path.read_text("utf-8"))
        missing = [name for name in TABLES if "sha256" not in found["tables"][name]]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise _broken(path, f"내용이 올바르지 않습니다({error})", f"its contents are not valid ({error})") from None
    if missing:
        raise _broken(path, f"표 {missing}이(가) 없습니다", f"it lacks {missing}")
    return found


def read(name: str) -> pa.Table:
    """One table as Arrow, after its bytes and its contents were checked.

    Raises
    ------
    SnapshotError
        When the file is missing, is not the one that the manifest names, or does not hold what `_schema` says.
    """
    import pyarrow as pa

    spec = TABLES[name]
    path = folder() / spec.file
    if not path.is_file():
        raise _broken(path, "파일이 없습니다", "the file is missing")
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != manifest()["tables"][name]["sha256"]:
        raise _broken(
            path,
            f"manifest.toml에 적힌 것과 내용이 다릅니다({len(data):,}바이트)",
            f"it is truncated or altered: its sha256 is not the one in manifest.toml ({len(data):,} bytes)",
        )
    try:
        table = _parse_csv(name, data) if spec.file.endswith(".csv") else _parse_parquet(data)
    except (pa.ArrowException, OSError) as error:
        raise _broken(path, f"읽을 수 없습니다({error})", f"it cannot be read ({error})") from None
    wrong = problems(spec, table)
    if wrong:
        raise _broken(path, "; ".join(wrong), "; ".join(wrong))
    return table


def _parse_parquet(data: bytes) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    # Not pq.read_table: it imports the dataset machinery, which costs more than the read.
    return pq.ParquetFile(pa.BufferReader(data)).read()


def _parse_csv(name: str, data: bytes) -> pa.Table:
    import pyarrow as pa
    import pyarrow.csv as pacsv

    kinds = {"price": pa.float64(), "number": pa.float64(), "count": pa.int64(), "flag": pa.bool_()}
    types = {c.name: kinds.get(c.kind, pa.string()) for c in TABLES[name].columns}
    options = pacsv.ConvertOptions(column_types=types, strings_can_be_null=False)
    return pacsv.read_csv(pa.BufferReader(data), convert_options=options)


@cache
def frame(name: str) -> pd.DataFrame:
    """One table as a DataFrame: shared, so never changed in place by its readers."""
    rows: pd.DataFrame = read(name).to_pandas()
    return rows
