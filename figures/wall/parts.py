"""What the wall component shows, as plain values: a scene, and what it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backprop.errors import DataError

from .panel import Panel

State = Literal["empty", "known", "fresh", "operand", "next"]
Scale = Literal["signed", "share", "slope", "error", "ratio", "verdict"]


class Cell(NamedTuple):
    """One entry of one matrix: zero-based indices into the whole matrix."""

    tile: str
    row: int
    column: int


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """One matrix on the wall.

    Parameters
    ----------
    id
        Name in events and in ``Operand``, ``LoopColumn``, ``Cell``: ``"Z1"``, ``"dW2"``.
    title
        What stands above it: ``"Z₁ = X"``.
    short
        The same where there is little room, ``"Z₁"``; nothing where that is no shorter.
    quantity
        Key of the accent: ``"Z"``, ``"dW"``.
    shape
        Rows and columns, known before the numbers are.
    array
        The numbers, of that shape; ``None`` keeps the place empty.
    state
        ``"fresh"`` was just computed, ``"operand"`` is read by the rule in focus, ``"next"`` is what comes next.
    limit
        Magnitude at the ends of the colour scale; by default the largest finite one in the matrix.
    axes
        What a row and a column are, in the reader's language.
    scale
        ``"signed"`` is coloured on both sides of zero; ``"share"`` from 0 to 1, blank at 0; ``"slope"`` from 1, which
        is blank, for all of the signal passes, to 0; ``"error"`` by its decade, blank from 1e-16 down; ``"ratio"`` by
        its logarithm, blank at 1, with ``limit`` the logarithm at the ends; ``"verdict"`` is one of ``names``, by its
        number.
    remark
        What is to be said at it, if there is something.
    names
        What each number stands for, a sign first; empty where numbers are numbers.
    layer
        Its layer, as the lecture counts; ``None`` for what belongs to no layer.
    index
        The number in its title that tells it from those of other layers: ``"1"``; nothing where there is none.
    """

    id: str
    title: str
    quantity: str
    shape: tuple[int, int]
    array: NDArray[Any] | None = None
    state: State = "known"
    limit: float | None = None
    axes: tuple[str, str] = ("row", "column")
    scale: Scale = "signed"
    remark: str = ""
    names: Sequence[str] = ()
    short: str = ""
    layer: int | None = None
    index: str = ""

    def __post_init__(self) -> None:
        if self.array is not None and self.array.shape != self.shape:
            raise DataError(
                "{tile}: an array of shape {given} does not fill a tile of shape {allowed}",
                tile=self.id,
                given=self.array.shape,
                allowed=self.shape,
            )


@dataclass(frozen=True, slots=True)
class Operand:
    """A matrix in the equation strip; ``title`` replaces the tile's own (``"Z₂ᵀ"``)."""

    tile: str
    transpose: bool = False
    title: str | None = None


@dataclass(frozen=True, slots=True)
class LoopColumn:
    """One column of the loop: what lies above each other in it, as ids of tiles.

    Parameters
    ----------
    layer
        Its layer, 1 to L; L + 1 behind the last one.
    above
        W_i.
    forward
        In the lane that runs to the right: Z_i, or Z_i W_i, or S.
    between
        σ'_i.
    back
        In the lane that runs to the left: G_i, or M_i, or I_y.
    below
        ∇W_i.
    note
        What is said beside the title in the forward lane: the activation that made it.
    """

    layer: int
    above: str | None = None
    forward: str | None = None
    between: str | None = None
    back: str | None = None
    below: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands at the left of a band of the loop: a quantity, how it is written, and a word for it.

    The ``letter`` is its name in equations, where ``symbol`` is what it is equal to. The ``convention`` is ``"sum"`` or
    ``"mean"`` over the batch, if it depends on that.
    """

    band: str
    quantity: str
    symbol: str
    word: str
    letter: str = ""
    convention: Literal["sum", "mean", ""] = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """ℓ, where the loop turns: how it is written, and its value and its convention once there is one."""

    symbol: str = ""
    value: str = ""
    convention: str = ""


@dataclass(frozen=True, slots=True)
class Classes:
    """The class of each row of the batch, and what the network says at this step, with whether that is right."""

    truth: Sequence[str] = ()
    said: Sequence[tuple[str, bool]] = ()
    truth_head: str = ""
    said_head: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """One operation of the program: what it makes, its accent, pass and layer, another name if that is shorter.

    The ``index`` is the number in those names that tells what is made from that of other layers, or empty.
    """

    title: str
    quantity: str
    phase: str
    tile: str
    layer: int
    short: str
    index: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The network as it is drawn: a column of units for each Z_i, and the layers between them.

    Parameters
    ----------
    widths
        Units of each column, n_1 to n_{L+1}.
    turned
        The quantities whose matrices are shown transposed.
    """

    widths: Sequence[int] = ()
    turned: Sequence[str] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """The plane of two features, as the network divides it.

    Parameters
    ----------
    cells
        uint8, from the top left: ``LEVELS`` times the class and how sure it is, or ``BROKEN``, as `figures.wall.plane`
        has them; ``None`` where the plane is not shown, but could be.
    bounds
        Of the first feature from left to right, of the second from bottom to top.
    features, classes
        Their names.
    """

    cells: NDArray[np.uint8] | None = None
    bounds: Sequence[float] = ()
    features: Sequence[str] = ()
    classes: Sequence[str] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One line of the curve, as long as its x; NaN draws nothing.

    Parameters
    ----------
    name
        What it was measured on.
    role
        ``"train"`` or ``"test"``; ``"dW"`` for that of a layer.
    of
        The number of the class that it is about, if it is about one.
    """

    name: str
    role: str
    values: ArrayLike
    of: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class EarlierRun:
    """The first line of the run before, at its own updates ``x``, to be compared with."""

    name: str
    x: ArrayLike
    values: ArrayLike


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A metric over the updates, the loss if nothing else is said.

    Parameters
    ----------
    here
        The x that is marked.
    metric
        Its name.
    bounds
        The ends of its axis, if they do not follow from the values.
    classes
        The names of the classes that have lines of their own.
    """

    title: str
    x_label: str
    x: ArrayLike
    series: Sequence[Series] = ()
    here: float | None = None
    log: bool = False
    earlier: EarlierRun | None = None
    metric: str = "loss"
    bounds: tuple[float, float] | None = None
    classes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Lit:
    """Rows and columns of a matrix to point out; ``None`` is all of them."""

    tile: str
    rows: Sequence[int] | None = None
    columns: Sequence[int] | None = None


@dataclass(frozen=True, slots=True)
class Player:
    """Whether more pictures follow by themselves, how many updates lie between two, and how long one is seen.

    Parameters
    ----------
    pace
        Updates between two pictures; 0 for as many as there is time for.
    place
        Where the training is; ``**`` around what is to stand out.
    batches
        Updates of an epoch.
    covers
        What a step makes is covered until it is predicted.
    """

    playing: bool = False
    pace: int = 0
    place: str = ""
    batches: int = 1
    covers: bool = False


@dataclass(frozen=True, slots=True)
class Headline:
    """The step in one line of HTML (an equation as MathML, or words), and in one sentence.

    An ``index`` such as "7 / 24" says which step it is. An equation that ``is_high`` needs smaller type to fit in.
    """

    html: str = ""
    sentence: str = ""
    index: str = ""
    is_equation: bool = True
    is_high: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """The room that the reader is in.

    Parameters
    ----------
    name
        Its four letters.
    role
        The reader leads it, follows, or has stepped away.
    revealed
        The lecturer has shown the result that is covered.
    votes
        For who leads, of a cell that is covered: how often −, 0 and + were predicted.
    """

    name: str
    role: Literal["leads", "follows", "away"]
    revealed: bool = False
    votes: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """Which of the acts that the wall sends have been taken over.

    Parameters
    ----------
    done
        The number of the last one.
    of
        Who heard it: the wall numbers its acts anew for another session, such as that of a server that was started
        again.
    """

    done: int = 0
    of: str = ""


@dataclass(frozen=True, slots=True)
class Own:
    """What two readers who see the same matrices do not share.

    Parameters
    ----------
    curve
        The loss on the way.
    large
        Another metric, if the large curve shows one.
    player
        Whether, and how, it plays.
    room
        The room that the reader is in.
    notice
        What was wrong, in the reader's language.
    address
        The query of a link to what is seen; empty where there is none.
    heard
        Which acts of the wall have been taken over.
    """

    curve: Curve | None = None
    large: Curve | None = None
    player: Player = Player()
    room: Room | None = None
    notice: str = ""
    address: str = ""
    heard: Heard = Heard()


@dataclass(frozen=True, slots=True)
class Scene:
    """What the wall shows, but for what is the reader's `Own`; `figures.wall.packing.constants` has what never changes.

    Parameters
    ----------
    tiles
        All matrices.
    equation
        The step as operands and signs; empty where there is none.
    given
        What is shown in the equation's place where there is none: ids of tiles.
    introduction
        What is said of it there: of each the key of its accent, its symbol, and words.
    columns, heads, turn, classes
        The loop; without columns there is none, and nothing to step through: the equation stands alone.
    pictures
        The rows of X as pictures, 0 to 255: m × lines × pixels of a line.
    program, cursor
        All operations of the round, and how many are done.
    drawing
        The network as a small drawing beside the loop.
    region
        What can be shown in its place, for data of two features.
    origin
        What made the matrix of the selected cell, like ``equation``, where that is another step.
    """

    tiles: Sequence[Tile]
    equation: Sequence[Operand | str] = ()
    given: Sequence[str] = ()
    introduction: Sequence[tuple[str, str, str]] = ()
    columns: Sequence[LoopColumn] = ()
    heads: Sequence[Head] = ()
    turn: Turn = Turn()
    classes: Classes = Classes()
    pictures: NDArray[np.uint8] | None = None
    program: Sequence[Mark] = ()
    cursor: int = 0
    drawing: Drawing = Drawing()
    region: Region | None = None
    headline: Headline = Headline()
    selected: Cell | None = None
    origin: Sequence[Operand | str] = ()
    lit: Sequence[Lit] = ()
    panel: Panel | None = None
