"""The sheets: each module makes one kind's documents from a Plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from klyngepakke.planning.document import Document, TextFile
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.sheets import (
    afslutningsark,
    aftaleark,
    bordark,
    bordkort,
    bordplan,
    brev,
    casekort,
    dagsorden,
    deltagerliste,
    drejebog,
    handleplan,
    indkaldelse,
    plakater,
    sedler,
    skilte,
    slides,
    spoergeskema,
    stemmesedler,
    svarseddel,
)

# In print order; the print list comes before them, and is made when they are.
ORDER: Final[tuple[Callable[[Plan], tuple[Document, ...]], ...]] = (
    drejebog.documents,
    dagsorden.documents,
    spoergeskema.documents,
    brev.documents,
    bordark.documents,
    casekort.documents,
    svarseddel.documents,
    aftaleark.documents,
    stemmesedler.documents,
    handleplan.documents,
    afslutningsark.documents,
    bordkort.documents,
    bordplan.documents,
    skilte.documents,
    deltagerliste.documents,
    sedler.documents,
    plakater.documents,
    slides.documents,
)
TEXTS: Final[tuple[Callable[[Plan], tuple[TextFile, ...]], ...]] = (indkaldelse.texts,)
