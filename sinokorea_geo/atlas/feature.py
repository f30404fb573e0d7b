"""Describe one feature of the atlas, as look-ups return it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from shapely.geometry.base import BaseGeometry

from sinokorea_geo.errors import InvalidGeometry


def card(title: str, facts: Mapping[str, object]) -> str:
    """Return facts as a small table of HTML, their text as text; those that are empty left out."""
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(str(fact).removesuffix('.0'))}</td></tr>"
        for name, fact in facts.items()
        if fact is not None and fact != ""
    )
    return f"<table><caption>{escape(title)}</caption>{rows}</table>"


#: What tables call the whole line of the border.
BORDER_ID = "china-dprk-border"


@dataclass(frozen=True)
class Place:
    """Describe a feature: its names, its position and accuracy, and its sources.

    Parameters
    ----------
    id : str
        Its slug, unique in the atlas.
    name_en, name_zh, name_ko : str or None
        Its name in English, Chinese (simplified) and Korean (DPRK spelling).
    kind, layer, country : str
        What it is, the layer it stands in, and the country or countries (``CN``, ``CN-KP``).
    geometry : shapely geometry or None
        Longitude, latitude on WGS 84; None if no source gives a position.
    accuracy_m : float or None
        How far the drawn position may be from the true one.
    geometry_basis : str or None
        ``osm``, ``published``, ``gazetteer``, ``derived`` or ``schematic``.
    source_ids : tuple of str
        Records of ``atlas.sources``.
    properties : mapping
        Everything else the layer says of it.
    matched : str or None
        The name that a look-up matched.
    score : float
        How well it matched, up to 100.
    """

    id: str
    name_en: str
    name_zh: str | None
    name_ko: str | None
    kind: str
    layer: str
    country: str
    geometry: BaseGeometry | None = field(repr=False)
    accuracy_m: float | None = field(repr=False)
    geometry_basis: str | None = field(repr=False)
    source_ids: tuple[str, ...] = field(repr=False)
    properties: Mapping[str, Any] = field(default_factory=dict, repr=False, hash=False)
    matched: str | None = field(default=None, repr=False, compare=False)
    score: float = field(default=100.0, repr=False, compare=False)

    @property
    def lon(self) -> float:
        """Longitude of the point, or of a point inside the outline, in degrees."""
        return float(self.position.representative_point().x)

    @property
    def lat(self) -> float:
        """Latitude of the point, or of a point inside the outline, in degrees."""
        return float(self.position.representative_point().y)

    @property
    def position(self) -> BaseGeometry:
        """The geometry, for a place that has one.

        Raises
        ------
        InvalidGeometry
            If no source gives a position.
        """
        if self.geometry is None:
            named = f"{self.name_en} ({self.id})"
            raise InvalidGeometry(f"no source gives a position for {named}; see atlas.unplaced")
        return self.geometry

    def __str__(self) -> str:
        others = ", ".join(name for name in (self.name_zh, self.name_ko) if name)
        return f"{self.name_en} ({others})" if others else self.name_en

    def _repr_html_(self) -> str:
        there = self.geometry is not None
        facts = {key: getattr(self, key) for key in ("id", "kind", "country", "accuracy_m")}
        at = f"{self.lon:.4f}, {self.lat:.4f}" if there else "no source gives one"
        facts |= {key: self.properties.get(key) for key in ("status", "as_of")}
        return card(str(self), facts | {"position": at, "sources": ", ".join(self.source_ids)})
