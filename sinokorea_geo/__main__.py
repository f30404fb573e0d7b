"""Run the command line: ``python -m sinokorea_geo``."""

from sinokorea_geo.cli import main

__all__: list[str] = []

if __name__ == "__main__":
    main(prog_name="sinokorea-geo")
