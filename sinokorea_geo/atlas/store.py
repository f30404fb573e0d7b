"""Read the data files, after checking each against the manifest, and a caller's own places."""

import hashlib
import json
import re
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import geopandas as gpd
import pandas as pd
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape

from sinokorea_geo.atlas.positions import as_points
from sinokorea_geo.atlas.schema import SCHEMA, TABLE_COLUMNS, check_layer, said, typed
from sinokorea_geo.errors import DataError, InvalidGeometry, SchemaError, meant
from sinokorea_geo.geodesy.lazy import cached_property

#: Every layer, in the order a reader would list them; a type checker knows them, too.
Layer: TypeAlias = Literal[
    "border", "rivers", "islands", "crossings", "zones", "places", "routes", "railways",
    "provinces", "counties", "basemap"
]  # fmt: skip
LAYERS: Final[tuple[Layer, ...]] = tuple(SCHEMA["layers"])
TABLES: Final = (*TABLE_COLUMNS, "sources")
#: The source of a place that names none.
OWN_SOURCE: Final = {"id": "own-places", "type": "dataset", "title": "Places added by the user"}
#: What is taken for granted where a frame has no such column.
_GIVEN: Final = {"geometry_basis": "published", "sensitivity": "public", "source_ids": "own-places"}


def default_data_dir() -> Path:
    """Return the folder of the data files: in the installed package, else in the checkout."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "data", package.parent / "data"):
        if (folder / "datapackage.json").is_file():
            return folder
    raise DataError(said("no data", folder=package / "data"))


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as dictionaries by column name."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


class DataStore:
    """Read-only access to one folder of data files, with places of a caller's own beside them."""

    def __init__(self, folder: Path, own: gpd.GeoDataFrame | None = None) -> None:
        self.folder, self.own = folder, own
        self._layers: dict[str, gpd.GeoDataFrame] = {}
        self._tables: dict[str, pd.DataFrame] = {}

    @cached_property
    def _package(self) -> Any:
        path = self.folder / "datapackage.json"
        return _parse_json(self._bytes(path), path)

    @cached_property
    def manifest(self) -> dict[str, dict[str, Any]]:
        """The resources of ``datapackage.json`` by name."""
        try:
            return {resource["name"]: resource for resource in self._package["resources"]}
        except (KeyError, TypeError) as error:
            path = self.folder / "datapackage.json"
            raise DataError(f"{path}: not a data package: {error!r} is missing") from error

    @property
    def version(self) -> str:
        """The version of the data, as ``datapackage.json`` has it; empty if it has none."""
        return str(self._package.get("version", "")) if isinstance(self._package, dict) else ""

    @cached_property
    def fingerprint(self) -> str:
        """A digest of the manifest, which holds the digests of all data files."""
        held = self._bytes(self.folder / "datapackage.json")
        held += b"" if self.own is None else self.own.to_json(default=str).encode()
        return hashlib.sha256(held).hexdigest()[:16]

    def layer(self, name: str) -> gpd.GeoDataFrame:
        """Return a copy of a layer, EPSG:4326, indexed 0, 1, 2, ..."""
        _check_known("layer", name, LAYERS)
        if name not in self._layers:
            path, content = self._verified(name)
            self._layers[name] = _features(_parse_json(content, path), path)
            if name == "places" and self.own is not None:
                self._layers[name] = pd.concat([self._layers[name], self.own], ignore_index=True)
            self._layers[name].attrs = self._about(name)
        return self._layers[name].copy()

    def table(self, name: str) -> pd.DataFrame:
        """Return a copy of a table, its columns typed as ``schema.toml`` says."""
        if name not in self._tables:
            cells = self.cells(name)
            path = self.folder / self.manifest[name]["path"]
            if name == "sources" and self.own is not None:
                cells = pd.concat([cells, pd.DataFrame([OWN_SOURCE])], ignore_index=True)
            self._tables[name] = typed(name, cells, path)
            self._tables[name].attrs = self._about(name)
        table = self._tables[name]
        return table.map(deepcopy) if name == "sources" else table.copy()

    def cells(self, name: str) -> pd.DataFrame:
        """Return the cells of a table as its file has them, all of them text."""
        _check_known("table", name, TABLES)
        path, content = self._verified(name)
        return _rows(content, path)

    def _about(self, name: str) -> dict[Any, Any]:
        """Return what a frame carries in ``attrs``: where it comes from, and on what terms."""
        resource = self.manifest[name]
        return {
            "source": f"sinokorea_geo: {resource.get('title', name)}",
            "licence": " AND ".join(each["name"] for each in resource.get("licenses", [])),
            "version": self.version,
            "fingerprint": self.fingerprint,
        }

    def _verified(self, name: str) -> tuple[Path, bytes]:
        """Return a resource's bytes, once they are the bytes the manifest describes."""
        resource = self.manifest.get(name)
        if resource is None:
            raise DataError(f"{self.folder / 'datapackage.json'} lists no resource {name!r}")
        path = self.folder / resource["path"]
        content = self._bytes(path)
        found = f"sha256:{hashlib.sha256(content).hexdigest()}"
        if found != resource["hash"]:
            facts = {"path": path, "size": len(content), "found": found, "wanted": resource}
            raise DataError(said("damaged", **facts))
        return path, content

    @staticmethod
    def _bytes(path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise DataError(f"{path}: cannot be read ({error.strerror}); reinstall") from error


def _check_known(what: str, name: str, known: tuple[str, ...]) -> None:
    if name not in known:
        near = meant(name, known)
        raise DataError(f"no {what} {name!r}{near}; the atlas has {', '.join(known)}")


def _parse_json(content: bytes, path: Path) -> Any:
    try:
        return json.loads(content)
    except ValueError as error:
        raise DataError(f"{path}: not readable as JSON ({error})") from error


def _features(collection: Any, path: Path) -> gpd.GeoDataFrame:
    try:
        features = collection["features"]
        rows = [
            {k: tuple(v) if isinstance(v, list) else v for k, v in item["properties"].items()}
            for item in features
        ]
        geometries = [shape(item["geometry"]) for item in features]
        frame = gpd.GeoDataFrame(rows, geometry=geometries, crs="EPSG:4326")
        texts = [name for name in ("country", "start", "end", "status") if name in frame]
        empty = [name for name in texts if frame[name].isna().all()]
        whole = {"geonames_id": "Int64"} if "geonames_id" in frame else {}
        return frame.astype(dict.fromkeys(empty, pd.Series(dtype="str").dtype) | whole)
    except (AttributeError, KeyError, TypeError, ShapelyError) as error:
        raise DataError(f"{path}: not a GeoJSON feature collection ({error!r})") from error


def _rows(content: bytes, path: Path) -> pd.DataFrame:
    if path.suffix == ".json":
        return pd.DataFrame(_parse_json(content, path))
    try:
        return pd.read_csv(BytesIO(content), dtype=str, keep_default_na=False)
    except (ValueError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: not readable as CSV ({error})") from error


def completed(frame: Any, like: gpd.GeoDataFrame, taken: set[str], sources: set[str]) -> Any:
    """Return rows with the columns and types of a layer, once they are as its schema says."""
    if not isinstance(frame, pd.DataFrame):
        raise InvalidGeometry(said("no frame", kind=type(frame).__name__))
    at = as_points(frame, "places")
    rows = pd.DataFrame(frame).rename(columns={"name": "name_en"}).reset_index(drop=True)
    rows = rows.drop(columns=["lon", "lat", "geometry"], errors="ignore")
    rows = rows.assign(**{key: text for key, text in _GIVEN.items() if key not in rows})
    rows["source_ids"] = [
        tuple(re.split(r"[;\s]+", ids)) if isinstance(ids, str) else tuple(ids)
        for ids in rows["source_ids"]
    ]
    if "id" not in rows:
        names = rows["name_en"].astype(str).str.lower() if "name_en" in rows else [""] * len(rows)
        slugs = [re.sub(r"[^a-z0-9]+", "-", name).strip("-") for name in names]
        rows["id"] = [slug or f"own-{row}" for row, slug in enumerate(slugs, start=1)]
    rows = rows.reindex(columns=list(dict.fromkeys([*like.columns.drop("geometry"), *rows])))
    rows = rows.astype(object).where(rows.notna(), None)
    own = gpd.GeoDataFrame(rows, geometry=shapely.points(at.lon, at.lat), crs="EPSG:4326")
    if twice := [said("taken", own=key) for key in own["id"] if key in taken]:
        raise SchemaError("; ".join(twice), twice)
    check_layer("places", own, source_ids=sources | {OWN_SOURCE["id"]})
    known = like.dtypes.drop("geometry")
    return own.astype(known[known != "object"].to_dict())
