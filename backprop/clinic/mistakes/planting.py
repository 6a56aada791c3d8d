"""Mistakes planted in the program of one network: in one layer, or in all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from backprop.expression import Key
from backprop.network import Network
from backprop.rules import RULES, Rule, call, program

from .catalogue import MISTAKES
from .mistake import Mistake, Spot, Variant, replaced

RuleKey = tuple[str, int]
"""A rule and a layer."""

_TRIAL = 0.37
"""A parameter that is no special case, to see whether a rewrite fits."""


@dataclass(frozen=True)
class Planted:
    """One form of a mistake, in one layer or in several.

    Attributes
    ----------
    mistake : Mistake
    label : str
        Which form.
    net : Network
    m : int
    variants : dict of Variant
        By rule and layer.
    """

    mistake: Mistake
    label: str
    net: Network
    m: int
    variants: Mapping[RuleKey, Variant] = field(hash=False)

    @cached_property
    def places(self) -> tuple[Key, ...]:
        """What the rewritten rules write, in the order of the program."""
        return tuple(c.writes for c in program(self.net) if (c.rule.name, c.i) in self.variants)

    @cached_property
    def has_parameter(self) -> bool:
        """Whether it depends on a number that has to be found."""
        return any(variant.with_parameter for variant in self.variants.values())

    def rules(self, parameter: float = 1.0, base: Mapping[RuleKey, Rule] | None = None) -> dict[RuleKey, Rule] | None:
        """The rules to run the program with, `trace(…, rules=…)`.

        Parameters
        ----------
        parameter : float
        base : dict of Rule, optional
            Rules that hold another mistake already.

        Returns
        -------
        dict or None
            None if it can't be made beside the other one.
        """
        if not base and not self.has_parameter:
            return self._plain
        return self._made(parameter, dict(base or {}))

    @cached_property
    def _plain(self) -> dict[RuleKey, Rule] | None:
        return self._made(1.0, {})

    def _made(self, parameter: float, made: dict[RuleKey, Rule]) -> dict[RuleKey, Rule] | None:
        for (name, i), variant in self.variants.items():
            rule = replaced(made.get((name, i), RULES[name]), self.net, i, self.m, variant, parameter)
            if rule is None:
                return None
            made[name, i] = rule
        return made


@lru_cache(maxsize=16)
def planted(net: Network, m: int) -> tuple[Planted, ...]:
    """Every mistake that can be made in a network on a batch of m rows, in the order of the catalogue.

    Examples
    --------
    >>> from backprop import Network, trace
    >>> net = Network((4, 6, 3))
    >>> lost = next(p for p in planted(net, 5) if p.mistake.key == "slope_left_out")
    >>> lost.places
    (('M', 1),)
    >>> import numpy as np
    >>> t = trace(net, net.init_weights(), np.ones((5, 4)), [0, 1, 2, 0, 1], rules=lost.rules())
    >>> bool((t["M", 1] == t["G", 2]).all())
    True
    """
    return tuple(found for mistake in MISTAKES.values() for found in _of(mistake, net, m))


def _of(mistake: Mistake, net: Network, m: int) -> Iterator[Planted]:
    spots = {(c.rule.name, c.i): Spot(net, c.i, m) for c in program(net) if c.rule.name in mistake.rewrites}
    forms: dict[tuple[str, str], dict[RuleKey, Variant]] = {}
    for (name, i), spot in spots.items():
        for variant in mistake.rewrites[name](spot):
            if replaced(call(net, name, i).rule, net, i, m, variant, _TRIAL) is not None:
                forms.setdefault((name, variant.label), {})[name, i] = variant
    if mistake.together:
        every = {place: variant for form in forms.values() for place, variant in form.items()}
        asked = {name for (name, _), spot in spots.items() if any(mistake.rewrites[name](spot))}
        if asked and {name for name, _ in every} == asked:
            yield Planted(mistake, "", net, m, every)
        return
    for (_name, label), form in forms.items():
        for place, variant in form.items():
            yield Planted(mistake, label, net, m, {place: variant})
        if len(form) > 1:
            yield Planted(mistake, label, net, m, form)
