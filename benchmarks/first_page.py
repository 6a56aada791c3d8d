"""The first page in a real Chromium: until it is drawn, and how much moves meanwhile; the app against a trivial one.

python -m benchmarks.first_page [--rounds 5] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from benchmarks.click_to_paint import AT_REST
from benchmarks.serving import Server, serving, serving_a_class
from tests.browser import chromium

ROOT = Path(__file__).resolve().parent.parent
TRIVIAL = "trivial app"
APPS: dict[str, Callable[[], AbstractContextManager[Server]]] = {
    TRIVIAL: lambda: serving(ROOT / "benchmarks/one_button.py", ROOT),
    "app": lambda: serving(ROOT / "app.py", ROOT),
    "app, for a class": lambda: serving_a_class(ROOT),
}

WATCH = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""

DRAWN = """() => {
  const mark = performance.getEntriesByName("wall-painted")[0];
  return mark ? mark.startTime : document.querySelector("[data-testid=stText]") ? performance.now() : 0;
}"""

SEEN = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
COLUMNS = ("drawn, ms", "something seen, ms", "layout shift")


def opened(browser: Browser, url: str) -> dict[str, float]:
    """Open the page as a stranger whose browser has none of its files."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(url)
    drawn = page.wait_for_function(DRAWN, polling="raf").json_value()
    page.wait_for_selector(AT_REST, state="attached")
    found = dict(zip(COLUMNS, (drawn, page.evaluate(SEEN), page.evaluate("shift")), strict=True))
    context.close()
    return found


def measured(rounds: int) -> dict[str, dict[str, float]]:
    """Medians of cold servers and of the same servers a moment later, the apps in turns."""
    found: dict[str, list[dict[str, float]]] = {f"{app}, {how}": [] for how in ("cold", "warm") for app in APPS}
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        for _round in range(rounds):
            for app, started in APPS.items():
                with started() as server:
                    for how in ("cold", "warm"):
                        found[f"{app}, {how}"].append(opened(browser, server.url))
        browser.close()
    return {name: {column: median(one[column] for one in all_) for column in COLUMNS} for name, all_ in found.items()}


def main() -> None:
    """Measure, and print a table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--json", type=Path)
    options = arguments.parse_args()
    results = measured(options.rounds)
    print(f"| first page | {' | '.join(COLUMNS)} | × trivial |\n|---|---|---|---|---|")
    for name, row in results.items():
        ratio = row[COLUMNS[0]] / results[f"{TRIVIAL}, {name.rpartition(' ')[2]}"][COLUMNS[0]]
        print(f"| {name} | {row[COLUMNS[0]]:.0f} | {row[COLUMNS[1]]:.0f} | {row[COLUMNS[2]]:.3f} | {ratio:.2f} |")
    if options.json:
        options.json.write_text(json.dumps(results, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
