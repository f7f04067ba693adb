"""The same meeting gives the same bytes, wherever, whenever and on whatever computer it is built."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

import kits
from helpers_sheet import KLINIK
from klyngepakke.content.meeting import Participants
from klyngepakke.content.meeting_file import meeting_text

PEOPLE = """\
navn;klinik;ydernummer
Ærmine Øvreby;Klinik A;
Åse Aagaard;Klinik B;
Zita Ibsen;Klinik B;
Åge Ii;Klinik C;
Ida Istrup;Klinik D;
Émil Chr. Wøhlk;Klinik D;
"""
# A host's own setup: its folder of fonts is looked into before all else.
SETUP = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


def home_of(place: Path) -> Path:
    """A home with fonts that are called what ours are, and look like others."""
    home = place / "hjem på æøå"
    fonts = home / ".fonts"
    fonts.mkdir(parents=True)
    for family in ("Source Sans Pro", "Source Serif Pro", "Felt", "sans-serif"):
        font = TTFont(KLINIK / "fonts" / "SourceSerifPro-Semibold.ttf")
        for name in font["name"].names:
            if name.nameID in {1, 4, 16}:
                name.string = family
            elif name.nameID in {2, 17}:
                name.string = "Regular"
        font.save(fonts / f"{family}.ttf")
    (home / ".local" / "share").mkdir(parents=True)
    (home / ".local" / "share" / "fonts").symlink_to(fonts)
    (home / "fonts.conf").write_text(
        SETUP.format(fonts=fonts, cache=home / "cache"), encoding="utf-8"
    )
    return home


def places(place: Path) -> list[dict[str, object]]:
    """Three computers on which everything differs that may differ."""
    home = home_of(place)
    return [
        {"umask": 0o022, "name": "a", "env": {"HOME": "/", "LC_ALL": "C", "TZ": "UTC"}},
        {
            "umask": 0o077,
            "name": "Mødet i Ærø (2)",
            "env": {
                "HOME": str(home),
                "XDG_DATA_HOME": str(home / ".local" / "share"),
                "FONTCONFIG_FILE": str(home / "fonts.conf"),
                "FONTCONFIG_PATH": str(home),
                "LC_ALL": "da_DK.UTF-8",
                "TZ": "Pacific/Kiritimati",
                "PYTHONHASHSEED": "1",
            },
        },
        {
            "umask": 0,
            "name": "c/d/e",
            "env": {
                "HOME": str(home),
                "FONTCONFIG_SYSROOT": str(home),
                "LANG": "tr_TR.UTF-8",
                "TZ": "America/Los_Angeles",
                "PYTHONHASHSEED": "4711",
                "PYTHONUTF8": "0",
                "COLUMNS": "300",
            },
        },
    ]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """What each of the computers makes of one meeting: its files by name."""
    place = tmp_path_factory.mktemp("ens")
    participants = Participants(file="deltagere.csv")
    text = meeting_text(kits.meeting("generalforsamling", 10, participants=participants))
    return [built(place / "steder", text, **where) for where in places(place)]


def built(place: Path, text: str, *, name: str, umask: int, env: dict[str, str]) -> dict:
    """Build a meeting in a process of its own, and give its files."""
    folder = place / name
    folder.mkdir(parents=True)
    (folder / "moede.yaml").write_text(text, "utf-8")
    (folder / "deltagere.csv").write_text(PEOPLE, "utf-8-sig")
    done = subprocess.run(
        [sys.executable, "-m", "klyngepakke", "byg", folder.name],
        capture_output=True,
        check=False,
        cwd=folder.parent,
        umask=umask,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(part for part in sys.path if part),
            **env,
        },
    )
    assert done.returncode in {0, 6}, done.stdout + done.stderr
    files = (folder / "til-print").rglob("*")
    return {str(f.relative_to(folder)): f.read_bytes() for f in files if f.is_file()}


@pytest.mark.parametrize("other", [1, 2])
def test_every_file_is_the_same(made, other):
    """Time zone, language, folder, home, hash seed, rights and the host's fonts say nothing."""
    assert len(made[0]) > 5
    assert made[other].keys() == made[0].keys()
    assert [name for name, data in made[0].items() if made[other][name] != data] == []
