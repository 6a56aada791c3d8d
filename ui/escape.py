"""Text that was given by a user, shown as it is: Streamlit renders Markdown in messages, captions and labels."""

from __future__ import annotations

import re

JOINER = "\u2060"
"""A character that takes no room: it keeps apart what Streamlit replaces where Markdown has been read already."""

_SPACES = re.compile(r"[ \t\n\r\f\v]+")
_ACTIVE = re.compile(rf"[\\`*_\[\]<>&~$]|:(?={JOINER})")
_BEGINNING = re.compile(r"^(\d{0,9})([-+#=.)])")
"""Of a list or a heading."""

_REPLACED = re.compile(
    r"(?<=:)(?=\S)"  # emojis, icons, directives, addresses: :smile: :material/star: :red[x] http://
    r"|(?<=www)(?=\.)|(?<=@)(?=\S)"  # addresses without a scheme, and of people
    r"|(?<=[-<>~])(?=[-=>])",  # arrows and signs: <- -> <-> -- >= <= ~=
    re.IGNORECASE,
)


def plain(text: str) -> str:
    r"""Return Markdown that shows `text` letter for letter, on one line.

    Examples
    --------
    >>> plain("class 3: 1.5 (m/s)")
    'class 3: 1.5 (m/s)'
    >>> plain("**a** $x$ ![t](u)")
    '\\*\\*a\\*\\* \\$x\\$ !\\[t\\](u)'
    >>> plain(":smile:").replace(JOINER, "|")
    '\\:|smile:'
    """
    line = _REPLACED.sub(JOINER, _SPACES.sub(" ", text).strip(" "))
    return _BEGINNING.sub(r"\1\\\2", _ACTIVE.sub(r"\\\g<0>", line))
