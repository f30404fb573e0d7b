"""Read lengths: metres as numbers, or text with a unit."""

import re
import tomllib
from importlib.resources import files
from typing import Any, Final

from sinokorea_geo.errors import InvalidQuantity
from sinokorea_geo.geodesy import checked_quantity

#: The units of length, as ``lengths.toml`` has them.
LENGTHS: Final[list[dict[str, Any]]] = tomllib.loads(
    files(__package__).joinpath("lengths.toml").read_text(encoding="utf-8")
)["unit"]
_TEXT: Final = re.compile(r"\s*([+-]?\d[\d,]*(?:\.\d+)?)\s*(.*?)\s*")


def metres_of(length: float | str, what: str = "width_m", **bounds: float) -> float:
    """Convert a length to metres, and check it against bounds."""
    if not isinstance(length, str):
        return checked_quantity(length, what, **bounds)
    match = _TEXT.fullmatch(length)
    unit = match[2].casefold() if match else ""
    for row in LENGTHS if unit else ():
        names = {row["symbol"], *row.get("names", ())}
        if match and (unit in names or re.fullmatch("|".join(row["after"]), unit)):
            metres = float(match[1].replace(",", "")) * row["factor"]
            return checked_quantity(metres, what, **bounds)
    raise InvalidQuantity(
        f"{what} is {length!r}; write a number of metres, or text such as '25 km'"
    )
