"""Følgebrev: the first thing to read in a finished kit, for one who has no program and no terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from klyngepakke.content.meeting import Cluster
from klyngepakke.content.pack import Pack
from klyngepakke.content.times import date_text, month_text, span_text
from klyngepakke.planning.dates import before_text
from klyngepakke.planning.document import Document, Plain
from klyngepakke.planning.expiry import expired, usable
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.sheets import shared
from klyngepakke.planning.sheets.indkaldelse import INVITED
from klyngepakke.planning.slots import unfilled

_DATED: Final = {
    "spoergeskema": "spørgeskemaet",
    "dagsorden": "dagsordenen",
    "drejebog": "drejebogen",
    "deltagerliste": "deltagerlisten",
}
"""The sheets with lines for what nobody has said of the meeting."""


@dataclass(frozen=True)
class Enclosed:
    """What lies in the finished kit.

    Attributes:
        print_file: The one file to print, as `print.pdf`; "" where the sheets are HTML.
        pages: Pages in it.
        paper: Sheets of paper that it takes, printed on both sides.
        sizes: For how many participants there are kits of this pack, smallest first.
        editable: What may be changed in Word and PowerPoint, by file name.
        editable_folder: The folder they lie in.
        single_folder: The folder that each sheet lies in as a file of its own.
        show: The slides for a browser, or "".
        meeting_file: The meeting, for those who have the program.
        tables: Whether there are sheets for the tables.
        sheets: The kinds of sheets there are, as `dagsorden`.
    """

    print_file: str
    pages: int
    paper: int
    sizes: Sequence[int]
    editable: Sequence[str]
    editable_folder: str
    single_folder: str
    show: str
    meeting_file: str
    tables: bool = True
    sheets: Sequence[str] = ()


def document(plan: Plan, enclosed: Enclosed) -> Document:
    """The letter that lies first in a finished kit; it is no part of the print set."""
    return Document(
        id="laes-foerst",
        sheet="foelgebrev",
        title="Læs først",
        template="foelgebrev.html",
        audience="facilitator",
        copies=0,
        data=_data(plan, enclosed),
        two_sided=True,
    )


def _data(plan: Plan, enclosed: Enclosed) -> dict[str, Plain]:
    number = plan.crowd.number
    first = plan.meeting.days[0]
    larger = [size for size in enclosed.sizes if size > number]
    packs = [loaded.pack for loaded in plan.packs]
    return {
        "overlinje": f"Færdig mappe · {plan.meeting.title}",
        "emne": plan.meeting.title,
        "klynge": "" if plan.meeting.cluster.name == Cluster().name else plan.meeting.cluster.name,
        "dag": date_text(first.date) if first.date else "",
        "indkald": _invited(plan),
        "skriv_selv": _unsaid(plan),
        "linjerne_er_på": _listed(_DATED[sheet] for sheet in _DATED if sheet in enclosed.sheets),
        "praksis_ukendt": plan.crowd.unknown,
        "flere_størrelser": bool(enclosed.sizes),
        "antal": number,
        "ekstra": shared.spare(number),
        "klinikker": plan.crowd.clinics,
        "større": larger[0] if larger else 0,
        "tid": span_text(first.start, first.end),
        "udgave": [f"{pack.title}, udgave {pack.edition}" for pack in packs],
        "printfil": enclosed.print_file,
        "sider": enclosed.pages,
        "papir": enclosed.paper,
        "kan_rettes": [*enclosed.editable],
        "rettemappe": enclosed.editable_folder,
        "enkeltmappe": enclosed.single_folder,
        "fremvisning": enclosed.show,
        "mødefil": enclosed.meeting_file,
        "bordark": enclosed.tables,
        "gennemsyn": [_approved(pack, tables=enclosed.tables) for pack in packs],
        "holdbarhed": [*(expired(packs, first.date) if first.date else usable(packs))],
        "mangler": [*unfilled(plan.meeting, plan.packs).values()],
        "på_papir": _listed(_on_paper(plan, enclosed)),
    }


def _invited(plan: Plan) -> str:
    """When the invitation is to be sent: three weeks before, as the run sheet has it."""
    when = before_text(plan, INVITED)
    return f"senest {when}" if plan.meeting.days[0].date else when


def _on_paper(plan: Plan, enclosed: Enclosed) -> Iterator[str]:
    """The forms that have no link, and where they are on paper."""
    links = plan.meeting.links
    if not links.survey and "spoergeskema" in enclosed.sheets:
        yield f"spørgeskema ({enclosed.single_folder})"
    if not links.evaluation and "afslutningsark" in enclosed.sheets:
        yield "evaluering (afslutningsark)"


def _listed(words: Iterable[str]) -> str:
    """Words as a sentence lists them: `dato, sted og klyngens navn`."""
    *most, last = [*words] or [""]
    return f"{', '.join(most)} og {last}" if most else last


def _unsaid(plan: Plan) -> str:
    """What nobody has said of the meeting, and has a line on the sheets: "dato og sted"."""
    first, cluster = plan.meeting.days[0], plan.meeting.cluster
    lines = {
        "dato": first.date is None,
        "sted": first.place is None,
        "klyngens navn": cluster.name == Cluster().name,
    }
    return _listed(word for word, absent in lines.items() if absent)


def _approved(pack: Pack, *, tables: bool) -> str:
    """Who has approved the content as a doctor, said so that nobody takes it for more."""
    if pack.approval.role and pack.approval.date:
        return (
            f"”{pack.title}” er godkendt af {pack.approval.role}, {month_text(pack.approval.date)}."
        )
    sheets = "drejebogen og bordarkene, før I bruger dem" if tables else "drejebogen før mødet"
    return f"Ingen læge har godkendt ”{pack.title}” endnu. Lad en læge i klyngen læse {sheets}."
