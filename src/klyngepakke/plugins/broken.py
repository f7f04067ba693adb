"""Broken: a plugin or a pack that could not be used, and why."""

from __future__ import annotations

from dataclasses import dataclass

from klyngepakke.errors import printable


@dataclass(frozen=True)
class Broken:
    """A plugin or a pack that could not be used, and why.

    Attributes:
        name: The entry point's, the folder's or the pack's name.
        origin: Distribution and version, or the folder.
        reasons: Danish sentences.
        code: True where a distribution failed, or a shared folder is away, so that nobody knows
            all that it would have given.
        what: What it is, as a sentence begins with it.
    """

    name: str
    origin: str
    reasons: tuple[str, ...]
    code: bool = False
    what: str = "Udvidelsen"

    def __str__(self) -> str:
        return printable(f"{self.name} ({self.origin}): {' '.join(self.reasons)}")


def told(broken: Broken) -> str:
    """What is said of what could not be used, when something is built without it."""
    return f"{broken.what} {broken} Den bliver ikke brugt."
