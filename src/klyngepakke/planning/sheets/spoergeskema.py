"""Spørgeskema: the meeting's one survey, on paper and on screen; the guests' questions apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from klyngepakke.planning.dates import LINE, before_text, cluster_text
from klyngepakke.planning.document import Document, Plain
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.sheets import shared
from klyngepakke.planning.sheets.shared import Data
from klyngepakke.planning.survey import Section, Survey, survey

CLOSES = 4
"""Days before the meeting on which the survey closes, so that there is time to look at it."""

_BACKGROUND = "Om dig og din praksis"
_REST = "Til sidst"


def documents(plan: Plan) -> tuple[Document, ...]:
    """The participants' survey, and the guests' where they are asked anything.

    Files without copies: most clusters answer on a screen, weeks before the meeting is printed.
    """
    made = []
    asked = survey(plan)
    if asked.questions:
        made.append(_document(plan, "spoergeskema", "Spørgeskema", "deltager", _data(plan, asked)))
    guests = survey(plan, "gæst")
    if guests.questions:
        data = _guest_data(plan, guests)
        made.append(_document(plan, "spoergeskema-gaest", "Spørgsmål til gæsten", "gæst", data))
    return tuple(made)


def closes(plan: Plan) -> str:
    """The last day to answer, as `søndag den 28. februar 2027` or `4 dage før mødet`."""
    return before_text(plan, CLOSES)


def _document(plan: Plan, name: str, title: str, audience: str, data: Data) -> Document:
    return Document(
        id=name,
        sheet="spoergeskema",
        title=title,
        template="spoergeskema.html",
        audience=audience,
        copies=0,
        data=data,
        forms=True,
        two_sided=True,
        when=f"svar senest {closes(plan)}",
        note="sendes før mødet; udskriv det kun til dem, der svarer på papir",
    )


def _data(plan: Plan, asked: Survey) -> Data:
    link = plan.meeting.links.survey or ""
    return {
        "overlinje": f"Før mødet · {cluster_text(plan)}",
        "indledning": "Svarene bruger vi på mødet. Vi viser dem samlet, blok for blok.",
        "uden_navn": "Skriv ikke navn.",
        "senest": _latest(plan),
        "fortryder": shared.text(plan, "fortryder"),
        "anonymt": shared.text(plan, "anonymt"),
        "qr": link,
        "link": shared.plain_link(link) if link else "",
        "dele": [*_parts(plan, asked)],
    }


def _latest(plan: Plan) -> str:
    """The last day to answer, with a line to write it on where it is only counted."""
    line = "" if plan.meeting.days[0].date else f": {LINE}"
    return shared.capital(closes(plan)) + line


def _guest_data(plan: Plan, asked: Survey) -> Data:
    return {
        **_data(plan, asked),
        "indledning": "Svarene hjælper os med at bruge tiden sammen godt.",
        "uden_navn": "",
        "anonymt": "",
        "qr": "",
        "link": "",
    }


def _parts(plan: Plan, asked: Survey) -> Iterator[Plain]:
    """The parts of the form, the questions numbered through all of them."""
    numbers = {q.id: n for n, q in enumerate((*asked.background, *asked.questions), start=1)}
    parts = [(_BACKGROUND, "", asked.background)]
    parts += [
        (_heading(plan, s, asked), _note(plan, s, asked, numbers), s.questions)
        for s in asked.sections
    ]
    for title, note, questions in parts:
        if questions:
            first = numbers[questions[0].id]
            groups = shared.question_groups(plan.common, questions, first)
            yield {"titel": title, "grupper": groups, "note": note}


def _heading(plan: Plan, section: Section, asked: Survey) -> str:
    """The block that uses the questions, the point, or what comes last."""
    if "/" in section.address:
        return shared.block_title(plan, section.address)
    if section.address:
        return shared.point_title(plan, plan.point(section.address))
    return _REST if len(asked.sections) > 1 else plan.meeting.title


def _note(plan: Plan, section: Section, asked: Survey, numbers: Mapping[str, int]) -> str:
    """Which other blocks use the questions: `Spørgsmål 4 bruges også i blok 5`."""
    found = [
        f"Spørgsmål {numbers[q.id]} bruges også i {_blocks(plan, also)}."
        for q in section.questions
        if (also := [a for a in asked.uses[q.id] if a != section.address and "/" in a])
    ]
    return " ".join(found)


def _blocks(plan: Plan, addresses: list[str]) -> str:
    return " og ".join(shared.small(shared.block_name(plan, a)) for a in addresses)
