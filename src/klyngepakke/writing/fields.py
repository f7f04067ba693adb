"""Fields: what can be written about each thing in a pack, and how a Word cell becomes a value.

The fields are those of the pack's own classes, so that a new key can be written in Word on the
day that it is made. A value stays text, lists and mappings; the pack's reader judges it.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, get_args, get_origin, get_type_hints

from klyngepakke.content.model import Clock, Leaf, Line, Minutes, Text
from klyngepakke.content.pack import Step
from klyngepakke.content.point import ASCII_LETTERS
from klyngepakke.writing.prose import Cell, items, markdown, unbulleted

_EMPTY: Final = {"", "-", "–", "—", "☐"}
_YES: Final = {"ja", "x", "✓", "✔", "☒", "☑", "sand", "j"}
_AND: Final = {"og", "samt", "&", "+"}
_NO: Final = {"nej", "n", "falsk"}
_MINUTE: Final = r"(?:minutter|minut|min)?\.?"
_RANGE: Final = re.compile(rf"([0-9]+)\s*{_MINUTE}\s*(?:-|–|—|/|til)\s*([0-9]+)\s*{_MINUTE}")
_THREE: Final = re.compile(
    rf"([0-9]+)\s*(?:-|–|—|/)\s*([0-9]+)\s*(?:-|–|—|/)\s*([0-9]+)\s*{_MINUTE}"
)
_ONE: Final = re.compile(rf"(?:ca\.?\s*)?([0-9]+)\s*{_MINUTE}")
_BOUND: Final = re.compile(rf"(mindst|helst|højst)\D{{0,3}}([0-9]+)\s*{_MINUTE}")
_STEP: Final = re.compile(rf"([0-9]+)\s*{_MINUTE}\s*:?\s*(.+)")
_CODED: Final = re.compile(r"([A-Za-z0-9][A-Za-z0-9_-]*)\s*[:=]\s+(.+)")
_NUMBERED: Final = re.compile(r"^\s*[0-9]+(?:(?:\.[0-9]+)*[.)]|(?:\.[0-9]+)+)\s+")
_PARTS: Final = re.compile(r"\s*[·;]\s*")

# What people call a field, beside its own name; for one thing, or for all ("").
_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "": {
        "min": "minutter",
        "tid": "minutter",
        "varighed": "minutter",
        "nr": "id",
        "navn": "id",
        "overskrift": "titel",
        "kilde_adresse": "kilde_url",
        "kilde_link": "kilde_url",
        "kildens_dato": "kilde_dato",
        "læst": "tjekket",
        "ses_efter": "gennemses",
        "du_siger": "sig",
        "det_siger_du": "sig",
        "du_gør": "gør",
        "det_gør_du": "gør",
        "det_lytter_du_efter": "lyt_efter",
        "hvis_bordet_går_i_stå": "går_i_stå",
        "bro_til_næste_blok": "bro",
        "hvor": "på",
        "trykkes_på": "på",
    },
    "Prompt": {
        "fælles": "tekst",
        "fælles_tekst": "tekst",
        "spørgsmål": "tekst",
        "flere_læger": "kompagniskab",
        "flere": "kompagniskab",
        "ansatte": "ansat",
        "fortrolig": "fortroligt",
    },
    "Case": {"case": "tekst", "historie": "tekst", "rolle_spil": "rollespil"},
    "Question": {"spørgsmål": "tekst", "svarmuligheder": "svar", "gentages_g": "gentages"},
    "Fact": {"faktum": "tekst", "påstand": "tekst"},
    "Topic": {"emne": "titel", "spørgsmål_til_bordet": "spørgsmål"},
    "Point": {"punkt": "slags", "det_sker": "tekst", "indhold": "tekst"},
    "Phase": {"fase": "form", "antal_spørgsmål": "vælg", "antal_cases": "vælg_cases"},
    "ActionExample": {"hvad_vil_vi_ændre": "hvad", "første_skridt": "hvordan"},
    "Pitfall": {"faldgrube": "titel", "det_gør_du": "tekst", "du_gør": "tekst"},
    "Tool": {"værktøj": "titel", "udgiver": "ejer", "link": "adresse"},
    "Box": {"boks": "titel"},
    "LocalSlot": {"oplysning": "id"},
    "GuestBrief": {"gæst": "titel"},
    "Agreement": {"beslutningsregel": "regel"},
    "Pack": {
        "pakkens_id": "id",
        "pakkens_titel": "titel",
        "godkendt_af": "rolle",
        "godkendt_af_rolle": "rolle",
        "godkendt_den": "dato",
        "godkendt_dato": "dato",
        "licens_på_indholdet": "licens",
    },
}
# What a field is called in the form, where it is not just its key.
_SHOWN: Final[Mapping[tuple[str, str], str]] = {
    ("Prompt", "tekst"): "Fælles",
    ("Prompt", "kompagniskab"): "Flere læger",
    ("Case", "tekst"): "Historie",
    ("Question", "tekst"): "Spørgsmål",
    ("Fact", "tekst"): "Påstand",
    ("Point", "slags"): "Punkt",
    ("Point", "tekst"): "Det sker",
    ("Point", "sig"): "Du siger",
    ("Point", "gør"): "Du gør",
    ("Phase", "sig"): "Du siger",
    ("Phase", "gør"): "Du gør",
    ("Pitfall", "titel"): "Faldgrube",
    ("Pitfall", "tekst"): "Det gør du",
    ("Pack", "rolle"): "Godkendt af (rolle)",
    ("Pack", "dato"): "Godkendt den",
}
# Lists of short words, which people write on one line.
_SHORT: Final = {"ender": "ends", "på": "ids"}
_SCALE: Final = "skala"
_SCALES: Final = {
    "ét": "en",
    "etsvar": "en",
    "étsvar": "en",
    "fleresvar": "flere",
    "fritekst": "fri",
    "0-10": "nrs",
}
_WISHED: Final = {"Prompt": ("solo", "kompagniskab")}


@dataclass(frozen=True)
class Field:
    """One thing that can be said of something in a pack.

    Attributes:
        path: The keys that lead to it, as `("minutter",)` or `("afstemning", "regel")`.
        shown: What it is called in the form.
        kind: How a cell is read, as `minutes`.
        words: The words to choose from, where there are some.
        needed: Whether it must be there.
        doc: What to write, one Danish sentence.
    """

    path: tuple[str, ...]
    shown: str
    kind: str
    words: tuple[str, ...] = ()
    needed: bool = False
    doc: str = ""


@dataclass(frozen=True, eq=False)  # there is one of each class, and it is a key
class Fields:
    """Everything that can be said of one kind of thing.

    Attributes:
        fields: The fields in the order of the class.
        names: The field that each folded name means.
        wished: The columns that a table should have besides those that it must have.
    """

    fields: tuple[Field, ...]
    names: Mapping[str, Field]
    wished: tuple[Field, ...] = ()

    def named(self, text: str) -> Field | None:
        """The field that a caption means, or None."""
        return self.names.get(folded(text))

    def key(self, key: str) -> Field:
        """The field of a key."""
        return next(f for f in self.fields if f.path[-1] == key)


def folded(text: str) -> str:
    """A caption or a word as it is compared: without case, number, colon, æ, ø and å."""
    text = _NUMBERED.sub("", text.casefold())
    text = re.sub(r"[^\w]+", "_", text).strip("_")
    return text.translate(ASCII_LETTERS)


def fields_of(type_: Any) -> Fields:  # noqa: ANN401 - mypy holds type[T] unhashable
    """The fields of a class of packs, those of the values inside it too; the same each time."""
    return _made_fields(type_)


@cache
def _made_fields(type_: Any) -> Fields:  # noqa: ANN401 - mypy holds type[T] unhashable
    found = tuple(_fields(type_, (), type_.__name__))
    names = {folded(name): f for f in found for name in (f.path[-1], f.shown)}
    also = {**_NAMES[""], **_NAMES.get(type_.__name__, {})}
    keys = {f.path[-1]: f for f in found}
    # A field's own name goes before what another may be called.
    names = {folded(n): keys[k] for n, k in also.items() if k in keys} | names
    own = _NAMES.get(type_.__name__, {})
    names |= {folded(n): keys[k] for n, k in own.items() if n in keys and k in keys}
    wished = tuple(keys[k] for k in _WISHED.get(type_.__name__, ()))
    return Fields(found, names, wished)


def _fields(type_: type[Any], before: tuple[str, ...], owner: str) -> Iterator[Field]:
    hints = get_type_hints(type_, include_extras=True)
    for one in dataclasses.fields(type_):
        danish = one.metadata["alias"]
        hint = _bare(hints[one.name])
        path = (*before, danish)
        if dataclasses.is_dataclass(hint) and hint is not Minutes and isinstance(hint, type):
            if owner != "Pack" or danish in {"faglig_godkendelse", "links"}:
                yield from _fields(hint, path, owner)
            continue
        kind = _kind(hint)
        kind = _SHORT.get(danish, kind) if kind == "lines" else kind
        kind = "scale" if danish == _SCALE else kind
        if not kind:
            continue
        absent = one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING
        shown = _SHOWN.get((owner, danish), danish.replace("_", " ").capitalize())
        doc = one.metadata["description"] or ""
        yield Field(path, shown, kind, _words(hint), absent and not before, doc)


def _bare(hint: Any) -> Any:  # noqa: ANN401 - any annotation
    """The annotation without `| None`."""
    inner = [x for x in get_args(hint) if x is not type(None)]
    union = type(None) in get_args(hint)
    return inner[0] if union and len(inner) == 1 else hint


def _leaf(hint: Any) -> Leaf | None:  # noqa: ANN401 - any annotation
    return next((x for x in get_args(hint)[1:] if isinstance(x, Leaf)), None)


def _words(hint: Any) -> tuple[str, ...]:  # noqa: ANN401 - any annotation
    """The words of a choice, or of a list of choices."""
    leaf = _leaf(hint) or next((f for x in get_args(hint) if (f := _leaf(x))), None)
    if leaf is None and get_origin(_first(hint)) is tuple:
        leaf = _leaf(get_args(_first(hint))[0])
    words = (leaf.schema.get("enum") or ()) if leaf else ()
    return tuple(w for w in words if isinstance(w, str)) if "ja" not in words else ()


def _first(hint: Any) -> Any:  # noqa: ANN401 - any annotation
    """What stands inside `Annotated`, where the metadata is no leaf."""
    return get_args(hint)[0] if hasattr(hint, "__metadata__") else hint


def _kind(hint: Any) -> str:  # noqa: ANN401 - any annotation
    """How a cell of this annotation is read; "" where a cell cannot hold it."""
    if hint is Minutes:
        return "minutes"
    leaf = _leaf(hint)
    if leaf:
        return _leaf_kind(leaf, get_args(hint)[0])
    inner = _first(hint)
    if get_origin(inner) is tuple:
        item = get_args(inner)[0]
        if item is Step:
            return "steps"
        return "" if dataclasses.is_dataclass(item) else _list_kind(_leaf(item))
    leaf = _leaf(get_args(inner)[1]) if get_origin(inner) is dict else None
    return "options" if leaf and "string" in leaf.schema.get("type", ()) else ""


def _leaf_kind(leaf: Leaf, type_: Any) -> str:  # noqa: ANN401 - any type
    if "enum" in leaf.schema:
        return "yes" if type_ is bool else "choice"
    if type_ is int:
        return "line" if leaf is _leaf(Clock) else "number"
    if leaf.schema.get("pattern") == "^https?://":
        return "url"
    return "text" if leaf is _leaf(Text) else "line"


def _list_kind(leaf: Leaf | None) -> str:
    if leaf is None:
        return ""
    if "enum" in leaf.schema:
        return "choices"
    if leaf is _leaf(Line):
        return "lines"
    return "ids" if "pattern" in leaf.schema else "texts"


# --- From a cell to a value ----------------------------------------------------------------


def blank(cell: Cell) -> bool:
    """Whether nothing is said in a cell."""
    return cell.text.strip() in _EMPTY


def value_of(field: Field, cell: Cell) -> tuple[Any, str]:
    """What a cell says, and a Danish sentence where that is in doubt."""
    made: Any = _READ[field.kind](cell, field)
    doubt = ""
    if field.kind == "minutes" and (found := _RANGE.fullmatch(cell.text.casefold().strip())):
        doubt = (
            f"”{found[0]}” siger ikke, hvad der helst skal bruges. Der er skrevet "
            f"{made['helst']}. Skriv tre tal, mindst–helst–højst, hvis det skal være andet."
        )
    return made, doubt


def _line(cell: Cell, _: Field) -> str:
    return cell.text


def _text(cell: Cell, _: Field) -> str:
    return markdown(cell.paragraphs)


def _texts(cell: Cell, _: Field) -> list[str]:
    return list(items(cell.paragraphs))


def _lines(cell: Cell, _: Field) -> list[str]:
    return [p.text for p in map(unbulleted, cell.paragraphs) if p.text]


def _ends(cell: Cell, _: Field) -> list[str]:
    """The ends of a scale, as `slet ikke · fuldt ud` or `0 = slet ikke, 10 = fuldt ud`."""
    numbered = re.fullmatch(r"0\s*=\s*(.+?)[,;]\s*10\s*=\s*(.+)", cell.text)
    return list(numbered.groups()) if numbered else _parts(cell)


def _url(cell: Cell, _: Field) -> str:
    links = (run.link for p in cell.paragraphs for run in p.runs)
    return cell.text if "://" in cell.text else next(filter(None, links), cell.text)


def _yes(cell: Cell, _: Field) -> str:
    word = cell.text.casefold().strip(" .")
    return "ja" if word in _YES else "nej" if word in _NO else cell.text


def _number(cell: Cell, _: Field) -> str:
    found = re.fullmatch(r"\D*([0-9]+)\D*", cell.text)
    return found[1] if found else cell.text


def _choice(cell: Cell, field: Field) -> str:
    return _chosen(cell.text, field.words)


def _chosen(text: str, words: Sequence[str]) -> str:
    """The word that is meant, where it is only written otherwise."""
    return next((w for w in words if folded(w) == folded(text)), text)


def _scale(cell: Cell, _: Field) -> str:
    """A scale's name, as `Enig 5` or `ét svar` too."""
    name = "".join(cell.text.casefold().split()).replace("–", "-")
    return _SCALES.get(name, name)


def _choices(cell: Cell, field: Field) -> list[str]:
    return [_chosen(part, field.words) for part in _listed(cell, r"[,;·]")]


def _ids(cell: Cell, _: Field) -> list[str]:
    return [part for part in _listed(cell, r"[,;·\s]") if part.casefold() not in _AND]


def _listed(cell: Cell, separators: str) -> list[str]:
    lines = (re.split(separators, p.text) for p in cell.paragraphs)
    return [part.strip() for line in lines for part in line if part.strip()]


def _minutes(cell: Cell, _: Field) -> Any:  # noqa: ANN401 - a number, three of them, or what stands there
    text = cell.text.casefold().strip()
    if found := _ONE.fullmatch(text):
        return found[1]
    if found := _THREE.fullmatch(text):
        return dict(zip(("mindst", "helst", "højst"), found.groups(), strict=True))
    if found := _RANGE.fullmatch(text):
        least, most = int(found[1]), int(found[2])
        return {"mindst": str(least), "helst": str((least + most + 1) // 2), "højst": str(most)}
    bounds = dict(_BOUND.findall(text))
    return bounds if "helst" in bounds else cell.text


def _parts(cell: Cell) -> list[str]:
    """The lines of a cell, and what stands between `·` and `;` on one line."""
    return [part for p in cell.paragraphs for part in _PARTS.split(p.text) if part]


def _steps(cell: Cell, _: Field) -> list[Any]:
    found = ((_STEP.fullmatch(part), part) for part in _parts(cell))
    return [{"minutter": hit[1], "tekst": hit[2]} if hit else {"tekst": p} for hit, p in found]


def _options(cell: Cell, _: Field) -> dict[str, str]:
    """Answers by code; an answer without one gets one of its own words."""
    made: dict[str, str] = {}
    for part in _parts(cell):
        coded = _CODED.fullmatch(part)
        text = coded[2] if coded else part
        code = coded[1] if coded else free(code_of(text), made)
        made[code] = text
    return made


def code_of(text: str, longest: int = 30) -> str:
    """A text as an id: its first words in a–z and 0–9."""
    words = re.findall("[a-z0-9]+", text.casefold().translate(ASCII_LETTERS))
    code = ""
    for word in words:
        if code and len(code) + len(word) >= longest:
            break
        code = f"{code}-{word}" if code else word[:longest]
    return code or "svar"


def free(code: str, taken: Iterable[str]) -> str:
    """The code, with a number where it is taken."""
    names = {name.lower() for name in taken}
    numbered = (f"{code}-{number}" for number in range(2, len(names) + 3))
    return next(name for name in (code, *numbered) if name.lower() not in names)


_READ: Final[Mapping[str, Callable[[Cell, Field], Any]]] = {
    "line": _line,
    "text": _text,
    "texts": _texts,
    "lines": _lines,
    "ends": _ends,
    "url": _url,
    "yes": _yes,
    "number": _number,
    "choice": _choice,
    "scale": _scale,
    "choices": _choices,
    "ids": _ids,
    "minutes": _minutes,
    "steps": _steps,
    "options": _options,
}
