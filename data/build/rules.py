"""How a position is derived where nobody published one, as ``geometry_how`` writes it."""

from __future__ import annotations

import re

#: ``nearest:ID`` the point of the line nearest a place; ``between:ID,ID`` the one with the
#: smallest sum of distances to two; ``away:ID,KM`` the first one beyond the nearest that lies
#: so far from a place; ``place:ID`` the place itself.
RULE = re.compile(
    r"(?P<rule>nearest|between|away|place):(?P<first>[\w-]+)(?:,(?P<second>[\w.-]+))?"
)
