"""What a visitor sees for whom there is no place: which limit it is, and that the page tries again by itself."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse
from starlette.types import Scope

from .settings import Serving

FULL, FULL_OF_ADDRESS = "full", "too many of an address"

AGAIN = 10
"""Seconds until the page is asked for again."""

WORDS = {
    FULL: (
        "All places of this server are taken: {count} pages are open.",
        "服务器已满：已打开 {count} 个页面。",
    ),
    FULL_OF_ADDRESS: (
        "All places of your network address are taken: {count} pages are open.",
        "您的网络地址可打开的页面已满：已打开 {count} 个页面。",
    ),
}
"""In both languages: the page has no session that would know the reader's."""

PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><meta http-equiv="refresh" content="{again}">
<title>Backprop Explorer</title>
<body style="font: 1.1rem/1.6 sans-serif; max-width: 34rem; margin: 20vh auto; padding: 0 1rem">
<h1 style="font-size: 1.4rem">Backprop Explorer</h1>
<p>{english} This page tries again every {again} seconds.</p>
<p lang="zh-CN">{chinese}本页面每 {again} 秒重试一次。</p>
"""


def is_page(scope: Scope) -> bool:
    """Whether a browser asks for a page, and not for a part of one."""
    asked = scope["type"] == "http" and scope["method"] == "GET" and not scope["path"].startswith("/_stcore/")
    return asked and "text/html" in Headers(scope=scope).get("accept", "")


def waiting_room(settings: Serving, status: int, why: str) -> HTMLResponse:
    """The page."""
    count = settings.max_sessions if why == FULL else settings.max_sessions_of_address
    english, chinese = (text.format(count=count) for text in WORDS[why])
    page = PAGE.format(english=english, chinese=chinese, again=AGAIN)
    return HTMLResponse(page, status, headers={"Retry-After": str(AGAIN)})
