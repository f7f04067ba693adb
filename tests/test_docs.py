"""The documentation: what it shows is read, built and followed, as a reader would."""

from __future__ import annotations

import argparse
import dataclasses
import inspect
import re
import shlex
import shutil
import subprocess
import sys
import types
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_type_hints
from urllib.parse import unquote

import pluggy
import pytest
import yaml

import helpers_pdf
from kits import warm
from klyngepakke import hookspecs
from klyngepakke.commands import line
from klyngepakke.content._yaml import read_tree
from klyngepakke.content.checking import pack_problems
from klyngepakke.content.cluster_file import CLUSTER_FILE, ClusterFile, read_cluster
from klyngepakke.content.folders import pack_in
from klyngepakke.content.frame import meeting_from
from klyngepakke.content.meeting import Answers, Meeting
from klyngepakke.content.meeting_file import read_meeting
from klyngepakke.content.pack import Pack
from klyngepakke.content.reading import read, write_yaml
from klyngepakke.content.series_file import FOLDER, HEADINGS, read_series
from klyngepakke.content.theme import read_theme
from klyngepakke.planning.kit import kit
from klyngepakke.planning.print_set import DIVIDER
from klyngepakke.plugins import catalogue
from klyngepakke.printing.produce import produce
from klyngepakke.road import prepare
from klyngepakke.road.series import planned
from klyngepakke.writing.distribution import Project, project_files
from klyngepakke.writing.new_pack import NewPack, make_pack
from klyngepakke.writing.new_theme import NewTheme, make_theme

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
DOCS = (README, ROOT / "CHANGELOG.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").glob("*.md")))
_GUIDES = {"facilitator.md", "serie.md", "pakkeforfatter.md", "developer.md"}
GUIDES = tuple(d for d in DOCS if d.name in _GUIDES)

MEETING, PART_OF_MEETING = "# moede.yaml", "# moede.yaml, uddrag"
PACK, PART_OF_PACK = "# pakke.yaml", "# pakke.yaml, uddrag"
ANSWERS, THEME, CLUSTER = "# svar.yaml", "# udseende.yaml", "# klynge.yaml"
SERIES = "# serie.yaml"
NEW_PACK, NEW_THEME = "# pakkesvar.yaml", "# udseendesvar.yaml"
PRE_COMMIT = "# .pre-commit-config.yaml"
MARKS = {MEETING, PART_OF_MEETING, PACK, PART_OF_PACK, ANSWERS, THEME, CLUSTER, PRE_COMMIT}
MARKS |= {NEW_PACK, NEW_THEME, SERIES}
LOGO = '<svg viewBox="0 0 20 10" xmlns="http://www.w3.org/2000/svg" width="10" height="10"><circle r="4"/></svg>'


@dataclass(frozen=True)
class Block:
    """One code block of a page."""

    page: Path
    line: int
    language: str
    text: str

    @property
    def mark(self) -> str:
        """The first line, which says what kind of file the block is."""
        return self.text.split("\n", 1)[0].strip()

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}"


@cache
def blocks(*languages):
    """Every code block of the pages in one of the languages."""
    found = []
    for page in DOCS:
        text = page.read_text("utf-8")
        for hit in re.finditer(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            number = text.count("\n", 0, hit.start()) + 2
            found.append(Block(page, number, hit[1], hit[2]))
    return tuple(block for block in found if block.language in languages)


def marked(*marks):
    """The YAML blocks with one of these marks, named by page and line."""
    return [pytest.param(b, id=str(b)) for b in blocks("yaml") if b.mark in marks]


def whole(page, mark):
    """The first whole file of a kind on a page."""
    return next(b for b in blocks("yaml") if b.page.name == page and b.mark == mark)


def written(folder, name, text):
    """Write a file, and say where."""
    folder.mkdir(exist_ok=True, parents=True)
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def merged(folder, name, base, part):
    """A file with the keys of one block, and of another where the first lacks them."""
    trees = [
        read_tree(written(folder, f"del-{i}.yaml", b.text), shown_as=str(b))
        for i, b in enumerate((base, part))
    ]
    assert [t.faults for t in trees] == [(), ()]
    return written(folder, name, write_yaml(trees[0].data | trees[1].data))


@cache
def packs():
    """Everything that is installed."""
    return catalogue()


# --- YAML ----------------------------------------------------------------------------------


@pytest.mark.parametrize("block", [pytest.param(b, id=str(b)) for b in blocks("yaml")])
def test_every_yaml_block_says_what_it_is(block):
    """No YAML block escapes the tests below: its first line names the file it is from."""
    assert block.mark in MARKS


@pytest.mark.parametrize("block", marked(MEETING, PART_OF_MEETING))
def test_every_piece_of_a_meeting_can_be_planned(block, tmp_path):
    """Put into the guide's own meeting, each piece is planned, and there is nothing to warn of."""
    base = whole("facilitator.md", MEETING)
    merged(tmp_path, "moede.yaml", base, block)
    written(tmp_path, "logo.svg", LOGO)
    written(tmp_path, "deltagere.csv", next(b.text for b in blocks("csv")))

    ready = prepare(tmp_path, packs())

    assert ready.kit.warnings == ()
    assert ready.kit.documents


@pytest.mark.parametrize("block", marked(ANSWERS))
def test_every_answers_file_makes_a_meeting(block, tmp_path):
    """Each answers file shown becomes a whole meeting."""
    path = written(tmp_path, "svar.yaml", block.text)

    assert meeting_from(read(path, Answers).value, packs().packs).program


@pytest.mark.parametrize("block", marked(CLUSTER))
def test_every_cluster_shown_gives_its_meeting_what_is_usual(block, tmp_path):
    """Each cluster's file shown is read, and the meeting made beside it has its own points."""
    written(tmp_path, CLUSTER_FILE, block.text)
    file = read_cluster(tmp_path)

    done = typed("klyngepakke ny foraar --standard", tmp_path)
    made = read_meeting(tmp_path / "foraar").value

    assert (done.returncode, done.stderr) == (0, "")
    assert made.cluster == file.cluster
    assert {p.title for p in file.standing} <= {p.title for p in made.program}


@pytest.mark.parametrize("block", marked(SERIES))
def test_every_series_shown_can_be_planned(block, tmp_path):
    """Each series shown, with the example's meeting, is one order a cluster."""
    shutil.copytree(ROOT / "examples" / "serie" / "moede", tmp_path / "moede")
    series = read_series(written(tmp_path, "serie.yaml", block.text))

    assert len(planned(series, packs(), tmp_path / "klynger")) == block.text.count("navn: ") > 1


def test_every_heading_of_a_series_is_in_its_guide():
    """The short headings are in the guide for series, and in its table there is no other."""
    guide = (ROOT / "docs" / "serie.md").read_text("utf-8")
    rows = [row.split("|")[1] for row in guide.splitlines() if row.startswith("| `")]
    told = {name.replace(" ", "_") for row in rows for name in re.findall("`([^`]+)`", row)}

    assert told == {*HEADINGS, FOLDER} - {"klynge"}


@pytest.mark.parametrize("block", marked(PACK))
def test_every_whole_pack_is_in_order(block, tmp_path):
    """Each pack shown whole is read, and everything in it that points somewhere arrives."""
    found = read(written(tmp_path, "pakke.yaml", block.text), Pack)

    assert pack_problems(found, tmp_path) == ()


@pytest.mark.parametrize("block", marked(PART_OF_PACK))
def test_every_piece_of_a_pack_is_read(block, tmp_path):
    """Put into the guide's own pack, each piece is read, and all it points at is there."""
    path = merged(tmp_path, "pakke.yaml", whole("pakkeforfatter.md", PACK), block)
    for name in re.findall(r"skabelon: (\S+)", block.text):
        written((tmp_path / name).parent, Path(name).name, "")

    assert pack_problems(read(path, Pack), tmp_path) == ()


@pytest.mark.parametrize("block", marked(NEW_PACK))
def test_every_file_of_answers_makes_a_pack(block, tmp_path):
    """Each file of answers shown has every key, and becomes a pack that is in order."""
    answers = read(written(tmp_path, "pakkesvar.yaml", block.text), NewPack).value

    assert set(keys(NewPack)) == set(read_tree(tmp_path / "pakkesvar.yaml", shown_as="svar").data)
    assert pack_in(make_pack(tmp_path / "p", answers)).pack.id == answers.name


@pytest.mark.parametrize("block", marked(NEW_THEME))
def test_every_file_of_answers_makes_a_theme(block, tmp_path):
    """Each file of answers shown has every key, and becomes a theme that can be read."""
    answers = read(written(tmp_path, "udseendesvar.yaml", block.text), NewTheme).value
    written(tmp_path, answers.logo, LOGO)
    shutil.copytree(ROOT / "themes" / "klyngepakke_klinik" / "fonts", tmp_path / answers.fonts[0])

    assert set(keys(NewTheme)) == set(read_tree(tmp_path / "udseendesvar.yaml", shown_as="").data)
    assert read_theme(make_theme(tmp_path / "u", answers, tmp_path)).id == answers.name


@pytest.mark.parametrize("block", marked(THEME))
def test_every_theme_shown_can_be_read(block, tmp_path):
    """Each look shown is read, with the files that it names beside it."""
    for name in re.findall(r"[\w/-]+\.(?:css|ttf|svg)", block.text):
        written((tmp_path / name).parent, Path(name).name, "")
    written(tmp_path, "udseende.yaml", block.text)

    assert read_theme(tmp_path).id


# --- Keys ----------------------------------------------------------------------------------


def keys(type_):
    """The Danish keys of a type, and of everything that stands under them."""
    for field in dataclasses.fields(type_):
        yield field.metadata["alias"]
    for hint in get_type_hints(type_, include_extras=True).values():
        yield from (key for inner in types_in(hint) for key in keys(inner))


def types_in(hint):
    """The types with keys in an annotation."""
    if dataclasses.is_dataclass(hint) and all(
        "alias" in f.metadata for f in dataclasses.fields(hint)
    ):
        yield hint
    yield from (inner for argument in get_args(hint) for inner in types_in(argument))


@pytest.mark.parametrize(
    ("type_", "guides"),
    # a pack's points and changes are those of a meeting, and are told there
    [
        (Meeting, ["facilitator.md"]),
        (ClusterFile, ["facilitator.md"]),
        (Pack, ["pakkeforfatter.md", "facilitator.md"]),
    ],
)
def test_every_key_is_in_its_guide(type_, guides):
    """Each key that can be written stands in the guide for the one who writes it."""
    told = "\n".join((ROOT / "docs" / guide).read_text("utf-8") for guide in guides)

    missing = {k for k in keys(type_) if not re.search(rf"(?m)(^|[`{{ *]){k}([`*]|:)", told)}

    assert missing == set()


# --- Commands ------------------------------------------------------------------------------


def commands():
    """Every command with its parser."""
    return sorted(line._parser()[1].items())


@pytest.mark.parametrize(("name", "parser"), commands())
def test_every_command_and_option_is_documented(name, parser):
    """A command stands in the guides as it is typed, and so does each of its options."""
    told = "\n".join(guide.read_text("utf-8") for guide in GUIDES)
    options = {
        option
        for action in parser._actions
        for option in action.option_strings
        if option.startswith("--")
    }

    assert re.search(rf"\bklyngepakke {name}\b", told)
    assert {o for o in options if not re.search(rf"{o}(?![\w-])", told)} == set()


def shown_commands():
    """Every line of a shell block that starts the program."""
    for block in blocks("sh"):
        for text in block.text.splitlines():
            if text.startswith("klyngepakke "):
                yield pytest.param(text, id=f"{block}: {text}")


@pytest.mark.parametrize("text", list(shown_commands()))
def test_every_command_shown_can_be_typed(text):
    """A command line in the guides is one that the program understands."""
    top, parsers = line._parser()
    words = shlex.split(text.partition(" > ")[0], comments=True)[1:]
    line._known_command([w for w in words if not w.startswith("-")], parsers)
    found, extra = top.parse_known_args(words)

    assert extra == []
    assert isinstance(found, argparse.Namespace)
    assert callable(found.run)


def typed(text, folder):
    """Run a command line of the README as a reader does."""
    words = shlex.split(text, comments=True)
    assert words[0] == "klyngepakke"
    return subprocess.run(
        [sys.executable, "-m", "klyngepakke", *words[1:]],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def section(title):
    """One section of the README, as its shell lines."""
    text = README.read_text("utf-8")
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, title
    lines = re.findall(r"^klyngepakke .*$", found[1], re.MULTILINE)
    assert lines
    return lines


def test_the_first_meeting_of_the_readme_is_built(tmp_path):
    """Typed one after another, the lines under the first meeting give a kit to print."""
    for text in section("Et første møde"):
        if " byg " in text:
            warm(tmp_path / "foraar")
        done = typed(text, tmp_path)
        assert (done.returncode, done.stderr) == (0, ""), text

    names = [file.name for file in (tmp_path / "foraar" / "til-print").iterdir()]
    assert "01-printliste.pdf" in names
    assert "indhold.json" in names
    assert len([name for name in names if name.endswith(".pdf")]) > 5


def test_the_first_pack_of_the_readme_is_built(tmp_path):
    """The lines of the README make a pack, check it and build it; nobody is there to be asked."""
    for text in section("En første pakke"):
        asks = " --standard" if " pakke ny " in text else ""
        done = typed(text + asks, tmp_path)
        assert (done.returncode, done.stderr) == (0, ""), text

    made = list((tmp_path / "pausemoede" / "til-print").glob("*-bordark-*.pdf"))
    assert made


# --- Sheets --------------------------------------------------------------------------------

EVERYTHING = """\
id: alt
titel: Alt
dage:
  - {dato: 2027-03-04, start: 9.00, slut: 21.00}
  - {dato: 2027-03-05, start: 9.00, slut: 21.00}
deltagere: DELTAGERE
besvaret: nej
gæster: [{id: gaest, titel: Gæsten}]
pakker: {}
program:
  - {slags: velkomst, minutter: 10}
  - {slags: opfølgning, minutter: 10}
  - {slags: frit_emne, minutter: 10}
  - {slags: afstemning, minutter: 10, afstemning: {forslag: Forslaget}}
BLOKKE
  - {slags: afslutning, minutter: 10, dag: 2}
"""


def meeting_of_everything(folder, participants):
    """A meeting with every block of every pack, a vote, a guest and a free topic."""
    points = []
    for number, loaded in enumerate(packs().packs.values()):
        day = 1 + number % 2
        points += [(day, f"{loaded.pack.id}/{block.id}") for block in loaded.pack.blocks]
    blocks_ = "\n".join(f"  - {{blok: {b}, dag: {d}, gæster: [gaest]}}" for d, b in sorted(points))
    text = EVERYTHING.replace("DELTAGERE", participants).replace("BLOKKE", blocks_)
    written(folder, "moede.yaml", text)
    return prepare(folder, packs()).kit


def test_every_sheet_of_the_core_is_in_the_guide(tmp_path):
    """A facilitator can leave out each sheet: its id stands in the guide's table, and no other."""
    written(tmp_path, "deltagere.csv", next(b.text for b in blocks("csv")))
    kits = [
        meeting_of_everything(tmp_path, people)
        for people in ("{antal: 30}", "{fil: deltagere.csv}")
    ]
    made = {d.sheet for kit in kits for d in kit.documents if d.pack is None} | {DIVIDER}
    guide = (ROOT / "docs" / "facilitator.md").read_text("utf-8")
    table = guide.partition("## Arkene")[2].partition("\n## ")[0]
    rows = [row.split("|")[2] for row in table.splitlines() if row.startswith("|")]

    assert made == {name for row in rows for name in re.findall(r"`([a-z-]+)`", row)}


# --- Hooks ---------------------------------------------------------------------------------


def hooks():
    """Every hook with its arguments, as the developer's guide heads its section."""
    for name, function in sorted(vars(hookspecs).items()):
        if hasattr(function, f"{hookspecs.GROUP}_spec"):
            arguments = ", ".join(inspect.signature(function).parameters)
            yield f"`{name}({arguments})`"


def test_every_hook_has_a_section():
    """The developer's guide has one section a hook, headed by its real signature, and no more."""
    text = (ROOT / "docs" / "developer.md").read_text("utf-8")

    assert sorted(re.findall(r"^### (`klyngepakke_\w+\(.*\)`)$", text, re.MULTILINE)) == list(
        hooks()
    )


def of_plugins():
    """The code in the guides, an author's own tests left out."""
    return [b for b in blocks("python") if "klyngepakke.testing" not in b.text]


def test_the_tests_shown_are_those_that_are_made():
    """The tests in the guide for authors are what `pakke ny --distribution` writes."""
    shown = [b.text for b in blocks("python") if "klyngepakke.testing" in b.text]
    made = project_files(Project("pauser", "Pauser", "klyngepakke_pauser"))

    assert shown == [made["tests/test_pakke.py"].decode()]


def test_the_hook_shown_is_there(tmp_path):
    """What the guide has pre-commit run is in our file of hooks, and takes the names of files."""
    (block,) = [b for b in blocks("yaml") if b.mark == PRE_COMMIT]
    shown = read_tree(written(tmp_path, "c.yaml", block.text), shown_as="c").data
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    changed = ["p/pakke.yaml", "pakker/q/pakke.yaml"]
    words = [*shlex.split(hook["entry"])[1:], *hook["args"], *changed]
    found = line._parser()[0].parse_args(words)

    assert shown["repos"][0]["hooks"] == [{"id": hook["id"]}]
    assert all(re.search(hook["files"], name) for name in changed)
    assert not re.search(hook["files"], "min-pakke.yaml")
    assert [folder.as_posix() for folder in found.folders] == changed


@pytest.mark.parametrize("block", [pytest.param(b, id=str(b)) for b in of_plugins()])
def test_every_plugin_shown_is_one(block):
    """Each piece of code in the guides is a plugin with one hook, spelt right."""
    module = types.ModuleType("vist")
    exec(compile(block.text, str(block), "exec"), vars(module))  # noqa: S102 - our own guides
    manager = pluggy.PluginManager(hookspecs.GROUP)
    manager.add_hookspecs(hookspecs)
    manager.register(module)

    manager.check_pending()

    assert len(manager.get_hookcallers(module)) == 1


def test_the_document_shown_is_printed(tmp_path):
    """The sheet that the developer's guide adds comes out on paper with the meeting's title."""
    block = next(b for b in blocks("python") if "def klyngepakke_documents" in b.text)
    names: dict[str, Any] = {}
    exec(compile(block.text, str(block), "exec"), names)  # noqa: S102 - our own guides
    written(tmp_path, "moede.yaml", whole("facilitator.md", MEETING).text)
    ready = prepare(tmp_path, packs())
    made = kit(ready.plan, names["klyngepakke_documents"](ready.plan))

    sheet = produce(made.documents[-1], ready.theme)

    assert ready.plan.meeting.title in helpers_pdf.text(sheet.pdf)
    assert sheet.notes == ()


# --- Links and pictures --------------------------------------------------------------------


def anchors(page):
    """The fragments that headings of a page answer to, as the usual viewers make them."""
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
        plain = re.sub(r"[^\w\- ]", "", heading.strip().lower())
        yield plain.replace(" ", "-")


def links():
    """Every link and picture that leads to a file of the project or a heading."""
    for page in DOCS:
        text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
        targets = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'src="([^"]+)"', text)
        for target in targets:
            if not re.match(r"[a-z]+:", target):
                yield pytest.param(page, unquote(target), id=f"{page.name}: {target}")


@pytest.mark.parametrize(("page", "target"), list(links()))
def test_every_link_leads_somewhere(page, target):
    """A link in the documentation leads to a file of the project, and to a heading in it."""
    name, _, fragment = target.partition("#")
    file = (page.parent / name).resolve() if name else page

    assert file.exists()
    assert file.is_relative_to(ROOT)
    if fragment:
        assert fragment in set(anchors(file))


def test_pictures_are_shown_and_small():
    """Each picture is shown by the README or a guide, and is small enough for a clone."""
    shown = "\n".join(page.read_text("utf-8") for page in DOCS)
    pictures = sorted((ROOT / "docs" / "billeder").glob("*.png"))

    assert 4 <= len(pictures) <= 7
    for picture in pictures:
        assert f"billeder/{picture.name}" in shown
        assert picture.read_bytes().startswith(b"\x89PNG")
        assert picture.stat().st_size <= 60_000
