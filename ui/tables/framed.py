"""Whether files can be uploaded at all where the page is shown."""

from __future__ import annotations

import streamlit as st
from streamlit import runtime
from streamlit.web.server.server_util import is_xsrf_enabled

COOKIE = "_streamlit_xsrf"


def is_refused() -> bool:
    """Whether the server would answer an upload with 403.

    It asks for a cookie that every page sets. In a frame of another site the browser keeps it back, unless the setting
    ``server.xsrfCookieSameSite`` is ``"none"`` and the page came by https.
    """
    return runtime.exists() and is_xsrf_enabled() and COOKIE not in st.context.cookies
