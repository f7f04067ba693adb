"""The sheets: each module makes one kind's documents from a Plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from klyngepakke.planning.document import Document, TextFile
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.sheets import (
    bordark,
    bordkort,
    bordplan,
    casekort,
    deltagerliste,
    plakater,
    sedler,
    skilte,
    svarseddel,
)

# In print order; the print list comes before them, and is made when they are.
ORDER: Final[tuple[Callable[[Plan], tuple[Document, ...]], ...]] = (
    bordark.documents,
    casekort.documents,
    svarseddel.documents,
    bordkort.documents,
    bordplan.documents,
    skilte.documents,
    deltagerliste.documents,
    sedler.documents,
    plakater.documents,
)
TEXTS: Final[tuple[Callable[[Plan], tuple[TextFile, ...]], ...]] = ()
