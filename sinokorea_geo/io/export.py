"""Write the atlas in other people's formats."""

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyogrio

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.names import listed
from sinokorea_geo.atlas.store import Layer
from sinokorea_geo.atomic import plain_cell, replacing
from sinokorea_geo.errors import InvalidQuantity, OutputError, meant
from sinokorea_geo.io.source import FORMATS

#: What goes with the layers where a file can hold tables, too.
_TABLES: Final = ("names", "events", "statistics", "stated_values", "claims", "sources")
#: What no XML may hold, and the end of a CDATA section, which GDAL writes as it is.
_IN_KML: Final = {"[\x00-\x08\v\f\x0e-\x1f\ufffe\uffff]": "\ufffd", "]]>": "]] >"}


def export_atlas(
    atlas: Atlas,
    path: str | os.PathLike[str],
    *,
    layers: Layer | Iterable[Layer] | None = None,
    overwrite: bool = False,
) -> Path:
    """Write the atlas, or some of its layers, for other programs.

    Parameters
    ----------
    atlas : Atlas
        The atlas, or one of a date (``atlas.at("2016-08")``).
    path : str or path-like
        Ends in ``.gpkg`` (every layer, and the tables, in one GeoPackage), ``.kml`` (every layer
        as a folder, for Google Earth), or ``.geojson`` or ``.csv`` (one layer; CSV with WKT).
    layers : iterable of str, optional
        Which layers; all if not given. A single one for GeoJSON and CSV.
    overwrite : bool, default False
        Whether a file that is there may be replaced.

    Returns
    -------
    pathlib.Path
        The file. EPSG:4326, longitude first; lists are written with semicolons. It carries the
        credit that the licences of the data ask for, except as CSV, which has no room for it.

    Raises
    ------
    OutputError
        The path cannot be written, or its ending is none of these.
    InvalidQuantity
        A layer is unknown, or there are several for a format that holds one.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from sinokorea_geo import load_atlas
    >>> folder = TemporaryDirectory()
    >>> out = Path(folder.name) / "crossings.geojson"
    >>> export_atlas(load_atlas(), out, layers=["crossings"]).name
    'crossings.geojson'
    >>> folder.cleanup()
    """
    target = Path(path)
    writer = _WRITERS.get(target.suffix.lower())
    if writer is None:
        raise OutputError(
            f"{target} ends in none of {', '.join(_WRITERS)}, which say what to write; rename it"
        )
    wanted = list(dict.fromkeys(atlas.layers if layers is None else listed(layers)))
    if unknown := [name for name in wanted if name not in atlas.layers]:
        hint = meant(unknown[0], atlas.layers)
        raise InvalidQuantity(f"no layer {unknown[0]!r}{hint}; there are {', '.join(atlas.layers)}")
    if writer in {_write_geojson, _write_csv} and len(wanted) != 1:
        raise InvalidQuantity(
            f"{target.suffix} holds one layer, and {len(wanted)} are wanted; name one, or write "
            "a .gpkg"
        )
    with replacing(target, overwrite=overwrite) as scratch:
        try:
            writer(atlas, wanted, scratch)
        except pyogrio.errors.DataSourceError as error:
            raise OSError(str(error)) from error
    return target


def _flat(frame: Any) -> Any:
    """Write lists as text, which every format can hold."""
    flat = frame.copy()
    for column in flat.columns:
        if (
            column != "geometry"
            and flat[column].map(lambda v: isinstance(v, list | tuple | dict)).any()
        ):
            flat[column] = flat[column].map(_as_text)
        empty = flat[column].dtype == object and flat[column].isna().all()
        if empty or isinstance(flat[column].dtype, pd.CategoricalDtype):
            flat[column] = flat[column].astype("str")
    return flat


def _as_text(value: Any) -> Any:
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return ";".join(value)
    return (
        json.dumps(value, ensure_ascii=False) if isinstance(value, list | tuple | dict) else value
    )


def _credit(atlas: Atlas) -> str:
    """Return what the licences ask for, and which state of the data this is."""
    dated = f" as of {atlas.date_label}" if atlas.date_label else ""
    return f"{FORMATS['credit']} Data {atlas.version}, fingerprint {atlas.fingerprint}{dated}."


def _write_gpkg(atlas: Atlas, wanted: list[Layer], path: Path) -> None:
    for name in wanted:
        pyogrio.write_dataframe(
            _flat(atlas.layer(name)),
            path,
            layer=name,
            driver="GPKG",
            append=False,
            layer_metadata={"CREDIT": _credit(atlas)},
            DESCRIPTION=_credit(atlas),
        )
    for table in _TABLES:
        pyogrio.write_dataframe(_flat(getattr(atlas, table)), path, layer=table, driver="GPKG")


def _write_kml(atlas: Atlas, wanted: list[Layer], path: Path) -> None:
    for name in wanted:
        frame = _flat(atlas.layer(name)).replace(_IN_KML, regex=True)
        frame.insert(0, "Name", frame["name_en"].where(frame["name_en"].notna(), frame["id"]))
        frame["credit"] = _credit(atlas)
        pyogrio.write_dataframe(frame, path, layer=name, driver="LIBKML", append=path.exists())


def _write_geojson(atlas: Atlas, wanted: list[Layer], path: Path) -> None:
    collection = json.loads(_flat(atlas.layer(wanted[0])).to_json(drop_id=True))
    collection.pop("crs", None)  # RFC 7946 knows one system only
    collection["attribution"] = _credit(atlas)
    path.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")


def _write_csv(atlas: Atlas, wanted: list[Layer], path: Path) -> None:
    frame = _flat(atlas.layer(wanted[0]))
    table = pd.DataFrame(frame.drop(columns="geometry")).assign(wkt=frame.geometry.to_wkt())
    table = table.rename(columns=plain_cell).map(plain_cell)
    table.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


_WRITERS: Final[dict[str, Callable[[Atlas, list[Layer], Path], None]]] = {
    ".gpkg": _write_gpkg,
    ".kml": _write_kml,
    ".geojson": _write_geojson,
    ".csv": _write_csv,
}
