"""Turn TopoJSON into features of GeoJSON: lines share arcs, and arcs are steps on a grid."""

from typing import Any

import numpy as np

from sinokorea_geo.errors import DataError
from sinokorea_geo.io.features import Limits, chosen_layer
from sinokorea_geo.io.source import said


def features_of(
    document: dict[str, Any], name: str, limits: Limits, layer: str | None
) -> list[dict[str, Any]]:
    """Return the features of one object of a topology, the only one if none is named."""
    try:
        chosen = chosen_layer(list(document["objects"]), layer, name)
        scale, origin, arcs = (1.0, 1.0), (0.0, 0.0), document["arcs"]
        if how := document.get("transform"):
            scale, origin = how["scale"], how["translate"]
            arcs = [np.cumsum([at[:2] for at in arc], axis=0) for arc in arcs]
        lines = [(np.array([at[:2] for at in arc]) * scale + origin).tolist() for arc in arcs]
        count = 0

        def joined(numbers: list[Any]) -> list[Any]:
            """Return the line of some arcs, those with a negative number run through backwards."""
            nonlocal count
            if numbers and isinstance(numbers[0], list):
                return [joined(part) for part in numbers]
            line: list[Any] = []
            for number in numbers:
                arc = lines[~number][::-1] if number < 0 else lines[number]
                line += arc[bool(line) :]
            count += len(line)
            limits.check_bytes(100 * count, name)
            return line

        top = document["objects"][chosen]
        found = []
        for member in top["geometries"] if top["type"] == "GeometryCollection" else [top]:
            item = {key: member[key] for key in ("id", "properties") if key in member}
            if "arcs" in member:
                geometry = {"type": member["type"], "coordinates": joined(member["arcs"])}
            elif "coordinates" in member:
                placed = (np.array(member["coordinates"], float)[..., :2] * scale + origin).tolist()
                geometry = {"type": member["type"], "coordinates": placed}
            else:
                geometry = None
            found.append({"type": "Feature", **item, "geometry": geometry})
        return found
    except DataError:
        raise
    except (KeyError, TypeError, IndexError, ValueError, AttributeError, OverflowError) as error:
        raise DataError(said("broken topology", name, error=error)) from error
    except RecursionError:
        raise DataError(f"{name}: is nested too deeply to be TopoJSON") from None
