"""Articles told as a story: places, claims, events and figures, each with its sentence."""

from sinokorea_geo.story.statements import check_found_claims
from sinokorea_geo.story.story import Story, make_story

__all__ = ["Story", "check_found_claims", "make_story"]
