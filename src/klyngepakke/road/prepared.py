"""Prepared: a meeting that is read, planned and laid out as documents, but not yet paper."""

from __future__ import annotations

from dataclasses import dataclass

from klyngepakke.content.meeting import Meeting
from klyngepakke.content.reading import Read
from klyngepakke.content.theme import Theme
from klyngepakke.planning.document import Kit
from klyngepakke.planning.plan import Plan


@dataclass(frozen=True)
class Prepared:
    """What a meeting's file, its packs and its theme come to before anything is printed.

    Attributes:
        found: The meeting, with the lines it was read from.
        plan: Everything that is decided and computed.
        kit: The documents.
        theme: The look, with the cluster's colour and logo.
        passing: Those of the kit's warnings that hold here and today: of plugins that failed, and
            of packs that were chosen before others.
    """

    found: Read[Meeting]
    plan: Plan
    kit: Kit
    theme: Theme
    passing: tuple[str, ...] = ()
