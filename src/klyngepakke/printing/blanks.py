"""Blanks: what the cluster has not said yet, as a line to write on with its question small below."""

from __future__ import annotations

import re
from typing import Final

from klyngepakke.planning.slots import BLANK

_DOTS: Final = "…" * 9
_BODY: Final = "</head>"
_IN_TEXT: Final = re.compile(rf"{BLANK}(?=[^<>]*<)")
_ELSEWHERE: Final = re.compile(BLANK)


def lined(html: str) -> str:
    """A page's HTML with a line in its text for every blank; a field's title has dots instead."""
    head, end, body = html.rpartition(_BODY)
    written = _IN_TEXT.sub(r'<span class="udfyld"><span class="spørg">\1</span></span>', body)
    return _ELSEWHERE.sub(_DOTS, f"{head}{end}{written}")
