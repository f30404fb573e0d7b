"""Read geometries in WKB that nothing is nested in."""

import struct

import shapely
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.errors import CRSMismatch, InvalidGeometry
from sinokorea_geo.io.features import built
from sinokorea_geo.io.source import said


def from_wkb(blob: bytes, where: str) -> BaseGeometry:
    """Return what the bytes hold, if it is flat: deeply nested collections let GEOS crash."""
    try:
        blob = _without_srid(blob, where)
        flat = _is_flat(blob)
    except struct.error as error:
        raise InvalidGeometry(f"{where}: its geometry breaks off; mend the file") from error
    if not flat:
        raise InvalidGeometry(said("collection", where))
    return built(shapely.from_wkb, blob, where=where)


def _without_srid(blob: bytes, where: str) -> bytes:
    """Take out the number of the system that PostGIS writes, if it is that of WGS 84."""
    order = "<" if blob[:1] == b"\x01" else ">"
    (code,) = struct.unpack_from(f"{order}I", blob, 1)
    if not code & 0x20000000:
        return blob
    (srid,) = struct.unpack_from(f"{order}I", blob, 5)
    if srid not in {0, 4326}:
        raise CRSMismatch(f"{where}: is in EPSG:{srid}, wanted EPSG:4326; convert it first")
    return blob[:1] + struct.pack(f"{order}I", code & ~0x20000000) + blob[9:]


def _is_flat(blob: bytes) -> bool:
    kind, order, size = _kind(blob, 0)
    if kind in {1, 2, 3}:
        return True
    if kind not in {4, 5, 6}:
        return False
    (count,) = struct.unpack_from(f"{order}I", blob, 5)
    at = 9
    for _ in range(count):
        part, order, size = _kind(blob, at)
        if part != kind - 3:
            return False
        at += 5
        if part == 1:
            at += size
            continue
        (rings,) = struct.unpack_from(f"{order}I", blob, at) if part == 3 else (1,)
        at += 4 * (part == 3)
        for _ in range(rings):
            (points,) = struct.unpack_from(f"{order}I", blob, at)
            at += 4 + points * size
    return True


def _kind(blob: bytes, at: int) -> tuple[int, str, int]:
    """Return kind, order of bytes and bytes a position takes of the geometry that starts here."""
    order = "<" if blob[at : at + 1] == b"\x01" else ">"
    (code,) = struct.unpack_from(f"{order}I", blob, at + 1)
    kind, flags = code & 0x0FFFFFFF, code >> 28
    # Heights and measures: a flag for each, or thousands (1000 Z, 2000 M, 3000 both).
    more = (0, 1, 1, 2)[kind // 1000 % 4] + (flags >> 3) + (flags >> 2 & 1)
    # A reference number of its own would lie between: inside there is none.
    return 0 if flags & 2 or kind >= 4000 else kind % 1000, order, 8 * (2 + more)
