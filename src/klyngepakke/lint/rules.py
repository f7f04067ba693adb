"""Every rule of the lint, in the order it is told."""

from __future__ import annotations

from typing import Final

from klyngepakke.lint.facts import no_review, overdue, unsourced
from klyngepakke.lint.files import left_over, no_alt, not_ascii, stranger
from klyngepakke.lint.minutes import no_break, rigid, sums, too_short
from klyngepakke.lint.paper import ill_fitting, too_many_pages
from klyngepakke.lint.personal import cpr, mail, person, phone
from klyngepakke.lint.programme import (
    homeless_block,
    never_told,
    no_evaluation,
    no_plan,
    no_question,
    only_theory,
    same_plenum,
    unused_case,
)
from klyngepakke.lint.prompts import threshold, without_solo
from klyngepakke.lint.rule import Rule
from klyngepakke.lint.survey import exposed, reworded, unused
from klyngepakke.lint.words import hard_to_read

RULES: Final[tuple[Rule, ...]] = (
    without_solo,
    *(too_short, no_break, sums, rigid),
    *(homeless_block, no_question, unused_case, never_told, only_theory, same_plenum),
    *(no_plan, no_evaluation),
    *(unsourced, no_review, overdue),
    threshold,
    *(exposed, unused, reworded),
    hard_to_read,
    *(cpr, phone, mail, person),
    *(not_ascii, left_over, stranger, no_alt),
    *(ill_fitting, too_many_pages),
)
