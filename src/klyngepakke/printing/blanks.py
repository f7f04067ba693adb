"""Blanks: what the cluster has not said yet, as a line to write on with its question in small print.

What ends its paragraph or cell is a line with the question below. In the middle of a sentence the
line stands on the line of the text, with the question after it, so that no lines are pushed apart.
"""

from __future__ import annotations

import re
from typing import Final

from klyngepakke.planning.slots import BLANK

_DOTS: Final = "…" * 9
_BODY: Final = "</head>"
_AT_END: Final = rf"{BLANK}(?=\s*</(?:p|div|section|t[dh]|li|d[dt]|h\d)>)"
_ALONE: Final = re.compile(rf"(?<=>){_AT_END}")
_LABELLED: Final = re.compile(_AT_END)
_IN_TEXT: Final = re.compile(rf"{BLANK}(?=[^<>]*<)")
_ELSEWHERE: Final = re.compile(BLANK)
_LINE: Final = r'<span class="udfyld"><span class="spørg">\1</span></span>'
_AFTER_LABEL: Final = _LINE.replace("udfyld", "udfyld ved-ord")
_IN_SENTENCE: Final = (
    r'<span class="udfyld i-sætning"><span class="streg"></span> '
    r'<span class="spørg">(\1)</span></span>'
)


def lined(html: str) -> str:
    """A page's HTML with a line in its text for every blank; a field's title has dots instead."""
    head, end, body = html.rpartition(_BODY)
    for where, line in ((_ALONE, _LINE), (_LABELLED, _AFTER_LABEL), (_IN_TEXT, _IN_SENTENCE)):
        body = where.sub(line, body)
    return _ELSEWHERE.sub(_DOTS, f"{head}{end}{body}")
