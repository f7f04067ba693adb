"""Twins: of two things with one name none is used, and both origins are said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from klyngepakke.plugins.broken import Broken

T = TypeVar("T")


def single(
    given: Iterable[tuple[str, str, T]], what: str, *, code: bool = True
) -> tuple[dict[str, T], tuple[Broken, ...]]:
    """Values by name; of a name that is given twice, none is used, and both origins are said.

    Args:
        given: Origin, name and value of each.
        what: What it is, as `Hjælperen`.
        code: Whether they came from distributions.
    """
    found: dict[str, list[tuple[str, T]]] = {}
    for origin, name, one in given:
        found.setdefault(name, []).append((origin, one))
    twins = tuple(
        Broken(
            name,
            " og ".join(origin for origin, _ in several),
            (f"{what} ”{name}” er der to af. Fjern den ene.",),
            code=code,
        )
        for name, several in found.items()
        if len(several) > 1
    )
    return {name: ones[0][1] for name, ones in found.items() if len(ones) == 1}, twins
