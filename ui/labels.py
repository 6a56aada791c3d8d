"""Words of the interface that come in tables."""

from __future__ import annotations

from .i18n import _


def phases() -> dict[str, str]:
    """The passes of a round."""
    return {"forward": _("Forward"), "backward": _("Backward"), "update": _("Update")}


def wall_labels() -> dict[str, str]:
    """The words of the wall component: what its JavaScript calls ``labels``."""
    return {**_of_matrices(), **_of_the_deck(), **_of_the_magnifier(), **_of_the_curve(), **_of_keys()}


def _of_matrices() -> dict[str, str]:
    return {
        "row": _("row"),
        "column": _("column"),
        "index": _("{axis} {index}"),
        "indices": _("{axis} {first}–{last}"),
        "not_computed": _("not computed yet"),
        "largest_of": _("largest of {rows} × {columns} entries"),
        "zeros": _("exact zeros: {count}"),
        "matrix": _("{title}, {rows} × {columns}, {range}"),
        "jump": _("Go to the step that makes {title}"),
        "open": _("Open {title} large"),
        "equation": _("Equation in focus"),
        "wall": _("All matrices"),
        "matrix_keys": _(
            "Arrow keys move the cell, Page Up and Page Down the matrix. "
            "Enter goes to its step, O opens it large, E explains the selected cell."
        ),
    }


def _of_the_deck() -> dict[str, str]:
    return {
        "deck": _("Steps and training"),
        "back": _("One operation back"),
        "step": _("Step"),
        "step_on": _("One operation on"),
        "play": _("Play"),
        "pause": _("Pause"),
        "pace": _("What to play, and how fast"),
        "pace_operation": _("1 operation a second"),
        "pace_second": _("1 update a second"),
        "pace_ten": _("10 updates a second"),
        "pace_every": _("every update"),
        "pace_full": _("full speed"),
        "program": _("Program of the round"),
        "operation": _("Operation {n} of {count}: {title}"),
        "given": _("What is given"),
        "forward": _("forward"),
        "backward": _("backward"),
        "update": _("update"),
        "to_end": _("To the end of the pass: {phase}"),
        "train": _("Train"),
        "train_n": _("Train {n}"),
        "epoch": _("epoch"),
        "train_epoch": _("Train one epoch, {n} updates"),
        "restart": _("Restart the training from the same initial weights"),
        "help": _("Keys"),
        "close": _("Close"),
        "stalled": _("The loss no longer moves: the playing has stopped. Play again to go on."),
    }


def _of_the_magnifier() -> dict[str, str]:
    return {
        "cell": _("Cell to look at"),
        "no_matrix": _("There is no matrix {name}; write it as {example}."),
        "no_entry": _("{name} has rows 0 to {rows} and columns 0 to {columns}."),
        "not_yet": _("{name} has not been computed yet at this step."),
        "hint": _("Press {key}: the first product is made, and here you see what one number of it is made of."),
        "panel": _("What made this number"),
        "path": _("Path"),
        "trail_back": _("Back"),
        "trail_on": _("Forward again"),
        "follow": _("Follow {name} = {value}"),
        "terms": _("Terms"),
        "term": _("term"),
        "share": _("share"),
        "by_size": _("by size"),
        "by_place": _("by {letter}"),
        "more": _("{count} more"),
        "classes": _("Share of each class"),
        "paths": _("Paths"),
        "nudge": _("Nudge"),
        "edit": _("Edit"),
    }


def _of_the_curve() -> dict[str, str]:
    return {
        "curve": _("Loss curve"),
        "curve_open": _("Show the curve large"),
        "curve_go": _("Go back to update {update}"),
        "legend": _("Colours"),
        "legend_slope": _("slopes: blank is 1, the whole signal passes"),
    }


def _of_keys() -> dict[str, str]:
    return {
        "key_start": _("To the start of the round"),
        "key_end": _("To the end of the round"),
        "key_layer_back": _("One layer back"),
        "key_layer_on": _("One layer on"),
        "key_forward": _("To the end of the forward pass"),
        "key_backward": _("To the end of the backward pass"),
        "key_update": _("To the end of the update"),
        "key_help": _("Show or hide the keys"),
        "key_cells": _("In a matrix: the next cell"),
        "key_matrices": _("In a matrix: the next matrix"),
        "key_jump": _("In a matrix: to the step that makes it"),
        "key_open": _("In a matrix: open it large"),
        "key_explain": _("In a matrix: to the terms of its cell"),
        "key_escape": _("In a matrix: select no cell"),
        "key_undo": _("Undo or redo a change of the set-up"),
    }
