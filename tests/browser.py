"""Find a headless browser and East Asian fonts for the tests, or install them.

Run as a script it makes sure that there is a browser: the system's Chromium or Chrome, else the
distribution's package, else Playwright's own download. Fonts it installs if it can; without them
the tests of Chinese and Korean figures are skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

from sinokorea_geo.maps.print.fonts import Fonts
from sinokorea_geo.maps.snapshot import BROWSERS

#: How to refresh the list of packages, how to install, and the names of browsers and of fonts.
MANAGERS = {
    "apt-get": (
        "update -qq",
        "install -y -qq",
        {"browser": ["chromium-headless-shell", "chromium"], "fonts": ["fonts-noto-cjk"]},
    ),
    "dnf": (
        None,
        "install -y -q",
        {
            "browser": ["chromium-headless", "chromium"],
            "fonts": ["google-noto-sans-cjk-fonts"],
        },
    ),
    "apk": (None, "add --quiet", {"browser": ["chromium"], "fonts": ["font-noto-cjk"]}),
    "pacman": (
        None,
        "-Sy --noconfirm --quiet",
        {"browser": ["chromium"], "fonts": ["noto-fonts-cjk"]},
    ),
}
SAY_WHICH = (
    "No headless browser could be had. Install Chromium or Chrome, or name one: "
    "SKG_BROWSER=/path/to/chrome make test"
)


def system_browser() -> str | None:
    """Return the path of a Chromium-like browser on this machine, None if there is none."""
    named = os.environ.get("SKG_BROWSER")
    if named:
        return named
    found = (shutil.which(name) for name in BROWSERS["names"])
    return next((path for path in found if path), None) or next(
        (path for path in BROWSERS["places"] if Path(path).exists()), None
    )


def launch(playwright: Any) -> Any:
    """Start the browser that was found, Playwright's own if the system has none."""
    return playwright.chromium.launch(
        executable_path=system_browser(), args=["--no-sandbox", *BROWSERS["arguments"]]
    )


def works() -> bool:
    """Tell whether a browser starts and draws a page."""
    from playwright.sync_api import Error, sync_playwright

    try:
        with sync_playwright() as playwright:
            browser = launch(playwright)
            page = browser.new_page()
            page.set_content("<p>ready</p>")
            ready: bool = page.inner_text("p") == "ready"
            browser.close()
            return ready
    except Error as error:
        print(f"browser: {str(error).splitlines()[0]}", file=sys.stderr)
        return False


def _run(command: list[str]) -> bool:
    sudo = [] if os.name == "nt" or os.geteuid() == 0 else ["sudo", "-n"]
    if sudo and not shutil.which("sudo"):
        return False
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    return (
        subprocess.run(
            [*sudo, *command], check=False, env=environment, stdout=subprocess.DEVNULL
        ).returncode
        == 0
    )


def has_fonts() -> bool:
    """Tell whether figures can be written in Chinese and in Korean."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return all(Fonts(language).language == language for language in ("zh", "ko"))


def install(what: str) -> bool:
    """Install the distribution's package of a browser or of fonts, the first that can be had."""
    for manager, (refresh, add, packages) in MANAGERS.items():
        if shutil.which(manager):
            if refresh:
                _run([manager, *refresh.split()])
            for package in packages[what]:
                print(f"{what}: installing {package} with {manager}")
                if _run([manager, *add.split(), package]):
                    return True
    return False


def install_browser() -> None:
    """Install the distribution's Chromium, else Playwright's own."""
    if not install("browser"):
        print("browser: installing Playwright's own Chromium")
        playwright = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(playwright, check=False)


def install_fonts() -> None:
    """Install fonts, and have Matplotlib look for them anew."""
    import matplotlib as mpl

    if install("fonts"):
        for listed in Path(mpl.get_cachedir()).glob("fontlist-*.json"):
            listed.unlink()


def main() -> int:
    """Make sure there is a browser that works; say what to do if not."""
    if system_browser() is None:
        install_browser()
    if not has_fonts():
        install_fonts()
    if not works():
        print(SAY_WHICH, file=sys.stderr)
        return 1
    print(f"browser: {system_browser() or 'Playwright’s own Chromium'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
