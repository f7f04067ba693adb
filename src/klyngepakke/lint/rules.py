"""Every rule of the lint, in the order it is told."""

from __future__ import annotations

from typing import Final

from klyngepakke.lint import (
    facts,
    files,
    minutes,
    paper,
    personal,
    programme,
    prompts,
    survey,
    words,
)
from klyngepakke.lint.rule import Rule

RULES: Final[tuple[Rule, ...]] = (
    prompts.without_solo,
    minutes.too_short,
    minutes.no_break,
    minutes.sums,
    minutes.rigid,
    programme.homeless_block,
    programme.no_question,
    programme.never_told,
    programme.only_theory,
    programme.same_plenum,
    programme.no_plan,
    programme.no_evaluation,
    facts.unsourced,
    facts.no_review,
    facts.overdue,
    prompts.threshold,
    survey.unused,
    survey.reworded,
    words.hard_to_read,
    personal.cpr,
    personal.phone,
    personal.mail,
    personal.person,
    files.not_ascii,
    files.left_over,
    files.stranger,
    files.no_alt,
    paper.ill_fitting,
    paper.too_many_pages,
)
