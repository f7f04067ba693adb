"""Rules about the words that participants read: a tired doctor takes them in at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from klyngepakke.content.model import Loc
from klyngepakke.lint.rule import Hit, rule
from klyngepakke.lint.subject import Subject

_HARD = 40
_ENOUGH = 40  # words below which the number says nothing
_LONG = 6  # letters
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*|\d+(?:[.,]\d+)*")
_STOP = re.compile(r"(?<![.:!?…])[.:!?…]+(?=[\s”\"')*]|$)")


def words_in(text: str) -> int:
    """How many words a text has; a number is a word."""
    return len(_WORD.findall(text))


def lix(texts: Iterable[str]) -> float:
    """How hard some texts are to read: words a sentence, and the share of long words in percent.

    The measure is Björnsson's (C. H. Björnsson: Läsbarhet, Liber, Stockholm 1968): words divided
    by sentences, plus a hundred times the words of more than six letters divided by words. A
    sentence ends at a full stop, colon, question mark or exclamation mark, and where a text ends.

    Args:
        texts: Texts that each begin a sentence of their own.

    Returns:
        Under 30 is easy, above 50 is hard; 0 where there are no words.
    """
    sentences = [s for text in texts for s in _STOP.split(text) if _WORD.search(s)]
    words = [word for sentence in sentences for word in _WORD.findall(sentence)]
    long = sum(1 for word in words if len(word) > _LONG)
    return len(words) / len(sentences) + 100 * long / len(words) if words else 0.0


@rule(
    "svaer-tekst",
    title="En tekst, der er svær at læse",
    reason="Bordarket læses klokken 19 af en, der har haft patienter hele dagen, og læses højt for "
    "fire andre. Lixtallet måler sætningernes længde og andelen af lange ord; grænsen på 40 er "
    "projektets valg.",
    mend="Del de lange sætninger, og vælg det korte ord.",
)
def hard_to_read(subject: Subject) -> Iterator[Hit]:
    """What participants read together, where its LIX is above 40."""
    for loc, what, texts in _read(subject):
        number = round(lix(texts))
        if number > _HARD and sum(map(words_in, texts)) >= _ENOUGH:
            yield Hit(
                loc,
                f"{what} har lixtal {number}; over {_HARD} er svært at læse højt. Del de lange "
                "sætninger, og vælg kortere ord.",
            )


def _read(subject: Subject) -> Iterator[tuple[Loc, str, tuple[str, ...]]]:
    """Each place, how a sentence names it, and the texts that participants read there."""
    for loc, block, phase in subject.phases():
        prompts = phase.prompts
        variants = [t for p in prompts for t in (p.text, p.solo, p.partnership, p.employed) if t]
        if prompts:
            where = (*loc, "gruppespørgsmål")
            yield where, f"Spørgsmålene i ”{block.id}/{phase.name}”", tuple(variants)
    for i, case in enumerate(subject.pack.cases):
        yield ("cases", i, "tekst"), f"Casen ”{case.id}”", (case.text, *case.ask)
    for i, topic in enumerate(subject.pack.topics):
        texts = (t for t in (topic.ask, topic.rule, topic.local) if t)
        yield ("emner", i), f"Emnet ”{topic.id}”", tuple(texts)
    for i, box in enumerate(subject.pack.boxes):
        yield ("bokse", i, "tekst"), f"Boksen ”{box.id}”", (box.text,)
    for word, group in (
        ("spørgeskema", subject.pack.survey),
        ("evaluering", subject.pack.evaluation),
    ):
        yield (word,), f"Spørgsmålene i ”{word}”", tuple(q.text for q in group)
    for i, sheet in enumerate(subject.pack.sheets):
        if sheet.audience != "facilitator":
            loc = ("ark", i, "data")
            yield loc, f"Arket ”{sheet.id}”", tuple(_sentences(sheet.data))


def _sentences(data: object) -> Iterator[str]:
    """The texts of a sheet that are sentences; labels of fields are none."""
    if isinstance(data, str):
        if _STOP.search(data):
            yield data
    elif isinstance(data, list):
        for one in data:
            yield from _sentences(one)
    elif isinstance(data, dict):
        for one in data.values():
            yield from _sentences(one)
