"""Which Chromium the browser tests run in. As a script: does one start?"""

from __future__ import annotations

import os
import shutil
import sys

from playwright.sync_api import Browser, Error, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def candidates() -> list[str | None]:
    """Return the paths to try: $CHROMIUM alone if set, else installed ones, then Playwright's (None)."""
    if named := os.environ.get("CHROMIUM"):
        return [named]
    return [path for name in NAMES if (path := shutil.which(name))] + [None]


FRUGAL = ("--num-raster-threads=1", "--disable-software-rasterizer")
"""For tests, of which several run at once: what is painted is the same."""


def launch(playwright: Playwright, *more: str) -> Browser:
    """Start the first candidate that starts, headless, with more arguments.

    Raises
    ------
    RuntimeError
        If none does: it says why, for each.
    """
    failures = []
    for path in candidates():
        try:
            return playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *more])
        except Error as error:
            failures.append(f"{path or 'Playwright’s own'}: {error.message.splitlines()[0]}")
    raise RuntimeError("no Chromium starts\n  " + "\n  ".join(failures))


def main() -> int:
    """Print the version of the Chromium that starts; return 1 if none does."""
    with sync_playwright() as playwright:
        try:
            browser = launch(playwright)
        except RuntimeError as error:
            print(error, file=sys.stderr)
            return 1
        print(f"Chromium {browser.version}")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
