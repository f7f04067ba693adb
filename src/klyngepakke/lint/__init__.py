"""The lint: errors of a pack, then advice from rules that know what a cluster meeting is.

`examine(folder, catalogue)` looks at everything at once. Every rule has an id, a reason and a
way to mend it (`RULES`), and a pack may silence it with a reason of its own (`undtagelser`).
"""

from klyngepakke.lint.before import edition_in
from klyngepakke.lint.examining import examine
from klyngepakke.lint.report import Advice, Report
from klyngepakke.lint.rule import Rule
from klyngepakke.lint.rules import RULES

__all__ = ["RULES", "Advice", "Report", "Rule", "edition_in", "examine"]
