"""Late: a sheet that names its cluster in one line is laid out without the name.

So it is the same paper for every cluster of a series, and a cache knows it again; the name is
written on it afterwards. It is laid out with a line of every letter there is instead, and whoever
cannot be written with those, or on that line, has a sheet of their own. Which way is taken hangs
on the document and the look alone, never on what was made before: a kit has the same bytes
whether it is built by itself or in a series.

The files beside the sheets, for Word, PowerPoint and the browser, have a mark where the name is;
there nothing has to fit, so it is exchanged as text.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from html import escape
from itertools import starmap
from pathlib import Path
from typing import Final

from klyngepakke.content.theme import Theme
from klyngepakke.errors import InputError
from klyngepakke.office.packing import repacked
from klyngepakke.planning.document import Document, Plain
from klyngepakke.plugins import Filters
from klyngepakke.printing.breaks import kept
from klyngepakke.printing.document import File, Job, Sheet, written
from klyngepakke.printing.findings import Finding, quoted
from klyngepakke.printing.unwritten import Unwritten

_DANISH: Final = "abcdefghijklmnopqrstuvwxyzæøåéüöä"
LETTERS: Final = f"{_DANISH}{_DANISH.upper()}0123456789·–-, .:;()/&”’+"
"""What the line may be written with; the blank is in the middle, where no line begins or ends."""

_NAME: Final = "\ue000klynge\ue001"  # letters of nobody's
_PLAIN: Final = frozenset(LETTERS) - {"&"}  # written alike as text, as XML and as HTML
_LONGEST: Final = 40  # letters of a name that a slide has on one line
_OF_EACH: Final = ("id", "klynge", "kommune")  # what a meeting has of its cluster's own
_LINE: Final = "overlinje"
_MARK: Final = "senere"
_ZIP: Final = b"PK"
_ON_BODY: Final = f" data-{_MARK}"
_FRAMES: Final = ("skelet.html", "ark.html", "slide.html")
_LONG: Final = frozenset({"uden-for-papiret", "ikke-plads"})  # what the line of letters is, alone


# What a look's own CSS may say of the line and of what it stands in. A string may hold any sign.
_TOKEN: Final = re.compile(r"""/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'""", re.DOTALL)
_MARKS: Final = re.compile(r"/\*|\*/")
_ODD: Final = re.compile(r"""/\*|\*/|\\|'|"|<!--|-->|url\((?!\ufffd\)|[\w./-]*\))""")
_ELSEWHERE: Final = re.compile(  # which takes the line's text to another place
    r"bookmark|string-set|target-text|content\s*\(|element\s*\(|running\s*\(|data-senere"
)
_STRING: Final = "\ufffd"  # stands where one was
_CHARSET: Final = '@charset "utf-8";'
_PART: Final = re.compile(r"([^{};]*)([{};])")
_AROUND: Final = re.compile(r"@(?:media|supports)(?![\w-])")
_OUTSIDE: Final = re.compile(r"@(?:page|font-face)(?![\w-])")
_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_BETWEEN: Final = re.compile(r"[\s>+~|]+")
_PSEUDO: Final = re.compile(r"::|:(?:before|after|first-line|first-letter)(?![\w-])")
_FOOTNOTES: Final = ("::footnote-call", "::footnote-marker")
AT_THE_LINE: Final = frozenset(
    [
        *("p", "header", "main", "form", "section", "article", "div", "body", "html"),
        *(".overlinje", ".top", ".forside", ".slide", ".slides", ".ark", ".fyld", ".liste"),
        *(".taet-liste", ".dagsorden", ".drejebog", ".spoergeskema"),
    ]
)
"""The elements and classes that the line and whatever it stands in may have."""
_HARMLESS: Final = re.compile(
    r"(?:color|font-(?:family|size|weight)|(?:letter|word)-spacing|line-height|min-height"
    r"|margin-(?:top|bottom)|break-(?:before|after|inside)|--[\w-]+)\s*:.*"
    r"|text-transform\s*:\s*(?:none|uppercase|lowercase)\s*"
    r"|display\s*:\s*block\s*|float\s*:\s*none\s*(?:!\s*important)?\s*"
    r"|width\s*:\s*auto\s*(?:!\s*important)?\s*",
    re.DOTALL,
)
_INHERITED: Final = re.compile(
    r"all|direction|unicode-bidi|text-(?:align|decoration|indent).*|writing-mode"
)
# What a template that others include may not say, if the line is to be what it is.
_OF_THE_LINE: Final = re.compile(
    rf"{_LINE}|dokument|{_MARK}|<\s*(?:style|link)|{{%[-+]?\s*(?:extends|import|from)"
    r"|include(?!\s+\"(?:dele|felter)/)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Late:
    """A maker of sheets around another; two calls of that make one sheet at the most."""

    maker: Callable[..., Sheet]

    def __call__(self, document: Document, theme: Theme, *, filters: Filters) -> Sheet:
        """The sheet of a document.

        Raises:
            KlyngepakkeError: As the maker.
        """
        # What goes wrong, as in a look whose font lacks a letter, is told of the document itself.
        with suppress(InputError, Unwritten):
            if is_late(document, theme):
                sheet = self.maker(lettered(common(document, theme)), theme, filters=filters)
                return _written(sheet, document)
            if (known := common(document, theme)) != document:
                return replace(self.maker(known, theme, filters=filters), document=document)
        return self.maker(document, theme, filters=filters)


def is_late(document: Document, theme: Theme) -> bool:
    """Whether a document's line names the cluster and can be written later.

    The program's own templates say the line once and do nothing else with it; what another's do
    nobody knows.
    """
    words, meeting = document.data.get(_LINE), document.data.get("møde")
    cluster = meeting.get("klynge") if isinstance(meeting, dict) else None
    if document.pack is not None or not isinstance(words, str) or not isinstance(cluster, str):
        return False
    names_it = bool(cluster) and cluster in words
    can_be_written = set(words) <= set(LETTERS) and kept(words) == words == " ".join(words.split())
    return names_it and can_be_written and not _is_anothers(document, theme)


def _is_anothers(document: Document, theme: Theme) -> bool:
    """Whether the look has a template of its own for the sheet."""
    names = (document.template, *_FRAMES)
    own = any((folder / "ark" / name).exists() for folder in theme.folders for name in names)
    parts = (path for folder in theme.folders for path in (folder / "ark").rglob("*/*"))
    return own or not all(map(_leaves_it, theme.styles)) or any(map(_speaks_of_it, parts))


def _speaks_of_it(path: Path) -> bool:
    """Whether a template that others include may do something with the line."""
    said = _text(path) if not path.is_dir() else ""
    return said is None or bool(_OF_THE_LINE.search(said))


def _text(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None


def _leaves_it(path: Path) -> bool:
    """Whether CSS of a look's own leaves the line what it is, where it stands.

    Whatever is not sure does not.
    """
    said = _text(path)
    if said is None:
        return False
    whole = said.lower().strip().removeprefix(_CHARSET)
    if any(text[0] in "'\"" and _MARKS.search(text) for text in _TOKEN.findall(whole)):
        return False
    css = _TOKEN.sub(lambda found: "" if found[0].startswith("/") else _STRING, whole)
    odd = _ODD.search(css) or _ELSEWHERE.search(css)
    return not odd and not any(starmap(_moves_it, _declared(css)))


def _declared(css: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every declaration, after what it stands in, the outermost first."""
    inside: list[str] = []
    for text, sign in _PART.findall(f"{css}}}"):
        if sign == "{":
            inside.append(text.strip())
        elif text.strip():
            yield tuple(inside), text.strip()
        if sign == "}" and inside:
            inside.pop()


def _moves_it(inside: tuple[str, ...], said: str) -> bool:
    """Whether a declaration may do more to the line than to colour and to size it."""
    if any(map(_is_torn, (*inside, said))):
        return True
    if inside and _OUTSIDE.match(inside[0]):
        return False
    *around, selector = inside or ("@",)
    if selector.startswith("@") or not all(map(_AROUND.match, around)):
        return True
    if _INHERITED.fullmatch(said.partition(":")[0].strip()):
        return True
    lasts = [last for one in _plain(selector).split(",") if _may_be_at_it(last := _last(one))]
    return any(map(_PSEUDO.search, lasts)) or bool(lasts and not _HARMLESS.fullmatch(said))


def _is_torn(text: str) -> bool:
    return any(text.count(one) != text.count(other) for one, other in ("()", "[]"))


def _plain(selector: str) -> str:
    """A selector without what stands in brackets, which only says it of fewer."""
    plain, count = _BRACKETS.subn("", selector)
    return _plain(plain) if count else plain


def _last(selector: str) -> str:
    """The last part of a selector: what it is about."""
    return ([""] + [part for part in _BETWEEN.split(selector) if part])[-1]


def _may_be_at_it(part: str) -> bool:
    """Whether it may be about the line, or what it stands in."""
    if part in _FOOTNOTES or "#" in part:
        return False
    return set(re.findall(r"^[^\W\d][\w-]*|\.[\w-]+", part)) <= AT_THE_LINE


def common(document: Document, theme: Theme) -> Document:
    """The document without what its cluster alone has, where the program's own templates write it.

    They ask for none of it, but for a logo's sake; one that did would be told that it is not
    there. So what is alike in two clusters is known again before anything is written.
    """
    meeting = document.data.get("møde")
    own = any((folder / "ark").exists() for folder in theme.folders) or theme.logo
    if document.pack is not None or own or not isinstance(meeting, dict):
        return document
    known = {word: said for word, said in meeting.items() if word not in _OF_EACH}
    return replace(document, data={**document.data, "møde": known})


def lettered(document: Document) -> Document:
    """The document with every letter in its line."""
    about = document.data.get("dokument")
    known = about if isinstance(about, dict) else {}
    return replace(
        document,
        data={
            **document.data,
            _LINE: LETTERS,
            "dokument": {**known, _LINE: LETTERS, _MARK: True},
        },
    )


def _written(sheet: Sheet, document: Document) -> Sheet:
    """The sheet with its line.

    Its ink is told of the letters, a thousandth of the page more; and the small picture has as
    many of them as there are words, for at a tenth of their size they are a grey line.

    Raises:
        Unwritten: It says something else than that it has the letters on one line.
    """
    line, words = escape(LETTERS, quote=False), str(document.data[_LINE])
    if sheet.html.count(line) != 1 or sheet.html.count(_ON_BODY) != 1:
        raise Unwritten("the line is not said once")
    # pikepdf costs a moment to import, and only sheets of the engine get here.
    from klyngepakke.printing.pdf.late import blanked  # noqa: PLC0415
    from klyngepakke.printing.pdf.line import written as written_on  # noqa: PLC0415

    made = written_on(sheet.pdf, LETTERS, words)
    html = sheet.html.replace(line, escape(words, quote=False)).replace(_ON_BODY, "")
    return replace(
        sheet,
        document=document,
        pdf=made.pdf,
        html=html,
        picture=blanked(sheet.picture, made.empty),
        findings=tuple(one for one in sheet.findings if not _of_letters(one)),
    )


def _of_letters(finding: Finding) -> bool:
    """Whether a finding is only that the line of letters is long.

    Raises:
        Unwritten: It is something else, which may be true of the words as well.
    """
    if quoted(LETTERS).casefold() not in finding.what.casefold():
        return False
    if finding.rule not in _LONG:
        raise Unwritten("there is a doubt about the line")
    return True


# --- The files beside the sheets --------------------------------------------------------------


def named(job: Job, name: str, writer: Callable[[Job], File] = written) -> File:
    """The file that a job is about, made without the cluster's name, and then with it.

    Args:
        job: What is to be made; its documents know the name as their sheets do.
        name: The cluster's.
        writer: Does it, as a cache.

    Raises:
        KlyngepakkeError: As the writer.
    """
    if not (set(name) <= _PLAIN and 0 < len(name) <= _LONGEST and _is_one(name)):
        return writer(job)
    of = tuple(_unnamed(one, name) if isinstance(one, Document) else one for one in job.of)
    file = writer(replace(job, of=of))
    return replace(file, data=_exchanged(file.data, _NAME.encode(), name.encode()))


def _is_one(name: str) -> bool:
    """Whether a name stays as it is wherever it is set: no address, no blanks that count."""
    return kept(name) == name == " ".join(name.split()) and "://" not in name


def _unnamed(document: Document, name: str) -> Document:
    """The document with a mark for the name, and without what only this cluster has."""
    data = document.data
    meeting, about = data.get("møde"), data.get("dokument")
    changed: dict[str, Plain] = {}
    if isinstance(meeting, dict):
        known = {word: said for word, said in meeting.items() if word not in _OF_EACH}
        changed["møde"] = {**known, "klynge": _NAME}
    if isinstance(about, dict):
        changed["dokument"] = {**about, _LINE: _marked(about.get(_LINE), name)}
    if _LINE in data:
        changed[_LINE] = _marked(data[_LINE], name)
    return replace(document, data={**data, **changed})


def _marked(said: Plain, name: str) -> Plain:
    return said.replace(name, _NAME) if isinstance(said, str) else said


def _exchanged(data: bytes, mark: bytes, words: bytes) -> bytes:
    """A file with other words; one that is a zip has them in its parts."""
    if not data.startswith(_ZIP):
        return data.replace(mark, words)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    changed = {name: part.replace(mark, words) for name, part in parts.items() if mark in part}
    return repacked(data, changed) if changed else data
