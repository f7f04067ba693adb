"""Questions: what a sheet's form fields ask, told from its data and the fields it came to have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from klyngepakke.planning import asked
from klyngepakke.planning.asked import Asked
from klyngepakke.planning.document import Document, Plain
from klyngepakke.printing.markup import Control

_Told = Mapping[str, Plain]
_NO = (False, "nej", "false")
_ONE_ANSWER = frozenset({"nrs", "skala"})


def questions(document: Document, fields: Sequence[Control]) -> tuple[Asked, ...]:
    """Every question of a form, in the order of its first field.

    A field's name is its question's id, or the id, two underscores and the answer's code. A
    field that no question in the data accounts for is a question of its own.

    Args:
        document: Its data hold the questions with their words.
        fields: The fields that its template made of them.
    """
    told = _told(document.data)
    names = {field.name for field in fields}
    found: dict[str, Asked] = {}
    for field in fields:
        if field.name not in found:
            question = _question(field, told, names)
            found |= dict.fromkeys(question.fields, question)
    return tuple(dict.fromkeys(found.values()))


def _told(data: Plain) -> dict[str, _Told]:
    """What the data say under each id; what offers answers goes before what does not."""
    found: dict[str, _Told] = {}
    for piece in _pieces(data):
        name = piece["id"]
        if isinstance(name, str) and (name not in found or _offers(piece) > _offers(found[name])):
            found[name] = piece
    return found


def _pieces(data: Plain) -> Iterator[_Told]:
    """Every mapping with an id, however deep."""
    if isinstance(data, dict):
        if "id" in data:
            yield data
        for value in data.values():
            yield from _pieces(value)
    elif isinstance(data, list):
        for value in data:
            yield from _pieces(value)


def _offers(piece: _Told) -> bool:
    return bool(list(_answers(piece)))


def _answers(piece: _Told) -> Iterator[tuple[str, str]]:
    """Each answer's code and its words; a step of a scale that has none is called by its code."""
    answers = piece.get("svar")
    listed = [a for a in answers if isinstance(a, dict)] if isinstance(answers, list) else []
    ends = piece.get("ender")
    pair = ends if isinstance(ends, list) else []
    said = dict(zip((0, len(listed) - 1), pair, strict=False))
    for at, answer in enumerate(listed):
        if isinstance(answer.get("id"), str):
            text = str(answer.get("tekst") or answer["id"])
            yield str(answer["id"]), f"{text} ({said[at]})" if at in said else text


def _question(field: Control, told: Mapping[str, _Told], names: set[str]) -> Asked:
    if field.kind == "liste":
        return Asked(field.name, asked.LIST, _words(field, told), field.options)
    if field.kind == "tekst":
        return _written(field, told)
    for name in _owners(field.name):
        question = _ticked(name, told.get(name, {}), names)
        if field.name in question.boxes:
            return question
    return Asked(field.name, asked.TICK, _words(field, told))


def _owners(name: str) -> Iterator[str]:
    """The ids whose answer a box of that name can be, the longest first."""
    while "__" in name:
        name = name.rpartition("__")[0]
        yield name


def _ticked(name: str, piece: _Told, names: set[str]) -> Asked:
    """The question that the data tell, with the answers that have a box on the paper."""
    other = f"{name}__{asked.OTHER}_tekst" in names
    offered = dict(_answers(piece))
    if other:
        offered.setdefault(asked.OTHER, "Andet")
    kind = asked.ONE if _one_answer(piece) else asked.SEVERAL
    answers = tuple((code, text) for code, text in offered.items() if f"{name}__{code}" in names)
    return Asked(name, kind, _text(piece), answers, other, number=_number(piece))


def _one_answer(piece: _Told) -> bool:
    """Whether one tick is meant; where the data do not say, several are no mistake.

    What a pack writes for its own sheet is text as it stands.
    """
    if "flere" in piece:
        return piece["flere"] in _NO
    return piece.get("slags") in _ONE_ANSWER


def _written(field: Control, told: Mapping[str, _Told]) -> Asked:
    piece = told.get(field.name, {})
    if piece.get("slags") != "tal":
        return Asked(field.name, asked.TEXT, _words(field, told), number=_number(piece))
    least, most = piece.get("mindst"), piece.get("højst")
    return Asked(
        field.name,
        asked.NUMBER,
        _words(field, told),
        least=least if isinstance(least, int) else None,
        most=most if isinstance(most, int) else None,
        number=_number(piece),
    )


def _words(field: Control, told: Mapping[str, _Told]) -> str:
    """What is asked: in the data's words, else in those of the field's tooltip."""
    return _text(told.get(field.name, {})) or field.title


def _number(piece: _Told) -> str:
    return str(piece.get("nr") or "")


def _text(piece: _Told) -> str:
    return str(piece.get("tekst") or piece.get("titel") or "")
