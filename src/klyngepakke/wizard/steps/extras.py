"""The rest: what has a good default, and is changed from the review by those who want to."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields, replace
from datetime import date
from pathlib import Path, PurePath
from typing import Any

from klyngepakke.content.meeting import Answers, Cancelling, Cluster, MeetingLinks, Roles
from klyngepakke.content.model import Minutes
from klyngepakke.content.point import Point
from klyngepakke.content.times import short_date_text
from klyngepakke.errors import InputError
from klyngepakke.wizard import colours, understood
from klyngepakke.wizard.draft import Draft, meeting_of
from klyngepakke.wizard.points import added, program_of
from klyngepakke.wizard.question import Answer, Choice, Question, Verdict
from klyngepakke.wizard.step import EVENING, Step, always, never, refusal, text_of
from klyngepakke.wizard.world import World

_FOLLOW_UP = "opfølgning"
_FOLLOW_UP_MINUTES = 10


# --- Lines ---------------------------------------------------------------------------------


def _line(
    name: str,
    title: str,
    text: str,
    help_: str,
    *,
    part: type[Any] | None = None,
    field: str,
    relevant: Callable[[Draft, World], bool] = always,
) -> Step:
    """A step for one line of text in the answers, or in a part of them, as `roles.chair`.

    What the type of the field refuses is refused while it is typed.
    """
    owner = part or Answers
    danish = next(
        f.metadata["alias"] for f in fields(owner) if f.name == (field.rsplit(".", maxsplit=1)[-1])
    )

    def now(draft: Draft) -> str:
        found: Any = draft.answers
        for step in field.split("."):
            found = getattr(found, step) if found is not None else None
        return found or ""

    def put(draft: Draft, world: World, answer: Answer) -> Draft:
        del world
        said = text_of(answer).strip()
        if said == now(draft):
            return draft
        if part is None:
            return draft.with_answers(**{field: said or None})
        outer, inner = field.split(".")
        before = getattr(draft.answers, outer) or part()
        changed = replace(before, **{inner: said or None})
        return draft.with_answers(**{outer: None if changed == part() else changed})

    def check(said: str) -> Verdict:
        return Verdict(error=refusal(owner, danish, said.strip()))

    return Step(
        id=name,
        title=title,
        question=lambda draft, _: Question(
            id=name, kind="text", text=text, help=help_, default=now(draft), check=check
        ),
        put=put,
        shown=lambda draft, _: now(draft) or "–",
        wanted=never,
        relevant=relevant,
        more=True,
    )


# --- The survey ----------------------------------------------------------------------------


def _asks(draft: Draft, world: World) -> bool:
    return any(world.packs[n].pack.survey for n in draft.answers.packs if n in world.packs)


ANSWERED = Step(
    id="besvaret",
    title="Spørgeskemaet",
    question=lambda draft, _: Question(
        id="besvaret",
        kind="one",
        text="Er spørgeskemaet besvaret, så I har tallene?",
        help=(
            "Har I tallene, vises de på mødet. Har I dem ikke, får bordene en svarseddel, og der "
            "tælles op undervejs. Skemaet sendes ud med indkaldelsen under alle omstændigheder."
        ),
        default="ja" if draft.answers.answered else "nej",
        choices=(Choice("nej", "Nej, ikke endnu"), Choice("ja", "Ja, vi har tallene")),
    ),
    put=lambda draft, _, answer: draft.with_answers(answered=text_of(answer) == "ja"),
    shown=lambda draft, _: "besvaret" if draft.answers.answered else "ikke besvaret endnu",
    wanted=never,
    relevant=_asks,
    resets=(EVENING,),
)


# --- Since last ----------------------------------------------------------------------------


def _ask_since(draft: Draft, world: World) -> Question:
    last = max(_before(world), default=None)
    when = f"den {short_date_text(last)}" if last else "sidst"
    return Question(
        id="siden-sidst",
        kind="text",
        text=f"Hvad aftalte I {when}?",
        help=(
            "Aftalerne kommer på en plakat og op som første punkt, så de ikke bliver glemt. Skriv "
            "dem med semikolon imellem. Er der ingen, så tryk Enter."
        ),
        default="; ".join(draft.answers.since_last),
        check=lambda text: Verdict(error=refusal(Answers, "siden_sidst", _agreed(text))),
    )


def _agreed(text: str) -> list[str]:
    return [line for part in text.split(";") if (line := part.strip())]


def _before(world: World) -> list[date]:
    """The days on which the cluster has met."""
    return [day for day in world.used.values() if day < world.today]


def _put_since(draft: Draft, world: World, answer: Answer) -> Draft:
    agreed = tuple(_agreed(text_of(answer)))
    changed = draft.with_answers(since_last=agreed)
    there = any(p.kind == _FOLLOW_UP for p in program_of(draft, world))
    if not agreed or there:
        return changed
    ten = _FOLLOW_UP_MINUTES
    point = Point(
        id="siden-sidst",
        kind=_FOLLOW_UP,
        title="Siden sidst",
        minutes=Minutes(least=ten // 2, wish=ten, most=ten),
    )
    return added(changed, world, point)


SINCE = Step(
    id="siden-sidst",
    title="Aftaler fra sidst",
    question=_ask_since,
    put=_put_since,
    shown=lambda draft, _: "; ".join(draft.answers.since_last) or "–",
    wanted=lambda _, world: bool(_before(world)),
    resets=(EVENING,),
)


# --- Cancelling ----------------------------------------------------------------------------


def _ask_latest(draft: Draft, world: World) -> Question:
    latest = (draft.answers.cancelling or Cancelling()).latest

    def check(text: str) -> Verdict:
        if not text.strip():
            return Verdict()
        found = understood.day(text, world.today)
        if found is None:
            return Verdict(error="Skriv dagen som 25/2-2027 eller 25. februar.")
        first = draft.answers.days[0].date if draft.answers.days else None
        if first and found > first:
            return Verdict(error="Det er efter mødet. Skriv en dag før.")
        return Verdict(note=short_date_text(found))

    return Question(
        id="afbud-senest",
        kind="text",
        text="Hvornår skal man senest melde afbud?",
        help="Den sidste dag, hvor det ikke koster noget. Står i indkaldelsen.",
        default=f"{latest.day}/{latest.month}-{latest.year}" if latest else "",
        check=check,
    )


def _put_latest(draft: Draft, world: World, answer: Answer) -> Draft:
    before = draft.answers.cancelling or Cancelling()
    changed = replace(before, latest=understood.day(text_of(answer), world.today))
    return draft.with_answers(cancelling=None if changed == Cancelling() else changed)


def _shown_latest(draft: Draft, world: World) -> str:
    del world
    latest = (draft.answers.cancelling or Cancelling()).latest
    return short_date_text(latest) if latest else "–"


LATEST = Step(
    id="afbud-senest",
    title="Afbud senest",
    question=_ask_latest,
    put=_put_latest,
    shown=_shown_latest,
    wanted=never,
    more=True,
)


# --- The logo ------------------------------------------------------------------------------

_PICTURES = (".svg", ".png", ".jpg", ".jpeg")


def _cluster(draft: Draft) -> Cluster:
    return draft.answers.cluster or Cluster()


def _with_cluster(draft: Draft, changed: Cluster) -> Draft:
    """The draft with another cluster; one that says nothing is none."""
    return draft.with_answers(cluster=None if changed == Cluster() else changed)


def _logo(draft: Draft) -> str:
    return _cluster(draft).logo or ""


def _ask_logo(draft: Draft, world: World) -> Question:
    def check(text: str) -> Verdict:
        name = text.strip()
        if not name or name == _logo(draft):
            return Verdict()
        if not name.lower().endswith(_PICTURES) or len(PurePath(name).parts) != 1:
            return Verdict(error="Skriv navnet på et billede, der ender på .svg, .png eller .jpg.")
        with suppress(InputError, OSError):
            if Path(world.path(name)).is_file():
                return Verdict(error=refusal(Cluster, "logo", name))
        return Verdict(error=f"Der ligger intet billede med det navn i {draft.base}.")

    return Question(
        id="logo",
        kind="text",
        text="Hvad hedder billedfilen med jeres logo?",
        help=f"Læg billedet i {draft.base}, og skriv dets navn, fx logo.svg.",
        default=_logo(draft),
        check=check,
    )


def _put_logo(draft: Draft, world: World, answer: Answer) -> Draft:
    del world
    said = text_of(answer).strip()
    if said == _logo(draft):
        return draft
    return _with_cluster(draft, replace(_cluster(draft), logo=said or None))


LOGO = Step(
    id="logo",
    title="Logo",
    question=_ask_logo,
    put=_put_logo,
    shown=lambda draft, _: _logo(draft) or "–",
    wanted=never,
    more=True,
)


# --- The colour ----------------------------------------------------------------------------


def _colour(draft: Draft) -> str:
    return _cluster(draft).colour or ""


def _ask_colour(draft: Draft, world: World) -> Question:
    del world
    return Question(
        id="farve",
        kind="text",
        text="Hvilken farve skal arkene have?",
        help=(
            "Jeres egen, som den står i designmanualen, fx #0b5a68. Den bruges til tal, streger "
            "og den lille linje over titlen. Slet den for at få udseendets egen."
        ),
        default=_colour(draft),
        check=lambda text: colours.verdict(text) if text.strip() else Verdict(),
    )


def _put_colour(draft: Draft, world: World, answer: Answer) -> Draft:
    del world
    said = colours.chosen(text_of(answer))
    if said == _colour(draft):
        return draft
    return _with_cluster(draft, replace(_cluster(draft), colour=said or None))


COLOUR = Step(
    id="farve",
    title="Farve",
    question=_ask_colour,
    put=_put_colour,
    shown=lambda draft, _: _colour(draft) or "–",
    wanted=never,
    more=True,
)


# --- The title and the folder --------------------------------------------------------------


def _default_title(draft: Draft, world: World) -> str:
    return meeting_of(draft.with_answers(title=None), world).title


def _put_title(draft: Draft, world: World, answer: Answer) -> Draft:
    said = text_of(answer).strip()
    return draft.with_answers(title=None if said in {"", _default_title(draft, world)} else said)


TITLE = Step(
    id="titel",
    title="Titel",
    question=lambda draft, world: Question(
        id="titel",
        kind="text",
        text="Hvad skal mødet hedde?",
        help="Titlen står på dagsordenen, i indkaldelsen og nederst på alle ark.",
        default=meeting_of(draft, world).title,
        check=lambda text: Verdict(error=refusal(Answers, "titel", text.strip())),
    ),
    put=_put_title,
    shown=lambda draft, world: meeting_of(draft, world).title,
    wanted=never,
    more=True,
)


def folder_name(draft: Draft, world: World) -> str:
    """The meeting's folder: as it was chosen, else by date and pack, under a name that is free."""
    if draft.folder:
        return draft.folder
    first = draft.answers.days[0].date if draft.answers.days else None
    day = first.isoformat() if first else "moede"
    stem = "-".join((day, *list(draft.answers.packs)[:1]))
    names = (stem, *(f"{stem}-{n}" for n in range(2, 100)))
    return next((n for n in names if not world.free(n)), stem)


def _folder_verdict(text: str, world: World) -> Verdict:
    name = text.strip()
    if not name or name in {".", ".."} or len(PurePath(name).parts) != 1:
        return Verdict(error="Skriv et navn uden skråstreger, fx 2027-03-04-trivsel.")
    return Verdict(error=world.free(name))


FOLDER = Step(
    id="mappe",
    title="Mappe",
    question=lambda draft, world: Question(
        id="mappe",
        kind="text",
        text="Hvad skal mødets mappe hedde?",
        help=f"Mappen bliver lavet i {draft.base}. Den må ikke findes i forvejen.",
        default=folder_name(draft, world),
        check=lambda text: _folder_verdict(text, world),
    ),
    put=lambda draft, _, answer: replace(draft, folder=text_of(answer).strip() or None),
    shown=folder_name,
    wanted=never,
    more=True,
)


# --- All of them ---------------------------------------------------------------------------

LINES = (
    _line(
        "kommune",
        "Kommune",
        "Hvilken kommune er det?",
        "Kommunen står på dagsordenen og i brevet til gæsterne.",
        part=Cluster,
        field="cluster.municipality",
    ),
    _line(
        "link-spoergeskema",
        "Link til spørgeskema",
        "Hvad er linket til jeres spørgeskema?",
        "Står i indkaldelsen som link og QR-kode. Uden link bruges papiret.",
        part=MeetingLinks,
        field="links.survey",
        relevant=_asks,
    ),
    _line(
        "link-evaluering",
        "Link til evaluering",
        "Hvad er linket til jeres evaluering?",
        "Står på afslutningsarket som QR-kode og tekst. Papiret følger altid med.",
        part=MeetingLinks,
        field="links.evaluation",
    ),
    _line(
        "afbud-til",
        "Afbud til",
        "Hvem sender man afbud til?",
        "Står i indkaldelsen, fx klyngens sekretær.",
        part=Cancelling,
        field="cancelling.to",
    ),
    _line(
        "naeste-moede",
        "Næste møde",
        "Hvornår er næste møde?",
        "Står på afslutningsarket, som du skriver det her.",
        field="next_meeting",
    ),
    _line(
        "facilitator",
        "Facilitator",
        "Hvem er facilitator?",
        "Rolle eller navn. Er det ikke aftalt, trykkes en linje at skrive på.",
        part=Roles,
        field="roles.facilitator",
    ),
    _line(
        "ordstyrer",
        "Ordstyrer",
        "Hvem er ordstyrer?",
        "Rolle eller navn. Er det ikke aftalt, trykkes en linje at skrive på.",
        part=Roles,
        field="roles.chair",
    ),
    _line(
        "referent",
        "Referent",
        "Hvem er referent?",
        "Rolle eller navn. Er det ikke aftalt, trykkes en linje at skrive på.",
        part=Roles,
        field="roles.minutes",
    ),
    _line(
        "tidtager",
        "Tidtager",
        "Hvem er tidtager?",
        "Rolle eller navn. Er det ikke aftalt, trykkes en linje at skrive på.",
        part=Roles,
        field="roles.timekeeper",
    ),
)
