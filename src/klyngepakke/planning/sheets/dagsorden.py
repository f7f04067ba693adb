"""Dagsorden: the participant's one side, with ”Mine noter” and the packs' tools on its back."""

from __future__ import annotations

from klyngepakke.content.pack import Tool
from klyngepakke.content.times import clock_text, span_text
from klyngepakke.planning.dates import cluster_text, day_text, place_text
from klyngepakke.planning.document import Document, Plain
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.sheets import shared
from klyngepakke.planning.sheets.shared import Data

_ROOMY_ROWS = 11  # more rows than this leave their second line out, to stay on one side


def documents(plan: Plan) -> tuple[Document, ...]:
    """The agenda, for everybody and a tenth more."""
    guests = sum(g.number for g in plan.meeting.guests)
    return (
        Document(
            id="dagsorden",
            sheet="dagsorden",
            title="Dagsorden",
            template="dagsorden.html",
            audience="deltager",
            copies=shared.spare(plan.crowd.number + guests),
            data=_data(plan),
            two_sided=True,
            when="ved døren",
        ),
    )


def _data(plan: Plan) -> Data:
    days: list[Plain] = [
        {"titel": shared.day_title(plan, d.number), "rækker": [*shared.agenda(plan, d.number)]}
        for d in plan.programme.days
    ]
    rows = sum(len(shared.agenda(plan, d.number)) for d in plan.programme.days)
    return {
        "overlinje": f"Dagsorden · {cluster_text(plan)}",
        "titel": plan.meeting.title,
        "formål": plan.packs[0].pack.purpose if len(plan.packs) == 1 else "",
        "dage": days,
        "tæt": rows > _ROOMY_ROWS,
        "hvornår": _when(plan),
        "roller": _roles(plan),
        "gæster": [g.title for g in plan.meeting.guests],
        "bokse": shared.boxes(plan, "dagsorden"),
        "hjælp": shared.help_box(plan),
        "noter": shared.text(plan, "noter"),
        "værktøjer": [_tool(t) for loaded in plan.packs for t in loaded.pack.tools],
    }


def _when(plan: Plan) -> list[Plain]:
    return [
        {
            "dato": day_text(plan, day),
            "tid": span_text(day.start, day.planned_end),
            "senest": clock_text(day.end) if day.reserve else "",
            "sted": place_text(day),
        }
        for day in plan.programme.days
    ]


def _roles(plan: Plan) -> list[Plain]:
    roles = plan.meeting.roles
    named = (
        ("Facilitator", roles.facilitator),
        ("Ordstyrer", roles.chair),
        ("Referent", roles.minutes),
    )
    return [{"rolle": role, "navn": name} for role, name in named if name]


def _tool(tool: Tool) -> Data:
    owner = ", ".join(x for x in (tool.owner, tool.date) if x)
    return {
        "titel": tool.title,
        "ejer": shared.ended(owner) if tool.use else owner,
        "brug": tool.use,
        "link": tool.url,
    }
