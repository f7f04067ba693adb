"""Forms: what somebody filled into a PDF, read within limits, for such files come by mail."""

from __future__ import annotations

import contextlib
import io
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pikepdf
from pikepdf import settings

from klyngepakke.errors import InputError

IDENTITY: Final = {
    "moede": "/KlyngepakkeMoede",
    "ark": "/KlyngepakkeArk",
    "udgave": "/KlyngepakkeUdgave",
    "skema": "/KlyngepakkeSkema",
}
"""Where in a file's document information it says which sheet of which meeting it is."""

MOST_BYTES: Final = 10_000_000
"""A filled form weighs half a megabyte. The worst ten that we could write: 6 seconds and 1 GB."""
UNCLEAR: Final = "uklart"
TOO_LONG: Final = "for_langt"

_MOST_VISITED: Final = 5_000  # fields, kids and boxes; a form of ours has a hundred
_MOST_SECONDS: Final = 0.5  # of processor time; a form of ours takes a fiftieth
_MOST_LETTERS: Final = 1_000_000  # of everything that is read in a file, names as well
_DEEPEST: Final = 8
_LONGEST: Final = 30_000  # letters in one field; a cell in Excel holds no more
_LONGEST_NAME: Final = 200
_UNPACKED: Final = 1_000_000  # bytes of one stream; all objects of ours are one of 120 kB
_MOST_LISTS: Final = 100  # a file has a list of its objects for each time it was saved
_EARLIER: Final = re.compile(rb"/(?:P|#50)(?:r|#72)(?:e|#65)(?:v|#76)")  # names the list before
_PDF: Final = b"%PDF-"
_BEGINNING: Final = 1024  # a PDF may have something before its first line
_OTHERS: Final = {
    b"PK\x03\x04": "Det er en Word-fil, en zip-fil eller lignende",
    b"\xd0\xcf\x11\xe0": "Det er en Word-fil eller en mail",
    b"{\\rtf": "Det er en tekstfil",
    b"\xff\xd8\xff": "Det er et billede",
    b"\x89PNG": "Det er et billede",
}
_NOT_THE_FORM: Final = "Bed om at få den udsendte PDF-fil udfyldt, eller skriv svarene af."
_NO_FIELDS: Final = (
    "Filen har ingen felter at læse. Den er nok scannet, eller den er gemt som en udskrift. "
    f"{_NOT_THE_FORM}"
)
_DAMAGED: Final = "Filen er beskadiget og kan ikke læses. Bed om at få den sendt igen."
_LOCKED: Final = "Filen er låst med en adgangskode. Bed om at få den uden."
_TOO_LARGE: Final = f"Filen er større, end et udfyldt ark kan være. {_NOT_THE_FORM}"

Value = str | bool


@dataclass(frozen=True)
class Filled:
    """What is in a filled form.

    Attributes:
        identity: Which sheet it is: moede, ark, udgave and skema; "" where it does not say.
        values: What is written in each field, or whether a box is ticked, by the field's name.
        faults: Fields whose value is left out: `uklart` or `for_langt`, by the field's name.
    """

    identity: Mapping[str, str]
    values: Mapping[str, Value]
    faults: Mapping[str, str]


def read_form(data: bytes) -> Filled:
    """The values of a filled form; nothing in the file is run, and its pages are not looked at.

    Args:
        data: The file.

    Raises:
        InputError: It is no form that can be read; the sentence says what it is, and what to do.
    """
    _check_kind(data)
    try:
        with _limited(), pikepdf.open(io.BytesIO(data)) as file:
            budget = _Budget()
            found = list(_fields(file, budget))
            about = {key: file.docinfo.get(name) for key, name in IDENTITY.items()}
            identity = {key: _text(value, budget) for key, value in about.items()}
            read = _values(found, budget)
    except InputError:
        raise
    except pikepdf.PasswordError:
        raise InputError(_LOCKED) from None
    except Exception:  # noqa: BLE001 - a stranger's file may hold anything anywhere
        raise InputError(_DAMAGED) from None
    if not found:
        raise InputError(_NO_FIELDS)
    return Filled(
        identity,
        {name: value for name, (value, _) in read.items() if value is not None},
        {name: fault for name, (_, fault) in read.items() if fault},
    )


def belonging_to(pdf: bytes, meeting: str) -> bytes:
    """A finished file as one meeting's own, where its paper is the same for a whole series.

    Args:
        pdf: As `finishing.finish` gave it.
        meeting: The meeting's id, by which a filled form finds home.
    """
    with pikepdf.open(io.BytesIO(pdf)) as file:
        file.docinfo[IDENTITY["moede"]] = meeting
        out = io.BytesIO()
        file.save(out, deterministic_id=True, compress_streams=True)
    return out.getvalue()


def _check_kind(data: bytes) -> None:
    if not data:
        raise InputError("Filen er tom. Bed om at få den sendt igen.")
    if len(data) > MOST_BYTES or len(_EARLIER.findall(data)) > _MOST_LISTS:
        raise InputError(_TOO_LARGE)
    if _PDF not in data[:_BEGINNING]:
        kinds = (kind for start, kind in _OTHERS.items() if data.startswith(start))
        raise InputError(f"{next(kinds, 'Det er ikke en PDF-fil')}. {_NOT_THE_FORM}")


@contextlib.contextmanager
def _limited() -> Iterator[None]:
    """Hold the library to what an honest form needs; the limits are those of the process."""
    before = settings.set_qpdf_limits(
        doc_max_warnings=100,
        parser_max_container_size=200_000,
        max_stream_filters=1,
        flate_max_memory=_UNPACKED,
        png_max_memory=_UNPACKED,
        run_length_max_memory=_UNPACKED,
        tiff_max_memory=_UNPACKED,
    )
    try:
        yield
    finally:
        settings.set_qpdf_limits(**before)  # type: ignore[arg-type]  # what it gave itself


class _Budget:
    """What one file may still cost: an object or a text that many fields share counts each time."""

    def __init__(self) -> None:
        self._visits = _MOST_VISITED
        self._letters = _MOST_LETTERS
        self._start = time.process_time()

    def visit(self, number: int) -> None:
        """Take so many objects before they are looked at."""
        self._visits -= number
        if self._visits < 0:
            raise InputError(_TOO_LARGE)

    def look(self) -> None:
        """See to the clock: each object may lie in a stream of its own that has to be unpacked."""
        if time.process_time() - self._start > _MOST_SECONDS:
            raise InputError(_TOO_LARGE)

    def read(self, value: Any) -> str:  # noqa: ANN401 - pikepdf's object
        """A text or a name; the one that goes past the limit is the last that is read."""
        text = str(value)
        self._letters -= len(text)
        if self._letters < 0:
            raise InputError(_TOO_LARGE)
        return text


def _fields(file: pikepdf.Pdf, budget: _Budget) -> Iterator[tuple[str, Any]]:
    """Every field by its whole name; a tree that is too deep or too wide is none of ours."""
    form = file.Root.get("/AcroForm")
    top = form.get("/Fields") if isinstance(form, pikepdf.Dictionary) else None
    waiting = [("", field, 0) for field in _items(top, budget)]
    while waiting:
        above, field, depth = waiting.pop()
        if depth > _DEEPEST:
            raise InputError(_TOO_LARGE)
        name = ".".join(x for x in (above, _text(field.get("/T"), budget)) if x)
        named = [kid for kid in _items(field.get("/Kids"), budget) if "/T" in kid]
        if named:
            waiting += [(name, kid, depth + 1) for kid in named]
        else:
            yield name, field


def _items(found: Any, budget: _Budget) -> list[Any]:  # noqa: ANN401 - pikepdf's object
    """The dictionaries in an array; [] for whatever is no array."""
    if not isinstance(found, pikepdf.Array):
        return []
    budget.visit(len(found))
    items = []
    for item in found:
        budget.look()
        if isinstance(item, pikepdf.Dictionary):
            items.append(item)
    return items


def _values(found: list[tuple[str, Any]], budget: _Budget) -> dict[str, tuple[Value | None, str]]:
    """What each field holds; what stands under a name that comes twice is not even read."""
    counts = Counter(name for name, _ in found)
    return {
        name: _value(field, budget) if counts[name] == 1 else (None, UNCLEAR)
        for name, field in found
    }


def _value(field: Any, budget: _Budget) -> tuple[Value | None, str]:  # noqa: ANN401 - pikepdf's object
    """The value and no fault, or no value and what is wrong with it."""
    if _text(field.get("/FT"), budget) == "/Btn":
        return _ticked(field, budget)
    value = field.get("/V")
    if value is None:
        return "", ""
    if not isinstance(value, pikepdf.String):
        return None, UNCLEAR
    text = budget.read(value)
    return (text, "") if len(text) <= _LONGEST else (None, TOO_LONG)


def _ticked(field: Any, budget: _Budget) -> tuple[bool | None, str]:  # noqa: ANN401 - pikepdf's object
    """Whether a box is ticked: its value and what is shown must agree."""
    widgets = (field, *_items(field.get("/Kids"), budget))
    states = [field.get("/V"), *(widget.get("/AS") for widget in widgets)]
    ticked = {
        _text(state, budget) not in {"", "/Off", "Off"} for state in states if state is not None
    }
    return (None, UNCLEAR) if len(ticked) > 1 else (ticked == {True}, "")


def _text(value: Any, budget: _Budget) -> str:  # noqa: ANN401 - pikepdf's object
    known = isinstance(value, pikepdf.String | pikepdf.Name)
    return budget.read(value)[:_LONGEST_NAME] if known else ""
