"""Rules about the folder: names that travel, nothing left over, a text for every picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from klyngepakke.content.folders import PACK_FILE
from klyngepakke.errors import Problem
from klyngepakke.lint.rule import Hit, rule
from klyngepakke.lint.subject import Subject

_WRITTEN = (".html", ".css", ".svg", ".md", ".txt")
_SAID_OF_ITSELF = re.compile(
    r"(?i)(.*/)?(licen[sc]e?|readme|laesmig|copying)(\.\w+)?|.*\.skema\.json"
)
_OF_A_DISTRIBUTION = ("__init__.py", "py.typed")
_IMG = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_MARKDOWN = re.compile(r"!\[([^\[\]]*)\]\([^()]*\)")
_EMPTY_WORDS = re.compile(r"(?i)(billede|foto|figur|logo|illustration|image|[\w-]+\.\w{3,4})?")


@rule(
    "filnavn-ikke-ascii",
    title="Et filnavn med andet end a–z",
    reason="En zip fra en Mac skriver æ, ø og å på sin egen måde, og så hedder filen noget andet på "
    "den computer, der pakker den ud.",
    mend="Giv filen et navn af a–z, tal, bindestreg og punktum.",
)
def not_ascii(subject: Subject) -> Iterator[Hit]:
    """Files and folders whose names are not ASCII."""
    for name in sorted((*subject.files, *subject.others)):
        if not name.isascii():
            yield _at(subject, name, "Brug kun a–z, tal, bindestreg og punktum i filens navn.")


@rule(
    "ubrugt-fil",
    title="En fil, som intet i pakken nævner",
    reason="Det, der ligger tilbage, sendes med til alle: et udkast, en gammel skabelon, et billede, "
    "ingen har rettigheder til.",
    mend="Slet filen, eller nævn den, hvor den skal bruges.",
)
def left_over(subject: Subject) -> Iterator[Hit]:
    """Files that neither `pakke.yaml` nor a template mentions."""
    said = "\n".join(text for _, text in subject.texts())
    said += "\n".join(line for _, _, line in texts_beside(subject))
    for name in subject.files:
        own = name == PACK_FILE or _SAID_OF_ITSELF.fullmatch(name)
        if not own and PurePosixPath(name).name not in said:
            yield _at(subject, name, "Intet i pakken bruger filen. Slet den, eller nævn den.")


@rule(
    "fremmed-fil",
    title="En fil, en pakke ikke kan bære",
    reason="En pakke er tekst og billeder, så ingen behøver at stole på den, der skrev den. Andre "
    "filer kommer ikke med i zip-filen og bruges ikke.",
    mend="Slet filen. Kode hører til i en Python-pakke, som installeres med pip.",
)
def stranger(subject: Subject) -> Iterator[Hit]:
    """Files of a kind that a data pack is sent without."""
    for name in subject.others:
        if name not in _OF_A_DISTRIBUTION and not _SAID_OF_ITSELF.fullmatch(name):
            yield _at(subject, name, "Den slags fil kan en pakke ikke bære. Slet den.")


@rule(
    "billede-uden-tekst",
    title="Et billede uden billedtekst",
    reason="Den, der får arket læst op, får billedteksten. Står der ingen, eller kun ”billede”, går "
    "indholdet tabt.",
    mend="Skriv i ”alt”, hvad billedet viser, som du ville sige det i telefonen.",
)
def no_alt(subject: Subject) -> Iterator[Hit]:
    """Pictures in the pack's templates and texts whose alt text says nothing."""
    sentence = "Billedet mangler en billedtekst, der siger, hvad det viser. Skriv den i ”alt”."
    for name, number, line in texts_beside(subject, endings=(".html",)):
        for tag in _IMG.finditer(line):
            alt = _ALT.search(tag[0])
            if alt is None or _says_nothing(alt[1] or alt[2] or ""):
                yield _at(subject, name, sentence, number, tag.start() + 1)
    for loc, text in subject.texts():
        if any(_says_nothing(seen[1]) for seen in _MARKDOWN.finditer(text)):
            yield Hit(loc, "Billedet mangler en billedtekst. Skriv den mellem de kantede klammer.")


def _says_nothing(alt: str) -> bool:
    return bool(_EMPTY_WORDS.fullmatch(alt.strip()))


def texts_beside(
    subject: Subject, endings: tuple[str, ...] = _WRITTEN
) -> Iterator[tuple[str, int, str]]:
    """Name, line number and line of every text file beside `pakke.yaml`."""
    for name, data in subject.files.items():
        if name.lower().endswith(endings):
            for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
                yield name, number, line


def _at(subject: Subject, name: str, sentence: str, line: int = 0, column: int = 0) -> Hit:
    problem = Problem(sentence, str(subject.folder / name), line, column)
    return Hit((), sentence, (name,), problem)
