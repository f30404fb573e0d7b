"""Rebuild the data: `python data/build` from the registry, `python data/build points` offline."""

from __future__ import annotations

import sys

import manifest

STEPS = ("fetch", "derived", "points", "network", "variants", "south", "manifest")


def main(arguments: list[str]) -> None:
    """Run the steps named, all of them by default."""
    steps = arguments or list(STEPS)
    unknown = sorted(set(steps) - set(STEPS))
    if unknown:
        raise SystemExit(f"unknown step {unknown[0]!r}; steps are {', '.join(STEPS)}")
    if "fetch" in steps:
        import registry

        for name in registry.PINS:
            registry.package(name)
    if "derived" in steps:
        import admin
        import drawn
        import land
        import lines
        import uncertainty

        lines.build()
        land.build_basemap()
        land.build_islands()
        admin.build()
        drawn.build()
        uncertainty.build()
    if "points" in steps:
        import points

        points.build()
    if "network" in steps:
        import position_checks
        import railways
        import rivers

        rivers.build()
        railways.build()
        position_checks.build()
    if "variants" in steps:
        import variants

        variants.build()
    if "south" in steps:
        import south

        south.build()
    if "manifest" in steps:
        manifest.build()


main(sys.argv[1:])
