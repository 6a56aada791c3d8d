"""Where files are uploaded, and whether they can be where the page is shown."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit import runtime
from streamlit.web.server.server_util import is_xsrf_enabled

from ui.i18n import _
from ui.limits import LIMITS

COOKIE = "_streamlit_xsrf"


def uploader(label: str, **options: Any) -> Any:
    """A field for files up to the limit, as Streamlit's; where the server takes none, that is said below it."""
    given = st.file_uploader(label, max_upload_size=max(1, LIMITS.max_upload_bytes // 1_000_000), **options)
    if is_refused():
        st.warning(_("This page is shown within another site, and the server takes no files there: open it by itself."))
    return given


def is_refused() -> bool:
    """Whether the server would answer an upload with 403.

    It asks for a cookie that every page sets. In a frame of another site the browser keeps it back, unless the setting
    ``server.xsrfCookieSameSite`` is ``"none"`` and the page came by https.
    """
    return runtime.exists() and is_xsrf_enabled() and COOKIE not in st.context.cookies
