"""The wheel, not the tree: what is installed far from the checkout does the same."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

import kits

ROOT = Path(__file__).parents[1]
MEETING = ["--pakke", "emnevalg", "--deltagere", "10"]

pytestmark = pytest.mark.xdist_group("wheel")


def run(*command, **options):
    """Run a command and give what it printed."""
    done = subprocess.run(
        [str(c) for c in command], capture_output=True, text=True, check=False, **options
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def wheel(source, target):
    """Build the wheel of a project from a copy of it, and give its path."""
    copy = target / f"kilde-{source.name}"
    shutil.copytree(
        source,
        copy,
        ignore=shutil.ignore_patterns(
            ".git", ".venv", "demo", "dist", "proof", "__pycache__", ".*_cache"
        ),
    )
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", target, cwd=copy)
    (made,) = (
        target.glob(f"{source.name.replace('-', '_')}-*.whl")
        if source != ROOT
        else (target.glob("klyngepakke-[0-9]*.whl"))
    )
    return made


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    """The wheels of klyngepakke and of the third party's pack."""
    target = tmp_path_factory.mktemp("hjul")
    return wheel(ROOT, target), wheel(ROOT / "examples" / "klyngepakke-eksempel", target)


@pytest.fixture(scope="module")
def fresh(wheels, tmp_path_factory):
    """A fresh environment with the wheels and their dependencies, and nothing of the checkout."""
    place = tmp_path_factory.mktemp("frisk") / "env"
    run(sys.executable, "-m", "venv", "--without-pip", place)
    site = Path(
        run(
            place / "bin" / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"
        ).strip()
    )
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if "klyngepakke" not in entry.name:
            (site / entry.name).symlink_to(entry)
    pip((place, site), "install", "--quiet", "--no-deps", "--no-index", *wheels)
    return place, site


def pip(fresh, *words):
    """Run pip on the fresh environment."""
    run(sys.executable, "-m", "pip", "--python", fresh[0] / "bin" / "python", *words)


def program(fresh):
    """The installed program."""
    return fresh[0] / "bin" / "klyngepakke"


def files(folder):
    """What lies in a folder and below, by name."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def unsealed(made):
    """The same files, the seal in `indhold.json` broken off."""
    bare = re.sub(rb'"segl": "[0-9a-f]*"', b'"segl": ""', made["indhold.json"])
    return {**made, "indhold.json": bare}


def test_the_wheel_carries_everything(wheels):
    """Packs, theme, templates, fonts and licences are in the one wheel; nothing else is."""
    with zipfile.ZipFile(wheels[0]) as archive:
        names = set(archive.namelist())

    for needed in (
        "klyngepakke/content/faelles.yaml",
        "klyngepakke/printing/ark/ark.html",
        "klyngepakke/printing/ark/basis.css",
        "klyngepakke/printing/fonts.conf",
        "klyngepakke/py.typed",
        "klyngepakke_trivsel/pakke.yaml",
        "klyngepakke_klinik/udseende.yaml",
        "klyngepakke_klinik/fonts/SourceSansPro-Regular.ttf",
        "klyngepakke_klinik/fonts/OFL-SourceSansPro.txt",
    ):
        assert needed in names
    assert {n.split("/")[0].split("-")[0] for n in names} <= {
        "klyngepakke",
        *(f.name for f in (ROOT / "packs").iterdir()),
        *(f.name for f in (ROOT / "themes").iterdir()),
    }
    tree = {
        path.relative_to(base).as_posix()
        for base in (ROOT / "src", ROOT / "packs", ROOT / "themes")
        for path in base.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert tree <= names


def test_the_installed_program_builds_the_same_bytes(fresh, tmp_path):
    """Far from the checkout the same meeting gives the same files, byte for byte.

    But for the seal: it vouches for one program on one computer, and here are two.
    """
    far, near = tmp_path / "fjern" / "til-print", kits.kit("emnevalg", 10).built.folder
    run(program(fresh), "eksempel", far.parent, *MEETING, cwd=tmp_path)
    run(program(fresh), "byg", far.parent, cwd=tmp_path)

    made, twin = unsealed(files(far)), unsealed(files(near))
    assert made.keys() == twin.keys()
    assert [name for name, data in made.items() if twin[name] != data] == []


def test_a_third_partys_pack_is_found_and_built(fresh, tmp_path):
    """A pack from a distribution of its own is listed with its origin, and builds a meeting."""
    listed = json.loads(run(program(fresh), "pakke", "liste", "--json"))
    origins = {p["id"]: p["oprindelse"] for p in listed["pakker"]}

    run(program(fresh), "eksempel", tmp_path / "m", "--pakke", "telefontid", "--deltagere", "12")
    run(program(fresh), "byg", tmp_path / "m", "--html")

    assert origins["telefontid"] == "klyngepakke-eksempel 1.0"
    assert list((tmp_path / "m" / "til-print").glob("*-opkaldsliste.html"))


def test_removing_an_entry_point_removes_that_pack_alone(fresh):
    """Packs come in through entry points only: without its line a pack is gone, the rest stay."""
    site = fresh[1]
    (info,) = site.glob("klyngepakke-[0-9]*.dist-info")
    entries = info / "entry_points.txt"
    before = entries.read_text("utf-8")
    known = {p["id"] for p in json.loads(run(program(fresh), "pakke", "liste", "--json"))["pakker"]}
    kept = [x for x in before.splitlines() if not x.startswith("samarbejde =")]
    entries.write_text("\n".join(kept) + "\n", "utf-8")
    try:
        left = json.loads(run(program(fresh), "pakke", "liste", "--json"))
    finally:
        entries.write_text(before, "utf-8")

    assert known - {p["id"] for p in left["pakker"]} == {"samarbejde"}
    assert left["ubrugelige"] == []


def test_a_new_distribution_is_installed_and_tests_itself(fresh, tmp_path):
    """What `pakke ny --distribution` writes installs with pip, is found, and passes its tests."""
    project = tmp_path / "projekt"
    run(program(fresh), "pakke", "ny", project, "--standard", "--distribution", cwd=tmp_path)
    pip(fresh, "install", "--quiet", "--no-deps", "--no-index", "--no-build-isolation", project)
    listed = json.loads(run(program(fresh), "pakke", "liste", "--json", cwd=tmp_path))
    origins = {p["id"]: p["oprindelse"] for p in listed["pakker"]}

    said = run(fresh[0] / "bin" / "python", "-m", "pytest", "--opdater", cwd=project)

    assert origins["projekt"] == "klyngepakke-projekt 1.0"
    assert "2 passed" in said
    assert (project / "tests" / "sider" / "handleplan.txt").is_file()


def test_the_fresh_environment_does_not_see_the_checkout(fresh):
    """The program that was tested is the wheel's."""
    where = run(
        fresh[0] / "bin" / "python", "-c", "import klyngepakke; print(klyngepakke.__file__)"
    )

    assert str(fresh[1]) in where
    assert os.fspath(ROOT) not in where
