"""User text is text: whatever it says, Markdown shows it letter for letter."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ui.escape import JOINER, plain

COMMONMARK = MarkdownIt("commonmark").enable(["table", "strikethrough"])

REPLACED = [
    r":[\w+-][\w_+-]*:",  # emojis
    r":material[/_]\w+:",
    r":streamlit:",
    r":[a-z][\w-]*[\[{]",  # directives
    r"https?://",
    r"www(?=\.)",
    r"[-.\w+]+@[-\w]+(?:\.[-\w]+)+",
    r"(^|\s)(<->|->|<-|--|>=|<=|~=)(\s|$)",
    r"(?<!\\)\$",
]
"""What the browser looks for before and after Markdown is read: Streamlit 1.67, StreamlitMarkdown and its plugins."""

HOSTILE = [
    "![t](http://127.0.0.1:1/t.png)",
    "**a**",
    "_a_ __b__ ~~c~~",
    "[x](javascript:alert(1))",
    "[x][y]",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!-- gone -->",
    "<http://example.org>",
    "http://example.org",
    "www.example.org",
    "someone@example.org",
    "&lt;b&gt; &amp; &#65;",
    "$x^2$ and $$y$$",
    "`code` ``more``",
    "```\nfence",
    "~~~\nfence",
    ":material/star: :material_star: :streamlit: :smile: :+1:",
    ":red[x] :red-background[x] :color[x]{foreground=red} :small[x] :help[x]",
    "::leaf{a=b}",
    ":a{b=c} :行{b} ::: :1[x]{y}",
    ":::container",
    "# heading",
    "a\n=",
    "a\n---",
    "- item",
    "+ item",
    "* item",
    "1. item",
    "123456789) item",
    "> quote",
    "    indented",
    "\tindented",
    "a | b\n--|--\nc | d",
    "[^1]: note [^1]",
    "[ref]: /url",
    "-> <- <-> -- >= <= ~=",
    "\\*a\\* \\",
    "***",
    "a  \nb",
    "{fields} {0} {{",
    "a \u2028 \u00a0 \x1b[31m 行 😀",
]


def shown(markdown: str) -> str:
    """What a reader sees of it, if it is one paragraph of text without anything in it."""
    html = COMMONMARK.render(markdown)
    paragraph = re.fullmatch(r"<p>([^<]*)</p>\n", html)
    assert paragraph or not html, html
    return unescape(paragraph[1]).replace(JOINER, "") if paragraph else ""


def one_line(text: str) -> str:
    return re.sub(r"[ \t\n\r\f\v]+", " ", text).strip(" ")


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("around", ["{}", "column {}: it is '{}'", "{} {}"])
def test_hostile_text_is_shown_letter_for_letter(text: str, around: str) -> None:
    given_text = around.replace("{}", text)
    assert shown(plain(given_text)) == one_line(given_text)


@given(st.text(alphabet=st.sampled_from("ab1 _*`~$:/[](){}<>!#+-=.&;|\\\n@w'\""), max_size=30))
@example("www.a")
def test_any_text_is_shown_letter_for_letter(text: str) -> None:
    assert shown(plain(text)) == one_line(text)


@given(st.text(alphabet=st.sampled_from("ab1 _*$:/[]{}<>+-=.@wht p~"), max_size=30))
@example("http://a :a: :material/a: :material_a: a@b.c a -> b <-> -- www.a.b :red[a] HTTPS://x")
def test_nothing_is_left_of_what_the_browser_replaces(text: str) -> None:
    markdown = plain(text)
    read = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown)
    assert not re.search(r"(?<!\\):\S", markdown)  # a directive may have any name
    found = [pattern for pattern in REPLACED if re.search(pattern, markdown, re.IGNORECASE)]
    found += [pattern for pattern in REPLACED[:-1] if re.search(pattern, read, re.IGNORECASE)]
    assert not found


def test_ordinary_text_stays_as_it_is() -> None:
    for text in ("class 3: 1.5 (m/s)", "花.csv", "petal length, 100 %", "x1 = 5; y ≥ 2"):
        assert plain(text) == text
