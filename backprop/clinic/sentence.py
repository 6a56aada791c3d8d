"""A sentence that can be translated: a text, with the template and the values it was made of."""

from __future__ import annotations

from typing import Any, Self


class Sentence(str):
    """The text in English; an interface translates the template, and those values that are words of the program.

    Examples
    --------
    >>> said = Sentence("the rank is {rank}", rank=2)
    >>> said, said.template, said.values
    ('the rank is 2', 'the rank is {rank}', {'rank': 2})
    """

    __slots__ = ("template", "values")

    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, /, **values: Any) -> Self:
        """The template, with its fields filled."""
        said = super().__new__(cls, template.format(**values))
        said.template, said.values = template, values
        return said

    def __reduce__(self) -> Any:
        return _made_again, (self.template, self.values)


def _made_again(template: str, values: dict[str, Any]) -> Sentence:
    return Sentence(template, **values)
