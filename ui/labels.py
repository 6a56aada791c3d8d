"""Words of the interface that come in tables."""

from __future__ import annotations

from .i18n import _


def phases() -> dict[str, tuple[str, str]]:
    """The passes of a round: what they are called, and the key that goes to their end."""
    return {"forward": (_("Forward"), "F"), "backward": (_("Backward"), "B"), "update": (_("Update"), "U")}


def wall_labels() -> dict[str, str]:
    """The words of the wall component, under the keys of ui/wall/labels.js."""
    return {
        "row": _("row"),
        "column": _("column"),
        "index": _("{axis} {index}"),
        "indices": _("{axis} {first}–{last}"),
        "not_computed": _("not computed yet"),
        "blocks": _("≈ max |·| of {rows}×{columns}"),
        "largest_of": _("largest of {rows} × {columns} entries"),
        "zeros": _("exact zeros: {count}"),
        "matrix": _("{title}, {rows} × {columns}, {range}"),
        "jump": _("Go to the step that makes {title}"),
        "open": _("Open {title} large"),
        "equation": _("Equation in focus"),
        "wall": _("All matrices"),
        "keys": _(
            "Arrow keys move the cell, Page Up and Page Down the matrix. "
            "Enter goes to its step, O opens it large, E explains the selected cell."
        ),
        "hint": _("Click a cell to see what made it, or Tab to the wall and use the arrow keys."),
        "play": _("Play"),
        "pause": _("Pause"),
        "panel": _("What made this number"),
        "path": _("Path"),
        "back": _("Back"),
        "forth": _("Forward again"),
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
