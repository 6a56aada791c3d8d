"""Why not linear (section 1): a linear and a two-layer classifier, trained side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

import streamlit as st

from backprop import ACTIVATIONS, DATASETS
from backprop.data.catalogue import Option
from backprop.errors import BackpropError
from backprop.experiment import Experiment, Source
from backprop.timeline import Timeline
from figures.palette import Theme
from ui import limits
from ui.bookmark import FIELDS, MOST_LINEAR, PLANES, plane_options
from ui.chart import chart
from ui.choices import Linear
from ui.controls import bound
from ui.i18n import _, error_text
from ui.state import session

UPDATES = 200
ENOUGH = 0.95
"""The training accuracy from which on classes count as separated."""

PATIENCE = 0.5
"""Seconds before a bar shows how far the training is."""

KEY = "derive.pair"


@dataclass
class Pair:
    """The two classifiers, at the same update.

    Attributes
    ----------
    linear, deep : Timeline
    notice : BackpropError or None
        Why the last updates could not be made.
    """

    linear: Timeline
    deep: Timeline
    notice: BackpropError | None = None

    @property
    def experiments(self) -> tuple[Experiment, Experiment]:
        return self.linear.experiment, self.deep.experiment

    def go(self, updates: int) -> None:
        """Take both to an update, with a bar if it takes long."""
        self.notice = None
        bar, began = st.empty(), perf_counter()

        def show(share: float) -> None:
            if perf_counter() - began > PATIENCE:
                bar.progress(share)

        try:
            self.linear.go(updates, lambda share: show(share / 2))
            self.deep.go(updates, lambda share: show((1 + share) / 2))
        except BackpropError as error:
            self.notice = error
        bar.empty()


def main() -> None:
    """The whole part."""
    # Not inside the f-string: texts are not collected from there.
    either = _("or")
    st.latex(rf"Z = XW_1 \qquad\text{{{either}}}\qquad Z = \sigma(XW_1)\,W_2\ \text{{?}}")
    try:
        chosen = _chosen()
        limits.check(chosen[-1])
        pair = _pair(*chosen)
    except BackpropError as error:
        st.error(error_text(error), icon=":material/error:")
        return
    _buttons(pair)
    if pair.notice:
        st.error(error_text(pair.notice), icon=":material/error:")
    left, right = st.columns(2, gap="medium")
    with left:
        _classifier(pair.linear, _("Linear: $XW_1$"), "linear")
    with right:
        _classifier(pair.deep, _("Two layers: $\\sigma(XW_1)W_2$"), "deep")
    st.info(_seen(pair), icon=":material/visibility:")
    st.caption(_settings(pair))


def _chosen() -> tuple[Experiment, Experiment]:
    """What the controls say, as two experiments that differ in the hidden layer alone."""
    data, width, activation = st.columns([3, 2, 2])
    with data:
        _control(
            st.selectbox, _("Data set"), "linear.data", options=PLANES, format_func=lambda name: _(DATASETS[name].title)
        )
    with width:
        _number(_("d hidden units"), "linear.units")
    with activation:
        _control(st.selectbox, "σ", "linear.sigma", options=list(ACTIVATIONS))
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        _bias()
        with st.popover(_("Options of the data")):
            for option in plane_options(session().derive.linear.data):
                _option(option)
            _number(_("Seed"), "linear.seed")
    return _experiments(session().derive.linear)


def _experiments(chosen: Linear) -> tuple[Experiment, Experiment]:
    linear = Experiment(
        Source(chosen.data, chosen.seed, chosen.options),
        hidden=(),
        activations=("identity",),
        bias=chosen.bias,
        seed=chosen.seed,
        batch_size=32,
        optimizer="adam",
        learning_rate=0.03,
    )
    return linear, replace(linear, hidden=(chosen.units,), activations=(chosen.sigma, "identity"))


def _control(widget: Callable[..., Any], label: str, name: str, **options: Any) -> None:
    """A widget for a field; both classifiers begin anew when it is used, other data with their usual options."""
    entry, state = FIELDS[name], session()

    def use(given: Any) -> None:
        value = {entry.path.rpartition(".")[2]: entry.checked(given)}
        if "data" in value:
            value["options"] = ()
        _begin_anew(**value)

    bound(widget, label, entry.control, entry.of(state), lambda given: state.attempt(lambda: use(given)), **options)


def _number(label: str, name: str) -> None:
    low, high = FIELDS[name].bounds
    _control(st.number_input, label, name, min_value=low, max_value=high, step=1)


def _begin_anew(**changes: Any) -> None:
    state = session()
    state.derive = replace(state.derive, linear=replace(state.derive.linear, update=UPDATES, **changes))


def _bias() -> None:
    _control(
        st.toggle,
        _("Bias: a constant column in every Z"),
        "linear.bias",
        help=_(
            "Without it every line goes through the origin, and with an odd σ, like tanh, the two-layer function is "
            "odd as well: where it is sure of one of two classes, it is as sure of the other on the opposite side."
        ),
    )


def _option(option: Option) -> None:
    state = session()
    chosen = dict(state.derive.linear.options)

    def use(given: Any) -> None:
        options = chosen | {option.name: option.checked(given)}
        _begin_anew(options=tuple(sorted(options.items())))

    bound(
        st.number_input,
        _(option.label).capitalize(),
        f"derive.linear.{option.name}",
        option.checked(chosen.get(option.name, option.default)),
        lambda given: state.attempt(lambda: use(given)),
        min_value=option.low,
        max_value=option.high,
        step=option.step,
    )


def _pair(linear: Experiment, deep: Experiment) -> Pair:
    """The pair that is on screen, or a new one if a control was changed; at the update that is wanted."""
    pair: Pair | None = st.session_state.get(KEY)
    if pair is None or pair.experiments != (linear, deep):
        pair = st.session_state[KEY] = Pair(Timeline(linear), Timeline(deep))
    wanted = session().derive.linear.update
    if not pair.notice and (pair.linear.updates, pair.deep.updates) != (wanted, wanted):
        pair.go(wanted)
    return pair


def _buttons(pair: Pair) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            _("Train {n} more").format(n=UPDATES),
            key="derive.train",
            type="primary",
            icon=":material/fast_forward:",
            shortcut="T",
            on_click=lambda: _go_to(pair, min(pair.linear.updates + UPDATES, MOST_LINEAR)),
        )
        st.button(
            _("Restart"),
            key="derive.restart",
            icon=":material/replay:",
            help=_("Back to the same initial weights"),
            on_click=lambda: _go_to(pair, 0),
        )
        st.markdown(_("Update **{update}**").format(update=pair.linear.updates))


def _go_to(pair: Pair, update: int) -> None:
    pair.notice = None
    state = session()
    state.derive = replace(state.derive, linear=replace(state.derive.linear, update=update))


def _classifier(timeline: Timeline, title: str, key: str) -> None:
    from figures.regions import regions

    point = timeline.history[timeline.updates]
    st.markdown(f"**{title}**")
    accuracies = _("training accuracy **{train:.1%}**, test **{test:.1%}**")
    st.markdown(accuracies.format(**{part: point[part]["accuracy"] for part in ("train", "test")}))
    theme: Theme = "dark" if st.context.theme.type == "dark" else "light"
    experiment = timeline.experiment
    figure = regions(experiment.network, timeline.trainer.weights, experiment.dataset, theme, _)
    chart(figure, f"derive.regions.{key}")


def _seen(pair: Pair) -> str:
    """What there is to see, in one sentence or two."""
    linear, deep = (line.history[line.updates]["train"]["accuracy"] for line in (pair.linear, pair.deep))
    if not pair.linear.updates:
        return _("Both are at their initial weights: nothing has been learnt yet.")
    if pair.deep.experiment.activations[0] == "identity":
        return _("σ is the identity, and $(XW_1)W_2 = X(W_1W_2)$ is a linear classifier again: two layers need a σ.")
    if linear >= ENOUGH:
        return _("One line between any two classes is enough here: the second layer adds nothing but a bent border.")
    if deep >= ENOUGH:
        return _("No straight line separates these classes. σ bends the plane, and then a line can.")
    if not pair.deep.experiment.bias:
        return _("Without a bias both are held to the origin: switch it on, or train on.")
    return _("Neither separates the classes yet: train on, or give the hidden layer more units.")


def _settings(pair: Pair) -> str:
    experiment = pair.linear.experiment
    return _(
        "Both see the same batches of {m} rows and train with {optimizer}, α = {alpha}, and softmax cross-entropy. "
        "Filled marks: training; hollow: test. A region is deeper in colour where its class is more probable."
    ).format(m=experiment.batch_size, optimizer=experiment.optimizer, alpha=experiment.learning_rate)
