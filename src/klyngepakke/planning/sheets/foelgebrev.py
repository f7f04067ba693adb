"""Følgebrev: the first thing to read in a finished kit, for one who has no program and no terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from klyngepakke.content.meeting import Cluster
from klyngepakke.content.pack import Pack
from klyngepakke.content.times import date_text, month_text, span_text
from klyngepakke.planning.document import Document, Plain
from klyngepakke.planning.expiry import usable
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.sheets import shared
from klyngepakke.planning.slots import unfilled


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
        "skriv_selv": _unsaid(plan),
        "praksis_ukendt": plan.crowd.unknown,
        "flere_størrelser": bool(enclosed.sizes),
        "formål": [shared.capital(pack.purpose) for pack in packs],
        "antal": number,
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
        "holdbarhed": [*usable(packs)],
        "mangler": [*unfilled(plan.meeting, plan.packs).values()],
        "spørgeskema": any(pack.survey for pack in packs) and not plan.meeting.links.survey,
    }


def _unsaid(plan: Plan) -> str:
    """What nobody has said of the meeting, and has a line on the sheets: "dato og sted"."""
    first, cluster = plan.meeting.days[0], plan.meeting.cluster
    lines = {
        "dato": first.date is None,
        "sted": first.place is None,
        "klyngens navn": cluster.name == Cluster().name,
    }
    *most, last = [word for word, absent in lines.items() if absent] or [""]
    return f"{', '.join(most)} og {last}" if most else last


def _approved(pack: Pack, *, tables: bool) -> str:
    """Who has approved the content as a doctor, said so that nobody takes it for more."""
    if pack.approval.role and pack.approval.date:
        return (
            f"”{pack.title}” er godkendt af {pack.approval.role}, {month_text(pack.approval.date)}."
        )
    sheets = "drejebogen og bordarkene, før I bruger dem" if tables else "drejebogen før mødet"
    return f"Ingen læge har godkendt ”{pack.title}” endnu. Lad en læge i klyngen læse {sheets}."
