"""Words of the interface that come in tables."""

from __future__ import annotations

from backprop.data import Dataset
from backprop.experiment import metrics_for
from backprop.metrics import METRICS

from .i18n import _


def phases() -> dict[str, str]:
    """The passes of a round."""
    return {"forward": _("Forward"), "backward": _("Backward"), "update": _("Update")}


def metrics(data: Dataset) -> list[tuple[str, str]]:
    """The metrics that a curve can show of these data, each with what it is called."""
    return [(name, _(METRICS[name].label)) for name in metrics_for(data)]


def wall_labels() -> dict[str, str]:
    """The words of the wall component: what its JavaScript calls ``labels``."""
    parts = (_of_matrices, _of_strips, _of_the_drawing, _of_the_deck, _of_the_magnifier, _of_the_curve, _of_keys)
    return {name: words for part in parts for name, words in part().items()}


def _of_matrices() -> dict[str, str]:
    return {
        "row": _("row"),
        "column": _("column"),
        "index": _("{axis} {index}"),
        "indices": _("{axis} {first}–{last}"),
        "not_computed": _("not computed yet"),
        "sum": _("sum"),
        "mean": _("mean"),
        "summed": _("with ℓ summed over the examples of the batch"),
        "averaged": _("with ℓ averaged over the examples of the batch"),
        "largest_of": _("largest of {rows} × {columns} entries"),
        "zeros": _("exact zeros: {count}"),
        "matrix": _("{title}, {rows} × {columns}, {range}"),
        "jump": _("Go to the step that makes {title}"),
        "in_equation": _("{title} in the equation"),
        "open": _("Open {title} large"),
        "equation": _("Equation in focus"),
        "wall": _("All matrices"),
        "matrix_keys": _(
            "Arrow keys move the cell, Page Up and Page Down the matrix. "
            "Enter goes to its step, O opens it large, E explains the selected cell."
        ),
    }


def _of_strips() -> dict[str, str]:
    """What is called otherwise where matrices stand in a line, and lead to no step."""
    as_table = _("{title} as a table")
    return {
        "strip_jump": as_table,
        "strip_open": as_table,
        "strip_equation": _("The matrices"),
        "strip_matrix_keys": _(
            "Arrow keys move the cell, Page Up and Page Down the matrix. Enter or O opens it as a table."
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
        "cover": _("Cover"),
        "cover_on": _("Cover what a step makes, and predict it"),
        "covered": _("covered"),
        "pace_operation": _("1 operation/s"),
        "pace_second": _("1 update/s"),
        "pace_ten": _("10 updates/s"),
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
        "room_leads": _("Room {room}: you lead"),
        "room_follows": _("Room {room}: you follow"),
        "room_away": _("Room {room}: you have stepped away"),
        "room_votes": _("Predicted by the room: {votes}"),
        "room_return": _("Return to the lecturer"),
        "present": _("Present: the equation fills the screen"),
        "ask": _("What sign has {cell}?"),
        "ask_value": _("or type a value"),
        "ask_right": _("Right: {cell} = {value}."),
        "ask_wrong": _("Not so: {cell} = {value}."),
        "ask_unread": _("Write a sign or a number, as −0.3: it counts to as many decimals as you write."),
        "ask_told": _("Told of this result: {right} right, {wrong} not."),
        "ask_end": _("{key} ends the covering."),
        "ask_lift": _("Uncover"),
        "negative": _("negative"),
        "zero": _("exactly zero"),
        "positive": _("positive"),
        "tour": _("Tour: five stops"),
        "tour_count": _("{n} of {count}"),
        "tour_next": _("Next"),
        "tour_leave": _("Leave"),
        "tour_end": _("Begin"),
        "close": _("Close"),
        "stalled": _("The loss no longer moves: the playing has stopped. Play again to go on."),
        "stalled_on": _("The loss no longer moves on this curve. It plays on at full speed until you press Pause."),
        **_stops(),
    }


def _of_the_drawing() -> dict[str, str]:
    return {
        "pictures": _("The examples as pictures"),
        "network": _("The network {widths}"),
        "network_layer": _("Layer {layer}: go to {title}"),
        "region": _("Exchange the network and the decision region"),
        "region_show": _("Show the decision region"),
        "region_leave": _("Show the network"),
        "region_of": _("Decision region: {across} to the right, {up} upwards; classes {classes}."),
        "network_units": _("units: example {index}"),
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
        "log": _("Logarithmic loss axis"),
        "curve_open": _("Show the curve large"),
        "metric": _("What the curve shows"),
        "metric_next": _("The large curve: another metric"),
        "class": _("class"),
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
        "key_unselect": _("Select no cell: the magnifier goes with the steps"),
        "key_guess": _("Covered: the sign of the cell"),
        "key_next": _("Presenting: reveal, or one operation on"),
        "key_previous": _("Presenting: one operation back"),
        "key_leave": _("Leave the presentation"),
        "key_link": _("Copy the link to what is seen"),
        "link_copied": _("The link is copied: whoever opens it sees what you see."),
        "link_refused": _("The browser does not let the link be copied: take it from the address bar."),
        "key_help": _("Show or hide the keys"),
        "key_cells": _("In a matrix: the next cell"),
        "key_matrices": _("In a matrix: the next matrix"),
        "key_jump": _("In a matrix: to the step that makes it"),
        "key_open": _("In a matrix: open it large"),
        "key_explain": _("In a matrix: to the terms of its cell"),
        "key_escape": _("In a matrix: select no cell"),
        "key_undo": _("Undo or redo a change of the set-up"),
    }


def _stops() -> dict[str, str]:
    """The stops of the tour: what each is called, and what is said there."""
    return {
        "stop_step": _("One operation"),
        "told_step": _(
            "Each step is one operation on whole matrices. Its equation stands above, and here are its matrices "
            "with their numbers."
        ),
        "stop_cell": _("One number"),
        "told_cell": _(
            "Click any cell, or write its name here, as M2[0, 1]: you see the terms that make it, and from each you "
            "can go on to where it comes from."
        ),
        "stop_loop": _("The loop"),
        "told_loop": _(
            "The forward pass runs to the right, to the loss ℓ. There it turns, and the gradients come back to the "
            "left below. Each gradient of W hangs under its layer."
        ),
        "stop_go": _("Go on"),
        "told_go": _(
            "Step does one operation, Play one a second. With Cover a result stays blank until you have predicted it."
        ),
        "stop_train": _("Learn"),
        "told_train": _(
            "A round ends with new weights. Train does many rounds; a click on the curve goes back to an update."
        ),
    }
