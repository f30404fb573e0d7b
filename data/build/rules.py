"""Read the rules for positions that nobody published, as ``geometry_how`` writes them."""

from __future__ import annotations

import re

#: ``nearest:ID`` the point of the line nearest a place; ``between:ID,ID`` the one with the
#: smallest sum of distances to two; ``away:ID,KM`` the first one beyond the nearest that lies
#: so far from a place; ``along:ID,METRES`` so far along the line from a feature, downstream on the
#: DPRK–Russia line and towards the Tumen on the border, back if negative; ``place:ID`` the place
#: itself.
RULE = re.compile(
    r"(?P<rule>nearest|between|away|along|place):(?P<first>[\w-]+)(?:,(?P<second>-?[\w.-]+))?"
)
