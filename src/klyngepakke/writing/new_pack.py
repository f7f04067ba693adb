"""A new pack: a few answers become a small, commented folder that is in order from the start."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Annotated, Final

from klyngepakke.content.addresses import SHEETS
from klyngepakke.content.folders import PACK_FILE
from klyngepakke.content.model import Id, Line, Misfit, YesNo, choice, json_schema, key, value
from klyngepakke.content.pack import Pack
from klyngepakke.content.reading import write_yaml
from klyngepakke.files import make_whole
from klyngepakke.writing.distribution import Project, package_name, project_files

SHAPES: Final = {
    "spørgeskema": ("spoergeskema.yaml", ()),
    "data": ("data.yaml", ("ark/tal.html",)),
    "samtale": ("samtale.yaml", ()),
}
"""What a meeting can begin with: its form, and the files that lie beside it."""

SCHEMA_FILE: Final = "pakke.skema.json"
FORMS: Final = Path(__file__).parent / "forms"
_LONGEST_ID = 40
_LONGEST_PREFIX = 12
_SPELT = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


@value
class NewPack:
    """What is asked of somebody who begins a pack; all of it has a default."""

    title: Line = key("titel", default="Min første pakke", doc="Titlen, som lægerne ser den.")
    id: Id | None = key("id", default=None, doc="Pakkens navn; ellers laves det af titlen.")
    publisher: Line = key("udgiver", default="Vores klynge", doc="Hvem der udgiver pakken.")
    shape: Annotated[str, choice(*SHAPES)] = key(
        "udgangspunkt", default="spørgeskema", doc="Hvad mødet begynder med."
    )
    distribution: YesNo = key(
        "distribution", default=False, doc="Om pakken også skal kunne installeres med pip."
    )

    def __post_init__(self) -> None:
        """Refuse the one id that no pack can have."""
        if self.id and self.id.lower() == SHEETS:
            raise Misfit(f"En pakke kan ikke hedde ”{self.id}”: adresser på ark begynder sådan.")

    @property
    def name(self) -> str:
        """The pack's id: as it was chosen, else by its title."""
        return self.id or id_from(self.title)


def id_from(title: str) -> str:
    """An id that is made of a title: `Pauser på arbejdet` becomes `pauser-paa-arbejdet`."""
    plain = unicodedata.normalize("NFC", title).lower().translate(_SPELT)
    letters = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    words = re.findall("[a-z0-9]+", letters)
    made = ""
    for word in words:
        longer = f"{made}-{word}" if made else word[:_LONGEST_ID]
        if len(longer) > _LONGEST_ID:
            break
        made = longer
    return made if made[:1].isalpha() and made != SHEETS else f"pakke-{made}".rstrip("-")


def title_from(folder: Path) -> str | None:
    """A title that is suggested by a folder's name: `mine-pauser` becomes `Mine pauser`."""
    words = re.sub(r"[-_\s]+", " ", folder.name).strip()
    return words[:1].upper() + words[1:] or None


def make_pack(folder: Path, new: NewPack) -> Path:
    """Make the folder of a new pack, whole or not at all.

    Args:
        folder: What is made; where one is there, it is empty.
        new: The answers.

    Returns:
        Where `pakke.yaml` lies: the folder itself, or the import package in it.

    Raises:
        FileError: Something lies there, or the folder cannot be written.
    """
    own = pack_files(new)
    if not new.distribution:
        make_whole(folder, own)
        return folder
    inner = package_name(new.name)
    inside = {f"{inner}/{name}": data for name, data in own.items()}
    make_whole(folder, inside | project_files(Project(new.name, new.title, inner)))
    return folder / inner


def pack_files(new: NewPack) -> dict[str, bytes]:
    """The files of a new pack, by their names in its folder."""
    form, beside = SHAPES[new.shape]
    text = "".join(_form(name) for name in ("hoved.yaml", form, "hale.yaml"))
    schema = json.dumps(json_schema(Pack), ensure_ascii=False, indent=1) + "\n"
    return {
        PACK_FILE: _filled(text, new).encode(),
        SCHEMA_FILE: schema.encode(),
        **{name: _form(name).encode() for name in beside},
    }


def _form(name: str) -> str:
    return (FORMS / name).read_text("utf-8")


def _filled(text: str, new: NewPack) -> str:
    """The form with the answers in it, each as YAML writes it."""
    lines = {"id": new.name, "titel": new.title, "udgiver": new.publisher}
    for danish, said in lines.items():
        text = text.replace(f"{danish}: «{danish}»\n", write_yaml({danish: said}))
    return text.replace("«kort»", _prefix(new.name))


def _prefix(name: str) -> str:
    """What the ids of the pack's survey questions begin with: the first word of its own."""
    return re.split("[-_]", name.lower())[0][:_LONGEST_PREFIX]
