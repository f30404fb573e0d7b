"""Find a headless browser for the tests, or install one.

Run as a script it makes sure that there is one: the system's Chromium or Chrome, else the
distribution's package, else Playwright's own download.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "brave-browser",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)
PACKAGES = (
    ("apt-get", ["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]),
    ("dnf", None, ["dnf", "install", "-y", "-q", "chromium"]),
    ("apk", None, ["apk", "add", "--quiet", "chromium"]),
    ("pacman", None, ["pacman", "-Sy", "--noconfirm", "--quiet", "chromium"]),
)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SAY_WHICH = (
    "No headless browser could be had. Install Chromium or Chrome, or name one: "
    "SKG_BROWSER=/path/to/chrome make test"
)


def system_browser() -> str | None:
    """Return the path of a Chromium-like browser on this machine, None if there is none."""
    named = os.environ.get("SKG_BROWSER")
    if named:
        return named
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in found if path), None) or next(
        (path for path in PLACES if Path(path).exists()), None
    )


def launch(playwright: Any) -> Any:
    """Start the browser that was found, Playwright's own if the system has none."""
    return playwright.chromium.launch(executable_path=system_browser(), args=list(ARGUMENTS))


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


def install() -> None:
    """Install the distribution's Chromium, else Playwright's own."""
    for manager, refresh, command in PACKAGES:
        if shutil.which(manager):
            print(f"browser: installing Chromium with {manager}")
            if refresh:
                _run(refresh)
            if _run(command):
                return
    print("browser: installing Playwright's own Chromium")
    playwright = [sys.executable, "-m", "playwright", "install", "chromium"]
    subprocess.run(playwright, check=False)


def main() -> int:
    """Make sure there is a browser that works; say what to do if not."""
    if system_browser() is None:
        install()
    if not works():
        print(SAY_WHICH, file=sys.stderr)
        return 1
    print(f"browser: {system_browser() or 'Playwright’s own Chromium'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
