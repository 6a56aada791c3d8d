"""What whoever runs a server decides about it; an entry of `Serving` is a setting."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from ui.settings import read_or_end

_NAME = r"(\*|\*\.)?[A-Za-z0-9.-]*"
_SOURCE = r"('self'|'none'|\*|https?://[A-Za-z0-9.*:-]+)"
_NETWORK = r"[0-9A-Fa-f.:]+(/[0-9]{1,3})?"


def _list(item: str, between: str) -> str:
    return f"^{item}({between}{item})*$"


class Serving(msgspec.Struct, frozen=True, kw_only=True):
    """Every setting of the server: its name, what it is for, and its value where the environment has none."""

    address: Annotated[
        str,
        Meta(
            pattern=r"^[0-9A-Fa-f.:]+$",
            extra={"allowed": "an address of this machine"},
            description="Where the server listens; `127.0.0.1` behind a proxy on the same machine.",
        ),
    ] = "0.0.0.0"  # noqa: S104
    port: Annotated[int, Meta(ge=1, le=65_535, description="The port.")] = 8501
    hosts: Annotated[
        str,
        Meta(
            pattern=_list(_NAME, ","),
            extra={"allowed": "names with commas; `*.example.org` is all below it, `*` any"},
            description="Under which names the server answers.",
        ),
    ] = "*"
    frame_ancestors: Annotated[
        str,
        Meta(
            pattern=_list(_SOURCE, " "),
            extra={"allowed": "`'self'`, `'none'`, or addresses such as `https://moodle.example.org`, with spaces"},
            description="Which pages may show the app in a frame.",
        ),
    ] = "'self'"
    proxies: Annotated[
        str,
        Meta(
            pattern=_list(_NETWORK, ","),
            extra={"allowed": "addresses or networks with commas"},
            description="Who is believed when it says for whom it asks (`X-Forwarded-For`).",
        ),
    ] = "127.0.0.1"
    metrics_from: Annotated[
        str,
        Meta(
            pattern=_list(_NETWORK, ","),
            extra={"allowed": "addresses or networks with commas"},
            description="Who may read `/metrics`.",
        ),
    ] = "127.0.0.1,::1"
    max_sessions: Annotated[
        int, Meta(ge=1, description="Open pages of one process; who comes then is turned away.")
    ] = 500
    max_sessions_of_address: Annotated[
        int, Meta(ge=1, description="Open pages of one address; a class may be behind a single one.")
    ] = 400
    connections_a_minute: Annotated[
        int, Meta(ge=1, description="Times an address may connect in a minute; so many at once if it has waited.")
    ] = 600
    messages_a_second: Annotated[
        int,
        Meta(ge=1, description="Messages of one page in a second; those beyond wait, and so many may come at once."),
    ] = 40
    max_message_bytes: Annotated[
        int, Meta(ge=100_000, description="Bytes of one message from a browser; uploads are not messages.")
    ] = 2_000_000
    max_uploads_bytes: Annotated[int, Meta(ge=1_000_000, description="Bytes of all uploads that a process holds.")] = (
        500_000_000
    )
    remember_seconds: Annotated[
        int, Meta(ge=0, description="How long what a page did is kept when its connection has gone; its address stays.")
    ] = 120
    cookies: Annotated[
        str,
        Meta(
            pattern="^(lax|strict|none)$",
            extra={"allowed": "`lax`, `strict`, `none`"},
            description="To whom cookies go; `none`, by https alone, for uploads in a frame of another site.",
        ),
    ] = "lax"
    drain_seconds: Annotated[
        int, Meta(ge=0, description="How long a process that is to end waits for what is under way.")
    ] = 10
    process: Annotated[
        str,
        Meta(
            pattern=r"^[a-z0-9]{0,16}$",
            extra={"allowed": "up to 16 lower-case letters and digits"},
            description="What a process is called where several share one address: it tells the browser, whose next "
            "requests say it to the proxy.",
        ),
    ] = ""


SERVING = read_or_end(Serving)
