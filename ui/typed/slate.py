"""The slate of whoever is looking: a draft of numbers is on it until it is used."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from backprop.errors import BackpropError
from backprop.experiment import Experiment
from backprop.worked import WORKED

from .draft import Draft

KEY = "slate"
FIRST = "two_layers"
"""The example that one sees first."""


@dataclass
class Slate:
    """What is on it, and whether it is seen.

    Attributes
    ----------
    draft : Draft or None
    is_open : bool
    error : BackpropError or None
        Why nothing could be put on it.
    """

    draft: Draft | None = None
    is_open: bool = False
    error: BackpropError | None = None

    def open(self, experiment: Experiment, *, has_examples: bool) -> None:
        """Go on with what was typed and not used; else begin with what there is, or with an example."""
        self.is_open, self.error = True, None
        if self.draft and self.draft.has_examples == has_examples and (has_examples or self.draft.base == experiment):
            self.draft.version += 1  # the widgets of before have gone
            return
        if has_examples and experiment.source.by_hand is None:
            experiment = WORKED[FIRST].experiment
        try:
            self.draft = Draft.of(experiment, has_examples=has_examples)
        except BackpropError as error:
            self.draft, self.error = None, error

    def begin(self, experiment: Experiment) -> None:
        """Begin with an example, or with what there is."""
        version = self.draft.version + 1 if self.draft else 0
        self.draft = Draft.of(experiment, has_examples=True)
        self.draft.version = version

    def close(self) -> None:
        """Put it away for now."""
        self.is_open = False


def slate() -> Slate:
    """The slate of whoever is looking."""
    found: Slate = st.session_state.setdefault(KEY, Slate())
    return found
