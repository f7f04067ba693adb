"""A meeting: what the facilitator decided, as `moede.yaml` says it, and nothing computed."""

from __future__ import annotations

from dataclasses import fields
from typing import Annotated, Any

from klyngepakke.content.model import (
    Address,
    Clock,
    Colour,
    Count,
    Day,
    Edition,
    FileName,
    Id,
    Line,
    Positive,
    Text,
    Url,
    YesNo,
    choice,
    key,
    listed,
    value,
)
from klyngepakke.content.pack import Approval, Change
from klyngepakke.content.point import Point


@value
class HelpBox:
    """Whom the cluster can ask for help, usually its quality unit."""

    name: Line = key("navn", doc="Fx kvalitetsenhedens navn.")
    text: Text | None = key(
        "tekst", default=None, doc="Hvad de hjælper med, og hvordan man spørger."
    )
    url: Url | None = key("link", default=None, doc="Deres side.")


@value
class Cluster:
    """The cluster whose meeting it is."""

    name: Line = key("navn", default="Klyngen", doc="Klyngens navn.")
    municipality: Line | None = key("kommune", default=None, doc="Kommunen.")
    region: Line | None = key("region", default=None, doc="Regionen.")
    logo: FileName | None = key("logo", default=None, doc="Et billede i mødets mappe.")
    colour: Colour | None = key("farve", default=None, doc="Accentfarven, fx #0b5a68.")
    help: HelpBox | None = key("hjælp", default=None, doc="Boksen om, hvor man får hjælp.")


@value
class MeetingDay:
    """One day of the meeting: a room from start to end."""

    date: Day | None = key(
        "dato",
        default=None,
        doc="Datoen, fx 2027-03-04. Uden den har arkene en linje at skrive den på.",
    )
    start: Clock = key("start", doc="Hvornår mødet begynder, fx 16.30.")
    end: Clock = key("slut", doc="Hvornår lokalet skal være tomt, fx 19.30.")
    place: Line | None = key("sted", default=None, doc="Stedet.")


@value
class Participants:
    """How many come, or the file that names them. None means nobody knows yet."""

    number: Positive | None = key("antal", default=None, doc="Hvor mange læger der kommer.")
    solo: Count | None = key("solo", default=None, doc="Heraf alene i deres klinik.")
    partnership: Count | None = key("kompagniskab", default=None, doc="Heraf i kompagniskab.")
    employed: Count | None = key("ansat", default=None, doc="Heraf ansatte læger.")
    clinics: Positive | None = key("klinikker", default=None, doc="Fra hvor mange klinikker.")
    file: FileName | None = key("fil", default=None, doc="En CSV- eller XLSX-fil i mødets mappe.")


@value
class Guest:
    """Someone from outside; arrival and leaving follow from the points they are on."""

    id: Id = key("id", doc="Gæstens navn i programmet.")
    title: Line = key("titel", doc="Hvem gæsten er, fx Kommunens forebyggelse.")
    number: Positive = key("antal", default=1, doc="Hvor mange der kommer.")


@value
class MeetingLinks:
    """Addresses of the cluster's own forms."""

    survey: Url | None = key("spørgeskema", default=None, doc="Spørgeskemaet før mødet.")
    evaluation: Url | None = key("evaluering", default=None, doc="Evalueringen efter mødet.")


@value
class Cancelling:
    """The last date to send word at no cost, and where to."""

    latest: Day | None = key("senest", default=None, doc="Sidste dag uden udgift.")
    to: Line | None = key("til", default=None, doc="Hvem afbud sendes til.")


@value
class PackUse:
    """How the meeting uses one pack. Addresses are relative to the pack."""

    edition: Edition | None = key("udgave", default=None, doc="Udgaven, mødet er lavet med.")
    version: Id | None = key("version", default=None, doc="Fx kort.")
    reviewed: Approval = key(
        "gennemgået", default_factory=Approval, doc="Lægen i klyngen, der har læst pakken."
    )
    slots: dict[Id, Line] = key("oplysninger", default_factory=dict, doc="Det, pakken spørger om.")
    prompts: dict[Address, Annotated[tuple[Id, ...], listed]] = key(
        "gruppespørgsmål", default_factory=dict, doc="Valgte spørgsmål: blok/fase: [T1, T2]."
    )
    topics: Annotated[tuple[Id, ...], listed] = key(
        "emner", default=(), doc="Valgte emner til emneborde; ellers ligger de alle klar."
    )


@value
class Roles:
    """Who does what on the evening; printed where given, else lines to fill in."""

    facilitator: Line | None = key("facilitator", default=None, doc="Facilitator.")
    chair: Line | None = key("ordstyrer", default=None, doc="Ordstyrer.")
    minutes: Line | None = key("referent", default=None, doc="Referent.")
    timekeeper: Line | None = key("tidtager", default=None, doc="Tidtager.")


@value
class Meeting:
    """What the facilitator decided. Every computed thing is computed again at each build."""

    format: Annotated[str, choice("1")] = key("format", default="1", doc="Filens udgave: 1.")
    id: Id = key("id", doc="Mødets navn i alle ark; laves én gang.")
    series: Id | None = key(
        "serie", default=None, doc="Seriens navn, når mødet er et af mange; trykkes for id og dato."
    )
    title: Line = key("titel", doc="Mødets titel.")
    cluster: Cluster = key("klynge", default_factory=Cluster, doc="Klyngen.")
    days: tuple[MeetingDay, ...] = key("dage", doc="Mødets dage.")
    participants: Participants = key(
        "deltagere", default_factory=Participants, doc="Hvem der kommer."
    )
    guests: tuple[Guest, ...] = key("gæster", default=(), doc="Gæsterne.")
    roles: Roles = key("roller", default_factory=Roles, doc="Hvem der gør hvad.")
    answered: YesNo = key("besvaret", default=False, doc="Om spørgeskemaet er besvaret.")
    links: MeetingLinks = key("links", default_factory=MeetingLinks, doc="Klyngens egne links.")
    cancelling: Cancelling = key("afbud", default_factory=Cancelling, doc="Afbud.")
    next_meeting: Line | None = key("næste_møde", default=None, doc="Næste møde, som det trykkes.")
    theme: Id = key("udseende", default="klinik", doc="Udseendet.")
    since_last: Annotated[tuple[Line, ...], listed] = key(
        "siden_sidst", default=(), doc="Aftaler fra sidste møde, som tages op."
    )
    reserve: Count | None = key(
        "reserve", default=None, doc="Minutter i reserve den sidste dag; ellers 15 %."
    )
    packs: dict[Id, PackUse] = key("pakker", default_factory=dict, doc="Pakkerne, mødet bruger.")
    program: tuple[Point, ...] = key("program", default=(), doc="Punkterne i rækkefølge.")
    changes: dict[Address, Change] = key("ret", default_factory=dict, doc="Rettelser pr. adresse.")


@value
class Answers:
    """A partial meeting: the keys of `moede.yaml`, none of them required.

    `packs` say what the meeting is about when no programme is given; the rest is defaulted.
    """

    format: Annotated[str, choice("1")] = key("format", default="1", doc="Filens udgave: 1.")
    id: Id | None = key("id", default=None, doc="Mødets navn; laves, når det mangler.")
    title: Line | None = key("titel", default=None, doc="Mødets titel.")
    cluster: Cluster | None = key("klynge", default=None, doc="Klyngen.")
    days: tuple[MeetingDay, ...] = key("dage", default=(), doc="Mødets dage.")
    participants: Participants | None = key("deltagere", default=None, doc="Hvem der kommer.")
    guests: tuple[Guest, ...] | None = key("gæster", default=None, doc="Gæsterne.")
    roles: Roles | None = key("roller", default=None, doc="Hvem der gør hvad.")
    answered: YesNo = key("besvaret", default=False, doc="Om spørgeskemaet er besvaret.")
    links: MeetingLinks | None = key("links", default=None, doc="Klyngens egne links.")
    cancelling: Cancelling | None = key("afbud", default=None, doc="Afbud.")
    next_meeting: Line | None = key("næste_møde", default=None, doc="Næste møde.")
    theme: Id = key("udseende", default="klinik", doc="Udseendet.")
    since_last: Annotated[tuple[Line, ...], listed] = key(
        "siden_sidst", default=(), doc="Aftaler fra sidste møde."
    )
    reserve: Count | None = key("reserve", default=None, doc="Minutter i reserve.")
    packs: dict[Id, PackUse] = key("pakker", default_factory=dict, doc="Pakkerne.")
    program: tuple[Point, ...] | None = key("program", default=None, doc="Punkterne.")
    changes: dict[Address, Change] = key("ret", default_factory=dict, doc="Rettelser.")

    def said(self) -> dict[str, Any]:
        """What is answered, by field; what is as it is without an answer is left out."""
        unsaid = Answers()
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: v for name, v in values.items() if v != getattr(unsaid, name)}


__all__ = [
    "Answers",
    "Cancelling",
    "Cluster",
    "Guest",
    "HelpBox",
    "Meeting",
    "MeetingDay",
    "MeetingLinks",
    "PackUse",
    "Participants",
    "Roles",
]
