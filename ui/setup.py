"""The set-up panel: every choice that makes an `Experiment`, each bound to it by one helper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from backprop import ACTIVATIONS, DATASETS, INITS, LOSSES, OPTIMIZERS, Dataset
from backprop.errors import NetworkError
from backprop.experiment import RATES, Experiment, Source, losses_for
from backprop.expression import lowered
from backprop.network import DTYPES, REDUCTIONS
from figures.notation import ROWS, head

from .controls import bound, control, labelled, number, shows
from .escape import plain
from .i18n import _, error_text
from .limits import LIMITS
from .link import encode
from .state import session
from .tables import desk
from .tables.dialog import show
from .tables.uploading import uploader
from .typed import dialog as by_hand
from .typed import slate
from .words import scale

OWN = "own"
"""The choice of the reader's own table among the data sets."""

BY_HAND = "by-hand"
"""The choice of numbers typed by hand."""

GIVEN = "given"
"""The choice of weights typed by hand among the initialisers."""

PAGE = "explore"
"""The page that has the panel."""

Make = Callable[[Experiment, Any], Experiment]


def panel() -> None:
    """Everything that can be set, in the sidebar."""
    parts = {
        "undo": _history,
        "data": _data,
        "network": _network,
        "weights": _weights,
        "training": _training,
        "view": _view,
    }
    with st.sidebar:
        for name, part in parts.items():
            if not session().hides(name):
                part()
        _not_in_link()
    if desk().is_open:
        show()
    elif slate().is_open:
        by_hand.show()


def made(widget: Callable[..., Any], label: str, name: str, value: Any, make: Make, **options: Any) -> None:
    """A widget that shows a value of the experiment and, when used, makes another experiment."""

    def use(given: Any) -> None:
        session().change(lambda experiment: make(experiment, given))

    bound(widget, label, f"setup.{name}", value, use, **options)


def _item(name: str, index: int) -> Make:
    return lambda experiment, value: experiment.with_item(name, index, value)


def _option(name: str) -> Make:
    return lambda experiment, value: experiment.with_option(name, value)


def _history() -> None:
    state = session()
    with st.container(horizontal=True):
        st.button(
            _("Undo"),
            key="undo",
            icon=":material/undo:",
            shortcut="Z",
            on_click=state.undo,
            disabled=not state.document.past,
        )
        st.button(
            _("Redo"),
            key="redo",
            icon=":material/redo:",
            shortcut="Y",
            on_click=state.redo,
            disabled=not state.document.future,
        )


def _data() -> None:
    source = session().experiment.source
    st.subheader(_("Data"))
    titles = {name: _(spec.title) for name, spec in DATASETS.items()}
    titles |= {OWN: _("Your own table"), BY_HAND: _("By hand")}
    choice = _chosen(source)
    st.session_state["setup.source"] = choice
    st.selectbox(
        _("Data set"),
        list(titles),
        key="setup.source",
        on_change=_choose_source,
        format_func=titles.__getitem__,
    )
    if choice == OWN:
        _own_table()
    elif choice == BY_HAND:
        st.button(_("Change the numbers"), key="typed-open", icon=":material/edit:", on_click=_open_slate)
    else:
        st.caption(_(DATASETS[choice].note))
        with st.expander(_("Options of the data")):
            _data_options(source)
    st.caption(scale(session().experiment.dataset))
    rows = len(session().experiment.dataset.X_train)
    number(_("Batch size m"), "batch", max_value=rows)


def _chosen(source: Source) -> str:
    if source.table:  # what was wanted is there; undo then leads to what there was before
        st.session_state["own-wanted"] = False
    if source.table or st.session_state.get("own-wanted"):
        return OWN
    return BY_HAND if source.by_hand else source.name


def _choose_source() -> None:
    choice = st.session_state["setup.source"]
    if choice == _chosen(session().experiment.source):
        return  # nobody chose: the browser says of a page that is being left what its fields hold
    if choice not in {*DATASETS, OWN, BY_HAND}:
        return  # nor then: it is what the choice is called in the language before
    st.session_state["own-wanted"] = choice == OWN
    if choice == BY_HAND:
        _open_slate()
    elif choice != OWN:
        _leave_for(choice)


def _leave_for(choice: str) -> None:
    """Go over to one of the data sets; it is said if weights that were given do not fit it."""
    state = session()
    given = state.experiment.weights
    state.change(lambda experiment: experiment.with_source(Source(choice, experiment.source.seed)))
    if given and not state.experiment.weights and not state.notice:
        state.notice = NetworkError(
            "the weights given by hand do not fit these data: {init} draws them; Undo brings them back",
            init=state.experiment.init,
        )


def _open_slate() -> None:
    slate().open(session().experiment, has_examples=True)


def _data_options(source: Source) -> None:
    options = dict(source.options)
    for option in DATASETS[source.name].options:
        made(
            st.number_input,
            _(option.label).capitalize(),
            f"data.{option.name}",
            option.checked(options.get(option.name, option.default)),
            _option(option.name),
            min_value=option.low,
            max_value=option.high,
            step=option.step,
        )
    made(
        st.number_input,
        _("Seed of the data"),
        "data.seed",
        source.seed,
        lambda e, value: e.with_source(replace(e.source, seed=value)),
        min_value=0,
        step=1,
    )


def _own_table() -> None:
    """The reader's own file: nothing is used before it was looked at."""
    lying, table = desk(), session().experiment.source.table
    field = f"upload-{lying.refused}"
    uploader(
        _("A table: CSV, JSON, Parquet, arrays of NumPy or IDX"),
        accept_multiple_files=True,
        key=field,
        on_change=lambda: desk().take(st.session_state[field]),
        help=_("One example a row. Several files at once are arrays: X in one, the labels in another."),
    )
    if lying.error and not lying.preview:
        st.error(error_text(lying.error))
    elif lying.preview:
        st.button(_("Look at it again"), key="desk-open", icon=":material/table:", on_click=_open_desk)
    if table:
        st.caption(_about(table))
    elif not lying.error:
        st.info(_("Nothing is used before you have looked at it: the data set before stays."))


def _about(table: Dataset) -> str:
    words = (
        _("{name}: {rows} examples, {features} features, {outputs} quantities")
        if table.is_quantity
        else _("{name}: {rows} examples, {features} features, {outputs} classes")
    )
    return words.format(
        name=plain(table.name),
        rows=len(table.X_train) + len(table.X_test),
        features=table.n_features,
        outputs=len(table.target_names) or table.n_classes,
    )


def _open_desk() -> None:
    desk().is_open = True


def _network() -> None:
    experiment = session().experiment
    net = experiment.network
    st.subheader(_("Network"))
    made(
        st.number_input,
        _("Layers L"),
        "layers",
        net.layers,
        lambda e, value: e.with_layers(value),
        min_value=1,
        max_value=LIMITS.max_layers,
        step=1,
    )
    for i in range(1, net.layers + 1):
        width, activation = st.columns(2, gap="small")
        with width:
            _width(i)
        with activation:
            made(
                st.selectbox,
                f"σ{lowered(i)}",
                f"activation.{i}",
                experiment.activations[i - 1],
                _item("activations", i - 1),
                options=list(ACTIVATIONS),
            )
    losses = {name: _(loss.label) for name, loss in LOSSES.items()}
    possible = losses_for(experiment.dataset)
    control(st.selectbox, _("Loss"), "loss", options=possible, format_func=losses.__getitem__)
    reductions = {"sum": _("sum (lecture)"), "mean": _("mean (1/m)")}
    control(
        st.segmented_control,
        _("Loss of a batch"),
        "reduction",
        required=True,
        options=REDUCTIONS,
        format_func=reductions.__getitem__,
    )
    control(st.toggle, _("Bias: a constant column in every Z"), "bias")


def _width(i: int) -> None:
    experiment = session().experiment
    n = f"n{lowered(i + 1)}"
    if i == experiment.network.layers:
        outputs = _("{n} = k quantities") if experiment.dataset.is_quantity else _("{n} = k classes")
        st.number_input(
            outputs.format(n=n),
            value=experiment.network.outputs,
            disabled=True,
            key=f"k{experiment.network.outputs}",
        )
    else:
        made(
            st.number_input,
            _("{n} units").format(n=n),
            f"hidden.{i}",
            experiment.hidden[i - 1],
            _item("hidden", i - 1),
            min_value=1,
            max_value=LIMITS.max_width,
            step=1,
        )


def _weights() -> None:
    st.subheader(_("Initial weights"))
    experiment = session().experiment
    names = {name: name for name in INITS} | {GIVEN: _("given by hand")}
    bound(
        st.selectbox,
        _("Initialiser"),
        "setup.init",
        GIVEN if experiment.weights else experiment.init,
        _choose_init,
        options=list(names),
        format_func=names.__getitem__,
    )
    if experiment.weights:
        st.button(_("Change the weights"), key="weights-open", icon=":material/edit:", on_click=_open_weights)
    elif INITS[experiment.init].uses_std:
        number(_("Standard deviation or value s"), "std", step=0.05, format="%.4g")
    number(_("Seed"), "seed")
    control(st.segmented_control, _("Arithmetic"), "dtype", options=DTYPES, required=True)


def _choose_init(name: str) -> None:
    if name == GIVEN:
        _open_weights()
    else:
        session().change(lambda experiment: replace(experiment, init=name, weights=()))


def _open_weights() -> None:
    """The numbers that the weights begin with, to be typed over: where the examples are typed, with those."""
    experiment = session().experiment
    slate().open(experiment, has_examples=experiment.source.by_hand is not None)


def _training() -> None:
    st.subheader(_("Training"))
    control(st.selectbox, _("Optimiser"), "optimizer", options=list(OPTIMIZERS))
    _rate(_("Step size α"), "learning_rate", step=0.01)
    _decay_and_regularisation()
    control(st.toggle, _("Shuffle the batches in every epoch"), "shuffle")


def _decay_and_regularisation() -> None:
    """Both keep the weights small; each says how it differs from the other."""
    decay = _("The update shrinks every weight a little, biases too. No step and no gradient knows of it.")
    _rate(_("Weight decay κ"), "weight_decay", decay, step=0.001)
    penalty = _(
        "λ/2 ‖W‖² is part of the loss and λW part of ∇W, in every step; biases are left out. It belongs to the "
        "network, so the training is done anew. Weight decay acts in the update alone."
    )
    number(_("L2 regularisation λ"), "l2", step=0.001, format="%.4g", help=penalty)


def _rate(label: str, name: str, about: str = "", **options: Any) -> None:
    """A number that may change in the middle of a training: it shows what holds at this update."""
    state, words = session(), _("Holds from this update on: the training goes on.")
    options |= {"format": "%.4g", "help": f"{about} {words}".strip()}
    value = getattr(state.timeline.trainer, name)
    bound(st.number_input, label, f"setup.{name}", value, lambda given: state.set_rate(name, given), **options)


def is_behind() -> bool:
    """Whether the panel shows what does not hold any more: a rate of another update, the axis from before a key."""
    if session().page != PAGE:  # there is no panel
        return False
    trainer = session().timeline.trainer
    shown = {f"setup.{name}": getattr(trainer, name) for name in RATES} | {"view.log": session().view.log}
    return not all(shows(key, value) for key, value in shown.items())


def _view() -> None:
    st.subheader(_("View"))
    notation = session().view.notation
    control(
        st.pills,
        _("Rows of the wall"),
        "rows",
        options=list(ROWS),
        selection_mode="multi",
        format_func=lambda row: head(row, notation),
    )
    labelled()


def _not_in_link() -> None:
    """What the address does not hold, and what to do about it."""
    for error in encode(session().bookmark).missing:
        st.caption(f":material/link_off: {error_text(error)}")
