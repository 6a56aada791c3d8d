"""The engine's LaTeX as MathML, for places where no LaTeX is drawn: browsers draw MathML by themselves."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import Final

SYMBOLS: Final[dict[str, str]] = {
    "alpha": "<mi>α</mi>", "beta": "<mi>β</mi>", "lambda": "<mi>λ</mi>", "epsilon": "<mi>ε</mi>",
    "sigma": "<mi>σ</mi>", "pi": "<mi>π</mi>", "ell": "<mi>ℓ</mi>", "nabla": "<mi>∇</mi>", "infty": "<mi>∞</mi>",
    "sum": "<mo>∑</mo>", "cdot": "<mo>·</mo>", "circ": "<mo>∘</mo>", "cdots": "<mo>⋯</mo>",
    "leftarrow": "<mo>←</mo>", "lVert": "<mo>‖</mo>", "rVert": "<mo>‖</mo>",
    "[": "<mo>[</mo>", "]": "<mo>]</mo>",
    ",": '<mspace width="0.17em"></mspace>', "!": "", " ": '<mspace width="0.3em"></mspace>',
    "quad": '<mspace width="1em"></mspace>', "left": "", "right": "", "big": "", "Big": "", "middle": "",
}  # fmt: skip
"""Commands that take nothing."""

ARGUMENTS: Final[dict[str, tuple[int, str]]] = {
    "frac": (2, "<mfrac>{}{}</mfrac>"),
    "tfrac": (2, "<mfrac>{}{}</mfrac>"),
    "sqrt": (1, "<msqrt>{}</msqrt>"),
    "hat": (1, '<mover accent="true">{}<mo>^</mo></mover>'),
    "underbrace": (1, "<munder>{}<mo>⏟</mo></munder>"),
}
"""Commands with arguments: how many, and what becomes of them."""

NO_BREAK: Final = "\N{NO-BREAK SPACE}"
"""MathML drops other spaces at the ends of words."""

FUNCTIONS: Final = ("cos", "exp", "log", "max", "min", "sin", "tanh")

TOKEN: Final = re.compile(r"\\(?:text|operatorname)\{[^}]*\}|\\(?:[a-zA-Z]+|.)|\d+(?:\.\d+)?|\s+|.", re.DOTALL)


@lru_cache(maxsize=512)
def mathml(latex: str) -> str:
    r"""A formula; of LaTeX it knows what the engine writes.

    Examples
    --------
    >>> mathml(r"(Z_1)_{0,c}")
    '<math><msub><mrow><mo>(</mo><msub><mi>Z</mi><mn>1</mn></msub><mo>)</mo></mrow><mrow><mn>0</mn><mo>,</mo><mi>c</mi></mrow></msub></math>'
    >>> mathml(r"\tfrac{\alpha}m")
    '<math><mfrac><mi>α</mi><mi>m</mi></mfrac></math>'
    """
    return f"<math>{_Reader(latex).row('')}</math>"


def rich(text: str) -> str:
    """A sentence with formulas between dollar signs, as HTML.

    Examples
    --------
    >>> rich("<b> times $W$")
    '&lt;b&gt; times <math><mi>W</mi></math>'
    """
    parts = text.split("$")
    return "".join(mathml(part) if n % 2 else escape(part) for n, part in enumerate(parts))


def lines(latex: str) -> list[str]:
    r"""An equation as HTML that can be broken: a line for each side of it, a formula for each summand.

    Examples
    --------
    >>> [line.count("<math>") for line in lines(r"a = b + (c - d) - e = \frac{f + g}{h}")]
    [1, 3, 1]
    """
    sides = _split(latex, (" = ",))
    return [" ".join(_summand(part) for part in _split(side, (" + ", " - "))) for side in sides]


def _summand(latex: str) -> str:
    """A part of a sum; the sign in front of it stands between two of them."""
    html = mathml(latex.strip())
    return html.replace("prefix", "infix", 1) if latex.startswith((" + ", " - ")) else html


def _split(latex: str, signs: tuple[str, ...]) -> list[str]:
    """Cut before each sign that stands in no bracket."""
    parts, depth, start = [], 0, 0
    for at, character in enumerate(latex):
        depth += (character in "{([") - (character in "})]")
        if depth == 0 and at > start and latex.startswith(signs, at):
            parts.append(latex[start:at])
            start = at
    return [*parts, latex[start:]]


class _Reader:
    """Reads tokens from the left to the right."""

    def __init__(self, latex: str) -> None:
        self.tokens: list[str] = [token for token in TOKEN.findall(latex) if not token.isspace()]
        self.at = 0

    def next(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1] if self.at <= len(self.tokens) else ""

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def row(self, end: str) -> str:
        """Everything up to a closing token, which is read too."""
        items = []
        while self.at < len(self.tokens) and self.peek() != end:
            items.append(self.scripted())
        self.next()
        return "".join(items)

    def scripted(self) -> str:
        """One thing with what stands above and below it."""
        under_brace = self.peek() == r"\underbrace"
        base, above, below = self.atom(), "", ""
        while self.peek() in ("_", "^", "'"):
            sign = self.next()
            if sign == "_":
                below = self.argument()
            else:
                above += "<mo>′</mo>" if sign == "'" else self.argument()
        above = f"<mrow>{above}</mrow>" if above.count("</m") > 1 else above
        if under_brace:
            return f"<munder>{base}{below}</munder>" if below else base
        if above and below:
            return f"<msubsup>{base}{below}{above}</msubsup>"
        return f"<msup>{base}{above}</msup>" if above else f"<msub>{base}{below}</msub>" if below else base

    def argument(self) -> str:
        """A group in braces, or one token."""
        if self.peek() != "{":
            token = self.peek()
            if token.isdigit():  # \tfrac12 is one half
                self.tokens[self.at : self.at + 1] = list(token)
            return self.atom()
        self.next()
        items = self.row("}")
        return items if items.count("<") == 2 else f"<mrow>{items}</mrow>"

    def atom(self) -> str:
        sign = self.next()
        if sign == "{":
            return f"<mrow>{self.row('}')}</mrow>"
        if sign == "(":
            return f"<mrow><mo>(</mo>{self.row(')')}<mo>)</mo></mrow>"
        if sign.startswith("\\"):
            return self.command(sign[1:])
        if sign in ("-", "+"):
            before = self.tokens[self.at - 2] if self.at > 1 else ""
            form = "prefix" if before in ("", "(", "{", "=", r"\cdot") else "infix"
            return f'<mo form="{form}">{sign.replace("-", "−")}</mo>'
        kind = "mn" if sign[:1].isdigit() else "mi" if sign.isalpha() else "mo"
        return f"<{kind}>{escape(sign)}</{kind}>"

    def command(self, name: str) -> str:
        if name in ARGUMENTS:
            count, form = ARGUMENTS[name]
            return form.format(*(self.argument() for _ in range(count)))
        if name == "mathsf":
            return self.argument()
        if name.endswith("}"):
            return f"<mtext>{escape(name.partition('{')[2][:-1].replace(' ', NO_BREAK))}</mtext>"
        if name in FUNCTIONS:
            return f"<mi>{name}</mi>" + ("" if self.peek() in ("(", "_", "^") else SYMBOLS[","])
        return SYMBOLS.get(name, f"<mtext>{escape(name)}</mtext>")
