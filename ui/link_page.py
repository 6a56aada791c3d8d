"""docs/links.md: how a link is written by hand, from the table of the fields. ``python -m ui.link_page`` writes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec.inspect import FloatType, IntType, LiteralType, VarTupleType, type_info

from .bookmark import START
from .choices import HIDEABLE
from .fields import FIELDS, Field
from .link import LONGEST, MOST_SECONDS

PAGE = Path(__file__).parent.parent / "docs" / "links.md"
MOST_NAMES = 20
"""Words that are written out."""

BEFORE = f"""# Links

A link holds all that is seen: data, network, weights, the step, the selected cell, the page. The address bar of the
browser always is that link. *Copy link* in the sidebar, or **K** on Explore, copies it; *Share* shows it large, with a
QR code for the projector.

## By hand

After `?` stand fields, `name=value`, with `&` between them, in any order. What is as always is left out; `v=1` says in
which version of this page it is written, and may be left out too.

| link | shows |
|---|---|
| `?cursor=12` | the first network after twelve steps |
| `?data=moons&hidden=8-8&bias=1` | another data set and network |
| `?update=100&cursor=21&cell=dW1.0.2` | the round after update 100, at its step 21, with one number taken apart |
| `?page=derive&part=two_layers` | the second part of Derive |
| `?hide=data-network-weights-training` | Explore with a set-up that is not to be changed |

A value that is not allowed is refused, with a notice that says what is. A link has at most {LONGEST:,} characters, and
repeats no training that takes longer than about {MOST_SECONDS / 60:.0f} minutes. `embed=true` is Streamlit's own and
may stand beside the fields.

## A preset for a class

`hide=` takes controls away, with their keys, for a lesson that is about something else; *Share* makes such a link too.
It is no lock: whoever edits the address has them back.

"""

AFTER = """
## A room

*Share → Open a room* gives a room four letters. Whoever opens `?room=ABCD` stands where its lecturer stands, on every
page, step for step, until they do something themselves; *Return to the lecturer* leads back. An address with
`&away=1` is that of somebody who has stepped away. There are no accounts and no names. The secret link (`&lead=…`) is
for the lecturer alone, to lead from another tab or device; it does not stay in the address bar. What the lecturer
covers is covered for all: each student's prediction of the cell that is
asked for is counted, as a sign, the lecturer sees how many there are of each, and reveals. A prediction is not kept
with whoever made it.

A room ends when the lecturer closes it, or has not moved for some hours. Rooms are kept in the memory of the server's
process; where several processes share an address, in Redis (`pip install "redis>=8.1"`, `BACKPROP_REDIS_URL`).
[limits.md](limits.md#rooms) has their settings.

## What no link holds

A table of the reader's own, and numbers typed by hand when they are many. *Share → Save as a file* gives
`backprop.npz`, which holds all of it; *Open such a file*, in the same place, goes back there. It is a file of NumPy's
with arrays of numbers alone (`numpy.load` reads it): `link`, the bytes of the fields above however long they are; and
of a table `X_train`, `y_train`, `X_test`, `y_test`, and `table`, the bytes of its names in JSON. Nothing in it is
unpickled, and everything is checked as in a link. Arrays that lie on the Clinic page are not in it.

This page is written by `python -m ui.link_page`, from the table in `ui/fields.py`.
"""


def page() -> str:
    """docs/links.md."""
    hidden = [f"| `{name}` | {words} |" for name, words in HIDEABLE.items()]
    fields = [_row(field) for field in FIELDS.values()]
    return "\n".join(
        [
            BEFORE + "| `hide=` | takes away |",
            "|---|---|",
            *hidden,
            "",
            "## All fields",
            "",
            "Lists are written with `-`, a list without entries is `none`. A cell is its matrix, row and column,",
            "counted from 0; ∇W₁ is written `dW1`.",
            "",
            "| field | means | allowed | as always |",
            "|---|---|---|---|",
            *fields,
            AFTER,
        ]
    )


def _row(field: Field) -> str:
    usual = field.write(field.default(START))
    return f"| `{field.name}` | {field.says or field.label} | {_allowed(field)} | `{usual}` |"


def _allowed(field: Field) -> str:
    """What may stand there, as a reader would say it."""
    written = f"as `{field.spelling.example}`" if field.spelling.example else ""
    return written or _of_type(type_info(field.type))


def _of_type(info: Any) -> str:
    match info:
        case VarTupleType(item_type=item):
            return f"a list: {_of_type(item)}"
        case LiteralType(values=values):
            names = ", ".join(f"`{value}`" for value in values[:MOST_NAMES])
            return names + (", …" if len(values) > MOST_NAMES else "")
        case IntType(ge=low, le=high):
            return f"whole numbers from {low}" + (f" to {high}" if high else "")
        case FloatType(ge=low):
            return f"numbers from {low:g}"
    return "`0`, `1`"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
