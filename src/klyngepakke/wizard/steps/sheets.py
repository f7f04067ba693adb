"""Which sheets are printed, and how they look."""

from __future__ import annotations

from dataclasses import replace

from klyngepakke.content.addresses import SHEETS
from klyngepakke.content.meeting import Answers
from klyngepakke.content.pack import Override
from klyngepakke.content.theme import Theme
from klyngepakke.planning.document import Document
from klyngepakke.planning.kit import kit
from klyngepakke.wizard.draft import Draft
from klyngepakke.wizard.question import Answer, Choice, Question
from klyngepakke.wizard.step import Step, never, text_of, ticks_of
from klyngepakke.wizard.steps.tables import planned
from klyngepakke.wizard.world import World

_DROP, _TAKE = "udelad", "medtag"


def _documents(draft: Draft, world: World) -> tuple[Document, ...]:
    """Every sheet the meeting can have, with the copies it has when nobody says anything."""
    kept = {a: c for a, c in draft.answers.changes.items() if not _handled(a, c)}
    made = planned(draft.with_answers(changes=kept), world)
    return kit(made).documents if made else ()


def _handled(address: str, change: Override) -> bool:
    return address.startswith(f"{SHEETS}/") and change.handling is not None


def _taken(draft: Draft, document: Document) -> bool:
    for name in (document.id, document.sheet):
        change = draft.answers.changes.get(f"{SHEETS}/{name}")
        if change is not None and change.handling is not None:
            return change.handling == _TAKE
    return document.copies > 0


def _ask(draft: Draft, world: World) -> Question:
    return Question(
        id="ark",
        kind="many",
        text="Hvilke ark vil du udskrive?",
        help="Det, du fjerner, bliver ikke lavet. Printlisten følger altid med.",
        choices=tuple(
            Choice(d.id, d.title, _copies(d), _taken(draft, d)) for d in _documents(draft, world)
        ),
    )


def _copies(document: Document) -> str:
    return (
        f"{document.copies} stk."
        if document.copies
        else "Laves kun som fil, når det ikke er valgt."
    )


def _put(draft: Draft, world: World, answer: Answer) -> Draft:
    ticked = ticks_of(answer)
    documents = _documents(draft, world)
    if not documents:
        return draft
    own = {f"{SHEETS}/{n}" for d in documents for n in (d.id, d.sheet)}
    changes = {a: c for a, c in draft.answers.changes.items() if not (a in own and _handled(a, c))}
    for document in documents:
        address = f"{SHEETS}/{document.id}"
        handling = _handling(document, ticked=document.id in ticked)
        if handling is not None:
            changes[address] = replace(changes.get(address, Override()), handling=handling)
    return draft.with_answers(changes=changes)


def _handling(document: Document, *, ticked: bool) -> str | None:
    if ticked:
        return None if document.copies else _TAKE
    return _DROP if document.copies else None


def _shown(draft: Draft, world: World) -> str:
    documents = _documents(draft, world)
    missing = [d.title for d in documents if d.copies and not _taken(draft, d)]
    more = [d.title for d in documents if not d.copies and _taken(draft, d)]
    said = [f"uden {', '.join(missing)}"] if missing else []
    said += [f"også {', '.join(more)}"] if more else []
    return "; ".join(said) or "alle, der hører til mødet"


SHEETS_STEP = Step(
    id="ark",
    title="Ark",
    question=_ask,
    put=_put,
    shown=_shown,
    wanted=never,
    relevant=lambda draft, world: planned(draft, world) is not None,
)


def _ordered(world: World) -> list[str]:
    """The usual look first, then the others by their titles."""
    usual = Answers().theme
    return sorted(world.themes, key=lambda name: (name != usual, world.themes[name].title))


def _look(theme: Theme) -> Choice:
    return Choice(theme.id, f"{theme.title}: {theme.about}" if theme.about else theme.title)


def _shown_theme(draft: Draft, world: World) -> str:
    chosen = world.themes.get(draft.answers.theme)
    return chosen.title if chosen else draft.answers.theme


def _ask_theme(draft: Draft, world: World) -> Question:
    return Question(
        id="udseende",
        kind="one",
        text="Hvordan skal arkene se ud?",
        help=(
            "Udseendet er skrifter, farver og luft. Indholdet er det samme. Skal kun nogle have "
            "stor skrift, så vælg det almindelige her, og byg de store bagefter med ”klyngepakke "
            "byg --udseende stor”."
        ),
        default=draft.answers.theme,
        choices=tuple(_look(world.themes[name]) for name in _ordered(world)),
    )


THEME = Step(
    id="udseende",
    title="Udseende",
    question=_ask_theme,
    put=lambda draft, _, answer: draft.with_answers(theme=text_of(answer)),
    shown=_shown_theme,
    wanted=never,
    relevant=lambda _, world: len(world.themes) > 1,
    more=True,
)
