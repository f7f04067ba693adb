"""Editable: the sheets of a meeting that a coordinator pastes into and changes, as office files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from klyngepakke.content.theme import Theme
from klyngepakke.office.look import Look, look_of
from klyngepakke.office.slides.deck import deck
from klyngepakke.office.slides.spoken import notes
from klyngepakke.office.word import action_plan, agenda, invitation, run_sheet, survey
from klyngepakke.office.word.parts import Page
from klyngepakke.office.word.writer import new, put_logo, saved
from klyngepakke.planning.document import Document, Kit, TextFile
from klyngepakke.planning.plan import Plan
from klyngepakke.printing.document import File, Job, written

FOLDER: Final = "kan-rettes"
"""The folder in `til-print/` that they lie in: they are not for the printer."""

_SLIDES: Final = "slides"
_PROGRAMS: Final = {"docx": "Word", "pptx": "PowerPoint"}
Write = Callable[[Any, Document, Look], None]
_WORD: Final[Mapping[str, Write]] = {
    "drejebog": lambda word, sheet, _: run_sheet.write(word, sheet.data),
    "dagsorden": lambda word, sheet, look: agenda.write(word, sheet.data, look),
    "spoergeskema": lambda word, sheet, look: survey.write(word, sheet.data, sheet.title, look),
    "handleplan": lambda word, sheet, _: action_plan.write(word, sheet.data),
}


def files(plan: Plan, kit: Kit, theme: Theme) -> tuple[File, ...]:
    """The office files of a kit, in the order of its sheets; what was left out has none.

    Args:
        plan: The programme, by which the slides' notes find what is said.
        kit: The documents and texts.
        theme: Its colours and logo are used, its fonts are not.
    """
    return tuple(map(written, jobs(plan, kit, theme)))


def jobs(plan: Plan, kit: Kit, theme: Theme) -> Iterator[Job]:
    """The same files, not made yet."""
    look = look_of(theme)
    for text in kit.texts if kit.documents else ():
        yield Job(_text_file, (text, _told(kit.documents[0], "møde"), look))
    for document in kit.documents:
        if document.sheet in _WORD and document.pack is None:
            yield Job(_word_file, (document, look))
        elif document.sheet == _SLIDES and document.pack is None:
            yield Job(_deck, (document, _notes(plan, kit, document), look))


def _text_file(text: TextFile, meeting: Mapping[str, Any], look: Look) -> File:
    page = Page(text.title, (f"{text.title} · {meeting['titel']}",), f"{meeting['id']}/{text.id}")
    word = new(page, look)
    put_logo(word, look, f"Logo: {meeting['klynge']}")
    invitation.write(word, text.text)
    return _file(text.id, text.title, saved(word, text.title))


def _word_file(document: Document, look: Look) -> File:
    word = new(_page(document), look)
    _WORD[document.sheet](word, document, look)
    return _file(document.id, document.title, saved(word, document.title))


def _deck(document: Document, notes: list[str], look: Look) -> File:
    about, meeting = _told(document, "dokument"), _told(document, "møde")
    told = {"titel": f"{document.title}: {meeting['titel']}", "klynge": meeting["klynge"]}
    data = deck(_slides(document), notes, look, {**told, "fod": about["fod"]})
    return _file(document.id, document.title, data, "pptx")


def _notes(plan: Plan, kit: Kit, slides: Document) -> list[str]:
    """What the run sheet says at each slide; nothing where the meeting leaves it out."""
    run_sheet = next((d for d in kit.documents if d.sheet == "drejebog" and not d.pack), None)
    if run_sheet is None:
        return ["" for _ in _slides(slides)]
    days = [day.number for day in plan.programme.days]
    slots = [s for day in days for s in plan.programme.slots if s.day == day]
    return notes(_slides(slides), run_sheet.data, slots)


def _slides(document: Document) -> list[Any]:
    found = document.data["billeder"]
    return found if isinstance(found, list) else []


def _file(name: str, title: str, data: bytes, kind: str = "docx") -> File:
    return File(f"{FOLDER}/{name}.{kind}", f"{title} ({_PROGRAMS[kind]})", data)


def _page(document: Document) -> Page:
    """What the foot says on paper, here too."""
    about, pack = _told(document, "dokument"), _told(document, "pakke")
    lines = [about["fod"]]
    if pack:
        note = f", {pack['bemærk']}" if pack["bemærk"] else ""
        lines += [f"{pack['udgiver']} {pack['udgave']}{note}", pack["licens"]]
    lines += [about["godkendelse"]] if about["godkendelse"] else []
    return Page(document.title, tuple(lines), f"{about['moede']}/{about['ark']}")


def _told(document: Document, name: str) -> Mapping[str, Any]:
    """What all sheets know: of the meeting, of themselves, of their pack."""
    found = document.data[name]
    return found if isinstance(found, dict) else {}
