"""Write the atlas, or a part of it, as a file that other programs open."""

import io
import json
import os
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.names import listed
from sinokorea_geo.atlas.store import Layer
from sinokorea_geo.atomic import plain_cell, replacing
from sinokorea_geo.errors import InvalidQuantity, OutputError, meant, needing
from sinokorea_geo.maps.export.styled import kml_of, qgis_styles
from sinokorea_geo.maps.words import read_json
from sinokorea_geo.spatial import corridor

Frames: TypeAlias = dict[str, gpd.GeoDataFrame]


@dataclass(frozen=True)
class _Selection:
    """What is written: the layers, what the file says of itself, and how a CSV file begins."""

    atlas: Atlas
    frames: Frames
    about: dict[str, str]
    bom: bool


def export_atlas(
    atlas: Atlas,
    path: str | os.PathLike[str],
    *,
    layers: Layer | Iterable[Layer] | None = None,
    within: float | str | None = None,
    bbox: tuple[float, float, float, float] | None = None,
    bom: bool = True,
    overwrite: bool = False,
) -> Path:
    """Write the atlas, or a part of it, for other programs.

    Parameters
    ----------
    atlas : Atlas
        The atlas, or one of a date (``atlas.at("2016-08")``).
    path : str or path-like
        Its ending says what is written. With every layer: ``.gpkg`` (and the tables, with styles
        that QGIS takes up), ``.kmz`` and ``.kml`` (for Google Earth; icons in the KMZ alone),
        ``.xlsx`` (sheets, and the tables). With one: ``.geojson``, ``.parquet`` (GeoParquet 1.1),
        ``.fgb`` (FlatGeobuf) and ``.csv`` (with WKT). Excel needs openpyxl.
    layers : iterable of str, optional
        Which layers; all if not given, for Google Earth all but the base map, which would hide the
        imagery.
    within, bbox : optional
        Only features that come so near to the border (metres, or text such as ``"25 km"``), and
        into a box (west, south, east and north, degrees on WGS 84).
    bom : bool, default True
        Whether CSV starts with a byte order mark, by which spreadsheets know UTF-8.
    overwrite : bool, default False
        Whether a file that is there may be replaced.

    Returns
    -------
    pathlib.Path
        The file. EPSG:4326, longitude first; lists are written with semicolons. It carries the
        credit that the licences of the data ask for, and version and fingerprint of the data.
        Tables are written whole, whatever part of the layers is.

    Raises
    ------
    OutputError
        The path cannot be written, or its ending is none of these.
    MissingPackage
        What writes this format is not installed.
    InvalidQuantity
        A layer is unknown, there are several for a format that holds one, or `within` or `bbox`
        is none.

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
    ending = target.suffix.lower()
    if ending not in _WRITERS:
        raise OutputError(
            f"{target} ends in none of {', '.join(_WRITERS)}, which say what to write; rename it"
        )
    every = [name for name in atlas.layers if name != "basemap" or ending not in {".kml", ".kmz"}]
    wanted = list(dict.fromkeys(every if layers is None else listed(layers)))
    if unknown := [name for name in wanted if name not in atlas.layers]:
        hint = meant(unknown[0], atlas.layers)
        raise InvalidQuantity(f"no layer {unknown[0]!r}{hint}; there are {', '.join(atlas.layers)}")
    if ending in _ONE_LAYER and len(wanted) != 1:
        raise InvalidQuantity(
            f"{target.suffix} holds one layer, and {len(wanted)} are wanted; name one, or write "
            "a .gpkg"
        )
    frames = _chosen(atlas, wanted, within, bbox)
    chosen = _Selection(atlas, frames, _about(atlas, frames), bom)
    with replacing(target, overwrite=overwrite) as scratch:
        _WRITERS[ending](chosen, scratch)
    return target


def _chosen(atlas: Atlas, wanted: list[Layer], within: Any, bbox: Any) -> Frames:
    """Return the layers, cut down to what comes near the border and into the box."""
    parts = [] if within is None else [corridor(atlas.border, within).geometry.iloc[0]]
    if bbox is not None:
        box = pd.to_numeric(pd.Series([*bbox]), errors="coerce").to_numpy(dtype=float)
        if (
            len(box) != 4
            or not (np.abs(box) <= (180, 90, 180, 90)).all()
            or (box[:2] >= box[2:]).any()
        ):
            raise InvalidQuantity(f"bbox is {bbox!r}; pass west, south, east and north in degrees")
        parts.append(shapely.box(*box))
    frames = {str(name): atlas.layer(name) for name in wanted}
    if parts:
        near = shapely.intersection_all(parts)
        for name, frame in frames.items():
            frames[name] = frame[frame.intersects(near)].reset_index(drop=True)
    return frames


def _about(atlas: Atlas, frames: Frames) -> dict[str, str]:
    """Return what the licences ask for, and which state of the data this is."""
    licences = (frame.attrs["licence"].split(" AND ") for frame in frames.values())
    dated = f" as of {atlas.date_label}" if atlas.date_label else ""
    return {
        "credit": f"{_CREDIT} Data {atlas.version}, fingerprint {atlas.fingerprint}{dated}.",
        "licence": " AND ".join(dict.fromkeys(name for names in licences for name in names)),
        "version": atlas.version,
        "fingerprint": atlas.fingerprint,
        **({"date": atlas.date_label} if dated else {}),
    }


def _flat(frame: Any) -> Any:
    """Write lists as text, which every format can hold."""
    flat = frame.copy()
    for column in flat.columns.drop("geometry", errors="ignore"):
        empty = flat[column].dtype == object and flat[column].isna().all()
        if flat[column].dtype == object and not empty:
            flat[column] = flat[column].map(_as_text)
        if empty or isinstance(flat[column].dtype, pd.CategoricalDtype):
            flat[column] = flat[column].astype("str")
    return flat


def _as_text(value: Any) -> Any:
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return ";".join(value)
    return (
        json.dumps(value, ensure_ascii=False) if isinstance(value, list | tuple | dict) else value
    )


def _add_layer(path: Path, frame: Any, layer: str, driver: str = "GPKG", **how: Any) -> None:
    import pyogrio  # noqa: PLC0415 - GDAL is loaded for those who write with it

    try:
        pyogrio.write_dataframe(frame, path, layer=layer, driver=driver, **how)
    except pyogrio.errors.DataSourceError as error:
        raise OSError(str(error)) from error


def _write_gpkg(chosen: _Selection, path: Path) -> None:
    about = {key.upper(): text for key, text in chosen.about.items()}
    for name, frame in chosen.frames.items():
        _add_layer(path, _flat(frame), name, layer_metadata=about, DESCRIPTION=about["CREDIT"])
    for name in chosen.atlas.tables:
        _add_layer(path, _flat(getattr(chosen.atlas, _CALLED.get(name, name))), name)
    _add_layer(path, qgis_styles(chosen.frames), "layer_styles", FID="id")


def _write_kml(chosen: _Selection, path: Path) -> None:
    flat = {name: _flat(frame) for name, frame in chosen.frames.items()}
    document, icons = kml_of(chosen.atlas, flat, chosen.about, icons=path.suffix.lower() == ".kmz")
    if path.suffix.lower() == ".kml":
        path.write_text(document, encoding="utf-8")
        return
    held = io.BytesIO()  # an archive on a full disk would complain again when it is thrown away
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in {"doc.kml": document.encode(), **icons}.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    path.write_bytes(held.getvalue())


def _write_geojson(chosen: _Selection, path: Path) -> None:
    ((_, frame),) = chosen.frames.items()
    collection = json.loads(_flat(frame).to_json(drop_id=True))
    collection.pop("crs", None)  # RFC 7946 knows one system only
    collection |= {"attribution": chosen.about["credit"]} | chosen.about
    path.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")


def _write_parquet(chosen: _Selection, path: Path) -> None:
    import pyarrow.parquet as pq  # noqa: PLC0415 - takes long to load

    ((_, frame),) = chosen.frames.items()
    _flat(frame).to_parquet(path, schema_version="1.1.0", write_covering_bbox=True, index=False)
    with pq.ParquetFile(path) as file:
        table = file.read()
    about = {b"sinokorea_geo": json.dumps(chosen.about, ensure_ascii=False).encode()}
    table = table.replace_schema_metadata(table.schema.metadata | about)
    pq.write_table(table, path, compression="zstd")


def _write_flatgeobuf(chosen: _Selection, path: Path) -> None:
    ((name, frame),) = chosen.frames.items()
    about = {"TITLE": name, "DESCRIPTION": f"{chosen.about['credit']} {chosen.about['licence']}"}
    _add_layer(path, _flat(frame), name, "FlatGeobuf", **about)


def _rows(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return a layer as a table without geometries."""
    table = pd.DataFrame(_flat(frame).drop(columns="geometry"))
    return table.rename(columns=plain_cell).map(plain_cell)


def _write_csv(chosen: _Selection, path: Path) -> None:
    ((_, frame),) = chosen.frames.items()
    table = _rows(frame).assign(wkt=frame.geometry.to_wkt(), credit=chosen.about["credit"])
    encoding = "utf-8-sig" if chosen.bom else "utf-8"
    table.to_csv(path, index=False, lineterminator="\n", encoding=encoding)


def _write_excel(chosen: _Selection, path: Path) -> None:
    sheets = {"about": pd.DataFrame(chosen.about.items(), columns=["what", "text"])}
    for name, frame in chosen.frames.items():
        at = frame.geometry.map(lambda shape: shape.representative_point())
        sheets[name] = _rows(frame).assign(lon=at.map(lambda p: p.x), lat=at.map(lambda p: p.y))
    for name in chosen.atlas.tables:
        sheets[name] = _flat(getattr(chosen.atlas, _CALLED.get(name, name))).map(plain_cell)
    held = io.BytesIO()  # as for KMZ
    with needing("excel"), pd.ExcelWriter(held, engine="openpyxl") as book:
        for name, table in sheets.items():
            table.to_excel(book, sheet_name=name, index=False, freeze_panes=(1, 1))
    path.write_bytes(held.getvalue())


_CREDIT: Final = read_json("export/tables.json")["credit"]
#: Tables that the atlas hands out by another name.
_CALLED: Final = {"counts": "crossing_counts"}
_ONE_LAYER: Final = {".geojson", ".parquet", ".fgb", ".csv"}
_WRITERS: Final[dict[str, Callable[[_Selection, Path], None]]] = {
    ".gpkg": _write_gpkg,
    ".kmz": _write_kml,
    ".kml": _write_kml,
    ".xlsx": _write_excel,
    ".geojson": _write_geojson,
    ".parquet": _write_parquet,
    ".fgb": _write_flatgeobuf,
    ".csv": _write_csv,
}
