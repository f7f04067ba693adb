"""The files of a theme: fonts that can write everything, a logo that prints, CSS that stays in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

from klyngepakke.content.model import nearest
from klyngepakke.content.theme import Face
from klyngepakke.errors import InputError, Problem
from klyngepakke.lint.faces import LICENCES, NEEDED, SUFFIXES, Font, font
from klyngepakke.lint.look import Finding, Look
from klyngepakke.lint.stylesheets import addresses
from klyngepakke.printing.fetching import Refused, Shelf
from klyngepakke.printing.pictures import BadPicture, checked, local_name
from klyngepakke.printing.stylesheet import BASE

CORE: Final = BASE.parent
LOGO_WIDTH, LOGO_HEIGHT = 33.0, 20.0  # mm: the room that a logo has in the margin column
NOT_IN_HEADINGS: Final = "☐☑✓"
LEAST_DPI: Final = 200
LEAST_SIDE: Final = 4.0  # mm
MOST_BYTES: Final = 1_000_000
PALE: Final = 160  # of 255: a logo whose darkest point is lighter was made for a dark ground

_BLOCK = re.compile(r"\{%-? *block (\w+)")
_EXTENDS = re.compile(r'\{% extends "([^"]+)" %\}')
_ASKED = re.compile(r"""\{%-? *(?:include|extends) +["']([^"']+)["']""")
_SEMIBOLD, _BOLD, _MIDDLE = 600, 800, 500
_FAMILIES: Final = ("skrift", "skrift-overskrift")


# --- Fonts -------------------------------------------------------------------------------


def faces(look: Look) -> Iterator[Finding]:
    """Font files that cannot be read, that may not be shared, or that are not what is said."""
    alone = None
    for i, face in enumerate(look.found.value.faces):
        path, at = look.folder / face.file, ("skrifttyper", i, "fil")
        try:
            read = font(path)
        except InputError as error:
            sentence = error.problems[0].sentence
            yield Finding("skriftfil", look.found.problem(at, sentence), error=True)
            continue
        for rule, sentence in _about(face.weight, read, italic=face.italic):
            yield Finding(rule, look.found.problem(at, sentence))
        if alone is None and not _licensed(path, look.folder):
            sentence = (
                "Ved siden af skriftfilen mangler dens licens. Læg den som en tekstfil, fx "
                "OFL.txt, i samme mappe."
            )
            alone = Finding("skriftlicens", look.found.problem(at, sentence))
    if alone:  # one licence is mostly for them all
        yield alone


def _about(weight: int, read: Font, *, italic: bool) -> Iterator[tuple[str, str]]:
    if not read.embeddable:
        yield (
            "skriftlicens",
            "Skriften siger selv, at den ikke må lægges i en PDF. Spørg den, der ejer den.",
        )
    if (read.weight, read.italic) != (weight, italic):
        slant = ", kursiv: ja" if read.italic else ""
        yield (
            "skriftsnit",
            f"Filen er vægt {read.weight}{', kursiv' if read.italic else ''}. Skriv ”vægt: {read.weight}{slant}”, eller vælg en anden fil.",
        )
    if not read.tabular:
        yield (
            "tabeltal",
            "Skriftens tal er ikke lige brede, så klokkeslæt og tal flugter ikke under hinanden.",
        )


def families(look: Look) -> Iterator[Finding]:
    """The families that text is set in: is there a file, and every weight and sign?"""
    for variable in _FAMILIES:
        name = _family(look.values.get(variable, ""))
        cut = [face for face in look.theme.faces if face.family == name]
        setting = look.own.get(variable)
        at = setting.at if setting else _named(look, name)
        if at is None:
            continue  # all of it is the theme's that this one builds on
        if not cut:
            hint = nearest(name, sorted({f.family for f in look.theme.faces}))
            sentence = f"Skriften ”{name}” er der ingen fil til. Læg den under ”skrifttyper”.{hint}"
            yield Finding("skrift-mangler", _moved(at, sentence), error=True)
            continue
        heading = variable != _FAMILIES[0]
        for sentence in _cuts(name, cut, heading=heading):
            yield Finding("skriftsnit", _moved(at, sentence))
        yield from _signs(look, name, cut, at, NOT_IN_HEADINGS if heading else "")


def _cuts(name: str, cut: list[Face], *, heading: bool) -> Iterator[str]:
    upright = [face.weight for face in cut if not face.italic]
    if not any(_SEMIBOLD <= weight < _BOLD for weight in upright):
        yield (
            f"”{name}” mangler et halvfedt snit (vægt 600 eller 700). Overskrifter og fremhævet "
            "tekst bliver efterlignet."
        )
    if not heading and not any(weight <= _MIDDLE for weight in upright):
        yield f"”{name}” mangler et almindeligt snit (vægt 400)."
    if not heading and not any(face.italic for face in cut):
        yield f"”{name}” mangler et kursivt snit. Kursiv tekst bliver efterlignet."


def _signs(look: Look, name: str, cut: list[Face], at: Problem, spared: str) -> Iterator[Finding]:
    found = _lacked(face for face in cut if not face.italic)
    lacks = "".join(sign for sign in found if sign not in spared)
    lost = "".join(sign for sign in lacks if sign in _lost(look))
    if lost:
        sentence = f"Ingen af skrifterne har {_listed(lost)}. Uden dem kan arkene ikke laves."
        yield Finding("tegn", _moved(at, sentence), error=True)
    elif lacks:
        sentence = f"”{name}” har ikke {_listed(lacks)}. De bliver sat med en anden skrift."
        yield Finding("tegn", _moved(at, sentence))


def _lost(look: Look) -> str:
    """The signs that no upright face of the theme has."""
    fonts = [_lacked([face]) for face in look.theme.faces if not face.italic]
    return "".join(sign for sign in NEEDED if all(sign in lacks for lacks in fonts))


def _lacked(cut: Iterable[Face]) -> str:
    """The needed signs that one of the faces lacks; a file that cannot be read is told elsewhere."""
    found = ""
    for face in cut:
        try:
            found += font(face.file).lacks
        except InputError:
            continue
    return "".join(sign for sign in NEEDED if sign in found)


def _listed(signs: str) -> str:
    return " ".join(f"”{sign}”" if sign not in "”“" else f"»{sign}«" for sign in signs)


def _licensed(path: Path, folder: Path) -> bool:
    return any(
        LICENCES.fullmatch(file.name)
        for place in {path.parent, folder}
        for file in place.iterdir()
        if file.suffix.lower() not in SUFFIXES
    )


def _family(stack: str) -> str:
    return stack.split(",", maxsplit=1)[0].strip().strip("\"'")


def _named(look: Look, name: str) -> Problem | None:
    """Where the theme's own file names a family; None where it does not."""
    for i, face in enumerate(look.found.value.faces):
        if face.family == name:
            return look.found.problem(("skrifttyper", i, "navn"), "")
    return None


def _moved(at: Problem, sentence: str) -> Problem:
    return Problem(sentence, at.file, at.line, at.column, at.place)


# --- Logo --------------------------------------------------------------------------------


def logo(look: Look) -> Iterator[Finding]:
    """A logo that is no picture, or that will not look well in the margin column."""
    name = look.found.value.logo
    if name is None:
        return
    path = look.folder / name
    try:
        data = checked(path)
    except (BadPicture, KeyError) as bad:
        said = str(bad) if isinstance(bad, BadPicture) else "Brug SVG, PNG eller JPEG."
        sentence = f"”{name}” kan ikke bruges som logo. {said}"
        yield Finding("logo", look.found.problem(("logo",), sentence), error=True)
        return
    found = _of_svg(data) if path.suffix.lower() == ".svg" else _of_raster(path)
    for sentence in (*found, *_heavy(data)):
        yield Finding("logo", look.found.problem(("logo",), sentence))


def _of_svg(data: bytes) -> Iterator[str]:
    root = ET.fromstring(data)  # noqa: S314 - `checked` refused every doctype
    box = [float(x) for x in re.findall(r"[\d.]+", root.get("viewBox", ""))[2:4]]
    if len(box) < 2 or not all(box):  # noqa: PLR2004 - width and height
        yield (
            "SVG’en har ingen ”viewBox”, så den kan ikke få den rigtige størrelse. Gem den igen "
            "med en."
        )
        return
    yield from _shaped(*box)
    if any(local_name(node) in {"text", "tspan"} for node in root.iter()):
        yield (
            "Der er tekst i SVG’en, og logoets skrift følger ikke med. Gem teksten som kurver "
            "(outlines)."
        )


def _of_raster(path: Path) -> Iterator[str]:
    from PIL import Image  # noqa: PLC0415 - few themes have such a logo

    with Image.open(path) as image:
        size, seen = image.size, image.convert("RGBA")
    ground = Image.new("RGBA", size, "white")
    ground.alpha_composite(seen)
    yield from _shaped(*size)
    dpi = size[0] / (_on_paper(*size)[0] / 25.4)
    if dpi < LEAST_DPI:
        yield (
            f"Logoet er {size[0]} × {size[1]} punkter og bliver kornet på papir ({dpi:.0f} dpi). "
            f"Brug en SVG eller et på mindst {LEAST_DPI} dpi."
        )
    if min(ground.convert("L").tobytes()) > PALE:
        yield (
            "Logoet er så lyst, at det næsten ikke ses på hvidt papir. Brug det, der er lavet til "
            "lys baggrund."
        )


def _shaped(width: float, height: float) -> Iterator[str]:
    wide, high = _on_paper(width, height)
    if min(wide, high) < LEAST_SIDE:
        number = f"{wide:.0f} × {high:.0f} mm"
        yield f"Logoet bliver kun {number} i margenspalten. Brug et, der er mindre aflangt."


def _on_paper(width: float, height: float) -> tuple[float, float]:
    """How large a logo comes out, in mm."""
    scale = min(LOGO_WIDTH / width, LOGO_HEIGHT / height)
    return width * scale, height * scale


def _heavy(data: bytes) -> Iterator[str]:
    if len(data) > MOST_BYTES:
        size = f"{len(data) / 1_000_000:.1f}".replace(".", ",")
        yield f"Logoet fylder {size} MB, og det lægges i mange filer. Gem det mindre."


# --- Templates ---------------------------------------------------------------------------


def templates(look: Look) -> Iterator[Finding]:
    """Templates that replace none of the core's, and blocks that theirs do not have."""
    folder = look.folder / "ark"
    own = {
        path.relative_to(folder).as_posix(): path.read_text("utf-8", "replace")
        for path in sorted(folder.rglob("*.html"))
        if path.resolve().is_relative_to(look.folder.resolve()) and path.is_file()
    }
    known = {path.relative_to(CORE).as_posix() for path in CORE.rglob("*.html")}
    asked = {name for text in own.values() for name in _ASKED.findall(text)}
    for name, text in own.items():
        file = str(Path(look.found.shown_as).parent / "ark" / name)
        if name in known:
            yield from _strange_blocks(name, text, file)
        elif name not in asked:
            hint = nearest(name, sorted(known))
            sentence = f"Kernen har ingen skabelon, der hedder ”{name}”.{hint}"
            yield Finding("ukendt-skabelon", Problem(sentence, file), error=True)


def _strange_blocks(name: str, text: str, file: str) -> Iterator[Finding]:
    there = _blocks(name)
    for number, line in enumerate(text.splitlines(), 1):
        for block in _BLOCK.findall(line):
            if block not in there:
                hint = nearest(block, sorted(there))
                sentence = f"”{name}” har ingen blok, der hedder ”{block}”.{hint}"
                yield Finding("ukendt-skabelon", Problem(sentence, file, number), error=True)


def _blocks(name: str) -> frozenset[str]:
    """The blocks of a template of the core, and of those that it extends."""
    text = (CORE / name).read_text("utf-8")
    above = _EXTENDS.search(text)
    return frozenset(_BLOCK.findall(text)) | (_blocks(above[1]) if above else frozenset())


# --- CSS ---------------------------------------------------------------------------------


def outside(look: Look) -> Iterator[Finding]:
    """CSS that asks for what is not in the theme's folder."""
    shelf = Shelf(look.theme)
    for style, own in look.sheets:
        for spot in addresses(style.text) if own else ():
            try:
                shelf.fetch(urljoin(style.url, spot.text))
            except Refused as refused:
                sentence = f"”{spot.text[:80]}” kan ikke bruges: {refused}"
                yield Finding("css-udenfor", look.at(style, spot, sentence), error=True)
