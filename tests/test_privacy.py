"""A canary in every personal field is found where it belongs and nowhere else (P65).

One evening from the answers to the series, each command a process of its own with `--debug`.
Every byte that was written is searched, and what is packed is unpacked: PDF streams and the text
of pages, zips, Word and PowerPoint. What lies in the temporary folder is read while the commands
run, and so are the words on the command lines of all processes.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import threading
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

import helpers_forms as forms

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="/proc is looked at"),
    pytest.mark.xdist_group("privacy"),
]

LIST = "liste.csv"
KIT = r"(moede|klynger/[^/]+)/til-print/"
MEETING_FILE = r"(moede|klynger/[^/]+)/moede\.yaml"
"""A meeting's own file; a series writes one for each cluster."""
KEPT = r"(moede|klynger)/\.klyngepakke/"
"""Finished sheets, kept in the meeting's or the series' own folder for the next build."""
TOLD = r"klynger/(oversigt\.(csv|json)|[^/]+/serie\.json)"
"""What a build warns of, for the one who made the series."""
SCREEN = "skærmen"
"""What the one who builds is warned of."""
SENT = r"klynger/.+\.zip"
"""A whole kit to send, with everything that lies in its folder."""
FORM = r"post/udfyldt\.pdf"
"""A sheet that came back, with what stood on it."""
ANSWERS = r"svar\.yaml"

BELONGS = {
    # a participant: the list as it came, the copies of it, and the sheets that say so
    "Zqnavn": (r"liste\.csv", r"(moede|klynger/[^/]+)/liste\.csv", SENT, KEPT, KIT + "NAVNE"),
    "Zqklinik": (r"liste\.csv", r"(moede|klynger/[^/]+)/liste\.csv", SENT, KEPT, KIT + "NAVNE"),
    # columns that are passed over stay in the list and are on no sheet
    "zqmail": (r"liste\.csv", r"(moede|klynger/[^/]+)/liste\.csv", SENT),
    "Zqtelefon": (r"liste\.csv", r"(moede|klynger/[^/]+)/liste\.csv", SENT),
    # roles, guests, contacts and texts are the meeting's own decisions, and are for its sheets
    "Zqfacilitator": (ANSWERS, MEETING_FILE, SENT, KEPT, KIT, FORM),
    "Zqordstyrer": (ANSWERS, MEETING_FILE, SENT, KEPT, KIT, FORM),
    "Zqgaest": (ANSWERS, MEETING_FILE, SENT, KEPT, KIT, FORM, TOLD, SCREEN),  # when to come and go
    "zqafbud": (ANSWERS, MEETING_FILE, SENT, KEPT, KIT, FORM),
    "Zqsidst": (ANSWERS, MEETING_FILE, SENT, KEPT, KIT, FORM),
    "Zqrettet": (ANSWERS, MEETING_FILE, SENT, KEPT, KIT, FORM),
    # what a participant wrote on the screen: the form as it came back, and the tables
    "Zqskrevet": (FORM, r"moede/svar/"),
}
"""Where each canary may be, and nowhere else: patterns of paths below the person's home."""
NAMING = re.compile(
    r"\d\d-(bordplan|bordkort|bordskilt|navne|deltagerliste|print)|print\b|.*\.docx"
)
OWN_ANSWERS = """\
titel: Emnevalg
klynge: {{navn: Klynge Nord}}
dage: [{{dato: 2027-03-04, start: 16.30, slut: 18.30, sted: Salen}}]
deltagere: {{fil: liste.csv}}
gæster: [{{id: gaest, titel: Zqgaest Konsulent}}]
roller: {{facilitator: Zqfacilitator Hansen, ordstyrer: Zqordstyrer Hansen}}
afbud: {{til: zqafbud@example.org}}
siden_sidst: [Zqsidst talte om telefontid]
pakker: {{emnevalg: {{}}}}
ret: {{{address}: {{tekst: Zqrettet af os}}}}
"""


@dataclass(frozen=True)
class Evening:
    """What was seen.

    Attributes:
        home: Everything the person has; all that is written lies below.
        files: All that each file there says, packed or not, by its path.
        said: What the commands printed, by command.
        watched: What lay in the temporary folder, and the words of the processes, meanwhile.
        left: What lies in the temporary folder now.
    """

    home: Path
    files: dict[str, bytes]
    said: dict[str, str]
    watched: dict[str, bytes]
    left: tuple[str, ...]


class _Watch(threading.Thread):
    """Reads the temporary folder and the processes' words, again and again."""

    def __init__(self, temporary: Path) -> None:
        super().__init__(daemon=True)
        self.temporary, self.seen, self.ended = temporary, {}, threading.Event()

    def run(self):
        while not self.ended.wait(0.05):
            for place, _, names in os.walk(self.temporary):
                for name in names:
                    self._note(Path(place, name), name)
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                self._note(path, "ord")

    def _note(self, path, name):
        try:
            if path.is_file():
                data = path.read_bytes()
                self.seen[f"{name} {hash(data)}"] = data
        except OSError:
            return  # gone meanwhile


@pytest.fixture(scope="module")
def evening(tmp_path_factory):
    """One evening, from the answers to the series."""
    home = tmp_path_factory.mktemp("hjem")
    temporary = tmp_path_factory.mktemp("tmp")
    _prepare(home)
    watch = _Watch(temporary)
    watch.start()
    said = {}
    for name, words in _commands():
        if name == "indlaes":
            _filled(home)
        done = subprocess.run(
            [sys.executable, "-m", "klyngepakke", *words, "--debug"],
            cwd=home,
            env=_environment(home, temporary),
            capture_output=True,
            text=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            check=False,
        )
        said[name] = f"{done.returncode}\n{done.stdout}{done.stderr}"
        if name == "byg":  # and once more with a mistake in the file, for what a fault says
            file = home / "moede" / "moede.yaml"
            file.write_text(file.read_text("utf-8") + "tilte: x\n", "utf-8")
        elif name == "forkert":
            file.write_text(file.read_text("utf-8").replace("tilte: x\n", ""), "utf-8")
    watch.ended.set()
    watch.join()
    files = {
        path.relative_to(home).as_posix(): b"\0".join(inside(path.read_bytes()))
        for path in home.rglob("*")
        if path.is_file()
    }
    return Evening(home, files, said, dict(watch.seen), tuple(p.name for p in temporary.rglob("*")))


def _commands():
    return (
        ("ny", ("ny", "moede", "--standard", "--svar", "svar.yaml")),
        ("byg", ("byg", "moede")),
        ("forkert", ("byg", "moede")),
        ("indlaes", ("indlaes", "moede", "post")),
        ("serie", ("serie", "moede", "--klynger", "klynger.csv", "--html")),
        ("forfra", ("serie", "moede", "--klynger", "klynger.csv", "--html", "--forfra")),
    )


def _prepare(home):
    people = "".join(
        f"Zqnavn {chr(65 + n)};Zqklinik {n // 2};zqmail{n}@example.org;Zqtelefon {n}\n"
        for n in range(8)
    )
    (home / LIST).write_text("navn;klinik;mail;telefon\n" + people, "utf-8")
    (home / "klynger.csv").write_text("navn\nKlynge Nord\n", "utf-8")
    (home / "svar.yaml").write_text(OWN_ANSWERS.format(address=_an_address()), "utf-8")
    (home / "post").mkdir()


def _an_address():
    """A text of the pack that the cluster says in its own words."""
    import kits

    pack = kits.everything().packs["emnevalg"].pack
    phases = (phase for block in pack.blocks for phase in block.phases)
    return f"emnevalg/{next(prompt.id for phase in phases for prompt in phase.prompts)}"


def _filled(home):
    """A form that came back."""
    for sheet in sorted((home / "moede" / "til-print").glob("*.pdf")):
        with pikepdf.open(sheet) as file:
            fields = file.Root.get("/AcroForm", {}).get("/Fields", [])
            texts = [str(f.T) for f in fields if f.get("/FT") == "/Tx" and not f.get("/V")]
        if texts:
            data = forms.fill(sheet.read_bytes(), {texts[-1]: "Zqskrevet i hast"})
            (home / "post" / "udfyldt.pdf").write_bytes(data)
            return


def _environment(home, temporary):
    own = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("DATA", "CONFIG", "STATE")}
    return {
        **os.environ,
        **own,
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "TMPDIR": str(temporary),
        "PYTHONUTF8": "1",
    }


# --- What a file says, all the way down ----------------------------------------------------


def inside(data):
    """Everything that can be read in a file: its bytes, and what is packed in them."""
    yield data
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for entry in packed.namelist():
                yield entry.encode()
                yield from inside(packed.read(entry))
    at = data.find(b"%PDF-")
    if at >= 0:
        yield from _pdf(data[at:])


def _pdf(data):
    with warnings.catch_warnings(action="ignore"), pikepdf.open(io.BytesIO(data)) as file:
        for found in file.objects:
            if isinstance(found, pikepdf.Stream):
                try:
                    yield found.read_bytes()
                except pikepdf.PdfError:
                    yield found.read_raw_bytes()
            yield str(found.unparse() if isinstance(found, pikepdf.Object) else found).encode()
            yield from _strings(found)
    pages = pypdfium2.PdfDocument(data)
    try:
        for page in pages:
            yield page.get_textpage().get_text_range().encode()
    finally:
        pages.close()


def _strings(found):
    """The texts of an object, as a reader shows them."""
    if isinstance(found, pikepdf.Dictionary):
        for value in found.values():
            if isinstance(value, pikepdf.String):
                yield str(value).encode()


def says(data, canary):
    """Whether there is a name, in any of the ways that texts are written."""
    codes = ("utf-8", "utf-16-be", "utf-16-le")
    return any(canary.encode(code) in data for code in codes)


# --- The tests -----------------------------------------------------------------------------


def test_the_evening_was_held(evening):
    """All commands did what they were asked; the one with the mistake said so."""
    codes = {name: said.partition("\n")[0] for name, said in evening.said.items()}

    assert codes.pop("forkert") == "3", evening.said
    assert set(codes.values()) <= {"0", "6"}, evening.said
    assert (evening.home / "moede" / "svar").is_dir()
    assert list(evening.home.glob("klynger/*/til-print/indhold.json"))


@pytest.mark.parametrize("canary", BELONGS)
def test_a_canary_is_where_it_belongs_and_nowhere_else(evening, canary):
    """In every file that there is now."""
    places = {place for place, said in evening.files.items() if says(said, canary)}

    assert places, "the search finds nothing at all"
    assert {place for place in places if not _belongs(place, canary)} == set()


def _belongs(place, canary):
    for pattern in BELONGS[canary]:
        sheet = pattern.removesuffix("NAVNE")
        if re.match(sheet, place):
            return sheet == pattern or bool(NAMING.match(Path(place).name))
    return False


@pytest.mark.parametrize("canary", BELONGS)
def test_a_canary_is_never_on_the_way(evening, canary):
    """Not in a temporary file, not among a process' words, not in what is printed."""
    met = {name for name, data in evening.watched.items() if says(data, canary)}
    printed = {name for name, said in evening.said.items() if canary in said}

    assert evening.watched
    assert met == set()
    assert printed == set() or (SCREEN in BELONGS[canary] and "forkert" not in printed)


def test_nothing_is_left_in_the_temporary_folder(evening):
    """Neither by what went well nor by what did not."""
    assert evening.left == ()


@pytest.mark.parametrize("path", ["moede/liste.csv", "moede/.klyngepakke", "moede/svar"])
def test_what_names_people_is_for_the_owner(evening, path):
    """The copies of the list, finished sheets that are kept, and the tables."""
    place = evening.home / path
    files = [place] if place.is_file() else [p for p in place.rglob("*") if p.is_file()]

    assert files
    assert {file.stat().st_mode & 0o077 for file in files} == {0}
