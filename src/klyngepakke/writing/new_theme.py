"""A new theme: a colour, a logo and a font become a small folder that is in order at once."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from klyngepakke.content.colour import refusal, tint
from klyngepakke.content.meeting import Meeting
from klyngepakke.content.model import (
    Colour,
    Id,
    Line,
    Misfit,
    YesNo,
    json_schema,
    key,
    listed,
    value,
)
from klyngepakke.content.reading import write_yaml
from klyngepakke.content.theme import THEME_FILE, ThemeFile
from klyngepakke.errors import InputError, Problem
from klyngepakke.files import make_whole, reading
from klyngepakke.lint.faces import LICENCES, SUFFIXES, Font, font
from klyngepakke.printing.pictures import MIME, BadPicture, checked
from klyngepakke.printing.stylesheet import base_variables
from klyngepakke.writing.distribution import Project, filled, package_name
from klyngepakke.writing.new_pack import FORMS, id_from

BASE: Final[str] = Meeting.__dataclass_fields__["theme"].default
"""The theme that a new one builds on."""

SCHEMA_FILE: Final = "udseende.skema.json"
_FORMS: Final = FORMS / "udseende"
_TINT: Final = 0.06  # of the colour in a box's ground
_MOST_FONTS: Final = 30
_CUTS: Final = {(400, False), (400, True), (600, False), (700, False)}  # what the sheets are set in
_LAYOUT: Final = frozenset({"skrift", "skrift-overskrift", "skrift-felt", "margen", "mellem"})


@value
class NewTheme:
    """What is asked of somebody who makes a theme; all of it has a default."""

    title: Line = key("titel", default="Vores udseende", doc="Udseendets navn, fx enhedens.")
    id: Id | None = key("id", default=None, doc="Udseendets id; ellers laves det af titlen.")
    colour: Colour = key("farve", default="#0b5a68", doc="Den ene farve, mørk nok til tekst.")
    logo: Line | None = key("logo", default=None, doc="En fil med logoet: SVG, PNG eller JPEG.")
    fonts: Annotated[tuple[Line, ...], listed] = key(
        "skrifter", default=(), doc="Skriftfiler, TTF eller OTF, eller en mappe med dem."
    )
    distribution: YesNo = key(
        "distribution", default=False, doc="Om udseendet også skal kunne installeres med pip."
    )

    def __post_init__(self) -> None:
        """Refuse a colour that cannot be read, and the one id that is taken."""
        if pale := refusal(self.colour):
            raise Misfit(pale)
        if self.name == BASE:
            raise Misfit(f"Kald det noget andet end ”{BASE}”, som det bygger på.")

    @property
    def name(self) -> str:
        """The theme's id: as it was chosen, else by its title."""
        return self.id or id_from(self.title)


def make_theme(folder: Path, new: NewTheme, near: Path) -> Path:
    """Make the folder of a new theme, whole or not at all.

    Args:
        folder: What is made; where one is there, it is empty.
        new: The answers.
        near: The folder that the logo and the fonts are named from.

    Returns:
        Where `udseende.yaml` lies.

    Raises:
        InputError: The logo is no picture, or a font cannot be read.
        FileError: Something lies there, or the folder cannot be written.
    """
    own = theme_files(new, near)
    if not new.distribution:
        make_whole(folder, own)
        return folder
    project = Project(new.name, new.title, package_name(new.name))
    inside = {f"{project.folder}/{name}": data for name, data in own.items()}
    make_whole(folder, inside | _project_files(project))
    return folder / project.folder


def _project_files(project: Project) -> dict[str, bytes]:
    """The files that let pip install a theme, by their names in the project's folder."""
    names = {
        f"{project.folder}/__init__.py": "__init__.py.txt",
        "README.md": "README.md",
        "pyproject.toml": "pyproject.toml.txt",
    }
    return {name: filled(_FORMS / form, project) for name, form in names.items()}


def theme_files(new: NewTheme, near: Path) -> dict[str, bytes]:
    """The files of a new theme, by their names in its folder.

    Raises:
        InputError: The logo is no picture, or a font cannot be read.
    """
    logo, cuts = check_files(new, near)
    schema = json.dumps(json_schema(ThemeFile), ensure_ascii=False, indent=1) + "\n"
    return {
        THEME_FILE: _text(new, tuple(logo), cuts).encode(),
        SCHEMA_FILE: schema.encode(),
        **logo,
        **{cut.name: cut.data for cut in cuts},
        **_licences(cut.source.parent for cut in cuts),
    }


def check_files(new: NewTheme, near: Path) -> tuple[dict[str, bytes], tuple[Cut, ...]]:
    """The logo, by its name in the theme, and the font files, as they are brought along.

    Raises:
        InputError: The logo is no picture, or a font cannot be read.
        FileError: A file cannot be read.
    """
    logo = _logo(near / Path(new.logo).expanduser()) if new.logo else {}
    return logo, tuple(_cuts(_font_files(new.fonts, near)))


# --- The files that are brought along ----------------------------------------------------


@dataclass(frozen=True)
class Cut:
    """A font file on its way into the theme."""

    name: str
    source: Path
    font: Font
    data: bytes


def _logo(path: Path) -> dict[str, bytes]:
    suffix = path.suffix.lower()
    with reading(path):
        try:
            if suffix not in MIME:
                raise BadPicture("Brug SVG, PNG eller JPEG.")  # noqa: TRY301 - told as the others
            return {f"logo{suffix}": checked(path)}
        except BadPicture as bad:
            raise InputError(Problem(f"Kan ikke bruges som logo. {bad}", str(path))) from None


def _font_files(named: Iterable[str], near: Path) -> Iterator[Path]:
    for name in named:
        path = near / Path(name).expanduser()
        with reading(path):
            path.stat()
            files = sorted(path.iterdir()) if path.is_dir() else [path]
        fonts = [file for file in files if file.suffix.lower() in SUFFIXES]
        if not fonts:
            raise InputError(Problem("Her er ingen skriftfiler (TTF eller OTF).", str(path)))
        if len(fonts) > _MOST_FONTS:
            sentence = f"Her er {len(fonts)} skriftfiler. Nævn dem, der skal bruges."
            raise InputError(Problem(sentence, str(path)))
        yield from fonts


def _cuts(files: Iterable[Path]) -> Iterator[Cut]:
    """The cuts that the sheets are set in; all of them where none is."""
    found = [Cut(_name(path), path, font(path), path.read_bytes()) for path in files]
    fitting = [cut for cut in found if (cut.font.weight, cut.font.italic) in _CUTS]
    yield from sorted(fitting or found, key=lambda c: (c.font.family, c.font.italic, c.font.weight))


def _name(path: Path) -> str:
    return "fonts/" + re.sub(r"[^A-Za-z0-9_-]+", "-", path.stem) + path.suffix.lower()


def _licences(folders: Iterable[Path]) -> dict[str, bytes]:
    return {
        f"fonts/{re.sub(r'[^A-Za-z0-9_.-]+', '-', file.name)}": file.read_bytes()
        for folder in dict.fromkeys(folders)
        for file in sorted(folder.iterdir())
        if file.is_file() and LICENCES.fullmatch(file.name) and file.suffix.lower() not in SUFFIXES
    }


# --- The text ----------------------------------------------------------------------------


def _text(new: NewTheme, logo: tuple[str, ...], cuts: tuple[Cut, ...]) -> str:
    form = (_FORMS / THEME_FILE).read_text("utf-8")
    filled = {
        "id: «id»\n": write_yaml({"id": new.name}),
        "titel: «titel»\n": write_yaml({"titel": new.title}),
        "«bygger_på»": BASE,
        "«logo»\n": "\n".join(_logo_lines(logo)) + "\n",
        "«skrifttyper»\n": "\n".join(_font_lines(cuts)) + "\n",
        "«variabler»\n": "\n".join(_variable_lines(new.colour, cuts)) + "\n",
    }
    for placeholder, text in filled.items():
        form = form.replace(placeholder, text)
    return form


def _logo_lines(logo: tuple[str, ...]) -> Iterator[str]:
    yield "# Logoet står i margenen på dagsorden og breve, højst 33 mm bredt og 20 mm højt."
    yield f"logo: {logo[0]}" if logo else "# logo: logo.svg"


def _font_lines(cuts: tuple[Cut, ...]) -> Iterator[str]:
    yield "# Skrifter, der følger med i mappen. Vægt 400 er almindelig, 600 er halvfed."
    if not cuts:
        yield "# skrifttyper:"
        yield "#   - {navn: Skriftens navn, fil: fonts/Skrift-Regular.ttf}"
        return
    yield "skrifttyper:"
    for cut in cuts:
        weight = f", vægt: {cut.font.weight}" if cut.font.weight != 400 else ""  # noqa: PLR2004 - the default
        slant = ", kursiv: ja" if cut.font.italic else ""
        yield (
            "  - "
            f"{{navn: {json.dumps(cut.font.family, ensure_ascii=False)}, fil: {cut.name}{weight}{slant}}}"
        )


def _variable_lines(colour: str, cuts: tuple[Cut, ...]) -> Iterator[str]:
    own = {"farve": colour, "flade": tint(colour, _TINT)}
    meanings = {v.name: v for v in base_variables()}
    for name, text in own.items():
        yield f"  # {_sentence(meanings[name].meaning)}"
        yield f'  {name}: "{text}"'
    if cuts:
        running, heading = _families(cuts)
        yield "  # Skriften til al tekst, og den til overskrifter."
        yield f"  skrift: '\"{running}\", sans-serif'"
        yield f"  skrift-overskrift: '\"{heading}\", sans-serif'"
    yield "  #"
    yield "  # Det her er, som det plejer. Fjern # foran en linje, og ret den."
    for variable in base_variables():
        if variable.name not in own and variable.name not in _LAYOUT:
            text = variable.default
            shown = f'{variable.name}: "{text}"' if text[0] == "#" else f"{variable.name}: {text}"
            yield f"  # {shown:<22}  # {variable.meaning}"


def _families(cuts: tuple[Cut, ...]) -> tuple[str, str]:
    """The family for running text, which has the most cuts, and the one for headings."""
    counted = Counter(cut.font.family for cut in cuts).most_common(2)
    return counted[0][0], counted[-1][0]


def _sentence(half: str) -> str:
    return f"{half[0].upper()}{half[1:]}."
