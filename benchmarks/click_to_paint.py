"""From a click to the picture that it changes, in a real Chromium: the app against a trivial one, in turns.

python -m benchmarks.click_to_paint [--rounds 40] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from time import perf_counter

from playwright.sync_api import Page, ViewportSize, sync_playwright

from backprop.experiment import Experiment
from benchmarks.serving import serving
from tests.browser import chromium

ROOT = Path(__file__).parent.parent
PLAY_SECONDS = 3
TURNS = 5
LOOKED_AT = 150
"""Milliseconds for which a page lies in front before it is clicked: nobody clicks sooner."""

AT_REST = "[data-test-script-state=notRunning]"

WIDE = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
import numpy as np
import streamlit as st
from backprop.data import from_table
from backprop.experiment import Experiment, Source
from ui import explore, setup, shell, state
from ui.bookmark import Bookmark
if state.KEY not in st.session_state:
    rng = np.random.default_rng(0)
    columns = {{f"x{{c}}": rng.standard_normal(640) for c in range(784)}} | {{"y": np.arange(640) % 10}}
    table = from_table(columns)
    experiment = Experiment(
        Source("wide", table=table), (128, 64), ("relu", "relu", "identity"), batch_size=64, dtype="float32"
    )
    st.session_state[state.KEY] = state.Session.at(Bookmark(experiment))
shell.configure()
shell.page("explore")
setup.panel()
explore.main()
"""

WATCH = """
(() => {
  const deep = (root) => {
    const found = root.querySelector(".wall-root");
    if (found) return found;
    for (const e of root.querySelectorAll("*")) {
      const inner = e.shadowRoot && deep(e.shadowRoot);
      if (inner) return inner;
    }
    return null;
  };
  window.wall = () => (window.wallRoot?.isConnected ? window.wallRoot : (window.wallRoot = deep(document)));
  window.picture = () => wall()?.dataset.step ?? document.querySelector("[data-testid=stText]")?.innerText;
  window.timed = (act, changed) => new Promise((done, failed) => {
    const before = changed();
    const began = performance.now();
    let frames = 0;
    setTimeout(() => failed(`nothing came of ${act} in ${frames} frames: ${before}, ${changed()}`), 20_000);
    act();
    const look = () => { // before a frame is painted; a task of its own comes when it is
      frames += 1;
      if (changed() === before) requestAnimationFrame(look);
      else setTimeout(() => done(performance.now() - began));
    };
    requestAnimationFrame(look);
  });
  window.press = (which) => (wall()?.querySelector(which) ?? document.querySelector(".st-key-step button")).click();
  window.play = () => press(".deck-play");
  window.pace = (name) => {
    const menu = wall().querySelector(".deck-pace");
    menu.value = name;
    menu.dispatchEvent(new Event("change"));
  };
  window.choose = (row, column) => {
    const matrix = wall().querySelector(".wall [data-tile=dW1] .matrix");
    const box = matrix.getBoundingClientRect();
    const at = { bubbles: true, clientX: box.left + (column + 0.5) * box.width / 4,
                 clientY: box.top + (row + 0.5) * box.height / 4 };
    matrix.dispatchEvent(new MouseEvent("click", at));
  };
  window.value = () => wall().querySelector(".magnifier .number-value")?.textContent;
  window.terms = () => wall().querySelector(".magnifier .terms")?.textContent;
})()
"""


def opened(page: Page, url: str) -> Page:
    """The page, drawn and at rest."""
    page.goto(url)
    page.wait_for_selector(".deck-step, .st-key-step button")
    page.evaluate(WATCH)
    page.wait_for_function("() => window.picture() !== undefined")
    page.wait_for_selector(AT_REST, state="attached")
    if page.evaluate("Boolean(wall())"):  # every matrix is there at the end of the backward pass
        page.evaluate("timed(() => press('.track-phase.backward'), picture)")
        page.wait_for_selector(AT_REST, state="attached")
    return page


def click_to_paint(pages: dict[str, tuple[Page, str]], rounds: int) -> dict[str, float]:
    """Medians in ms, measured in turns; the first rounds warm up."""
    times: dict[str, list[float]] = {name: [] for name in pages}
    chosen = Counter[Page]()
    for n in range(rounds + 3):
        for name, (page, script) in pages.items():
            page.bring_to_front()
            page.wait_for_timeout(LOOKED_AT)
            chosen[page] += "<n>" in script  # each time another cell than before
            took = page.evaluate(script.replace("<n>", str(chosen[page] % 3)))
            # a step is seen before it is answered
            page.wait_for_function("() => (wall()?.dataset.waits ?? '0') === '0'")
            page.wait_for_selector(AT_REST, state="attached")
            if n >= 3:
                times[name].append(took)
    return {name: median(values) for name, values in times.items()}


def playing(page: Page) -> dict[str, float]:
    """Medians of a few turns, each followed by the trainer alone: the speed of a machine drifts.

    Pictures and updates a second, and how long a picture still changes after Pause, in ms.
    """
    page.bring_to_front()
    turns = [{**played(page), "bare updates a second": bare_updates()} for _ in range(TURNS)]
    for turn in turns:
        turn["share of the bare speed"] = turn["updates a second"] / turn["bare updates a second"]
    return {name: median(turn[name] for turn in turns) for name in turns[0]}


def played(page: Page) -> dict[str, float]:
    """One turn."""
    page.evaluate("pace('full'); play()")
    here = page.evaluate("Number(wall().dataset.here)")
    page.wait_for_function("(here) => Number(wall().dataset.here) > here + 100", arg=here)
    read = "() => [Number(wall().dataset.painted), Number(wall().dataset.here), performance.now()]"
    first = page.evaluate(read)
    page.wait_for_timeout(1000 * PLAY_SECONDS)
    last = page.evaluate(read)
    seconds = (last[2] - first[2]) / 1000
    return {
        "pictures a second": (last[0] - first[0]) / seconds,
        "updates a second": (last[1] - first[1]) / seconds,
        "pause, ms": paused(page),
    }


def paused(page: Page) -> float:
    """Press Pause, and say for how long the picture still changed, in ms."""
    took: float = page.evaluate(
        """() => new Promise((done, failed) => {
          const [root, began] = [wall(), performance.now()];
          let here = root.dataset.here, changed = began;
          play();
          const look = () => {
            if (!root.isConnected) failed("the wall was mounted anew");
            if (root.dataset.here !== here) [here, changed] = [root.dataset.here, performance.now()];
            performance.now() - began < 1000 ? requestAnimationFrame(look) : done(changed - began);
          };
          look();
        })"""
    )
    page.wait_for_selector(AT_REST, state="attached")
    return took


def bare_updates(seconds: float = 1.0) -> float:
    """Updates a second of the default experiment's trainer alone."""
    trainer = Experiment().trainer()
    trainer.advance(1000)
    began, before = perf_counter(), trainer.progress.step
    while perf_counter() - began < seconds:
        trainer.advance(100)
    return (trainer.progress.step - before) / (perf_counter() - began)


def main() -> None:
    """Measure, and print a table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=40)
    arguments.add_argument("--json", type=Path)
    options = arguments.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (folder / "wide.py").write_text(WIDE, encoding="utf-8")
        scripts = {"trivial": ROOT / "benchmarks/one_button.py", "app": ROOT / "app.py", "wide": folder / "wide.py"}
        urls = {name: stack.enter_context(serving(script, ROOT)).url for name, script in scripts.items()}
        browser = chromium.launch(stack.enter_context(sync_playwright()))
        size: ViewportSize = {"width": 1440, "height": 900}
        pages = {name: opened(browser.new_page(viewport=size), url) for name, url in urls.items()}
        step, back = ("timed(() => press('.deck-<way>'), picture)".replace("<way>", way) for way in ("step", "back"))
        its_value, its_terms = (f"timed(() => choose(<n>, <n>), {part})" for part in ("value", "terms"))
        results = click_to_paint(
            {
                "trivial app": (pages["trivial"], "timed(() => press('.deck-step'), picture)"),
                "a step, 4-6-5-3, 6 rows": (pages["app"], step),
                "a step, 784-128-64-10, 64 rows": (pages["wide"], step),
                "a step back": (pages["app"], back),
                "a step back there": (pages["wide"], back),
                "a cell's value, 4-6-5-3": (pages["app"], its_value),
                "a cell's value, 784-128-64-10": (pages["wide"], its_value),
                "a cell's terms, 4-6-5-3": (pages["app"], its_terms),
                "a cell's terms, 784-128-64-10": (pages["wide"], its_terms),
            },
            options.rounds,
        )
        play = playing(pages["app"])
        browser.close()
    print("| click to paint | ms | × trivial |\n|---|---|---|")
    for name, milliseconds in results.items():
        print(f"| {name} | {milliseconds:.1f} | {milliseconds / results['trivial app']:.2f} |")
    print("\n| playing | |\n|---|---|")
    for name, value in play.items():
        print(f"| {name} | {value:.3g} |")
    if options.json:
        options.json.write_text(json.dumps({"click_to_paint": results, "playing": play}, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
