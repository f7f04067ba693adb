"""Pack text: a pack as `pakke.yaml`, to be read and changed by a person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from klyngepakke.content._yaml import text_tree
from klyngepakke.content.meeting_file import SCHEMA_LINE
from klyngepakke.content.model import plain
from klyngepakke.content.pack import Pack
from klyngepakke.content.reading import write_yaml

SCHEMA_FILE: Final = "pakke.skema.json"
_HEAD: Final = """\
# Lavet ud fra et Word-dokument. Fra nu af rettes pakken her.
# Hver nøgle står i opslaget; ”klyngepakke pakke tjek MAPPE” siger, om filen er i orden.

"""
_COMMENTS: Final[Mapping[str, str]] = {
    "faglig_godkendelse": "Rolle og dato, når en læge har læst pakken; indtil da tom.",
    "formål": "Det, mødet skal give.",
    "ramme": "Punkterne omkring blokkene, i den rækkefølge, de holdes.",
    "blokke": "Blokkene og deres faser. Minutterne må give sig mellem mindst og højst.",
    "cases": "Korte historier at tale om. Faserne peger på dem med deres id.",
    "emner": "Emner til borde med hvert sit.",
    "spørgeskema": "Sendes ud før mødet. Rettes ordlyden, skal spørgsmålet have et nyt id.",
    "evaluering": "Pakkens egne spørgsmål på afslutningsarket, højst to.",
    "handleplan": "Eksempler og felter ud over de fælles.",
    "fakta": "Påstande med kilde. Kun det bekræftede trykkes.",
    "faldgruber": "Det, der kan gå galt, og det, facilitatoren så gør.",
    "bokse": "Tekst i en ramme; ”på” siger, hvilke ark den kommer på.",
    "værktøjer": "Det, klinikkerne kan bruge bagefter.",
    "materialer": "Ud over det sædvanlige.",
    "forberedelse": "Det, der gøres før mødet.",
    "oplysninger": "Det, kun klyngen ved; skrives som {{id}} i en tekst.",
    "gæster": "Dem, pakken inviterer.",
}
# What is easier to read, and to change, on one line.
_BOUNDS: Final = re.compile(r"minutter:\n +mindst: (\d+)\n +helst: (\d+)\n +højst: (\d+)\n")
_IDS: Final = re.compile(
    r"(?m)^( *(?:- )?(?:spørgsmål|vis_også|cases|på|gæster|fakta|tal):)\n((?: +- [A-Za-z][\w-]*\n)+)"
)


def pack_text(pack: Pack) -> str:
    """A pack as `pakke.yaml`, with a line on what each part is.

    What equals its default is left out; read back, the text says exactly this pack.
    """
    data = plain(pack, defaults=False, written=True)
    data.setdefault("faglig_godkendelse", {})
    order = [key for key in plain(pack, written=True) if key in data]
    text = SCHEMA_LINE.format(SCHEMA_FILE) + _HEAD + "".join(_part(k, data[k]) for k in order)
    short = _IDS.sub(
        _on_one_line, _BOUNDS.sub(r"minutter: {mindst: \1, helst: \2, højst: \3}\n", text)
    )
    same = text_tree(short).data == text_tree(text).data
    return short if same else text


def _on_one_line(found: re.Match[str]) -> str:
    names = re.findall(r"- (\S+)", found[2])
    return f"{found[1]} [{', '.join(names)}]\n"


def _part(key: str, value: Any) -> str:  # noqa: ANN401 - plain data
    comment = f"# {_COMMENTS[key]}\n" if key in _COMMENTS else ""
    gap = "\n" if comment and key != "faglig_godkendelse" else ""
    return gap + comment + write_yaml({key: value})
