"""A person for the tests of the wizard: a world to choose from, and answers by question."""

from __future__ import annotations

import functools
from datetime import date

import kits
from klyngepakke.content.participants import ParticipantList
from klyngepakke.wizard.flow import answered, begun, ending, next_question
from klyngepakke.wizard.review import BUILD, MORE, REVIEW
from klyngepakke.wizard.world import World

TODAY = date(2026, 11, 22)


@functools.cache
def world(cluster=None, used=()):
    """What there is to choose from, with all our packs, on a fixed day."""
    known = kits.everything()
    return World(
        packs=known.packs,
        themes=known.themes,
        today=TODAY,
        path=lambda name: f"/klyngen/{name}",
        people=lambda _: ParticipantList(()),
        columns=lambda _: (),
        free=lambda _: "",
        cluster=cluster,
        used=dict(used),
    )


def start(there, name="abc234"):
    """A new draft with a fixed id."""
    return begun(there, "/klyngen", id_=name)


def standard(question):
    """Takes what is suggested."""
    return question.standard


def finish(draft, there, choose=standard):
    """Answer until the meeting is to be built; the draft, and the ids that were asked."""
    asked = []
    while (question := next_question(draft, there)) is not None:
        asked.append(question.id)
        assert len(asked) < 200, asked
        draft = answered(draft, there, choose(question))
    assert ending(draft) == BUILD
    return draft, asked


def change(draft, there, name, choose):
    """From the review, change one answer, and come back to the review."""
    draft = (
        answered(draft, there, name) if _on_page(draft, there, name) else _more(draft, there, name)
    )
    while (question := next_question(draft, there)).id != REVIEW:
        draft = answered(draft, there, choose(question))
    return draft


def _on_page(draft, there, name):
    return name in [c.id for c in next_question(draft, there).choices]


def _more(draft, there, name):
    draft = answered(draft, there, MORE)
    assert _on_page(draft, there, name), name
    return answered(draft, there, name)
