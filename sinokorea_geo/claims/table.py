"""Claims by the table: the atlas's own, a frame, or somebody's CSV."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.store import records
from sinokorea_geo.claims.check import ClaimCheck, check_draft
from sinokorea_geo.claims.lookup import Desk, desk_of
from sinokorea_geo.claims.published import published
from sinokorea_geo.claims.reading import Draft
from sinokorea_geo.errors import DataError, SchemaError, SinoKoreaGeoError

__all__ = ["COLUMNS", "check_claims", "own_claims"]

COLUMNS = (
    "claim_id",
    "subject_id",
    "object_id",
    "measure",
    "stated",
    "unit",
    "qualifier",
    "measured",
    "measured_unit",
    "verdict",
    "why",
    "tried",
    "source_ids",
    "paraphrase",
)
#: Other names that a column may go by.
_ALSO = {"subject": "subject_id", "object": "object_id", "source_id": "source_ids",
         "at": "period", "date": "period", "id": "claim_id", "value": "stated"}  # fmt: skip
_READ = {
    "claim_id", "subject_id", "measure", "object_id", "stated", "unit", "qualifier",
    "paraphrase", "source_ids", "period", "part",
}  # fmt: skip
_LARGEST_BYTES = 20_000_000


def check_claims(atlas: Atlas, claims: pd.DataFrame | str | Path | None = None) -> pd.DataFrame:
    """Check many statements.

    Parameters
    ----------
    atlas : Atlas
        The atlas.
    claims : DataFrame, str or pathlib.Path, optional
        A table, or a CSV file in UTF-8, with the columns ``subject_id`` and ``stated`` and any
        of ``claim_id``, ``measure``, ``object_id``, ``unit``, ``qualifier``, ``paraphrase``,
        ``source_ids``, ``period``; names may stand for ids. The atlas's own claims, and those
        of its figures that geometry can test, if not given.

    Returns
    -------
    pandas.DataFrame
        One row a claim, in order: ``claim_id``, ``subject_id``, ``object_id``, ``measure``,
        ``stated``, ``unit``, ``qualifier``, ``measured``, ``measured_unit``, ``verdict``,
        ``why``, ``tried`` (a list of dictionaries), ``source_ids``, ``paraphrase``.

    Raises
    ------
    DataError
        If the file cannot be read, or a column is missing.
    SchemaError
        If rows cannot be read; ``faults`` lists every one with its line and how to mend it.

    Examples
    --------
    >>> import pandas as pd
    >>> from sinokorea_geo import load_atlas
    >>> mine = pd.DataFrame({"subject": ["South Hamgyong"], "measure": ["touching"],
    ...                      "object": ["Pyongyang"], "stated": ["true"]})
    >>> check_claims(load_atlas(), mine)["verdict"].tolist()
    ['contradicted']
    """
    desk = desk_of(atlas)
    if claims is None:
        name, frame = "the atlas's claims", own_claims(atlas)
    elif isinstance(claims, pd.DataFrame):
        name, frame = "the table", claims
    else:
        name, frame = Path(claims).name, _read_csv(Path(claims))
    checks = _checked(desk, _drafts(frame, name), name)
    rows = [
        {name: getattr(check, name) for name in COLUMNS} | {"tried": list(check.tried)}
        for check in checks
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def own_claims(atlas: Atlas) -> pd.DataFrame:
    """Return the atlas's claims, and those of its figures that geometry can test.

    Parameters
    ----------
    atlas : Atlas
        The atlas.

    Returns
    -------
    pandas.DataFrame
        One row a claim, all text, as :func:`check_claims` takes them.
    """
    own = [draft for _, draft in _drafts(atlas.claims, "claims.csv")]
    figures = [draft for _, draft in published(desk_of(atlas), own)]
    table = pd.DataFrame([vars(draft) for draft in (*own, *figures)])
    return table.rename(columns={"subject": "subject_id", "object": "object_id"})


def _checked(desk: Desk, drafts: list[tuple[str, Draft]], name: str) -> Iterator[ClaimCheck]:
    checks, faults = [], []
    for where, draft in drafts:
        try:
            checks.append(check_draft(desk, draft))
        except SinoKoreaGeoError as error:
            faults.append(f"{where}: {error}")
    if faults:
        counted = "1 row" if len(faults) == 1 else f"{len(faults)} rows"
        raise SchemaError(f"{name}: {counted} cannot be read:\n  " + "\n  ".join(faults), faults)
    return iter(checks)


def _drafts(frame: pd.DataFrame, name: str) -> list[tuple[str, Draft]]:
    frame = frame.rename(columns=lambda text: str(text).strip().lstrip("\ufeff"))
    frame = frame.rename(columns={k: v for k, v in _ALSO.items() if v not in frame})
    missing = [column for column in ("subject_id", "stated") if column not in frame]
    if missing:
        raise DataError(
            f"{name} has no column {missing[0]!r}; it needs subject_id and stated, and may have "
            f"{', '.join(sorted(_READ - {'subject_id', 'stated'}))}"
        )
    twice = frame.columns[frame.columns.duplicated()]
    if len(twice):
        raise DataError(f"{name} has the column {twice[0]!r} twice; keep one")
    held = frame[[column for column in frame if column in _READ]]
    return [
        (f"row {line}", _draft({key: _text(value) for key, value in row.items()}))
        for line, row in enumerate(records(held), start=2)
    ]


def _draft(row: dict[str, str]) -> Draft:
    return Draft(
        subject=row["subject_id"],
        stated=row["stated"],
        object=row.get("object_id", ""),
        measure=row.get("measure", ""),
        unit=row.get("unit", ""),
        qualifier=row.get("qualifier", ""),
        period=row.get("period", ""),
        source_ids=row.get("source_ids", ""),
        part=row.get("part", ""),
        claim_id=row.get("claim_id", ""),
        paraphrase=row.get("paraphrase", ""),
    )


def _text(value: Any) -> str:
    if pd.isna(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).casefold() if isinstance(value, bool) else str(value)


def _read_csv(path: Path) -> pd.DataFrame:
    try:
        size = path.stat().st_size
        if size > _LARGEST_BYTES:
            raise DataError(
                f"{path}: {size / 1e6:.0f} MB is too large for a table of claims; split it "
                f"into files of at most {_LARGEST_BYTES / 1e6:.0f} MB"
            )
        return pd.read_csv(
            path, dtype=str, keep_default_na=False, encoding="utf-8-sig", on_bad_lines="error"
        )
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except ValueError as error:
        if isinstance(error, DataError):
            raise
        said = " ".join(str(error).split())
        raise DataError(
            f"{path}: not readable as CSV ({said}); quote cells that hold commas"
        ) from error
