"""Screen: the slides for a browser, made beside the sheets."""

from __future__ import annotations

from collections.abc import Iterator

from klyngepakke.content.theme import Theme
from klyngepakke.planning.kit import complete
from klyngepakke.planning.sheets import fremvisning
from klyngepakke.printing.document import Document, File, Job, Sheet
from klyngepakke.road.prepared import Prepared


def slides(ready: Prepared, sheets: tuple[Sheet, ...], _wishes: object) -> Iterator[Job]:
    """`slides.html` where the meeting has slides; a meeting may leave them out."""
    for document in (s.document for s in sheets):
        if document.sheet == "slides" and not document.pack:
            shown = complete(ready.plan, fremvisning.document(ready.plan, document))
            yield Job(_show, (shown, ready.theme))


def _show(document: Document, theme: Theme) -> File:
    # It costs a moment to import, and a file that was made before needs none of it.
    from klyngepakke.printing.show import show  # noqa: PLC0415 - jinja2

    return show(document, theme)
