"""Wishes: what the person at the printer asks of one build."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

OUTPUT: Final = "til-print"


@dataclass(frozen=True)
class Wishes:
    """What the person at the printer asks of one build; it is no part of the meeting.

    Attributes:
        single_sided: The printer prints on one side only.
        one_of_each: No copies in the print file; a table of counts for the copier instead.
        booklet: The run sheet also as a booklet, A5 on A4.
        check_links: Ask the network whether the links answer.
        theme: Build in this look, in a folder of its own beside the usual one; "" for the
            meeting's own.
    """

    single_sided: bool = False
    one_of_each: bool = False
    booklet: bool = False
    check_links: bool = False
    theme: str = ""

    @property
    def output(self) -> str:
        """The name of the folder that the kit is written to, in the meeting's own."""
        return f"{OUTPUT}-{self.theme}" if self.theme else OUTPUT


NO_WISHES: Final = Wishes()
