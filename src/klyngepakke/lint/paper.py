"""Rules about the paper: what the example meeting's sheets look like, laid out."""

from __future__ import annotations

from collections.abc import Iterator

from klyngepakke.content.model import Loc
from klyngepakke.content.pack import Pack
from klyngepakke.lint.rule import Hit, rule
from klyngepakke.lint.subject import Subject
from klyngepakke.planning.document import Document

_PAGES = {"dagsorden": 2, "bordark": 2, "casekort": 2, "handleplan": 2, "afslutningsark": 2}


@rule(
    "passer-ikke-paa-arket",
    title="Et ark, der ikke bliver godt på papir",
    reason="Det, der er skåret af eller for svagt, kan ingen læse, et par linjer på en side for sig "
    "selv bliver væk, et groft billede er en klat, og en mørk flade kan ingen skrive på. Ingen "
    "opdager det før mødet.",
    mend="Gør, som linjen siger. Oftest er det en kortere tekst eller mere plads i skabelonen.",
    paper=True,
)
def ill_fitting(subject: Subject) -> Iterator[Hit]:
    """What the preflight has to say: words cut off, pages nearly empty, pictures too coarse."""
    for sheet in subject.sheets:
        for note in sheet.notes:
            yield _hit(subject, sheet.document, note)


@rule(
    "for-mange-sider",
    title="Et ark på flere sider, end nogen læser",
    reason="Et bordark er ét stykke papir, og dagsordenen ligger foran hver deltager. Det, der står "
    "på side tre, bliver ikke læst, og det koster et stykke papir mere hvert sted.",
    mend="Gør teksterne kortere, eller sæt ”vælg” ned.",
    paper=True,
)
def too_many_pages(subject: Subject) -> Iterator[Hit]:
    """Sheets for participants that take more than both sides of one piece of paper."""
    for sheet in subject.sheets:
        most = _PAGES.get(sheet.document.sheet, 0) * _parts(subject, sheet.document)
        if most and sheet.pages > most:
            sentence = f"Der er {sheet.pages} sider, og ingen læser mere end {most}."
            yield _hit(subject, sheet.document, f"{sentence} Gør teksterne kortere.")


def _parts(subject: Subject, document: Document) -> int:
    """How many sheets a document holds: one for each topic where every table has its own."""
    return max(1, len(subject.pack.topics)) if document.audience == "emne" else 1


def _hit(subject: Subject, document: Document, sentence: str) -> Hit:
    names = (f"ark/{document.sheet}", f"ark/{document.id}")
    loc = place_of(subject.pack, document)
    return Hit(loc, f"Arket ”{document.title}”: {sentence}", names)


def place_of(pack: Pack, document: Document) -> Loc:
    """Where in `pakke.yaml` what a sheet says is written: its own key, its block, or the title."""
    for i, own in enumerate(pack.sheets):
        if document.pack and own.id == document.sheet:
            return ("ark", i)
    parts = document.id.split("-")
    for i, block in enumerate(pack.blocks):
        if block.id in parts:
            return ("blokke", i)
    return ("titel",)
