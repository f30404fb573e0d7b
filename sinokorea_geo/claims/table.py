"""Check tables of claims: the atlas's own, a frame, or somebody's CSV."""

import io
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from sinokorea_geo.atlas.atlas import Atlas
from sinokorea_geo.atlas.feature import BORDER_ID
from sinokorea_geo.atlas.store import records
from sinokorea_geo.atomic import ordinary_bytes
from sinokorea_geo.claims.check import COLUMNS, check_row
from sinokorea_geo.claims.claim import ClaimRow
from sinokorea_geo.claims.lookup import Lookup, lookup_of
from sinokorea_geo.claims.words import plain_text
from sinokorea_geo.errors import DataError, SchemaError, SinoKoreaGeoError

_NEEDED = ("subject_id", "stated")
_READ = tuple(ClaimRow.__annotations__)
#: Other names that a column may go by.
_ALSO = {"subject": "subject_id", "object": "object_id", "source_id": "source_ids",
         "at": "period", "date": "period", "id": "claim_id", "value": "stated"}  # fmt: skip
_MOST_BYTES, _MOST_COLUMNS = 20_000_000, 200


def check_claims(atlas: Atlas, claims: pd.DataFrame | str | Path | None = None) -> pd.DataFrame:
    """Check many claims.

    Parameters
    ----------
    atlas : Atlas
        The atlas.
    claims : DataFrame, str or pathlib.Path, optional
        A table, or a CSV file in UTF-8, with the columns ``subject_id`` and ``stated`` and any
        of ``claim_id``, ``measure``, ``object_id``, ``unit``, ``qualifier``, ``paraphrase``,
        ``source_ids``, ``period``; names may stand for ids. The atlas's own claims, and those
        of its stated values that geometry can test, if not given.

    Returns
    -------
    pandas.DataFrame
        One row a claim, in order; its columns are the attributes of :class:`ClaimCheck`, and
        ``tried`` is a list.

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
    if claims is None:
        name, frame = "the atlas's claims", own_claims(atlas)
    elif isinstance(claims, pd.DataFrame):
        name, frame = "the table", claims
    else:
        name, frame = Path(claims).name, _read_csv(Path(claims))
    lookup, checks, faults = lookup_of(atlas), [], []
    for line, row in enumerate(_rows(frame, name), start=2):
        try:
            check = check_row(lookup, row)
        except SinoKoreaGeoError as error:
            faults.append(f"row {line}: {error}")
        else:
            checks.append(vars(check) | {"tried": list(check.tried)})
    if faults:
        counted = "1 row" if len(faults) == 1 else f"{len(faults)} rows"
        raise SchemaError(f"{name}: {counted} cannot be read:\n  " + "\n  ".join(faults), faults)
    return pd.DataFrame(checks, columns=list(COLUMNS))


def own_claims(atlas: Atlas) -> pd.DataFrame:
    """Return the atlas's claims, and those of its stated values that geometry can test, as text."""
    rows = [*_rows(atlas.claims, "claims.csv"), *_published(lookup_of(atlas))]
    plain = [[row.get(column, "") for column in _READ] for row in rows]
    return pd.DataFrame(plain, columns=list(_READ))


def _rows(frame: pd.DataFrame, name: str) -> list[ClaimRow]:
    frame = frame.rename(columns=lambda text: str(text).strip().lstrip("\ufeff"))
    frame = frame.rename(columns={k: v for k, v in _ALSO.items() if v not in frame})
    missing = [column for column in _NEEDED if column not in frame]
    if missing:
        raise DataError(
            f"{name} has no column {missing[0]!r}; it needs subject_id and stated, and may have "
            f"{', '.join(sorted(set(_READ) - set(_NEEDED)))}"
        )
    if len(twice := frame.columns[frame.columns.duplicated()]):
        raise DataError(f"{name} has the column {twice[0]!r} twice; keep one")
    held = frame[[column for column in frame if column in _READ]].astype(object)
    plain = held.map(lambda value: "" if pd.isna(value) else plain_text(value))
    return [ClaimRow(**row) for row in records(plain)]  # type: ignore[typeddict-item]  # names of columns


def _read_csv(path: Path) -> pd.DataFrame:
    try:
        content = ordinary_bytes(path, _MOST_BYTES)
        wide = content.count(b",", 0, content.find(b"\n") + 1) > _MOST_COLUMNS
        if not wide and len(content) <= _MOST_BYTES:
            given = io.BytesIO(content)
            return pd.read_csv(given, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except ValueError as error:
        said = f"not readable as CSV ({' '.join(str(error).split())}); quote cells that hold commas"
        raise DataError(f"{path}: {said}") from error
    if wide:
        raise DataError(f"{path}: has more than {_MOST_COLUMNS} columns")
    most = f"{_MOST_BYTES / 1e6:.0f} MB"
    raise DataError(
        f"{path}: is too large for a table of claims; split it into files of at most {most}"
    )


def _published(lookup: Lookup) -> Iterator[ClaimRow]:
    """Yield claims from the stated values that say which measure tests them."""
    for line, row in enumerate(lookup.rows("stated_values"), start=2):
        key, place = row["subject_id"], lookup.place(row["subject_id"])
        if not row["measure"] or (place is None and key != BORDER_ID):
            continue
        said = row["property"].replace("_", " ").replace(":", " ")
        name = place.name_en if place else "border"
        period = f", {row['period']}" if row["period"] else ""
        words = f"{row['wording']} {row['note']}".strip()
        target = row["property"].partition(":")[2]
        same = ("subject_id", "measure", "unit", "qualifier", "source_ids", "period")
        yield ClaimRow(
            object_id=BORDER_ID if row["measure"] == "along-border" else target,
            stated=f"{row['value']:.15g}",
            claim_id=f"stated-{line}",
            paraphrase=f"{name}: {said}{period}" + (f" ({words})" if words else ""),
            **{name: row[name] for name in same},  # type: ignore[typeddict-item]  # names of columns
        )
