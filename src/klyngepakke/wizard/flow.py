"""The flow: what is asked next, what an answer does, and the way back. Nothing here asks."""

from __future__ import annotations

from dataclasses import replace

from klyngepakke.content.frame import new_id
from klyngepakke.content.meeting import Answers
from klyngepakke.wizard import evening, review
from klyngepakke.wizard.draft import Draft
from klyngepakke.wizard.question import Answer, Question
from klyngepakke.wizard.review import BUILD, MORE, REVIEW, SAVE
from klyngepakke.wizard.step import ASIDE, EVENING, Step, text_of
from klyngepakke.wizard.steps import basics, on_the_way, step_of, steps
from klyngepakke.wizard.steps.tables import planned
from klyngepakke.wizard.world import World


def begun(world: World, base: str, *, id_: str | None = None, folder: str | None = None) -> Draft:
    """A draft with nothing answered but what the cluster's file knows."""
    file = world.cluster
    answers = Answers(id=id_ or new_id())
    if file is not None:
        answers = replace(
            answers,
            cluster=file.cluster,
            participants=file.participants,
            theme=file.theme if file.theme in world.themes and file.theme else answers.theme,
        )
    return Draft(base=base, folder=folder, answers=answers)


def reopened(answers: Answers, world: World, base: str, folder: str, people: str | None) -> Draft:
    """A meeting that is made, as a draft in which everything is answered."""
    draft = Draft(base=base, folder=folder, answers=answers, people=people)
    return replace(draft, done=(*(s.id for s in steps(draft, world)), EVENING))


def next_question(draft: Draft, world: World, *, made: bool = False) -> Question | None:
    """What is asked now; None when the meeting is ready to be built or saved.

    Args:
        draft: The answers.
        world: What there is to choose from.
        made: The meeting has its file already.
    """
    step = _step(draft, world)
    if step is not None:
        return replace(step.question(draft, world), first=not draft.done and not draft.at)
    if _in_evening(draft):
        return evening.question(_at_evening(draft), world)
    return None if ending(draft) else review.question(draft, world, made=made)


def answered(draft: Draft, world: World, answer: Answer) -> Draft:
    """The draft after the answer to its next question."""
    step = _step(draft, world)
    if step is not None:
        return _stepped(draft, world, step, answer)
    if _in_evening(draft):
        changed = evening.answered(_at_evening(draft), world, answer)
        return _done(replace(draft, at=()), EVENING) if changed is None else changed
    return _reviewed(draft, world, text_of(answer))


def back(draft: Draft, world: World) -> Draft:
    """The draft at the question before: one level up, or the last answer that can be asked for."""
    if len(draft.at) > 1 and draft.at[0] != ASIDE:
        up = draft.at[:-1]
        return replace(draft, at=() if up == (REVIEW,) else up)
    if draft.at == (EVENING,) and EVENING in draft.done:
        return replace(draft, at=())
    for place in reversed(range(len(draft.done))):
        earlier = replace(draft, at=(), done=draft.done[:place])
        if _is_asked(earlier, world, draft.done[place]):
            return earlier
    return replace(draft, at=(), done=())


def _is_asked(draft: Draft, world: World, name: str) -> bool:
    """Whether that is what is asked now."""
    step = _step(draft, world)
    return name in {EVENING, BUILD, SAVE} if step is None else step.id == name


def ending(draft: Draft) -> str | None:
    """`byg` or `gem`, as the review was left; None where it is not over."""
    last = draft.done[-1] if draft.done else ""
    return last if last in {BUILD, SAVE} else None


def _step(draft: Draft, world: World) -> Step | None:
    """The step that is asked now, where it is one."""
    if draft.at[:1] in {(ASIDE,), (REVIEW,)}:
        name = draft.at[-1] if len(draft.at) > 1 else ""
        return step_of(draft, world, name)
    if draft.at[:1] == (EVENING,):
        hours = {s.id: s for s in basics.hours(draft, world)}
        return hours.get(draft.at[1]) if len(draft.at) == 2 else None  # noqa: PLR2004 - one down
    left = (s for s in on_the_way(draft, world) if s.id not in draft.done)
    return next((s for s in left if s.wanted(draft, world)), None)


def _in_evening(draft: Draft) -> bool:
    return draft.at[:1] == (EVENING,) or (not draft.at and EVENING not in draft.done)


def _at_evening(draft: Draft) -> Draft:
    return draft if draft.at else replace(draft, at=(EVENING,))


def _stepped(draft: Draft, world: World, step: Step, answer: Answer) -> Draft:
    changed = step.put(replace(draft, at=()), world, answer)
    same = changed.answers == draft.answers and changed.people == draft.people
    again = () if same else step.resets
    done = tuple(d for d in changed.done if d not in (step.id, *again))
    at = (EVENING,) if draft.at[:1] == (EVENING,) else changed.at
    return replace(changed, at=at, done=(*done, step.id))


def _done(draft: Draft, name: str) -> Draft:
    return replace(draft, done=(*(d for d in draft.done if d != name), name))


def _reviewed(draft: Draft, world: World, answer: str) -> Draft:
    """The draft after the review; what cannot be built is shown as the evening, which says why."""
    second = draft.at == (REVIEW, MORE)
    if answer == BUILD and not second and planned(draft, world) is None:
        return replace(draft, at=(EVENING,))
    if answer in {BUILD, SAVE} and not second:
        return _done(replace(draft, at=()), answer)
    if answer == EVENING and not second:
        return replace(draft, at=(EVENING,))
    return replace(draft, at=(REVIEW, MORE, answer) if second else (REVIEW, answer))
