"""What all packs share: scales, background, evaluation, action-plan fields, standing texts.

It stands once, in `faelles.yaml`; packs refer to it and cannot redefine it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files
from typing import Annotated

from klyngepakke.content.model import Count, Id, Line, Minutes, Text, key, listed, value
from klyngepakke.content.pack import ActionField, Question, Scale, Step
from klyngepakke.content.reading import read


@value
class Manner:
    """How something is usually done: what to say, what to do, and what it is called."""

    title: Line = key("titel", doc="Hvad det hedder på papir.")
    short: Line | None = key("kort", default=None, doc="Et par ord til margen og dagsorden.")
    definite: Line | None = key(
        "bestemt", default=None, doc="Titlen i en sætning, fx ”Pausen begynder”; ellers titlen."
    )
    say: Annotated[tuple[Text, ...], listed] = key("sig", default=(), doc="Det, du siger.")
    do: Annotated[tuple[Text, ...], listed] = key("gør", default=(), doc="Det, du gør.")
    clock: tuple[Step, ...] = key("ur", default=(), doc="Indre ur i forhold, ikke minutter.")
    minutes: Minutes | None = key("minutter", default=None, doc="Når et punkt ikke siger andet.")


@value
class Deadline:
    """One line of the checklist, counted back from the meeting's date, in days."""

    days: Count = key("dage_før", doc="Dage før mødet; 0 er selve dagen.")
    text: Text = key("tekst", doc="Det, der gøres.")
    sheets: Annotated[tuple[Id, ...], listed] = key(
        "ark", default=(), doc="Kun når mødet har et af de ark."
    )
    without: Annotated[tuple[Id, ...], listed] = key(
        "uden", default=(), doc="Kun når mødet ikke har nogen af de ark."
    )


@value
class Material:
    """One thing to bring; what stands for sheets is brought only where they are printed."""

    text: Line = key("tekst", doc="Det, der skal med i kassen.")
    sheets: Annotated[tuple[Id, ...], listed] = key(
        "ark", default=(), doc="De ark, linjen står for; kun når et af dem udskrives."
    )
    without: Annotated[tuple[Id, ...], listed] = key(
        "uden", default=(), doc="Kun når ingen af de ark udskrives."
    )
    forms: Annotated[tuple[Line, ...], listed] = key(
        "faser", default=(), doc="Kun når mødet har en fase af de former."
    )


@value
class Common:
    """The shared content of all packs."""

    scales: dict[Id, Scale] = key("skalaer", doc="Fælles svarskalaer.")
    background: tuple[Question, ...] = key("baggrund", doc="Baggrundsspørgsmål, én gang.")
    evaluation: tuple[Question, ...] = key("evaluering", doc="Fælles evaluering.")
    action_fields: tuple[ActionField, ...] = key("handleplan", doc="Handleplanens felter.")
    help_options: dict[Id, Line] = key("hjælp", doc="Kryds under ”Hjælp, vi vil bruge”.")
    rules: tuple[Text, ...] = key("spilleregler", doc="Siges højt ved start.")
    confidential: Text = key("fortroligt", doc="Linjen på hvert bordark.")
    phases: dict[Line, Manner] = key("faser", doc="Faseformer og deres faste vaner.")
    plenums: dict[Line, Manner] = key("plenumformer", doc="Plenumformer.")
    points: dict[Line, Manner] = key("punkter", doc="Punkternes faste vaner.")
    seatings: dict[Line, Manner] = key("bordplaner", doc="Bordplaner.")
    unanswered: dict[Line, Manner] = key("uden_svar", doc="Når ingen har svaret.")
    roles: tuple[Line, ...] = key("roller", doc="Roller ved bordet.")
    materials: tuple[Material, ...] = key("materialer", doc="Standardmaterialer.")
    room: tuple[Line, ...] = key("lokale", doc="Lokalet: det, der skal være i orden.")
    checklist: tuple[Deadline, ...] = key("huskeliste", doc="Regnet tilbage fra datoen.")
    pitfalls: tuple[Text, ...] = key("facilitator", doc="Grundregler for facilitatoren.")
    follow_up: dict[Id, Line] = key("opfølgning", doc="Svar på ”Hvordan følger vi op?”.")
    texts: dict[Line, Text] = key("tekster", doc="Faste ord på arkene, under deres danske navne.")


@cache
def common() -> Common:
    """The shared content, read once a process."""
    with as_file(files("klyngepakke.content") / "faelles.yaml") as path:
        return read(path, Common).value
