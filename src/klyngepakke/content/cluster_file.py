"""The cluster's file, `klynge.yaml` beside its meetings: what the wizard need not ask again."""

from __future__ import annotations

from typing import Annotated, Final

from klyngepakke.content.meeting import Cluster, Participants
from klyngepakke.content.model import Clock, Id, Line, choice, key, value
from klyngepakke.content.point import Point

CLUSTER_FILE: Final = "klynge.yaml"


@value
class ClusterFile:
    """The cluster's defaults. A build never reads them: a meeting's folder is complete in itself."""

    format: Annotated[str, choice("1")] = key("format", default="1", doc="Filens udgave: 1.")
    cluster: Cluster = key("klynge", default_factory=Cluster, doc="Klyngen.")
    start: Clock | None = key("start", default=None, doc="Hvornår møderne plejer at begynde.")
    end: Clock | None = key("slut", default=None, doc="Hvornår lokalet plejer at være tomt.")
    place: Line | None = key("sted", default=None, doc="Det sædvanlige sted.")
    participants: Participants = key(
        "deltagere", default_factory=Participants, doc="Hvor mange der plejer at komme."
    )
    standing: tuple[Point, ...] = key(
        "faste_punkter", default=(), doc="Klyngens egne punkter i hvert møde."
    )
    theme: Id | None = key("udseende", default=None, doc="Det sædvanlige udseende.")
    slots: dict[Id, dict[Id, Line]] = key(
        "oplysninger", default_factory=dict, doc="Det, pakkerne har spurgt om: pakke: {navn: svar}."
    )
