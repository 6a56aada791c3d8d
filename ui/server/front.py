"""Streamlit's own page, with what the first drawing needs asked for at once and the shell's style there before it.

As it comes from Streamlit, the page learns what to fetch bit by bit: an element's script once the element has come over
the websocket, the wall's modules once that script runs. And the style comes with the elements, which it then moves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from streamlit import file_util

from ui.component import files

PAGES = Path(__file__).parent.parent.parent / "pages"
ELEMENTS = ("BidiComponent", "Button", "ButtonGroup", "Checkbox", "Html", "NumberInput", "Selectbox")
"""What Streamlit calls the scripts of the elements that the first page has."""

COMPONENTS = ("connection", "wall")
"""The components that it has."""

LATER = ("PlotlyChart",)
"""What is asked for when somebody is about to open a picture (ui/wall/later.js): it is larger than all the rest."""

IMPORT = re.compile(r'(?:from|import)"\./([\w.-]+\.js)"')
HEAD_END, BODY_END = "</head>", "</body>"
OUTLINE = Path(__file__).parent / "opening.html"
"""What is seen until Streamlit has something to show."""


def routes() -> list[Route]:
    """The address of every page; Streamlit answers for all others."""
    names, packed = ("", *(path.stem for path in PAGES.glob("*.py"))), [Middleware(GZipMiddleware)]
    return [Route(f"/{name}", _answer, middleware=packed) for name in names]


async def _answer(_request: Request) -> Response:
    return HTMLResponse(page(), headers={"Cache-Control": "no-cache"})


@cache
def page() -> str:
    """The page; addresses in it are relative to wherever it is served."""
    from ui.shell import STYLE  # and all that the pages need: not before there is a server to be ready

    static = Path(file_util.get_static_dir())
    html = (static / "index.html").read_text(encoding="utf-8")
    needed = [f"/static/js/{name}" for name in scripts(static / "static/js", ELEMENTS)]
    needed += [address for address, path in files(*COMPONENTS).items() if path.suffix == ".js"]
    links = [f'<link rel="modulepreload" crossorigin href=".{address}">' for address in needed if address not in html]
    later = [f"/static/js/{name}" for name in scripts(static / "static/js", LATER)]
    known = html + "".join(links)
    links += [f'<link rel="later" crossorigin href=".{address}">' for address in later if address not in known]
    html = html.replace(HEAD_END, "".join(links) + STYLE + HEAD_END)
    return html.replace(BODY_END, OUTLINE.read_text(encoding="utf-8") + BODY_END)


def scripts(folder: Path, elements: Iterable[str]) -> list[str]:
    """The names of some elements' scripts, and of all that these import."""
    found: dict[str, None] = {}

    def take(names: Iterable[str]) -> None:
        for name in names:
            if name not in found:
                found[name] = None
                take(IMPORT.findall((folder / name).read_text(encoding="utf-8")))

    take(_files(folder, elements))
    return list(found)


def _files(folder: Path, elements: Iterable[str]) -> Iterator[str]:
    for element in elements:
        yield from (path.name for path in folder.glob(f"{element}.*.js"))
