"""Screen: the slides for a browser, made beside the sheets."""

from __future__ import annotations

from klyngepakke.planning.kit import complete
from klyngepakke.planning.sheets import fremvisning
from klyngepakke.printing.document import File, Sheet
from klyngepakke.printing.show import show
from klyngepakke.road.prepared import Prepared


def slides(ready: Prepared, sheets: tuple[Sheet, ...], _wishes: object) -> tuple[File, ...]:
    """`slides.html` where the meeting has slides; a meeting may leave them out."""
    shown = [s.document for s in sheets if s.document.sheet == "slides" and not s.document.pack]
    made = (complete(ready.plan, fremvisning.document(ready.plan, d)) for d in shown)
    return tuple(show(document, ready.theme) for document in made)
