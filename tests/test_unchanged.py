"""A build of the same does nothing: it is known before anything is read, and never wrongly."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

import helpers_pack
import kits
from helpers_pack import TEMPLATE
from helpers_sheet import document, page, plain_theme
from klyngepakke import digests
from klyngepakke.commands.closing import told
from klyngepakke.commands.line import main
from klyngepakke.content.meeting import Participants
from klyngepakke.content.meeting_file import meeting_text
from klyngepakke.content.names import MEETING_FILE
from klyngepakke.content.theme import read_theme
from klyngepakke.errors import BusyError, FileError, InputError
from klyngepakke.planning.wishes import Wishes
from klyngepakke.plugins import catalogue
from klyngepakke.printing import templates
from klyngepakke.printing.bundle import Bundle
from klyngepakke.printing.fetching import Refused, Shelf, pack_url
from klyngepakke.road import build
from klyngepakke.unchanged import sealed, seen, standing

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="XDG_DATA_HOME moves the folder")

ROOT = Path(__file__).parents[1]
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 4"><path d="M0 0h9v4"/></svg>'
PEOPLE = "navn;klinik\nÆrmine Øvreby;Klinik A\nÅse Aagaard;Klinik B\nZita Ibsen;Klinik B\n"


def pack(folder: Path, name: str) -> Path:
    """A pack with a sheet and a picture of its own."""
    own = helpers_pack.pack(folder / name, id_=name, sheet=TEMPLATE.format("Pause!"))
    (own / "billeder").mkdir(exist_ok=True)
    (own / "billeder" / "model.svg").write_text(PICTURE, "utf-8")
    return own


def written(place: Path) -> Path:
    """A meeting with a list and a logo, and packs wherever packs may lie."""
    pack(place / "hjem" / "data" / "klyngepakke" / "pakker", "hentet")
    pack(place / "faelles", "delt")
    pack(place / "mine", "egen")
    shutil.copytree(ROOT / "examples" / "udseender" / "fjorden", place / "mine" / "fjorden")
    meeting = kits.meeting("emnevalg", 10, participants=Participants(file="lister/folk.csv"))
    meeting = replace(meeting, cluster=replace(meeting.cluster, logo="logo.svg"))
    folder = place / "moede"
    (folder / "lister").mkdir(parents=True)
    (folder / MEETING_FILE).write_text(meeting_text(meeting), "utf-8")
    (folder / "lister" / "folk.csv").write_text(PEOPLE, "utf-8-sig")
    (folder / "logo.svg").write_text(PICTURE, "utf-8")
    return folder


def at(place: Path, monkeypatch) -> None:
    """Be at home in a place."""
    monkeypatch.setenv("XDG_DATA_HOME", str(place / "hjem" / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(place / "hjem" / "config"))
    monkeypatch.setenv("KLYNGEPAKKE_PAKKER", str(place / "faelles"))


def asked(place: Path, **options: object):
    """What was seen and what stands in a place, when this is asked for."""
    html = bool(options.pop("html", True))
    wishes = Wishes(**options)
    now = seen(place / "moede", [place / "mine"], wishes, html=html)
    return now, standing(place / "moede", now, wishes, html=html)


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """A place with a meeting that was built, once."""
    place = tmp_path_factory.mktemp("sted")
    folder = written(place)
    with pytest.MonkeyPatch.context() as patch:
        at(place, patch)
        before, nothing = asked(place)
        assert nothing is None
        known = catalogue([place / "mine"])
        assert {"hentet", "delt", "egen"} <= known.packs.keys()
        built = build(folder, known, html=True, before=before)
    return place, built


@pytest.fixture
def place(original, tmp_path, monkeypatch):
    """A copy of it somewhere else, where one is at home."""
    copy = tmp_path / "et andet sted"
    shutil.copytree(original[0], copy)
    at(copy, monkeypatch)
    return copy


def whole(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file below a folder with its time and its bytes."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(f): (f.stat().st_mtime_ns, f.read_bytes()) for f in files}


# --- Nothing has changed ----------------------------------------------------------------------


def test_the_same_is_known_again_in_another_place(place, original):
    """What is said is what the build said, and nothing is written."""
    before = whole(place)

    _, found = asked(place)

    built = original[1]
    assert (found.warnings, found.paper) == (built.warnings, built.paper)
    mine = [line for line in told(found, Path("m")) if "Mødemappen" not in line]
    assert mine == [line for line in told(built, Path("m")) if "Mødemappen" not in line]
    assert whole(place) == before


def test_nothing_is_read_or_started_for_it(place):
    """The command, in a process of its own: no YAML, no models, no templates, no road."""
    before = whole(place / "moede")
    words = ["byg", "moede", "--html", "--pakker", "mine"]

    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "klyngepakke", *words],
        cwd=place,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(part for part in sys.path if part)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.startswith(
        "Intet er ændret siden sidst, så til-print er, som den skal være."
    )
    assert "Byg igen med: klyngepakke byg moede --pakker mine --html\n" in done.stdout
    modules = set(re.findall(r"\| +([\w.]+)$", done.stderr, re.MULTILINE))
    assert "klyngepakke.unchanged" in modules
    heavy = ("yaml", "pydantic", "pluggy", "jinja2", "weasyprint", "importlib.metadata")
    assert modules.isdisjoint({*heavy, "klyngepakke.road", "klyngepakke.plugins", "subprocess"})
    assert whole(place / "moede") == before


def test_the_exit_code_and_the_warnings_are_those_of_the_build(tmp_path, capsys):
    """What is to be looked at before printing is said each time; a link check is never skipped."""
    meeting = kits.meeting("emnevalg", 10)
    kits.write(meeting, tmp_path)
    file = tmp_path / MEETING_FILE
    text = file.read_text("utf-8")
    file.write_text(re.sub("slut: .*", "slut: 17.15", text), "utf-8")
    words = ["byg", str(tmp_path), "--html"]
    first = main(words), capsys.readouterr()

    again = main(words), capsys.readouterr()

    assert "Intet er ændret siden sidst" not in first[1].out
    assert "Intet er ændret siden sidst" in again[1].out
    assert again[0] == first[0] == 6
    assert again[1].err == first[1].err != ""
    main([*words, "--tjek-links"])
    assert "Intet er ændret siden sidst, så" not in capsys.readouterr().out
    main([*words, "--haefte"])
    assert "Intet er ændret siden sidst, så" not in capsys.readouterr().out


def test_what_was_to_be_printed_again_still_is(place):
    """Who builds twice before they print does not lose the file of what is changed."""
    folder = place / "moede" / "til-print"
    content = json.loads((folder / "indhold.json").read_bytes())
    (folder / "print-aendringer.pdf").write_bytes(b"%PDF")
    entry = {"fil": "print-aendringer.pdf", "titel": "", "sider": 6}
    content["andre_filer"].append({**entry, "sha256": digests.file_digest(folder / entry["fil"])})
    resealed(place, {**content, "segl": ""})

    _, found = asked(place)

    lines = list(told(found, Path("m")))
    assert any(
        "igen efter sidste ændring, ligger samlet i print-aendringer.pdf" in x for x in lines
    )


def resealed(place: Path, content: dict) -> None:
    """Write an `indhold.json` as a build would have sealed it."""
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    seal = asked(place)[0].seal(text)
    file = place / "moede" / "til-print" / "indhold.json"
    file.write_text(text.replace('"segl": ""', f'"segl": "{seal}"', 1), "utf-8")


def test_the_folder_is_locked_meanwhile(place):
    """A build that is writing is not looked at."""
    code = (
        "import sys, pathlib; from klyngepakke.files import locked\n"
        "with locked(pathlib.Path(sys.argv[1])): print(flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(place / "moede")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(part for part in sys.path if part)},
    ) as other:
        other.stdout.readline()
        with pytest.raises(BusyError):
            asked(place)
        other.stdin.close()


# --- Something has ----------------------------------------------------------------------------


def append(name: str, place: Path) -> None:
    """One more byte at the end of a file."""
    with (place / name).open("ab") as file:
        file.write(b" ")


def remove(name: str, place: Path) -> None:
    """Take a file away."""
    next(place.glob(name)).unlink()


def add(name: str, place: Path) -> None:
    """A file that was not there."""
    (place / name).parent.mkdir(parents=True, exist_ok=True)
    (place / name).write_text("ny", "utf-8")


def install(place: Path) -> None:
    """One more pack."""
    pack(place / "hjem" / "data" / "klyngepakke" / "pakker", "ny")


def share(place: Path) -> None:
    """One more shared folder, in the person's own file."""
    pack(place / "andres", "fremmed")
    file = place / "hjem" / "config" / "klyngepakke" / "kilder.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(f'mapper: ["{place / "andres"}"]\n', "utf-8")


def edit(old: str, new: str, place: Path) -> None:
    """Another text in indhold.json."""
    file = place / "moede" / "til-print" / "indhold.json"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


CHANGES = {
    "the meeting": partial(append, "moede/moede.yaml"),
    "the participants": partial(append, "moede/lister/folk.csv"),
    "the logo": partial(append, "moede/logo.svg"),
    "no logo": partial(remove, "moede/logo.svg"),
    "a given pack": partial(append, "mine/egen/pakke.yaml"),
    "its template": partial(append, "mine/egen/ark/kort.html"),
    "its picture": partial(append, "mine/egen/billeder/model.svg"),
    "a given theme": partial(append, "mine/fjorden/udseende.yaml"),
    "a file of a theme": partial(add, "mine/fjorden/ark/ark.html"),
    "a given pack more": lambda place: pack(place / "mine", "flere") and None,
    "an installed pack": partial(append, "hjem/data/klyngepakke/pakker/hentet/pakke.yaml"),
    "one that is installed": install,
    "a shared pack": partial(append, "faelles/delt/pakke.yaml"),
    "a shared folder more": share,
    "no shared folder": lambda place: shutil.rmtree(place / "faelles"),
    "a sheet that is edited": partial(append, "moede/til-print/02-drejebog.html"),
    "a sheet that is gone": partial(remove, "moede/til-print/02-drejebog.html"),
    "a text that is gone": partial(remove, "moede/til-print/*.txt"),
    "a file for Word that is edited": partial(remove, "moede/til-print/*/*.docx"),
    "a file of somebody's own": partial(add, "moede/til-print/mine/noter.txt"),
    "no indhold.json": partial(remove, "moede/til-print/indhold.json"),
    "half an indhold.json": partial(edit, '"ark": [', '"ark": '),
    "a number in it": partial(edit, '"papir": 0', '"papir": 1'),
    "a blank in it": partial(edit, '"papir": 0', '"papir":  0'),
    "no seal": partial(edit, '"segl": "', '"segl": "0'),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_whatever_has_changed_is_built(place, change):
    """One test for each kind of thing that has a say; what is not so is not taken for unchanged."""
    assert asked(place)[1] is not None
    change(place)
    if (place / "moede" / "til-print" / "indhold.json").exists():
        shutil.rmtree(place / "moede" / ".klyngepakke", ignore_errors=True)

    assert asked(place)[1] is None


@pytest.mark.parametrize(
    "options",
    [{"single_sided": True}, {"one_of_each": True}, {"booklet": True}, {"theme": "stor"}],
)
def test_another_option_is_another_kit(place, options):
    """What was asked for has a say."""
    assert asked(place, **options)[1] is None


def test_pdf_is_not_html(place):
    """Nor is a kit of HTML one of PDF."""
    assert asked(place, html=False)[1] is None


def test_a_word_that_is_no_file_may_become_one(place):
    """A name in the meeting counts, though nothing of that name was there."""
    with (place / "moede" / MEETING_FILE).open("a", encoding="utf-8") as file:
        file.write("# se ogsaa noter.txt\n")
    before, _ = asked(place)
    add("moede/noter.txt", place)

    assert asked(place)[0] != before


def test_what_cannot_be_vouched_for_is_not_sealed(place, tmp_path):
    """A choice between two packs is told by where they lie; it is not kept."""
    pack(tmp_path / "to", "hentet")
    folder = place / "moede"
    given = [place / "mine", tmp_path / "to"]
    text = (folder / MEETING_FILE).read_text("utf-8")
    with_it = text.replace("pakker:\n", "pakker:\n  hentet: {}\n")
    with_it = with_it.replace("program:\n", "program:\n  - blok: hentet/pausen\n")
    (folder / MEETING_FILE).write_text(with_it, "utf-8")
    before = seen(folder, given, Wishes(), html=True)

    built = build(folder, catalogue(given), html=True, before=before)

    assert any("i stedet for" in line for line in built.warnings)
    assert standing(folder, before, Wishes(), html=True) is None


def test_what_changes_while_it_is_built_is_not_sealed(place):
    """Nor where it is put back before the build is finished; otherwise it is."""
    made = Bundle({"indhold.json": b'{\n "segl": ""\n}'}, {})
    file = place / "moede" / MEETING_FILE
    text = file.read_bytes()
    before, _ = asked(place)
    assert sealed(made, before, (None, "lister/folk.csv")) != made

    append("moede/moede.yaml", place)
    assert sealed(made, before, ()) == made
    file.write_bytes(text)
    assert sealed(made, before, ()) == made
    before, _ = asked(place)
    append("mine/egen/ark/kort.html", place)

    assert sealed(made, before, ()) == made


@pytest.mark.parametrize(("hook", "is_sealed"), [("packs()", True), ("documents(plan)", False)])
def test_what_strangers_code_writes_is_not_sealed(tmp_path, monkeypatch, hook, is_sealed):
    """It may read any file; one that brings packs alone has its own files, which are seen."""
    module = f"fremmed_{is_sealed}".lower()
    about = tmp_path / "sted" / f"{module}-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n", "utf-8"
    )
    (about / "entry_points.txt").write_text(f"[klyngepakke]\n{module} = {module}\n", "utf-8")
    (about / "RECORD").write_text(f"{module}.py,,\n", "utf-8")
    code = f"from klyngepakke import hookimpl\n@hookimpl\ndef klyngepakke_{hook}:\n    return []\n"
    (tmp_path / "sted" / f"{module}.py").write_text(code, "utf-8")
    monkeypatch.syspath_prepend(tmp_path / "sted")
    folder = kits.write(kits.meeting("emnevalg", 4), tmp_path / "moede")
    before = seen(folder, (), Wishes(), html=True)
    known = catalogue()
    assert [p.distribution for p in known.plugins if not p.ours] == [module]

    built = build(folder, known, html=True, before=before)

    assert not any(module in line for line in built.warnings)
    assert (standing(folder, before, Wishes(), html=True) is not None) == is_sealed


def test_a_folder_that_is_no_kit_is_told_as_ever(place):
    """A link in its place stops this as it stops a build."""
    target = place / "moede" / "til-print"
    target.rename(place / "flyttet")
    target.symlink_to(place / "flyttet")

    with pytest.raises(FileError):
        asked(place)


# --- The program ------------------------------------------------------------------------------


def test_the_version_of_a_library_has_a_say(tmp_path, monkeypatch):
    """Its name and version as they are installed; what the program does not use says nothing."""
    before = digests.libraries()
    (tmp_path / "noget_andet-1.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert digests.libraries() == before

    (tmp_path / "weasyprint-99.0.dist-info").mkdir()

    assert digests.libraries() != before


def test_every_library_is_known():
    """What the program is built on, and what that is, stands in the list."""
    waiting, known = ["klyngepakke"], set()
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name not in known:
            try:
                wanted = importlib.metadata.requires(name) or []
            except importlib.metadata.PackageNotFoundError:
                continue
            known.add(name)
            waiting += [re.match(r"[\w.-]+", w)[0] for w in wanted if "extra ==" not in w]

    assert known - {"importlib-metadata", "lazy-importer", "zipp"} <= digests.LIBRARIES


def test_a_system_library_has_a_say(tmp_path, monkeypatch):
    """Another copy that is found first is another library; and so is one that is written anew."""
    before = digests.native()
    (tmp_path / "libpango-1.0.so.0").write_bytes(b"pango")
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))

    found = digests.native()
    (tmp_path / "libpango-1.0.so.0").write_bytes(b"ognap")

    assert len({before, found, digests.native()}) == 3


def test_our_own_code_has_a_say(tmp_path):
    """A template or a module of the road counts; the wizard does not, nor does what Python leaves."""
    own = tmp_path / "klyngepakke"
    skipped = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "src" / "klyngepakke", own, ignore=skipped)
    before = digests.own_code(own)
    (own / "wizard" / "flow.py").write_text("", "utf-8")
    add("printing/__pycache__/x.pyc", own)
    assert digests.own_code(own) == before

    append("printing/ark/ark.html", own)

    assert digests.own_code(own) != before


def test_a_strangers_distribution_has_a_say(tmp_path, monkeypatch):
    """Its version and its code, and no stranger at all is another answer."""
    assert digests.strangers() == ""
    about = tmp_path / "fremmed-1.0.dist-info"
    about.mkdir()
    (about / "entry_points.txt").write_text("[klyngepakke]\nfremmed = fremmed\n", "utf-8")
    (about / "RECORD").write_text("fremmed/__init__.py,,\n", "utf-8")
    add("fremmed/__init__.py", tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    first = digests.strangers()
    append("fremmed/__init__.py", tmp_path)
    second = digests.strangers()
    about.rename(tmp_path / "fremmed-1.1.dist-info")

    assert len({"", first, second, digests.strangers()}) == 4


# --- Digests ----------------------------------------------------------------------------------


def test_names_and_bytes_are_a_folders_digest(tmp_path):
    """Neither its place nor its times count; a file that is moved does."""
    one, other = tmp_path / "a", tmp_path / "b"
    for folder in (one, other):
        add("x/y.txt", folder)
    os.utime(one / "x" / "y.txt", (0, 0))
    assert digests.folder_digest(one) == digests.folder_digest(other)

    (one / "x" / "y.txt").rename(one / "y.txt")

    assert digests.folder_digest(one) != digests.folder_digest(other)


def test_links_and_pipes_stop_nobody(tmp_path):
    """Links in a ring, folders that are reached again and again, a pipe nobody writes to."""
    os.mkfifo(tmp_path / "roer")
    (tmp_path / "ring").symlink_to(tmp_path)
    for n in range(40):
        (tmp_path / f"{n}").mkdir()
        for twin in ("a", "b"):
            (tmp_path / f"{n}" / twin).symlink_to(tmp_path / f"{n + 1}")

    found = digests.files_under(tmp_path)

    assert found["roer"] == "?nofile"
    assert found["ring/"] == "?again"


def test_a_link_out_of_a_folder_is_never_followed(tmp_path):
    """It counts as its text, for nothing there is read; one that stays inside as what it is of."""
    add("udenfor/mappe/hemmelig.txt", tmp_path)
    folder = tmp_path / "pakke"
    add("rigtig.txt", folder)
    (folder / "inde.txt").symlink_to("rigtig.txt")
    (folder / "ude.txt").symlink_to(tmp_path / "udenfor" / "mappe" / "hemmelig.txt")
    (folder / "ude").symlink_to(tmp_path / "udenfor")
    before = digests.files_under(folder)
    append("udenfor/mappe/hemmelig.txt", tmp_path)
    assert digests.files_under(folder) == before
    assert before["inde.txt"] == before["rigtig.txt"]
    assert before["ude"] == f"?out:{tmp_path / 'udenfor'}"
    assert "ude/mappe/hemmelig.txt" in digests.files_under(folder, anywhere=True)

    (folder / "ude.txt").unlink()
    (folder / "ude.txt").symlink_to(tmp_path / "andet.txt")

    assert digests.files_under(folder) != before


@pytest.mark.parametrize("hidden", ["__pycache__", ".git", "__PYCACHE__"])
def test_no_sheet_is_made_of_what_is_in_no_digest(tmp_path, hidden):
    """Neither a picture, a template nor a look's style lies where nobody would see it change."""
    look = plain_theme(tmp_path / "udseende")
    made = document(tmp_path / "pakke", page("x"))
    for folder in (tmp_path / "pakke", tmp_path / "pakke" / "ark"):
        (folder / hidden).mkdir()
        (folder / hidden / "a.svg").write_text(PICTURE, "utf-8")
    with pytest.raises(Refused, match="skjulte systemmapper"):
        Shelf(look, made.pack).fetch(pack_url("prøvepakke", f"{hidden}/a.svg"))
    with pytest.raises(InputError, match="findes ikke"):
        templates.render(replace(made, template=f"ark/{hidden}/a.svg"), look)
    fjorden = tmp_path / "fjorden"
    shutil.copytree(ROOT / "examples" / "udseender" / "fjorden", fjorden)
    read_theme(fjorden)
    add(f"{hidden}/a.css", fjorden)
    with (fjorden / "udseende.yaml").open("a", encoding="utf-8") as file:
        file.write(f"stil: [{hidden}/a.css]\n")

    with pytest.raises(InputError, match="skjult systemmappe"):
        read_theme(fjorden)


def test_what_cannot_be_read_is_told_apart(tmp_path):
    """A missing file, a folder, and an empty file are three things."""
    (tmp_path / "tom").touch()
    three = [digests.file_digest(tmp_path / name) for name in ("mangler", "", "tom")]

    assert len(set(three)) == 3
    assert [digest.startswith("?") for digest in three] == [True, True, False]


def test_too_many_files_are_not_vouched_for(tmp_path, monkeypatch):
    """A folder without end is left to the build."""
    monkeypatch.setattr(digests, "_MOST_FILES", 2)
    for name in "abc":
        add(name, tmp_path)

    with pytest.raises(digests.Undigested):
        digests.folder_digest(tmp_path)
