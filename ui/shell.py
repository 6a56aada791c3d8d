"""What every page begins with; a page stands alone, since a reconnecting browser runs it without app.py."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from backprop._text import N_
from backprop.notations import NOTATIONS

from .arrival import arrive
from .connection import watch_connection
from .controls import control
from .i18n import LANGUAGES, SESSION_KEY, _, language
from .link import AWAY, LEAD, ROOM, is_link
from .memory import watch_session
from .nodelay import send_at_once
from .rooms.attending import attend, enter
from .rooms.tab import keep_seat
from .share import share
from .state import KEY, Session, session
from .warming import warm_up

NAME = "Backprop Explorer"
FRAMED = "framed"
"""Whether app.py is running the page."""

PAGES = Path(__file__).parent.parent / "pages"
ICON = Path(__file__).parent / "icon.svg"
FIRST = {
    "explore": (N_("Explore"), ":material/grid_on:"),
    "derive": (N_("Derive"), ":material/function:"),
    "clinic": (N_("Clinic"), ":material/stethoscope:"),
    "lab": (N_("Bug lab"), ":material/bug_report:"),
}
"""The pages that come first: what they are called, and their icons."""

TITLES = FIRST | {
    path.stem: (path.stem.replace("_", " ").capitalize(), ":material/article:")
    for path in sorted(PAGES.glob("*.py"))
    if path.stem not in FIRST
}
"""Every page by its file; one of which nothing is said is called by it."""

HIDDEN = {
    "sidebar": ".stSidebar, [data-testid='stExpandSidebarButton']",
    "pages": "[data-testid='stSidebarNav']",
}
"""What of Streamlit's own a link can hide, for CSS."""

STYLE = f"<style>{(Path(__file__).parent / 'shell.css').read_text(encoding='utf-8')}</style>"


def configure() -> None:
    """Set the browser's tab and the layout."""
    st.set_page_config(page_title=NAME, page_icon=ICON, layout="wide")


def navigation() -> list[StreamlitPage]:
    """The pages, in their order."""
    return [
        st.Page((PAGES / name).with_suffix(".py"), title=_(title), icon=icon, default=name == "explore")
        for name, (title, icon) in TITLES.items()
    ]


def navigate() -> StreamlitPage:
    """Show the app's own navigation, where .streamlit/config.toml has none shown; the page that was asked for."""
    st.set_option("client.showSidebarNavigation", True)
    return st.navigation(navigation())


def run() -> None:
    """The frame of every page: the browser's tab, the navigation, and the page that was asked for."""
    send_at_once()
    configure()
    st.session_state[FRAMED] = True
    navigate().run()
    warm_up()


def page(name: str) -> None:
    """Begin a page: what any of them needs, however it was started."""
    if not st.session_state.pop(FRAMED, False):  # Streamlit may run the first page of a server without app.py
        configure()
        navigate()
    watch_session()
    _stand_on(name)
    watch_connection()
    keep_seat(session())
    st.html(STYLE + _hiding())
    _language_switch()
    share()
    if not session().hides("notation"):
        _notation_switch()
    arrive()


def _stand_on(name: str) -> None:
    """Note the page; a link that was opened leads to its own."""
    begins, state = KEY not in st.session_state, session()
    if begins:
        _take_seat(state)
    if state.page != name:
        state.player.stop()  # nobody sees it play, and the address is to say where it has got to
    wanted = state.page if begins and "page" in st.query_params else state.leads_to
    state.page, state.leads_to = name, ""
    attend(state, fragment=False)
    wanted, state.leads_to = state.leads_to or wanted, ""
    if wanted and wanted != name:
        st.switch_page(PAGES / f"{wanted}.py")
    state.settle()


def _take_seat(state: Session) -> None:
    """Enter the room of the address, if it has one; the secret does not stay there, where a projector shows it."""
    asked = st.query_params.to_dict()
    if ROOM in asked:
        room, secret, away = asked.pop(ROOM), asked.pop(LEAD, ""), AWAY in asked
        asked.pop(AWAY, None)
        enter(state, room, secret, moves=is_link(asked), away=away)


def _hiding() -> str:
    """The style of what a link hides of Streamlit's own."""
    hidden = [selector for control, selector in HIDDEN.items() if session().hides(control)]
    return f"<style>{', '.join(hidden)} {{ display: none; }}</style>" if hidden else ""


def _language_switch() -> None:
    st.session_state[SESSION_KEY] = language()
    with st.sidebar, st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{NAME}**")
        st.segmented_control(
            _("Language"), LANGUAGES, format_func=LANGUAGES.__getitem__, key=SESSION_KEY, label_visibility="collapsed"
        )


def _notation_switch() -> None:
    labels = {name: _(notation.label) for name, notation in NOTATIONS.items()}
    with st.sidebar:
        control(st.selectbox, _("Notation"), "notation", options=NOTATIONS, format_func=labels.__getitem__)
