"""The running app and a real browser in front of it.

A test that wants the dark theme or another language parametrises `color_scheme` or `locale`.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from benchmarks.serving import free_port
from tests.browser import chromium

ROOT = Path(__file__).parent.parent.parent
START_SECONDS = 30
TROUBLE = re.compile(r"Traceback|\w*(?:Error|Exception|Warning)\b|\b(?:ERROR|WARNING|CRITICAL)\b")

expect.set_options(timeout=30_000)  # a busy machine is slow, and a test that passes does not wait
failed = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[failed] = item.stash.get(failed, False) or report.failed
    return report


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of the running app."""
    with running(tmp_path_factory.mktemp("server") / "log.txt") as url:
        yield url


@pytest.fixture
def new_server(tmp_path: Path) -> Iterator[str]:
    """The URL of an app that nobody has visited."""
    with running(tmp_path / "log.txt") as url:
        yield url


@contextmanager
def running(log: Path) -> Iterator[str]:
    """Run the app; its log must stay free of trouble."""
    with started(free_port(), log) as (url, _process):
        yield url
    if TROUBLE.search(text := log.read_text(encoding="utf-8")):
        pytest.fail(f"the server's log shows trouble:\n{text}", pytrace=False)


@contextmanager
def started(port: int, log: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start a server, wait until it is healthy, and end it if it has not ended."""
    options = {
        "server.port": port,
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "logger.enableRich": "false",
    }
    arguments = [f"--{name}={value}" for name, value in options.items()]
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", *arguments],
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until_healthy(url, process, log)
            yield url, process
        finally:
            process.terminate()
            process.wait(timeout=10)


def wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.05)
    raise RuntimeError(f"the app did not start within {START_SECONDS} s:\n{log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright, *chromium.FRUGAL)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def readers(browser: Browser, server: str) -> Iterator[Callable[[str, str, int, int], BrowserContext]]:
    """A browser for each theme, language and size, which has Streamlit's files after the first page."""

    @cache
    def reader(color_scheme: str, locale: str, width: int, height: int) -> BrowserContext:
        return browser.new_context(
            base_url=server,
            color_scheme="dark" if color_scheme == "dark" else "light",
            locale=locale,
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
        )

    yield reader
    reader.cache_clear()


def forget(context: BrowserContext, server: str) -> None:
    """Close every tab; nothing is left but the files."""
    context.clear_cookies()
    context.clear_permissions()
    kinds = {"origin": server, "storageTypes": "local_storage,session_storage"}
    context.new_cdp_session(context.new_page()).send("Storage.clearDataForOrigin", kinds)
    for tab in context.pages:
        tab.close()


@pytest.fixture
def color_scheme() -> str:
    return "light"


@pytest.fixture
def locale() -> str:
    return "en-GB"


@pytest.fixture
def viewport() -> ViewportSize:
    return {"width": 1440, "height": 900}


@pytest.fixture
def page(
    readers: Callable[[str, str, int, int], BrowserContext],
    server: str,
    color_scheme: str,
    locale: str,
    viewport: ViewportSize,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> Iterator[Page]:
    """A tab of its own, blank: `page.goto("/")` opens the app.

    The test fails if the page reports an error or asks anything of another host.
    """
    context = readers(color_scheme, locale, viewport["width"], viewport["height"])
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda asked: None if is_own(asked.url, server) else trouble.append(asked.url))
    yield page
    if request.node.stash.get(failed, False):
        picture = tmp_path / "failure.png"
        page.screenshot(path=picture, full_page=True)
        print(f"screenshot of the failure: {picture}")
    forget(context, server)
    if trouble:
        pytest.fail("the page reported:\n" + "\n".join(trouble), pytrace=False)


def is_own(url: str, server: str) -> bool:
    """Tell whether a request stays with the app."""
    return url.startswith((server, "data:", "blob:"))
