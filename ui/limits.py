"""What one reader may ask of a server that others share. A limit is one entry of `Limits`; the engine has none.

``python -m ui.limits`` says which hold here, or what is wrong with the environment; ``python -m ui.limits docs`` writes
docs/limits.md.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from backprop._text import N_
from backprop.errors import DataError, NetworkError
from backprop.experiment import Experiment
from backprop.network import Network

from .rooms.settings import ROOMS, Rooms
from .server.settings import SERVING, Serving
from .settings import entries, read_or_end, written

PAGE = Path(__file__).parent.parent / "docs" / "limits.md"


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Every limit: its name, its type with what it bounds, and its value where the environment has none."""

    max_layers: Annotated[int, Meta(ge=1, description="Layers of a network.")] = 32
    max_width: Annotated[int, Meta(ge=1, description="Units of a layer.")] = 1024
    max_weights: Annotated[int, Meta(ge=1, description="Weights of a network, in all layers together.")] = 4_000_000
    max_entries: Annotated[int, Meta(ge=1, description="Entries of one batch, in all layers together.")] = 4_000_000
    session_bytes: Annotated[
        int, Meta(ge=1 << 20, description="Bytes of a session's snapshots, traces and states to undo to.")
    ] = 64 << 20
    max_upload_bytes: Annotated[
        int, Meta(ge=1, description="Bytes of an uploaded file; Streamlit’s `server.maxUploadSize` may not be less.")
    ] = 25_000_000
    max_unpacked_bytes: Annotated[int, Meta(ge=1, description="Bytes of an uploaded file when it is unpacked.")] = (
        100_000_000
    )
    max_pasted: Annotated[
        int, Meta(ge=1000, description="Characters that may be pasted into a field; more is uploaded as a file.")
    ] = 500_000
    max_rows: Annotated[int, Meta(ge=2, description="Rows of an uploaded table; of more a sample is taken.")] = 100_000
    max_numbers: Annotated[
        int, Meta(ge=2, description="Cells of an uploaded table; of more rows a sample is taken.")
    ] = 3_000_000
    max_columns: Annotated[int, Meta(ge=2, description="Columns of an uploaded table, and features made of it.")] = 1024
    max_classes: Annotated[int, Meta(ge=2, description="Different labels in an uploaded table.")] = 100
    max_name: Annotated[int, Meta(ge=1, description="Characters of a column's name in an upload.")] = 100
    max_line: Annotated[int, Meta(ge=1, description="Characters of a line of an uploaded text.")] = 100_000


LIMITS = read_or_end(Limits)


def check(experiment: Experiment, limits: Limits = LIMITS) -> None:
    """Refuse an experiment that would take too much of the server.

    Raises
    ------
    NetworkError
        Says what there is too much of, and how much is allowed.
    """
    check_size(experiment.network, experiment.batch_size, limits)


def check_size(net: Network, rows: int, limits: Limits = LIMITS) -> None:
    """Refuse a network, or a batch of so many rows for it, that would take too much of the server.

    Raises
    ------
    NetworkError
        Says what there is too much of, and how much is allowed.
    """
    weights = sum(rows * columns for rows, columns in map(net.weight_shape, range(1, net.layers + 1)))
    for what, given, allowed in (
        (N_("layers"), net.layers, limits.max_layers),
        (N_("units in a layer"), max(net.widths), limits.max_width),
        (N_("weights"), weights, limits.max_weights),
        (N_("entries of a batch in all layers"), rows * sum(net.widths), limits.max_entries),
    ):
        if given > allowed:
            raise NetworkError("{given} {what}; allowed are up to {allowed}", given=given, what=what, allowed=allowed)


def check_pasted(text: str) -> None:
    """Refuse a text that is too long to be pasted.

    Raises
    ------
    DataError
    """
    if len(text) > LIMITS.max_pasted:
        raise DataError(
            "the pasted text has more than {allowed} characters, which are allowed: upload it as a file",
            allowed=LIMITS.max_pasted,
        )


def page() -> str:
    """docs/limits.md."""
    return "\n".join(
        [
            "# Limits and settings",
            "",
            "Each can be set by a variable of the environment before the app is started; a value that is not allowed",
            "stops the start with one line that says so, and exit code 2; where Streamlit was started by itself, its",
            "page says so. `python -m ui.limits` says which hold.",
            "",
            "## What one reader may ask",
            "",
            "of a server that others share. The engine, used as a library, has no limits.",
            "",
            *written(Limits),
            "",
            "## The server",
            "",
            "For `make serve` and `make cluster` ([hosting.md](hosting.md)); `streamlit run app.py` knows only",
            "Streamlit's own, in `.streamlit/config.toml`.",
            "",
            *written(Serving),
            "",
            "## Rooms",
            "",
            "in which a class follows its lecturer ([links.md](links.md)).",
            "",
            *written(Rooms),
            "",
            "This page is written by `python -m ui.limits docs`, from the tables in `ui/limits.py`,",
            "`ui/server/settings.py` and `ui/rooms/settings.py`.",
            "",
        ]
    )


def main(arguments: list[str]) -> None:
    """Write the page, or say what holds."""
    if arguments == ["docs"]:
        PAGE.write_text(page(), encoding="utf-8")
        return
    for table in (LIMITS, SERVING, ROOMS):
        for entry in entries(type(table)):
            sys.stdout.write(f"{entry.variable}={getattr(table, entry.name)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
