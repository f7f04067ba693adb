"""The cache: what is found is what would be made, and what is in doubt is made again."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import shutil
import sys
import threading
import zipfile
import zlib
from contextlib import ExitStack
from dataclasses import dataclass, fields, replace
from io import BytesIO
from pathlib import Path

import pytest

import kits
from klyngepakke import digests
from klyngepakke.content.theme import Face, Theme
from klyngepakke.files import disk, locked
from klyngepakke.planning.asked import Asked
from klyngepakke.planning.document import Document, PackFiles
from klyngepakke.printing.document import File, Job, Place, Sheet
from klyngepakke.printing.findings import Finding
from klyngepakke.printing.templates import render
from klyngepakke.road import Wishes, build, cache
from klyngepakke.road.cache import FOLDER, Cached, build_cached, cached, surroundings
from klyngepakke.road.store import Store, secret

KEY = bytes(32)
NAME = "0a" * 32


# --- A small world ----------------------------------------------------------------------------


class Maker:
    """Makes sheets of a few bytes, and counts them."""

    def __init__(self, before=lambda: None):
        self.made = []
        self.started = 0
        self._before = before

    def __call__(self, document, theme, *, filters):  # noqa: ARG002 - a Maker
        """The sheet, which says what it was made of."""
        self.made.append(document.id)
        self._before()
        about = f"{document.data} {theme.variables}"
        return Sheet(document, f"%PDF {about}".encode(), f"<p>{about}", 1)

    def start(self, *, pdf=True):  # noqa: ARG002 - as a worker's
        """Count that it was asked to get ready."""
        self.started += 1


@dataclass
class World:
    """A document, its pack and its look, in folders of their own."""

    folder: Path
    document: Document
    theme: Theme

    def sheet(self, maker, *, filters=None, anew=False, key=KEY):
        """The sheet, by a cache that knows nothing yet but what is on the disk."""
        store = Store(self.folder / "gemt", key)
        cache = Cached(maker, store, surroundings(), anew=anew)
        return cache(self.document, self.theme, filters=filters or {})


def _file(folder, name, data):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


@pytest.fixture
def world(tmp_path):
    """A stranger's sheet in a look that builds on another."""
    pack, look, base = tmp_path / "pakke", tmp_path / "udseende", tmp_path / "grund"
    _file(pack, "pakke.yaml", b"id: te")
    _file(pack, "ark/eget.html", b"{{ titel|upper }}")
    _file(pack, "billeder/tegning.svg", b"<svg/>")
    theme = Theme(
        id="grund",
        title="Grund",
        edition="1",
        folders=(base,),
        styles=(_file(base, "grund.css", b"p{}"),),
        faces=(Face("Sans", _file(base, "sans.ttf", b"font"), 400, italic=False),),
    )
    own = Theme(
        id="eget",
        title="Eget",
        edition="1",
        folders=(look,),
        styles=(_file(look, "eget.css", b"p{}"),),
        faces=(),
        variables=(("farve", "#0b5a68"),),
        logo=_file(tmp_path, "moede/logo.svg", b"<svg/>"),
    )
    document = Document(
        id="eget",
        sheet="eget",
        title="Eget ark",
        template="ark/eget.html",
        audience="deltager",
        copies=3,
        data={"titel": "Trivsel", "punkter": [1, True, None]},
        pack=PackFiles("te", pack),
        pictures={"01.png": b"PNG"},
    )
    return World(tmp_path, document, own.on(theme))


def _edit(name):
    return lambda world, _: _file(world.folder, name, b"andet")


def _document(**changes):
    def change(world, _):
        world.document = replace(world.document, **changes)

    return change


def _theme(**changes):
    def change(world, _):
        world.theme = replace(world.theme, **changes)

    return change


def _library(name, version):
    """Another version of one distribution, as its folder's name says it."""

    def change(_, monkeypatch):
        known = digests.installed()
        assert any(one == name for one, _, _ in known)
        other = tuple((n, version if n == name else v, p) for n, v, p in known)
        monkeypatch.setattr(digests, "installed", lambda: other)

    return change


def _native(world, monkeypatch):
    _file(world.folder, "lib/libpango-1.0.so.0", b"another Pango")
    monkeypatch.setenv("LD_LIBRARY_PATH", str(world.folder / "lib"))


def _own_code(name):
    def change(world, monkeypatch):
        here = Path(digests.__file__).parent
        copy = world.folder / "program"
        shutil.copytree(here, copy, ignore=shutil.ignore_patterns("__pycache__"))
        told = digests.own_code
        assert told(copy) == told()
        (copy / name).write_bytes((copy / name).read_bytes() + b"\n")
        monkeypatch.setattr(digests, "own_code", lambda: told(copy))

    return change


def _plugin(world, monkeypatch):
    """A stranger's distribution that brings a filter, and thereby code of its own."""
    about = world.folder / "sted" / "fremmed-1.0.dist-info"
    _file(about, "entry_points.txt", b"[klyngepakke]\nfremmed = fremmed_pakke\n")
    _file(about, "RECORD", b"fremmed_pakke.py,,\n")
    _file(about.parent, "fremmed_pakke.py", b"code")
    known = (*digests.installed(), ("fremmed", "1.0", str(about)))
    monkeypatch.setattr(digests, "installed", lambda: known)


CHANGES = {
    "the data": _document(data={"titel": "Trivsel!", "punkter": [1, True, None]}),
    "the data's order": _document(data={"punkter": [1, True, None], "titel": "Trivsel"}),
    "a number for a yes": _document(data={"titel": "Trivsel", "punkter": [1, 1, None]}),
    "the title": _document(title="Et andet ark"),
    "the template": _document(template="bordark.html"),
    "that it has fields": _document(forms=True),
    "a picture that is drawn": _document(pictures={"01.png": b"PNG2"}),
    "a drawn picture's name": _document(pictures={"02.png": b"PNG"}),
    "the pack's id": lambda w, _: _document(pack=PackFiles("to", w.document.pack.folder))(w, _),
    "the pack's template": _edit("pakke/ark/eget.html"),
    "another template of the pack": _edit("pakke/ark/dele/mere.html"),
    "the pack's picture": _edit("pakke/billeder/tegning.svg"),
    "the look's CSS": _edit("udseende/eget.css"),
    "the look's template": _edit("udseende/ark/eget.html"),
    "CSS of what the look builds on": _edit("grund/grund.css"),
    "a font": _edit("grund/sans.ttf"),
    "a font's weight": lambda w, _: _theme(faces=(replace(w.theme.faces[0], weight=700),))(w, _),
    "a variable": _theme(variables=(("farve", "#000000"),)),
    "the cluster's logo": _edit("moede/logo.svg"),
    "no logo": _theme(logo=None),
    "the order of the styles": lambda w, _: _theme(styles=w.theme.styles[::-1])(w, _),
    "whether the look is code": _theme(code=True),
    "a plugin": _plugin,
    "the engine's version": _library("weasyprint", "70.9"),
    "jinja's version": _library("jinja2", "9"),
    "pikepdf's version": _library("pikepdf", "99"),
    "markdown's version": _library("markdown-it-py", "99"),
    "Python's version": lambda _, monkeypatch: monkeypatch.setattr(sys, "version_info", (3, 99, 0)),
    "a system library": _native,
    "our template": _own_code("printing/ark/bordark.html"),
    "our CSS": _own_code("printing/ark/basis.css"),
    "our code": _own_code("printing/layout.py"),
    "our version": _own_code("__init__.py"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_in_anything_is_made_anew(world, monkeypatch, what):
    """Each kind of input by itself; and without a change nothing is made twice."""
    maker = Maker()
    first = world.sheet(maker)
    assert world.sheet(maker) == first
    assert len(maker.made) == 1

    CHANGES[what](world, monkeypatch)

    world.sheet(maker)
    assert len(maker.made) == 2


def test_how_many_are_printed_is_no_part_of_a_sheet(world):
    """A changed number of copies is found, and the sheet has the new one."""
    maker = Maker()
    world.sheet(maker)

    world.document = replace(world.document, copies=40)

    assert world.sheet(maker).document.copies == 40
    assert len(maker.made) == 1


def test_a_folder_may_be_moved(world, tmp_path):
    """Where the pack and the look lie has no say, so that a copied kit is not made again."""
    maker = Maker()
    world.sheet(maker)
    other = tmp_path / "flyttet"
    for name in ("pakke", "udseende", "grund"):
        shutil.copytree(tmp_path / name, other / name)

    def moved(path):
        return other / path.relative_to(tmp_path)

    theme = world.theme
    world.document = replace(world.document, pack=PackFiles("te", other / "pakke"))
    world.theme = replace(
        theme,
        folders=tuple(map(moved, theme.folders)),
        styles=tuple(map(moved, theme.styles)),
        faces=tuple(replace(face, file=moved(face.file)) for face in theme.faces),
    )

    world.sheet(maker)

    assert len(maker.made) == 1


def test_what_changes_while_a_sheet_is_made_is_not_kept(world):
    """The digest is taken again afterwards: nobody knows which of the two files was used."""
    maker = Maker(lambda: _edit("udseende/eget.css")(world, None))
    world.sheet(maker)

    _file(world.folder, "udseende/eget.css", b"p{}")
    world.sheet(maker)

    assert len(maker.made) == 2


def test_a_template_that_names_a_plugins_filter_is_always_made(world):
    """What a stranger's code writes, as the hour, is known to nobody beforehand."""
    maker = Maker()
    for _ in range(2):
        world.sheet(maker, filters={"upper_dansk": str})
    assert len(maker.made) == 1

    for _ in range(2):
        world.sheet(maker, filters={"upper": str})

    assert len(maker.made) == 3


def test_what_a_plugin_stood_beside_does_not_outlive_it(world, monkeypatch):
    """Its code might have changed the engine for other packs' sheets; without it, all is new."""
    maker = Maker()
    with monkeypatch.context() as patched:
        _plugin(world, patched)
        world.sheet(maker)
        world.sheet(maker)
    assert len(maker.made) == 1

    world.sheet(maker)

    assert len(maker.made) == 2


def test_anew_reads_nothing_and_keeps_what_it_makes(world):
    """What lay there is replaced."""
    maker, other = Maker(), Maker()
    world.sheet(maker)

    world.sheet(other, anew=True)

    assert len(other.made) == 1
    world.sheet(other)
    assert len(other.made) == 1


def test_the_maker_gets_ready_only_where_it_may_be_needed(world):
    """A process that reads the engine is not started where all may be found."""
    maker, store = Maker(), Store(world.folder / "gemt", KEY)
    Cached(maker, store, "x").start()
    assert maker.started == 1

    world.sheet(maker)
    Cached(maker, store, "x").start()
    assert maker.started == 1

    Cached(maker, store, "x", anew=True).start()
    assert maker.started == 2


def test_a_sheet_of_html_never_answers_for_one_of_pdf(world):
    """Each maker has its own; a build with `--html` has none of the other's."""

    def html(document, theme, *, filters):  # noqa: ARG001 - a Maker
        return Sheet(document, b"", "<p>", 0)

    assert world.sheet(Maker()).pdf
    assert not world.sheet(html).pdf
    assert world.sheet(Maker()).pdf


def test_as_many_are_made_at_once_as_the_maker_makes(world):
    """A plain maker makes one at a time."""
    maker, store = Maker(), Store(world.folder / "gemt", KEY)
    assert Cached(maker, store, "x").at_once == 1

    maker.at_once = 3

    assert Cached(maker, store, "x").at_once == 3


def test_everything_about_a_sheet_comes_back(world):
    """Every attribute, with its type; a new one must be kept, too."""
    full = Sheet(
        world.document,
        b"%PDF \0\xff",
        "<p>æøå \U0001f600</p>",
        2,
        fields=(Place("t1__a", 1, 1.0, 2.25, 3.5, 4.0),),
        fonts=("Felt", "Sans"),
        findings=(Finding("kanten", 2, "”Ål”"),),
        ink=(0.1, 1 / 3),
        questions=(Asked("t1", "en", "Hvad?", (("a", "Ja"),), other=True, number="1"),),
        picture=b"PNG",
    )
    assert all(getattr(full, one.name) for one in fields(Sheet))

    class Full(Maker):
        def __call__(self, document, theme, *, filters):
            super().__call__(document, theme, filters=filters)
            return full

    maker = Full()
    world.sheet(maker)
    found = world.sheet(maker)

    assert len(maker.made) == 1

    assert found == full
    assert [type(x) for x in vars(found).values()] == [type(x) for x in vars(full).values()]


def test_files_are_found_by_what_they_are_made_of(world):
    """Documents, looks and words; another word is another file."""
    done = []

    def make(document, _, word):
        done.append(word)
        return File("a.docx", "Æ", f"{document.data} {word}".encode(), 2)

    def file(word):
        cache = Cached(Maker(), Store(world.folder / "gemt", KEY), surroundings())
        return cache.file(Job(make, (world.document, world.theme, word)))

    assert file("a") == file("a")
    assert file("b").data.endswith(b"b")
    _edit("grund/grund.css")(world, None)
    file("a")
    assert done == ["a", "b", "a"]


def test_what_cannot_be_told_is_made_each_time(world):
    """A value that stands for more than it says is in no key."""
    done = []

    def make(_):
        done.append(1)
        return File("a", "A", b"")

    cache = Cached(Maker(), Store(world.folder / "gemt", KEY), surroundings())
    for _ in range(2):
        cache.file(Job(make, (object(),)))

    assert len(done) == 2


# --- Another document, the same sheet ---------------------------------------------------------


class Writing(Maker):
    """A maker whose template shows the title, and the fields' names."""

    def text(self, document, theme, *, filters):  # noqa: ARG002 - a Maker
        """The HTML alone."""
        names = "".join(f'<input name="{name}">' for name in document.data.get("felter", ()))
        return Sheet(document, b"", f"<h1>{document.data['titel']}</h1>{names}", 0)

    def __call__(self, document, theme, *, filters):
        """The sheet, with that HTML."""
        made = super().__call__(document, theme, filters=filters)
        return replace(made, html=self.text(document, theme, filters=filters).html)


def _of(**data):
    return {"titel": "Trivsel", "dokument": {"moede": "m1"}, "møde": {"id": "m1"}, **data}


def _again(world, maker, before, after, **changes):
    """How many sheets were made of the second document, when there was the first."""
    world.document = replace(world.document, data=before, **changes)
    first = world.sheet(maker)
    count = len(maker.made)
    world.document = replace(world.document, data=after)
    second = world.sheet(maker)
    assert second.document is world.document
    if len(maker.made) == count:
        assert replace(second, document=first.document) == first
    return len(maker.made) - count


def test_what_is_not_on_the_paper_makes_no_new_sheet(world):
    """The meeting's place is known to all templates, and shown by few."""
    maker = Writing()
    after = _of(møde={"id": "m1", "sted": "Kulturhuset"})

    assert _again(world, maker, _of(), after) == 0
    assert _again(world, maker, after, _of(titel="Et andet")) == 1


def test_the_identity_in_the_file_makes_a_new_sheet(world):
    """It stands in the PDF, and need not be in the HTML."""
    assert _again(world, Writing(), _of(), _of(dokument={"moede": "m2"})) == 1


def test_a_forms_questions_make_a_new_sheet(world):
    """What a field asks is told from the data; but for the meeting's, whose id no field has."""
    asked = {"spørgsmål": [{"id": "t1", "tekst": "Hvor?"}], "felter": ["t1"]}
    other = {**asked, "spørgsmål": [{"id": "t1", "tekst": "Hvornår?"}]}
    moved = {**asked, "møde": {"id": "m1", "sted": "Kulturhuset"}}
    named = {"felter": ["m1"]}

    assert _again(world, Writing(), _of(**asked), _of(**other), forms=True) == 1
    assert _again(world, Writing(), _of(**asked), _of(**moved), forms=True) == 0
    assert _again(world, Writing(), _of(**named), _of(**{**moved, **named}), forms=True) == 1


# --- The store --------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path):
    """A store with one entry."""
    made = Store(tmp_path / "gemt", KEY)
    made.put(NAME, b"et ark")
    return made


def test_what_is_kept_is_the_owners_alone(store):
    """The folder is 0700 and the files 0600, whatever the umask."""
    assert store.get(NAME) == b"et ark"
    assert store.folder.stat().st_mode & 0o777 == 0o700
    assert (store.folder / NAME).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("at", [0, 20, 46, -1])
def test_one_damaged_byte_is_no_entry(store, at):
    """In the mark, in the seal or in what is sealed; it is removed."""
    path = store.folder / NAME
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)

    assert store.get(NAME) is None
    assert not path.exists()


@pytest.mark.parametrize("length", [0, 5, 20, 47, 50])
def test_what_was_cut_off_is_no_entry(store, length):
    """At any place."""
    path = store.folder / NAME
    path.write_bytes(path.read_bytes()[:length])

    assert store.get(NAME) is None
    assert not path.exists()


def test_an_entry_answers_to_its_own_name_only(store):
    """A sheet that is put in another's place is not printed for it."""
    other = "0b" * 32
    shutil.copy(store.folder / NAME, store.folder / other)

    assert store.get(other) is None
    assert store.get(NAME) == b"et ark"


def test_what_another_has_sealed_is_no_entry(store):
    """A meeting's folder may come from a stranger, with sheets in it that nobody made here."""
    assert Store(store.folder, bytes(31) + b"1").get(NAME) is None


def test_links_pipes_and_folders_are_no_entries(store, tmp_path):
    """Nothing is followed out of the folder, and nobody waits for a pipe."""
    (tmp_path / "udenfor").write_bytes((store.folder / NAME).read_bytes())
    (store.folder / NAME).unlink()
    (store.folder / NAME).symlink_to(tmp_path / "udenfor")
    os.mkfifo(store.folder / ("0c" * 32))
    (store.folder / ("0d" * 32)).mkdir()

    assert [store.get(name * 32) for name in ("0a", "0c", "0d")] == [None] * 3
    assert (tmp_path / "udenfor").exists()


def test_a_linked_folder_is_let_alone(tmp_path):
    """A stranger's link could lead anywhere: nothing is written or removed there."""
    away = tmp_path / "andet"
    away.mkdir()
    (away / NAME).write_bytes(b"mit")
    (tmp_path / "gemt").symlink_to(away)
    store = Store(tmp_path / "gemt", KEY)

    store.put("0b" * 32, b"x")
    store.keep_used()

    assert store.get(NAME) is None
    assert [p.read_bytes() for p in away.iterdir()] == [b"mit"]


def test_a_linked_place_in_the_meetings_folder_is_let_alone(tmp_path):
    """As its entries' folder, the one around it may not lead away; nor may a look's name."""
    (tmp_path / "andet").mkdir()
    (tmp_path / FOLDER).symlink_to(tmp_path / "andet")

    for wishes in (Wishes(), Wishes(theme="../x")):
        with cached(tmp_path, wishes) as makers:
            assert makers.sheet is None
        (tmp_path / FOLDER).unlink(missing_ok=True)
    assert list((tmp_path / "andet").iterdir()) == []


def test_the_least_recently_used_go_first(tmp_path):
    """The store is never larger than it may be, and what was just found stays."""
    store = Store(tmp_path / "gemt", KEY, most=5000)
    names = [f"{n:064x}" for n in range(8)]
    for number, name in enumerate(names):
        store.put(name, bytes(1000))
        if (store.folder / name).exists():
            os.utime(store.folder / name, (number, number))
        store.get(names[0])

    left = {path.name for path in store.folder.iterdir()}

    assert names[0] in left
    assert names[1] not in left
    assert names[-1] in left
    assert sum(path.stat().st_size for path in store.folder.iterdir()) <= 5000


def test_what_is_too_large_is_not_kept(tmp_path):
    """It would push out everything else."""
    store = Store(tmp_path / "gemt", KEY, most=5000)
    store.put(NAME, bytes(6000))

    assert store.get(NAME) is None


def test_only_what_the_last_kit_needed_stays(store):
    """What an older one had, with a name that is no longer on the list, is gone, and litter too."""
    (store.folder / "min egen.txt").write_bytes(b"mine")
    litter = store.folder / f".{NAME}.ny.{'0' * 16}"
    litter.write_bytes(b"halv")
    later = Store(store.folder, KEY)
    later.put("0b" * 32, b"nyt")

    later.keep_used()

    assert store.get(NAME) is None
    assert later.get("0b" * 32) == b"nyt"
    assert not litter.exists()
    assert (store.folder / "min egen.txt").exists()


def _keep(store, *names, whose="dem"):
    """A kit made of some entries, each of 1000 bytes; what there is of them is found."""
    later = Store(store.folder, KEY)
    for name in names:
        if later.get(f"{name:064x}") is None:
            later.put(f"{name:064x}", bytes(1000))
    later.keep_recent(whose)
    return {int(path.name, 16) for path in store.folder.iterdir() if path.name != "0" * 64}


def test_older_kits_stay_as_far_as_there_is_room_for_them(tmp_path):
    """As large as three of the last together: what was least recently used is out first."""
    store = Store(tmp_path / "gemt", KEY)
    _keep(store, 1, 2)

    assert _keep(store, 1, 3) == {1, 2, 3}
    assert _keep(store, 1, 4) == {1, 2, 3, 4}
    assert _keep(store, 1, 2) == {1, 2, 3, 4}  # taken back
    assert _keep(store, 1, 5) == {1, 2, 3, 4, 5}
    assert _keep(store, 1, 6) == {1, 2, 3, 4, 5, 6}
    assert _keep(store, 1, 7) == {1, 2, 4, 5, 6, 7}
    assert _keep(store, 5) == {1, 5, 7}
    assert _keep(store) == {1, 5, 7}  # nothing was made


def test_what_names_others_than_the_kit_does_is_gone(tmp_path):
    """Whoever was taken off the list is not kept; nor where a build was cut off meanwhile."""
    store = Store(tmp_path / "gemt", KEY)
    _keep(store, 1, 2)

    assert _keep(store, 1, 3, whose="andre") == {1, 3}
    assert _keep(store, 1, 4, whose="andre") == {1, 3, 4}

    Store(store.folder, KEY).put(f"{5:064x}", bytes(1000))  # whose, it never came to tell

    assert _keep(store, 1, 6, whose="andre") == {1, 6}


def test_two_builds_at_once_vouch_for_no_names_but_their_own(tmp_path):
    """Who is finished last judges nothing: whoever was on the other's list is not kept later."""
    store = Store(tmp_path / "gemt", KEY)
    _keep(store, 3)
    one = Store(store.folder, KEY)
    one.put(f"{1:064x}", bytes(1000))
    _keep(store, 2, whose="andre")

    one.keep_recent("dem")

    assert _keep(store, 1, whose="dem") == {1}


def _full(*_):
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("word", ["create", "write", "rename", "make"])
def test_a_disk_that_says_no_stops_nobody(world, monkeypatch, word):
    """At any step: the sheet is made, and is made again the next time. Nothing lies about."""
    maker = Maker()
    with monkeypatch.context() as patched:
        patched.setattr(disk.disk, "now", replace(disk.disk.now, **{word: _full}))
        assert world.sheet(maker).pages == 1
        assert world.sheet(maker).pages == 1

    assert len(maker.made) == 2
    assert not list((world.folder / "gemt").glob("*"))
    assert not list((world.folder / "gemt").glob(".*"))


def test_a_file_in_the_folders_place_stops_nobody(world):
    """It is not touched either."""
    _file(world.folder, "gemt", b"min")
    maker = Maker()

    assert world.sheet(maker).pages == 1
    assert (world.folder / "gemt").read_bytes() == b"min"


def test_without_a_place_for_the_secret_there_is_no_cache(tmp_path, monkeypatch):
    """A build goes on by itself."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(_file(tmp_path, "fil", b"")))

    assert secret() is None
    with cached(tmp_path) as makers:
        assert makers.sheet is None
    assert not (tmp_path / FOLDER).exists()


def test_the_secret_is_made_once_and_is_private(tmp_path, monkeypatch):
    """A damaged one is made anew; what it sealed is then a stranger's."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first = secret()
    (path,) = (p for p in tmp_path.rglob("*") if p.is_file())

    assert secret() == first
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_bytes(b"kort")
    assert secret() not in {first, b"kort"}


def _many(folder, seed):
    store = Store(folder, KEY, most=30_000)
    for number in range(60):
        name = f"{number % 12:064x}"
        data = name.encode() * 50
        store.put(name, data)
        assert store.get(f"{(number * seed) % 12:064x}") in {
            None,
            f"{(number * seed) % 12:064x}".encode() * 50,
        }


def test_several_threads_and_processes_share_a_store(tmp_path):
    """Everybody finds whole entries or none, and nobody falls."""
    context = multiprocessing.get_context("spawn")
    other = context.Process(target=_many, args=(tmp_path / "gemt", 5))
    other.start()
    threads = [threading.Thread(target=_many, args=(tmp_path / "gemt", n)) for n in (3, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.join()

    assert other.exitcode == 0
    assert all(len(path.name) == 64 for path in (tmp_path / "gemt").iterdir())


# --- A whole kit ------------------------------------------------------------------------------


def _contents(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@dataclass
class Counting:
    """The tests' shared sheets, and which were asked for."""

    made: list

    def __call__(self, document, theme, *, filters):
        """The sheet."""
        self.made.append(document.id)
        return kits.once(document, theme, filters=filters)


OF_CHANGES = {"aendringer", "skilleark"}


def _built(folder, kind=Counting, **given):
    maker = kind([])
    done = build_cached(folder, kits.everything(), lambda _: None, maker=maker, **given)
    return done, maker.made


@pytest.mark.xdist_group("emnevalg")
def test_a_cached_kit_is_a_fresh_one_byte_for_byte(tmp_path):
    """Every file and every value of a build, with and without a cache that knows all of it."""
    meeting = kits.meeting("emnevalg", 10)
    fresh = kits.built(meeting)
    folder = kits.write(meeting, tmp_path / "moede")

    first, made = _built(folder)
    second, again = _built(folder)

    assert made
    assert again == []
    assert _contents(first.folder) == _contents(fresh.folder / "til-print")
    assert _contents(second.folder) == _contents(fresh.folder / "til-print")
    assert second.sheets == fresh.sheets
    assert second.warnings == fresh.built.warnings

    _, anew = _built(folder, anew=True)
    assert anew == made


@dataclass
class Alike(Counting):
    """The tests' shared sheets, whose HTML can be had alone."""

    def text(self, document, theme, *, filters):
        """As `Worker.text`."""
        return Sheet(document, b"", render(document, theme, filters), 0)


@pytest.mark.xdist_group("emnevalg")
def test_a_change_that_is_taken_back_is_found_again(tmp_path):
    """The kit from before is made of what was kept; made anew, nothing older is kept."""
    meeting = kits.meeting("emnevalg", 10)
    folder = kits.write(meeting, tmp_path / "moede")
    _built(folder, Alike)
    before = (folder / "moede.yaml").read_bytes()
    kits.write(replace(meeting, next_meeting="3. maj"), folder)
    edited = (folder / "moede.yaml").read_bytes()
    _, made = _built(folder, Alike)

    (folder / "moede.yaml").write_bytes(before)
    _, back = _built(folder, Alike)

    assert {"dagsorden", "slides"} < set(made)
    assert set(back) <= OF_CHANGES  # what it says of the last kit is of another

    _built(folder, Alike, anew=True)
    (folder / "moede.yaml").write_bytes(edited)
    _, gone = _built(folder, Alike)
    assert set(gone) - OF_CHANGES == set(made) - OF_CHANGES


@pytest.mark.xdist_group("emnevalg")
def test_another_build_that_has_begun_is_left_to_judge(tmp_path, monkeypatch):
    """What older kits had is looked over while the folder is held, or by the one who holds it."""
    folder = kits.write(kits.meeting("emnevalg", 10), tmp_path / "moede")
    with ExitStack() as others:

        def followed(*args, **named):
            built = build(*args, **named)
            others.enter_context(locked(folder))
            return built

        with monkeypatch.context() as patched:
            patched.setattr(cache, "build", followed)
            _built(folder)
        mark = folder / FOLDER / "til-print" / ("0" * 64)
        assert not mark.exists()


@pytest.mark.xdist_group("emnevalg")
def test_two_clusters_share_what_names_neither_byte_for_byte(tmp_path):
    """The second cluster's kit out of the first's cache is the kit that it would be by itself."""
    meeting = kits.meeting("emnevalg", 10)
    day = replace(meeting.days[0], place="Kantinen")
    other = replace(meeting, cluster=replace(meeting.cluster, name="Klynge Syd"), days=(day,))
    one, two = kits.write(meeting, tmp_path / "en"), kits.write(other, tmp_path / "to")
    fresh = build(two, kits.everything(), maker=kits.once)
    alone = _contents(fresh.folder)
    maker = Alike([])

    with cached(tmp_path, maker=maker) as makers:
        build(one, kits.everything(), maker=makers.sheet, writer=makers.file)
        first, maker.made = maker.made, []
        shared = build(two, kits.everything(), maker=makers.sheet, writer=makers.file)

    assert _contents(shared.folder) == alone
    assert shared.sheets == fresh.sheets
    assert 0 < len(maker.made) < len(first) / 2


# --- Names ------------------------------------------------------------------------------------

PERSON = "Kanariefugl Kvidderup"
CLINIC = "Lægerne Gulnæb"
CANARIES = (PERSON, CLINIC, "Kanariefugl", "Gulnæb", "987123", "kvidder@fugle.example", "31718293")


def _bytes_of(data):
    """The bytes as they are, and what is packed in them: PDF streams, zip members."""
    yield data
    for found in re.finditer(rb"stream\r?\n", data):
        try:
            yield zlib.decompressobj().decompress(data[found.end() :])
        except zlib.error:
            continue
    at = data.find(b"PK\x03\x04")
    if at >= 0:
        try:
            with zipfile.ZipFile(BytesIO(data[at:])) as packed:
                yield from (packed.read(name) for name in packed.namelist())
        except zipfile.BadZipFile:
            return


def _spelt(text):
    """The ways in which bytes may spell a text."""
    yield text.encode()
    yield text.encode("latin-1")
    yield text.encode("utf-16-be")
    yield json.dumps(text)[1:-1].encode()
    yield text.encode("utf-16-be").hex().encode()


def _places_of(text, folder):
    """The files below a folder that hold a text in any spelling."""
    spellings = tuple(_spelt(text))
    return {
        path
        for path in folder.rglob("*")
        if path.is_file()
        and any(one in part for part in _bytes_of(path.read_bytes()) for one in spellings)
    }


@pytest.mark.xdist_group("emnevalg")
def test_names_are_kept_nowhere_but_in_the_meetings_own_folder(tmp_path, monkeypatch):
    """P65: a name, a clinic, a number, an address and a telephone, in every byte that is written."""
    home, temporary = tmp_path / "hjem", tmp_path / "tmp"
    temporary.mkdir()
    for variable in ("XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(home / variable))
    monkeypatch.setenv("TMPDIR", str(temporary))
    folder = kits.write(kits.meeting("emnevalg", 10), tmp_path / "moede")
    people = f"navn;klinik;ydernummer\n{PERSON};{CLINIC};987123\n"
    (folder / "liste.csv").write_text(people + "".join(f"Læge {n};;\n" for n in range(9)), "utf-8")
    file = folder / "moede.yaml"
    head, _, tail = file.read_text("utf-8").partition("deltagere:\n")
    rest = tail[re.search(r"^\S", tail, re.MULTILINE).start() :]
    known = "afbud: {til: kvidder@fugle.example}\nroller: {facilitator: Kanariefugl 31718293}\n"
    rest = re.sub(r"^(afbud|roller):.*\n( .*\n)*", "", rest, flags=re.MULTILINE)
    file.write_text(f"{head}deltagere: {{fil: liste.csv}}\n{known}{rest}", "utf-8")

    _built(folder)

    kept = folder / FOLDER
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept.rglob("*") if path.is_file())
    assert _places_of(PERSON, kept)  # the search finds what there is
    for canary in CANARIES:
        outside = {p for p in _places_of(canary, tmp_path) if folder not in p.parents}
        assert outside == set(), canary

    # One who is no longer on the list is no longer in the cache either.
    (folder / "liste.csv").write_text("navn\n" + "".join(f"Læge {n}\n" for n in range(10)), "utf-8")
    _built(folder)
    assert _places_of(PERSON, kept) == set()
