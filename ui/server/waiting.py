"""What a visitor sees for whom there is no place: which limit it is, and that the page tries again by itself."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse
from starlette.types import Scope

from backprop._text import N_
from ui.i18n import LANGUAGES, translator_to

from .settings import Serving

FULL, FULL_OF_ADDRESS = "full", "too many of an address"

AGAIN = 10
"""Seconds until the page is asked for again."""

WORDS = {
    FULL: N_("All places of this server are taken: {count} pages are open."),
    FULL_OF_ADDRESS: N_("All places of your network address are taken: {count} pages are open."),
}

PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><meta http-equiv="refresh" content="{again}">
<title>Backprop Explorer</title>
<body style="font: 1.1rem/1.6 sans-serif; max-width: 34rem; margin: 20vh auto; padding: 0 1rem">
<h1 style="font-size: 1.4rem">Backprop Explorer</h1>
{paragraphs}
"""


def _said(translate: Callable[[str], str], why: str, count: int) -> str:
    again = translate(N_("This page tries again every {seconds} seconds."))
    return f"{translate(WORDS[why]).format(count=count)} {again.format(seconds=AGAIN)}"


def is_page(scope: Scope) -> bool:
    """Whether a browser asks for a page, and not for a part of one."""
    asked = scope["type"] == "http" and scope["method"] == "GET" and not scope["path"].startswith("/_stcore/")
    return asked and "text/html" in Headers(scope=scope).get("accept", "")


def waiting_room(settings: Serving, status: int, why: str) -> HTMLResponse:
    """The page, in every language: there is no session that would know the reader's."""
    count = settings.max_sessions if why == FULL else settings.max_sessions_of_address
    paragraphs = (
        f'<p lang="{name.replace("_", "-")}">{escape(_said(translator_to(name), why, count))}</p>' for name in LANGUAGES
    )
    page = PAGE.format(paragraphs="\n".join(paragraphs), again=AGAIN)
    return HTMLResponse(page, status, headers={"Retry-After": str(AGAIN)})
