"""How many come, from how many clinics, and how many of them are alone in theirs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from klyngepakke.content.meeting import Participants
from klyngepakke.content.participants import MOST_PEOPLE, held_name
from klyngepakke.errors import KlyngepakkeError
from klyngepakke.wizard import understood
from klyngepakke.wizard.draft import Draft
from klyngepakke.wizard.question import Answer, Choice, Question, Verdict
from klyngepakke.wizard.step import ASIDE, Step, never, text_of
from klyngepakke.wizard.world import World

_UNKNOWN = "ved ikke"
_USUAL = "29"
_LIST_FILE = "deltagere.csv"
_FILES = (".csv", ".xlsx", ".xls", ".txt", ".ods")
_FORMS = "Skriv et tal, fx 29, ”29 fra 15 klinikker” eller stien til en fil med deltagerne."
_GUESSED = "Så laves arkene til 29, og printlisten siger, at det er et skøn."


def _who(draft: Draft) -> Participants:
    return draft.answers.participants or Participants()


# --- How many ------------------------------------------------------------------------------


def _ask_number(draft: Draft, world: World) -> Question:
    return Question(
        id="antal",
        kind="text",
        text="Hvor mange læger kommer, og fra hvor mange klinikker?",
        help=(
            "Skriv ”29”, ”29 fra 15 klinikker” eller ”ved ikke”. Har du en liste i Excel, så "
            "skriv filens navn, fx deltagere.xlsx; du kan også trække filen ind i vinduet. Tallet "
            "bestemmer, hvor mange eksemplarer der trykkes, og hvor mange borde der er."
        ),
        default=_number_text(draft) or _USUAL,
        check=lambda text: _number_verdict(text, world),
    )


def _number_text(draft: Draft) -> str:
    who = _who(draft)
    if draft.people:
        return draft.people
    if who.file:
        return who.file
    if who.number is None:
        return _UNKNOWN if "antal" in draft.done else ""
    return f"{who.number} fra {who.clinics} klinikker" if who.clinics else str(who.number)


def _number_verdict(text: str, world: World) -> Verdict:
    if understood.unknown(text):
        return Verdict(note=_GUESSED)
    heads = understood.heads(text)
    if heads is None:
        return _file_verdict(text, world) if _like_file(text) else Verdict(error=_FORMS)
    number, clinics = heads
    if not 1 <= number <= MOST_PEOPLE:
        return Verdict(error=f"Skriv et antal fra 1 til {MOST_PEOPLE}.")
    if clinics is not None and not 1 <= clinics <= number:
        return Verdict(error=f"{number} læger kan komme fra 1 til {number} klinikker.")
    if clinics is None:
        return Verdict(note="Antallet af klinikker regnes ud.")
    return Verdict()


def _like_file(text: str) -> bool:
    name = understood.path(text).lower()
    return name.endswith(_FILES) or "/" in name or "\\" in name


def _file_verdict(text: str, world: World) -> Verdict:
    try:
        found = world.people(understood.path(text))
    except KlyngepakkeError as error:
        more = len(error.problems) - 1
        also = f" ({more} fejl mere i filen.)" if more else ""
        return Verdict(error=f"{error.problems[0]}{also}")
    return Verdict(note=f"{len(found.people)} rækker")


def _put_number(draft: Draft, world: World, answer: Answer) -> Draft:
    text = text_of(answer)
    heads = understood.heads(text)
    if heads is None and not understood.unknown(text):
        path = world.path(understood.path(text))
        name = held_name(Path(path)) or _LIST_FILE  # it is given another when it is copied
        return replace(draft, people=path).with_answers(participants=Participants(file=name))
    plain = replace(draft, people=None)
    if heads is None:
        return plain.with_answers(participants=Participants())
    who = _counted(_who(draft), *heads)
    kept = tuple(d for d in draft.done if d != "alene" or who.solo is not None)
    return replace(plain, done=kept).with_answers(participants=who)


def _counted(before: Participants, number: int, clinics: int | None) -> Participants:
    """The counts with a new number; what cannot be true any more is not known any more."""
    same = number == before.number and not before.file
    if same:
        return replace(before, clinics=clinics)
    solo = before.solo if before.solo is not None and before.solo <= number else None
    if solo is not None and clinics is not None and _fewest_clinics(solo, number) > clinics:
        solo = None
    employed = before.employed or 0
    kept = before.employed if solo is not None and solo + employed <= number else None
    return Participants(number=number, solo=solo, employed=kept, clinics=clinics)


def _fewest_clinics(solo: int, number: int) -> int:
    """One for each who is alone, and one at least for the others."""
    return solo + (solo < number)


def _no_usual(draft: Draft, world: World) -> bool:
    del draft
    return world.cluster is None or world.cluster.participants.number is None


def _shown_number(draft: Draft, world: World) -> str:
    del world
    who = _who(draft)
    if who.file:
        return f"navnene i {who.file}"
    if who.number is None:
        return _UNKNOWN
    clinics = f" fra {who.clinics} klinikker" if who.clinics else ""
    return f"{who.number} læger{clinics}"


# --- The list ------------------------------------------------------------------------------


def _ask_list(draft: Draft, world: World) -> Question:
    return Question(
        id="deltagerfil",
        kind="one",
        text="Er det den rigtige liste?",
        help=(
            "Sådan er filen læst. Navnene bliver i mødets mappe og står kun på bordplaner, "
            "navneskilte og deltagerliste. Er det forkert, så ret filen, eller vælg en anden."
        ),
        default="ja",
        choices=(
            Choice("ja", "Ja, brug den"),
            Choice("nej", "Nej, skriv et tal eller en anden fil"),
        ),
        above=_columns(draft, world),
    )


def _columns(draft: Draft, world: World) -> tuple[str, ...]:
    try:
        return world.columns(draft.people or "")
    except KlyngepakkeError as error:
        return tuple(str(p) for p in error.problems[:5])


def _put_list(draft: Draft, world: World, answer: Answer) -> Draft:
    del world
    if text_of(answer) == "ja":
        return draft
    bare = replace(draft, people=None, at=(ASIDE, "antal"))
    return bare.with_answers(participants=None)


# --- Who is alone --------------------------------------------------------------------------


def _ask_solo(draft: Draft, world: World) -> Question:
    del world
    return Question(
        id="alene",
        kind="text",
        text="Hvor mange af dem er alene i deres klinik?",
        help=(
            "Skriv et tal eller ”ved ikke”. Sololægerne får deres egne spørgsmål, deres egen "
            "handleplan og et bord, hvor de ikke sidder alene. Ved du det ikke, har alle ark "
            "begge dele."
        ),
        default=_solo_text(draft),
        check=lambda text: _solo_verdict(text, _who(draft)),
    )


def _solo_text(draft: Draft) -> str:
    solo = _who(draft).solo
    return _UNKNOWN if solo is None else str(solo)


def _solo_verdict(text: str, who: Participants) -> Verdict:
    if understood.unknown(text):
        return Verdict(note="Så har alle ark både teksten til sololægen og til flere læger.")
    solo = understood.number(text)
    if solo is None:
        return Verdict(error="Skriv et tal, fx 8, eller ”ved ikke”.")
    if who.number is not None and solo > who.number:
        return Verdict(error=f"Der kommer {who.number}, så højst {who.number} kan være alene.")
    fewest = _fewest_clinics(solo, who.number or solo)
    if who.clinics is not None and fewest > who.clinics:
        sentence = f"Så er der mindst {fewest} klinikker, men du har skrevet {who.clinics}."
        return Verdict(error=f"{sentence} Gå tilbage, og ret tallet, hvis det er forkert.")
    return Verdict()


def _put_solo(draft: Draft, world: World, answer: Answer) -> Draft:
    del world
    solo = understood.number(text_of(answer))
    before = _who(draft)
    if solo == before.solo:
        return draft
    employed = before.employed
    fits = solo is not None and solo + (employed or 0) <= (before.number or 0)
    kept = employed if fits else None
    return draft.with_answers(
        participants=replace(before, solo=solo, partnership=None, employed=kept)
    )


def _counted_by_hand(draft: Draft, world: World) -> bool:
    del world
    return _who(draft).file is None and _who(draft).number is not None


def _solo_wanted(draft: Draft, world: World) -> bool:
    known = world.cluster is not None and "antal" not in draft.done
    return _counted_by_hand(draft, world) and not known


NUMBER = Step(
    id="antal",
    title="Deltagere",
    question=_ask_number,
    put=_put_number,
    shown=_shown_number,
    wanted=_no_usual,
    resets=("deltagerfil",),
)
LIST = Step(
    id="deltagerfil",
    title="Listen",
    question=_ask_list,
    put=_put_list,
    shown=lambda draft, _: draft.people or "",
    wanted=lambda draft, _: draft.people is not None,
    relevant=never,
)
SOLO = Step(
    id="alene",
    title="Alene i klinikken",
    question=_ask_solo,
    put=_put_solo,
    shown=lambda draft, _: _solo_text(draft),
    wanted=_solo_wanted,
    relevant=_counted_by_hand,
)
