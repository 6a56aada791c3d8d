"""A draft: grids of what has been typed so far, which may not fit each other yet."""

from __future__ import annotations

from dataclasses import dataclass, field

from backprop.data.by_hand import Rows
from backprop.data.pasted import MOST_ENTRIES, read_matrix
from backprop.errors import BackpropError, DataError
from backprop.experiment import Experiment
from ui.limits import check_pasted

from .grid import Grid
from .orientation import Key, Orientation, X, Y

EMPTY = ""
NEW_WIDTH = 2


@dataclass
class Draft:
    """What is on the slate.

    Attributes
    ----------
    base : Experiment
        What it began from; it says all that is not typed.
    grids : dict of Grid
        Cells as they are written, in the lecture's orientation.
    activations : list of str
    loss : str
    bias : bool
    has_examples : bool
        Whether X and y are typed too, and not the weights alone.
    version : int
        Counts what has changed the grids other than by typing into them.
    refused : dict of BackpropError
        Why what was pasted last into a matrix was not taken.
    """

    base: Experiment
    grids: dict[Key, Grid]
    activations: list[str]
    loss: str
    bias: bool
    has_examples: bool
    version: int = 0
    refused: dict[Key, BackpropError] = field(default_factory=dict)

    @classmethod
    def of(cls, experiment: Experiment, *, has_examples: bool) -> Draft:
        """The numbers of an experiment.

        Raises
        ------
        DataError
            There are too many of them.
        """
        net, typed = experiment.network, experiment.source.by_hand
        shapes = [net.weight_shape(i) for i in range(1, net.layers + 1)]
        count = sum(rows * columns for rows, columns in shapes)
        if count > MOST_ENTRIES:
            raise DataError(
                "this network has {given} weights; by hand are up to {most}: choose fewer units",
                given=count,
                most=MOST_ENTRIES,
            )
        draft = cls(
            experiment,
            {},
            list(experiment.activations),
            experiment.loss,
            experiment.bias,
            has_examples and typed is not None,
        )
        if draft.has_examples and typed:
            draft.grids[X] = _written(typed.X)
            draft.grids[Y] = _written(typed.targets or tuple((float(label),) for label in typed.labels))
        for i, W in experiment.initial_weights().items():
            draft.put_weights(i, _written(tuple(map(tuple, W.tolist()))))
        return draft

    def put_weights(self, i: int, grid: Grid) -> None:
        """W_i of the engine: with a bias, its row is the last."""
        self.grids["W", i] = grid[:-1] if self.bias else grid
        if self.bias:
            self.grids["b", i] = grid[-1:]

    # --- sizes ---

    @property
    def layers(self) -> int:
        """How many W_i there are."""
        return sum(symbol == "W" for symbol, _i in self.grids)

    @property
    def widths(self) -> list[int]:
        """n_1, …, n_{L+1}: those of X, or of the data, and of the columns of each W_i."""
        first = len(self.grids[X][0]) if self.has_examples else self.base.network.widths[0]
        return [first, *(len(self.grids["W", i][0]) for i in range(1, self.layers + 1))]

    @property
    def rows(self) -> int:
        """How many examples there are."""
        return len(self.grids[X]) if self.has_examples else len(self.base.dataset.X_train)

    def set_rows(self, rows: int) -> None:
        """So many examples; new ones are empty."""
        for key in (X, Y):
            self.grids[key] = _sized(self.grids[key], rows, len(self.grids[key][0]))
        self.version += 1

    def set_width(self, n: int, width: int) -> None:
        """n_1, …, n_{L+1} by its number from 1: all matrices that have this side."""
        widths = self.widths
        if n == len(widths) and self.has_examples and len(self.grids[Y][0]) == widths[-1] != 1:
            self.grids[Y] = _sized(self.grids[Y], self.rows, width)
        widths[n - 1] = width
        self._fit(widths)

    def set_layers(self, layers: int) -> None:
        """The last hidden layer is repeated, or the last ones go."""
        first, *hidden, last = self.widths
        kept = hidden[: layers - 1]
        kept += (kept[-1:] or [NEW_WIDTH]) * (layers - 1 - len(kept))
        names = self.activations[:-1][: layers - 1]
        names += (names[-1:] or ["tanh"]) * (layers - 1 - len(names))
        self.activations = [*names, self.activations[-1]]
        for key in [key for key in self.grids if key[0] in "Wb" and key[1] > layers]:
            del self.grids[key]
        self._fit([first, *kept, last])

    def set_bias(self, bias: bool) -> None:
        """With a bias, which begins at zero; or without."""
        self.bias = bias
        for i in range(1, self.layers + 1):
            self.grids.pop(("b", i), None)
            if bias:
                self.grids["b", i] = [["0"] * self.widths[i]]
        self.version += 1

    def _fit(self, widths: list[int]) -> None:
        """Give every matrix the sides that these widths ask for; what is new is empty, a new bias zero."""
        if self.has_examples:
            self.grids[X] = _sized(self.grids[X], self.rows, widths[0])
        for i in range(1, len(widths)):
            self.grids["W", i] = _sized(self.grids.get(("W", i), []), widths[i - 1], widths[i])
            if self.bias:
                self.grids["b", i] = _sized(self.grids.get(("b", i), []), 1, widths[i], "0")
        self.version += 1

    # --- what is put in ---

    def paste(self, key: Key, text: str, orientation: Orientation) -> None:
        """Take over a matrix as it was pasted, as it is shown; what can't be read is noted, and that is all."""
        self.refused.pop(key, None)
        try:
            check_pasted(text)
            matrix = read_matrix(text, *self._wanted(key, orientation))
        except BackpropError as error:
            self.refused[key] = error
            return
        grid = orientation.turn(key, _written(tuple(map(tuple, matrix.tolist()))))
        if key[0] == "W" and self.bias and not orientation.is_turned(key) and len(grid) == self.widths[key[1] - 1] + 1:
            self.put_weights(key[1], grid)
        else:
            self.grids[key] = grid
        self.version += 1

    def _wanted(self, key: Key, orientation: Orientation) -> tuple[int | None, int | None]:
        """The shape that says of a list whether it is a row or a column: as many labels as examples are a column."""
        if key != Y:
            shown = orientation.turn(key, self.grids[key])
            return len(shown), len(shown[0])
        return (None, self.rows) if orientation.is_turned(key) else (self.rows, None)

    def type(self, key: Key, grid: Grid) -> None:
        """Take over what was typed into the cells."""
        self.grids[key] = grid


def _written(rows: Rows) -> Grid:
    """Numbers as one would type them."""
    return [[repr(float(value)).removesuffix(".0") for value in row] for row in rows]


def _sized(grid: Grid, rows: int, columns: int, filled: str = EMPTY) -> Grid:
    """The same cells, as far as there is room for them; new ones are empty, or filled."""
    kept = [[*row[:columns], *[filled] * (columns - len(row))] for row in grid[:rows]]
    return kept + [[filled] * columns for _row in range(rows - len(kept))]
