"""A pack as a distribution: the few files in and around its folder that let pip install it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from klyngepakke.content.folders import PACK_FILE, pack_in, packs_under
from klyngepakke.errors import FileError, InputError, KlyngepakkeError, Problem
from klyngepakke.files import drop_file, make_folder, reading, write_file

_FORMS: Final = Path(__file__).parent / "forms" / "distribution"
_NAMES: Final = ("pyproject.toml", "README.md", "tests", "dist")
_PREFIX: Final = "klyngepakke_"
_EDITION: Final = re.compile(r"[0-9]+(\.[0-9]+)*((a|b|rc)[0-9]+)?(\.post[0-9]+)?(\.dev[0-9]+)?")
_AS_IT_IS: Final = 'packages = ["«mappe»"]\n'
_RENAMED: Final = """\
only-include = ["«mappe»"]

# Mappen «mappe» bliver til Python-pakken «pakke».
[tool.hatch.build.targets.wheel.sources]
"«mappe»" = "«pakke»"
"""


@dataclass(frozen=True)
class Project:
    """What the files around a pack say of it.

    Attributes:
        id: The pack's id.
        title: Its title.
        folder: The name of its folder inside the project.
    """

    id: str
    title: str
    folder: str

    @property
    def package(self) -> str:
        """The name that Python imports: the folder's, where it is one of a pack for pip."""
        made = package_name(self.id)
        own = self.folder.startswith(_PREFIX) and self.folder.isidentifier()
        return self.folder if own else made


def package_name(pack: str) -> str:
    """The import package of a pack: `mine-pauser` lies in `klyngepakke_mine_pauser`."""
    return _PREFIX + pack.lower().replace("-", "_")


def project_files(project: Project) -> dict[str, bytes]:
    """The files that make a project of a pack, by their names in the project's folder."""
    names = {
        f"{project.folder}/__init__.py": "__init__.py.txt",
        "tests/test_pakke.py": "test_pakke.py.txt",
        "README.md": "README.md",
        "pyproject.toml": "pyproject.toml.txt",
    }
    return {name: filled(_FORMS / form, project) for name, form in names.items()}


def add_distribution(folder: Path) -> tuple[Path, ...]:
    """Put the files in and around a pack that is there already, and change none.

    Args:
        folder: The pack's folder, which lies in one of its own; or that folder around it.

    Returns:
        The files that were added; those that were there are left as they are.

    Raises:
        InputError: The pack is wrong.
        FileError: There is not one pack, or other things lie around it; or the folder cannot be
            written, and what was added is taken away again.
    """
    around, project = _project(folder)
    with reading(around):
        missing = {
            around / name: data
            for name, data in project_files(project).items()
            if not (around / name).exists()
        }
    added: list[Path] = []
    try:
        for path, data in missing.items():
            make_folder(path.parent)
            write_file(path, data)
            added.append(path)
    except KlyngepakkeError:
        for path in added:
            drop_file(path)
        raise
    return tuple(missing)


def _project(folder: Path) -> tuple[Path, Project]:
    """The project's folder, and what its files say."""
    there = packs_under(folder)
    if len(there) != 1:
        what = "ingen pakke" if not there else "flere pakker"
        raise FileError(f"I {folder} ligger der {what}. Skriv den mappe, hvor {PACK_FILE} ligger.")
    pack = pack_in(there[0]).pack
    if not _EDITION.fullmatch(pack.edition):
        sentence = (
            f"pip kan ikke bruge udgaven ”{pack.edition}”. Skriv den med tal og punktum, fx 2027.1."
        )
        raise InputError(Problem(sentence, str(there[0] / PACK_FILE), place="udgave"))
    if there[0] == folder:
        _check_alone(folder)
    return there[0].parent, Project(pack.id, pack.title, there[0].name)


def _check_alone(pack: Path) -> None:
    """See that the files around a pack come to lie in a folder that is the pack's own."""
    around = pack.parent
    with reading(around):
        names = {path.name for path in around.iterdir() if not path.name.startswith(".")}
    if other := sorted(names - {pack.name, *_NAMES}):
        raise FileError(
            f"Der skal lægges filer uden om pakken, men i {around} ligger også {other[0]}. Flyt "
            f"{pack.name} ned i en ny mappe for sig selv, og prøv igen."
        )


def filled(form: Path, project: Project) -> bytes:
    """A form with what it says of the project in it."""
    wheel = _AS_IT_IS if project.package == project.folder else _RENAMED
    text = form.read_text("utf-8").replace("«hjul»\n", wheel)
    text = (
        text.replace("«pakke»", project.package)
        .replace("«mappe»", project.folder)
        .replace("«id»", project.id)
        .replace('"«titel»"', json.dumps(project.title, ensure_ascii=False))
        .replace("«titel»", project.title)
    )
    return text.encode()
