"""The link for people: *Copy link* on every page, and a dialog with its code, presets, and a file for the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from backprop.errors import BackpropError

from .bookmark import PAGES, START, Bookmark
from .choices import HIDEABLE
from .component import mount
from .i18n import _, error_text
from .link import LEAD, ROOM, encode
from .parcel import FILE, pack, unpack
from .rooms.attending import begin, come_back, leave
from .rooms.room import LENGTH
from .rooms.seat import Seat
from .state import session
from .tables.desk import desk
from .tables.uploading import uploader
from .typed.slate import slate
from .wall import NAME

FINEST = 300
"""Characters of a link whose code can still be scanned from the seats: 65 modules across."""

OPENED = "parcel-opened"


def share() -> None:
    """*Copy link* and *Share*, in the sidebar."""
    words = {
        "copy": _("Copy link"),
        "copied": _("Copied"),
        "refused": _("Take it from the address bar"),
    }
    with st.sidebar, st.container(horizontal=True, vertical_alignment="center", key="sharing"):
        mount(NAME, {"share": words}, key="copy-link")
        if st.button(
            _("Share"), key="share-open", icon=":material/qr_code_2:", help=_("QR code, preset, file"), on_click=_alone
        ):
            st.dialog(_("The link to what you see"), width="large", on_dismiss="rerun")(contents)()
    _seat()


def _alone() -> None:
    """Put the other dialogs of the sidebar away: only one may be open."""
    desk().is_open = False
    slate().close()
    session().player.wish = None


def _seat() -> None:
    """Which room one is in, and the way back to its lecturer, on every page."""
    state = session()
    seat = state.seat
    if seat is None or seat.is_over:
        return
    away = state.page != START.page and seat.is_away(state.bookmark)  # the wall of Explore has its own way back
    with st.sidebar, st.container(key="room"):
        st.caption(_seat_words(seat).format(room=seat.name))
        with st.container(horizontal=True):
            if away:
                st.button(
                    _("Return to the lecturer"), key="room-return", on_click=come_back, args=(state,), type="primary"
                )
            words = _("Close the room") if seat.leads else _("Leave the room")
            st.button(words, key="room-leave", on_click=leave, args=(state,))


def _seat_words(seat: Seat) -> str:
    return _("Room {room}: you lead") if seat.leads else _("Room {room}")


def contents() -> None:
    """What the dialog holds."""
    with st.container(key="share"):
        code, words = st.columns([3, 2], gap="medium")
        with words:
            place = st.container(key="share-link")
            bookmark = _preset(session().bookmark)
            link = encode(bookmark)
            address = address_of(link.text, st.context.url)
            place.code(address, language=None, wrap_lines=True)
            for error in link.missing:
                st.warning(error_text(error), icon=":material/link_off:")
            entrance = _room(address)
            _file(bookmark)
        with code:
            if entrance:
                st.html(f'<div class="room-name">{entrance[-LENGTH:]}</div>')
            _code(entrance or address)


def _room(address: str) -> str:
    """Open a room, or hand out its two links; the one that the class is given, "" where there is no room."""
    state = session()
    seat = state.seat
    if seat is None or not seat.leads:
        st.button(_("Open a room"), key="room-open", icon=":material/groups:", on_click=begin, args=(state,))
        st.caption(_("Whoever enters it stands where you stand, until they step away themselves."))
        if state.notice:
            st.error(error_text(state.notice))
        return ""
    entrance = urlsplit(address)._replace(query=f"{ROOM}={seat.name}").geturl()
    st.markdown(_("**Room {room}.** For the class:").format(room=seat.name))
    st.code(entrance, language=None, wrap_lines=True)
    st.caption(_("For you alone: with this link you lead the room from another tab or device."))
    with st.popover(_("The secret link"), icon=":material/key:"):
        st.code(f"{entrance}&{LEAD}={seat.secret}", language=None, wrap_lines=True)
    return entrance


def _preset(bookmark: Bookmark) -> Bookmark:
    """The same with some controls hidden for whoever opens the link."""
    chosen = st.multiselect(
        _("Hide for those who open it"),
        list(HIDEABLE),
        default=list(bookmark.view.hide),
        format_func=lambda name: _(HIDEABLE[name]),
        key="share-hide",
    )
    ordered = tuple(name for name in HIDEABLE if name in chosen)
    return replace(bookmark, view=replace(bookmark.view, hide=ordered))


def address_of(query: str, url: str | None) -> str:
    """The whole address of a link, at the page that every link may begin with.

    Examples
    --------
    >>> address_of("v=1&page=derive", "https://class.example/derive")
    'https://class.example/?v=1&page=derive'
    >>> address_of("v=1", "https://class.example/net/")
    'https://class.example/net/'
    """
    parts = urlsplit(url or "")
    folder, _slash, last = parts.path.rpartition("/")
    path = folder if last in PAGES else f"{folder}/{last}".rstrip("/")
    text = "" if query == encode(START).text else query
    return parts._replace(path=f"{path}/", query=text, fragment="").geturl()


def _code(address: str) -> None:
    """The address as a QR code, or why there is none."""
    drawn = qr(address)
    if not drawn:
        st.info(_("The link is too long for a QR code: {count} characters.").format(count=len(address)))
        return
    words = _("QR code of the link")
    st.html(f'<img class="qr" alt="{words}" src="{drawn}">')
    if len(address) > FINEST:
        st.caption(
            _("With {count} characters the code is fine: it can be scanned at a desk, not from the last row.").format(
                count=len(address)
            )
        )


def qr(text: str) -> str:
    """A QR code as the address of an SVG; "" for more than the 2,953 bytes that the largest code holds.

    It is dark on light whatever the theme, with a margin of four modules, as scanners want it.
    """
    import segno

    try:
        code = segno.make(text, micro=False, error="l", boost_error=True)
    except segno.DataOverflowError:
        return ""
    drawn: str = code.svg_data_uri(border=4, omitsize=True, dark="#000", light="#fff")
    return drawn


def _file(bookmark: Bookmark) -> None:
    """Save all of it as a file, and open such a file."""
    st.download_button(
        _("Save as a file"),
        lambda: pack(bookmark),
        file_name=FILE,
        mime="application/octet-stream",
        key="parcel-save",
        icon=":material/download:",
        on_click="ignore",
        help=_("Holds what no link can: your own table, and numbers typed by hand however many."),
    )
    given = uploader(
        _("Open such a file"),
        type=["npz"],
        key="parcel-given",
    )
    if given is not None and st.session_state.get(OPENED) != given.file_id:
        _open(given)


def _open(given: Any) -> None:
    """Go where a file leads, and close the dialog; or say what is wrong with it."""
    try:
        bookmark = unpack(given.getvalue())
    except BackpropError as error:
        st.error(error_text(error))
        return
    st.session_state[OPENED] = given.file_id
    state = session()
    state.open(bookmark)
    if state.notice:
        st.error(error_text(state.notice))
    else:
        st.rerun()
