"""Stemmesedler: slips for each vote, and the chair's form to count them on."""

from __future__ import annotations

from dataclasses import replace
from math import ceil

from klyngepakke.content.times import clock_text, kl_text
from klyngepakke.planning.document import Document, Plain
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.sheets import shared
from klyngepakke.planning.votes import Ballot, votes

_ON_A_SHEET = 8
_SHORT = 110  # letters of a proposal that a slip of A7 has room for


def documents(plan: Plan) -> tuple[Document, ...]:
    """Slips and count form of a meeting that votes; nothing for one that does not.

    The file of slips has one sheet of eight for each vote, so copies are sheets of paper.
    """
    ballots = votes(plan)
    return (_slips(plan, ballots), _count(plan, ballots)) if ballots else ()


def _slips(plan: Plan, ballots: tuple[Ballot, ...]) -> Document:
    needed = shared.spare(plan.crowd.number)
    return Document(
        id="stemmesedler",
        sheet="stemmesedler",
        title="Stemmesedler",
        template="stemmesedler.html",
        audience="deltager",
        copies=ceil(needed / _ON_A_SHEET),
        data={"afstemninger": [_slip(b) for b in ballots], "sedler": _ON_A_SHEET},
        cards=True,
        when=kl_text(ballots[0].start),
        note="klip dem; alle sedler på et ark er til samme afstemning",
    )


def _slip(ballot: Ballot) -> Plain:
    """What a slip says: a vote that nobody has named yet has its number on the board alone."""
    short = ballot.proposal if len(ballot.proposal) <= _SHORT else ""
    title = f"Afstemning {ballot.number}" if ballot.proposal else "Stemmeseddel"
    return {"titel": title, "forslag": short}


def _count(plan: Plan, ballots: tuple[Ballot, ...]) -> Document:
    return Document(
        id="stemmeoptaelling",
        sheet="stemmeoptaelling",
        title="Optælling af stemmer",
        template="stemmeoptaelling.html",
        audience="facilitator",
        copies=1,
        data={
            "overlinje": "Til ordstyrer og stemmetællere",
            "ordstyrer": plan.meeting.roles.chair,
            "afstemninger": [_counted(b) for b in (*ballots, *_more(ballots))],
        },
        forms=True,
        when=kl_text(ballots[0].start),
        note="til ordstyreren",
    )


def _more(ballots: tuple[Ballot, ...]) -> tuple[Ballot, ...]:
    """Room for one vote more where the proposals are not known beforehand."""
    last = ballots[-1]
    return () if last.proposal else (replace(last, number=last.number + 1),)


def _counted(ballot: Ballot) -> Plain:
    return {
        "nr": ballot.number,
        "id": f"afstemning{ballot.number}",
        "kl": clock_text(ballot.start),
        "forslag": ballot.proposal,
        "regel": ballot.rule,
        "beslutningsdygtig": ballot.quorum,
    }
