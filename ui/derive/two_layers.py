"""Two layers by hand (section 2): the scalar chain, its matrices, and the exercise to make a gradient of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import methodcaller

import streamlit as st

from backprop import ACTIVATIONS
from backprop.derivation import DERIVATIONS, MATRICES, MOVES, TwoLayers, Verdict, chain_latex, check, latex, moves
from backprop.errors import BackpropError
from backprop.expression import Dot, Expression, Hadamard, Transpose, evaluate, lowered, text
from backprop.notations import LECTURE
from ui.address import address
from ui.answer import Answer
from ui.bookmark import put
from ui.controls import bound, control, number
from ui.i18n import _, error_text
from ui.state import session
from ui.strip import words

from . import matrices
from .shapes import with_shape

SHORTCUTS = {"X": "X", "Z2": "S", "D1": "D", "E": "E", "W2": "W", "ᵀ": "T", "·": "M", "∘": "O"}

_X, _Z2, _D1, _E, _W2 = MATRICES.values()

TEMPTING: dict[int, tuple[tuple[str, str, Expression], ...]] = {
    2: (("m", "k", Dot(Transpose(_Z2), Transpose(_E))),),
    1: (
        ("m", "k", Dot(Transpose(_X), Hadamard(_D1, Dot(Transpose(_E), Transpose(_W2))))),
        ("d", "n", Dot(Transpose(Hadamard(_D1, Dot(_E, Transpose(_W2)))), _X)),
    ),
}
"""Wrong answers whose shapes fit as soon as two sizes are equal."""

NABLA = LECTURE.names["dW"].latex
"""∇_{W_i} ℓ in LaTeX, of the layer."""

LOOKS = {
    "right": (st.success, ":material/check_circle:"),
    "number": (st.warning, ":material/calculate:"),
    "shape": (st.error, ":material/aspect_ratio:"),
    "clash": (st.error, ":material/link_off:"),
}
"""How each kind of verdict looks: colour and icon."""


def main() -> None:
    """The whole part."""
    words()
    hand = session().derive.hand
    _sizes()
    try:
        problem = TwoLayers(**hand.sizes, activation=hand.sigma)
    except BackpropError as error:
        st.error(error_text(error), icon=":material/error:")
        return
    control(
        st.segmented_control,
        _("Gradient"),
        "hand.gradient",
        options=list(DERIVATIONS),
        required=True,
        format_func=lambda i: f"∇W{lowered(i)}",
        label_visibility="collapsed",
    )
    i = hand.gradient
    rows, columns = DERIVATIONS[i].shape
    wanted = rf"\underbrace{{{NABLA(i)}}}_{{{rows}\times {columns}}}"
    st.latex(rf"{chain_latex(i)} \qquad\Rightarrow\qquad {wanted} = \text{{?}}")
    matrices.factors(problem, i)
    st.fragment(_exercise)(problem, i)


def _sizes() -> None:
    """The sizes of the matrices, and σ."""
    columns = st.columns(5)
    for column, (name, label) in zip(columns, _size_labels().items(), strict=False):
        with column:
            number(label, f"hand.{name}")
    with columns[-1]:
        control(st.selectbox, "σ", "hand.sigma", options=list(ACTIVATIONS))


def _change(act: Callable[[Answer], Answer]) -> None:
    """Go over to another answer for the gradient that is looked for."""
    state = session()
    hand = state.derive.hand
    place = "first" if hand.gradient == 1 else "second"
    state.derive = put(state.derive, ("hand", place), act(hand.answer))


def _size_labels() -> dict[str, str]:
    return {"m": _("m rows"), "n": _("n features"), "d": _("d hidden units"), "k": _("k classes")}


def _exercise(problem: TwoLayers, i: int) -> None:
    """What a click changes; it runs again by itself."""
    given = session().derive.hand.answer
    verdict = check(given.stack[0], i, problem) if given.is_checked else None
    left, right = st.columns([3, 2], gap="large")
    with left:
        _builder(given, verdict, problem, i)
        if verdict:
            _verdict(given, verdict, problem, i)
    with right:
        _help(given, i)
    address("exercise")


def _builder(given: Answer, verdict: Verdict | None, problem: TwoLayers, i: int) -> None:
    so_far = r"\qquad ".join(with_shape(expression, problem.sizes) for expression in given.stack) or r"\dots"
    sign = "=" if verdict and verdict.kind == "right" else r"\overset{?}{=}"
    with st.container(key="derive-so-far"):
        st.latex(f"{NABLA(i)} {sign} {so_far}")
    factors = [factor.name for factor in DERIVATIONS[i].chain]
    operations = [move for move in MOVES if move not in MATRICES]
    with st.container(horizontal=True, gap="xsmall"):
        _move_buttons(factors)
        with st.container(horizontal=True, gap="xsmall", width="content", key="derive-operations"):
            _move_buttons(operations)
    with st.container(horizontal=True, gap="xsmall"):
        for label, key, icon, shortcut, act in (
            (_("Check"), "check", "rule", "K", Answer.check),
            (_("Undo"), "undo", "undo", "Backspace", Answer.undo),
            (_("Clear"), "clear", "close", "Delete", Answer.clear),
        ):
            st.button(
                label,
                key=f"derive.{key}",
                icon=f":material/{icon}:",
                type="primary" if key == "check" else "secondary",
                shortcut=shortcut,
                on_click=_change,
                args=(act,),
            )
    _typed(given, f"{factors[0]} * {factors[-1]}")


def _move_buttons(names: Sequence[str]) -> None:
    # None is ever disabled: a key pressed before the browser has heard that it may be would be lost.
    for move in names:
        st.button(
            MATRICES[move].title if move in MATRICES else move,
            key=f"derive.move.{move}",
            shortcut=SHORTCUTS[move],
            help=_move_help().get(move),
            on_click=_change,
            args=(methodcaller("add", move),),
        )


def _move_help() -> dict[str, str]:
    return {
        "ᵀ": _("Transpose the last expression"),
        "·": _("Matrix product of the last two expressions"),
        "∘": _("Element-wise product of the last two expressions"),
    }


def _typed(given: Answer, example: str) -> None:
    bound(
        st.text_input,
        _("or type it, and press Enter"),
        "derive.typed",
        given.typed,
        lambda typed: _change(methodcaller("read", typed)),
        placeholder=example,
        help=_(
            "Factors: `X`, `Z2` or `σ(XW_1)`, `D1` or `σ'(XW_1)`, `E` or `(S − I_y)`, `W2`. "
            "Transpose: `.T`, `^T` or `ᵀ`; matrix product: `@`, `·` or nothing; element-wise product: `*` or `∘`."
        ),
    )
    if given.notice:
        st.error(error_text(given.notice), icon=":material/block:")


def _verdict(given: Answer, verdict: Verdict, problem: TwoLayers, i: int) -> None:
    show, icon = LOOKS[verdict.kind]
    show(" ".join(_(text).format(**verdict.values) for text in (verdict.template, *verdict.remarks)), icon=icon)
    if verdict.kind in ("right", "number"):
        matrices.comparison(problem, i, evaluate(given.stack[0], problem.values))
    if verdict.kind == "right":
        _moral(given, problem, i)


def _moral(given: Answer, problem: TwoLayers, i: int) -> None:
    """When the answer is right: whether the dimensions alone decided it."""
    st.markdown(
        _("The dimensions led here, but they do not decide: make two sizes equal, and other products fit as well.")
    )
    with st.container(horizontal=True):
        for a, b, wrong in TEMPTING[i]:
            if problem.sizes[a] != problem.sizes[b]:
                # The sizes stand outside this fragment.
                if st.button(
                    _("Try {a} = {b}").format(a=a, b=b),
                    key=f"derive.try.{a}{b}",
                    icon=":material/join:",
                    on_click=session().set,
                    args=(f"hand.{a}", problem.sizes[b]),
                ):
                    st.rerun()
            else:
                st.button(
                    _("Check {product} instead").format(product=text(wrong)),
                    key=f"derive.tempt.{a}{b}",
                    icon=":material/swap_horiz:",
                    on_click=_change,
                    args=(methodcaller("set", moves(wrong), True),),
                )


def _help(given: Answer, i: int) -> None:
    derivation = DERIVATIONS[i]
    st.markdown(
        _(
            "**Put factors down**, then join: ᵀ works on the last expression, · and ∘ on the last two. "
            "Below each expression stands its shape."
        )
    )
    for n, hint in enumerate(derivation.hints[: given.hints], start=1):
        st.markdown(f"{n}. {_(hint)}")
    with st.container(horizontal=True, gap="small"):
        total = len(derivation.hints)
        st.button(
            _("Hint {n} of {total}").format(n=min(given.hints + 1, total), total=total),
            key="derive.hint",
            icon=":material/lightbulb:",
            disabled=given.hints >= total,
            on_click=_change,
            args=(Answer.hint,),
        )
        st.button(
            _("Hide the solution") if given.is_solved else _("Solution"),
            key="derive.solution",
            icon=":material/key:",
            on_click=_change,
            args=(Answer.toggle_solution,),
        )
    if given.is_solved:
        with st.container(key="derive-answer"):
            st.latex(f"{NABLA(i)} = {latex(derivation.solution)}")
