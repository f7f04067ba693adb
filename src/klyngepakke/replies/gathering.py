"""Gathering: many files that came back, each one a reply, a refusal, a copy or blank."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from klyngepakke.errors import InputError, Problem
from klyngepakke.files import fingerprint, unread
from klyngepakke.printing.pdf.forms import MOST_BYTES, Filled, read_form
from klyngepakke.replies.handed_out import HandedOut
from klyngepakke.replies.reply import Reply, reply


@dataclass(frozen=True)
class Opened:
    """A file that is a form, of whatever meeting.

    Attributes:
        name: The file as the user knows it.
        fingerprint: Of its bytes.
        filled: What is in it.
    """

    name: str
    fingerprint: str
    filled: Filled


@dataclass(frozen=True)
class Gathered:
    """What became of the files.

    Attributes:
        replies: Each file's reply by the file's name, in the order of the files.
        refused: The files that are not read, and why.
        copies: The same reply once more: the file, and the file it was counted with.
        alike: Counted, but with the same answers as another: both files.
        blank: Files in which nothing is filled in.
    """

    replies: Mapping[str, Reply]
    refused: tuple[Problem, ...] = ()
    copies: tuple[tuple[str, str], ...] = ()
    alike: tuple[tuple[str, str], ...] = ()
    blank: tuple[str, ...] = ()


def opened(files: Iterable[Path]) -> tuple[tuple[Opened, ...], tuple[Problem, ...]]:
    """The forms among the files, and why the others are none. The files are only read."""
    forms, refused = list[Opened](), list[Problem]()
    for path in files:
        try:
            data = _data(path)
            forms.append(Opened(str(path), fingerprint(data), read_form(data)))
        except InputError as error:
            refused += [Problem(p.sentence, str(path)) for p in error.problems]
        except OSError as error:
            refused += unread(error, path).problems
    return tuple(forms), tuple(refused)


def _data(path: Path) -> bytes:
    """The file's bytes, no more than one too many; what is no file is never opened."""
    path.stat()
    if not path.is_file():
        raise InputError("Det er ikke en fil.")
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def gathered(
    handed: HandedOut, forms: Iterable[Opened], refused: Iterable[Problem] = ()
) -> Gathered:
    """Sort the forms: a file that comes twice is counted once.

    Two files are one person's where their bytes are the same, or their answers with a text in
    them that nobody else writes. Where the answers are nothing but the same ticks, both count.

    Args:
        handed: The meeting.
        forms: The files that could be opened.
        refused: Those that could not.
    """
    replies, blank = dict[str, Reply](), list[str]()
    problems, copies, alike = list(refused), list[tuple[str, str]](), list[tuple[str, str]]()
    bytes_of, answers_of = dict[str, str](), dict[str, str]()
    for form in forms:
        first = bytes_of.setdefault(form.fingerprint, form.name)
        if first != form.name:
            copies.append((form.name, first))
            continue
        try:
            found = reply(handed, form.filled)
        except InputError as error:
            problems += [Problem(p.sentence, form.name) for p in error.problems]
            continue
        if found.empty:
            blank.append(form.name)
            continue
        first = answers_of.setdefault(found.mark, form.name)
        if first != form.name and found.telling:
            copies.append((form.name, first))
            continue
        if first != form.name:
            alike.append((form.name, first))
        replies[form.name] = found
    return Gathered(replies, tuple(problems), tuple(copies), tuple(alike), tuple(blank))
