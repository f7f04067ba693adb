"""The slips people make in YAML, found by looking at the line, not at what a parser says.

Two parsers word the same mistake differently, but stop at the same place; from there the
lines themselves say what happened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

_ENTRY = re.compile(
    r"""\s*(?:-\s+)*                                       # list points
    (?:(?:[^\s"'\[{][^:]*|"[^"]*"\s*|'[^']*'\s*):(?:\s+|$))?  # a key
    (?P<value>.*)""",
    re.VERBOSE,
)
_KEY_LINE = re.compile(r"""\s*(?:-\s+)*[^\s"'\[{#:][^:"']*:(?:\s|$)""")
_BLOCK_TEXT = re.compile(r".*(?:^|[\s:-])[|>][0-9+-]{0,2}\s*(?:#.*)?$")
_QUOTE = re.compile(r"""(?:^|(?<=[\[{,:(\s-]))["']""")

_IN_QUOTES = 'Sæt hele teksten i lige anførselstegn, som i titel: "Min tekst".'
_SLOT = "En lokal plads som {{navn}} kan ikke stå uden anførselstegn. " + _IN_QUOTES
_GOES_ON = (
    "Der står mere efter det afsluttende anførselstegn. "
    "Sæt hele teksten i enkelte anførselstegn: '…'."
)
_BACKSLASH = (
    "En omvendt skråstreg kan ikke stå i dobbelte anførselstegn. Brug enkelte anførselstegn: '…'."
)
_BRACKETS = (
    "Parenteserne går ikke op. Luk hver parentes, og sæt tekster med komma, kolon eller "
    "parentes i anførselstegn."
)
_BREAKS = (
    "Linjen passer ikke til dem over den. Se, om den begynder lige under dem, den hører "
    "sammen med, og om der mangler et kolon eller en bindestreg."
)

# Looked for in the value on the line, in this order; `at` is where to point.
_SLIPS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sentence)
    for pattern, sentence in (
        (r"""[^"']*?(?P<at>\{\{)""", _SLOT),
        (r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*(?P<at>[^\s#,}\]:])""", _GOES_ON),
        (r""""(?:[^"\\]|\\[0abtnvfre "/\\N_LPxuU])*(?P<at>\\)""", _BACKSLASH),
        (r"(?P<at>[%@`*&!,\]}])", "En tekst kan ikke begynde med dette tegn. " + _IN_QUOTES),
        (
            r"(?P<at>[|>](?![0-9+-]{0,2}\s*(?:#.*)?$))",
            "En tekst kan ikke begynde med > eller |. " + _IN_QUOTES,
        ),
        (r"(?P<at>-\s)", "En liste begynder på sin egen linje. Er det en tekst? " + _IN_QUOTES),
        (r"""[^"'\[{].*?(?P<at>:(?:\s|$))""", "Der er et kolon i teksten. " + _IN_QUOTES),
        (r"""[^"'\[{].*?\s(?P<at>\#\S)""", "Det, der følger efter #, går tabt. " + _IN_QUOTES),
        (r"(?P<at>[\[{])", _BRACKETS),
    )
)
_NO_SPACE = re.compile(r"""\s*(?:-\s+)*[\wæøåÆØÅ]+(?P<at>:)(?![\s/]|\d\d)""")
_NO_COLON = re.compile(r"\s*(?P<at>\w[^:]*)")


def slip(lines: Sequence[str], line: int, column: int) -> tuple[int, int, str]:
    """What went wrong where a parser had to stop.

    Args:
        lines: The whole file.
        line: Where it stopped, from 1; perhaps after the last line.
        column: Where it stopped, from 1.

    Returns:
        Line and column of the mistake, from 1, and a Danish sentence.
    """
    stop = min(line, len(lines))
    if stop > 1 and not lines[stop - 1].strip():
        stop = max((n for n in range(1, stop) if lines[n - 1].strip()), default=1)
    column = column if stop == line else 1
    told = _unclosed_quote(lines, stop) or _on_line(lines, stop) or _above(lines, stop)
    if told and told[2] == _BRACKETS:
        return told[0], max(told[1], column) if told[0] == stop else told[1], _BRACKETS
    return told or (stop, column, _BREAKS)


def _on_line(lines: Sequence[str], line: int) -> tuple[int, int, str] | None:
    text = lines[line - 1]
    entry = _ENTRY.match(text)
    start = entry.start("value") if entry else 0
    for pattern, sentence in _SLIPS:
        if found := pattern.match(text, start):
            return line, found.start("at") + 1, sentence
    return None


def _above(lines: Sequence[str], line: int) -> tuple[int, int, str] | None:
    """What is left open on a line runs on into the next one, where parsers stop."""
    before, here = (["", *lines][line - 1], lines[line - 1])
    for number, text in ((line, here), (line - 1, before)):
        if found := _NO_SPACE.match(text):
            return number, found.start("at") + 1, "Skriv et mellemrum efter kolonet."
    for opening, closing in ("{}", "[]"):
        if (at := before.rfind(opening)) > before.rfind(closing):
            return line - 1, at + 1, _BRACKETS
    found = _NO_COLON.fullmatch(before)
    if found and _indent(before) <= _indent(here):
        return line - 1, found.start("at") + 1, "Linjen mangler et kolon efter nøglen."
    return None


def _unclosed_quote(lines: Sequence[str], stop: int) -> tuple[int, int, str] | None:
    """A quote that swallows the key of a later line was not meant to stay open."""
    for number, text in _own_lines(lines[:stop]):
        at = _open_quote(text)
        if at is None:
            continue
        if _swallows(lines, number, stop, text[at]):
            sentence = (
                f"Anførselstegnet {text[at]} bliver ikke lukket. Sæt {text[at]} efter teksten."
            )
            return number, at + 1, sentence
    return None


def _swallows(lines: Sequence[str], number: int, stop: int, quote: str) -> bool:
    """Whether the text that opens on a line has a key in it, or no end at all."""
    for later in islice(lines, number, stop + 1):
        if _KEY_LINE.match(later):
            return True
        if quote in later:
            return False
    return True


def _own_lines(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Lines with their numbers from 1, without those inside a text after | or >."""
    below: int | None = None
    for number, text in enumerate(lines, 1):
        if below is not None and (_indent(text) > below or not text.strip()):
            continue
        below = _indent(text) if _BLOCK_TEXT.fullmatch(text) else None
        yield number, text


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _open_quote(text: str) -> int | None:
    """Where a quote opens on the line and is not closed on it."""
    at = 0
    while found := _QUOTE.search(text, at):
        if "#" in text[at : found.start()] and re.search(r"(?:^|\s)#", text[at : found.start()]):
            return None
        whole = r'"(?:[^"\\]|\\.)*"' if found[0] == '"' else r"'(?:[^']|'')*'"
        closed = re.compile(whole).match(text, found.start())
        if not closed:
            return found.start()
        at = closed.end()
    return None
