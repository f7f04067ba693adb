"""The attack suite: no stranger's pack reads, calls, hangs or replaces anything.

The attacks are folders in `attacks/` and the functions of `attacks_made`; the table says which
rows of the table of faults each belongs to, and the sentence that refuses it.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import socket
import sys
from pathlib import Path

import pikepdf
import pytest

import attacks_guards as guards
import attacks_table as table
import helpers_attacks
from helpers_attacks import ATTACKS, Attack, failing
from helpers_sheet import document, page, plain_theme
from klyngepakke.commands.line import main
from klyngepakke.commands.shared import complain
from klyngepakke.errors import InputError, Problem, printable
from klyngepakke.plugins import catalogue
from klyngepakke.printing import markup
from klyngepakke.printing.pdf.finishing import finish
from klyngepakke.printing.produce import html_only
from klyngepakke.road import prepare
from klyngepakke.workshop.limits import LIMITS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="watches files as Linux does")

ROWS = [f"P{number:02}" for number in (*range(1, 63), 74, 75, 76)]
ELSEWHERE = {"P74": "test_plugins.py", "P76": "conftest.py"}  # rows that are a whole file's
NAMES = (
    '=HYPERLINK("http://eksempel.dk")',
    "+45 12 34 56 78",
    "@SUM(A1)",
    "<script>alert(1)</script>",
    "</style><b>",
    "{{7*7}}",
    '{% include "ark/proeve.html" %}',
    '"><img src=x onerror=alert(1)>',
    "[link](javascript:alert(1))",
    "**fed**",
    "&lt;i&gt;",
    "Å" * 150 + " " + "B" * 149,
)


@pytest.fixture(scope="module", autouse=True)
def _loopback():
    """The suite listens on this computer's own address."""
    try:
        socket.create_server(("127.0.0.1", 0)).close()
    except OSError:
        pytest.skip("there is no loopback here")


@pytest.fixture(scope="module")
def outcomes():
    """What came of every attack: one process, one worker, one honest kit."""
    return helpers_attacks.run(table.SUITE)


@pytest.mark.parametrize("attack", [pytest.param(a, id=a.name) for a in table.SUITE])
def test_an_attack_is_refused(outcomes, attack):
    """It is refused with its sentence; nothing is read, called, left running or replaced."""
    assert failing(attack, outcomes[attack.name]) == ""


def test_every_folder_is_an_attack():
    """No attack lies in the folder without being run, and none runs without its files."""
    folders = {p.name for p in ATTACKS.iterdir() if not p.name.startswith("_")}
    assert folders <= {a.name for a in table.ALL}
    assert {a.name for a in table.ALL if a.make is None} <= folders
    assert len(table.ALL) == len({a.name for a in table.ALL})


def test_the_suite_sees_what_gets_through(tmp_path):
    """A run that reads, calls, writes and replaces is not taken for a refusal."""
    words = ("byg", "{møde}", "--pakker", "{pakke}")
    honest = Attack("_grund", "", "", words=words)
    told = helpers_attacks.Outcome("x", 3, 0.1, "Der hentes aldrig noget", ("somebody called",))
    assert "somebody called" in failing(Attack("x", "", "aldrig"), told)
    assert "exit 0" in failing(honest, helpers_attacks.Outcome("x", 0, 0.1, ""))
    watch = helpers_attacks.Watch(tmp_path)
    try:
        (tmp_path / "udenfor").mkdir()
        (tmp_path / "hjem").mkdir()
        (tmp_path / "hjem" / "hemmelig.txt").write_text("x", "utf-8")
        (tmp_path / "udenfor" / "a.txt").write_text("x", "utf-8")
        watch.start()
        assert watch.seen() == []
        (tmp_path / "udenfor" / "a.txt").read_bytes()
        socket.create_connection(("127.0.0.1", watch.port)).close()
        seen = set()
        while len(seen) < 2:
            seen |= set(watch.seen())
        assert seen == {"a.txt outside was opened", "somebody called"}
    finally:
        watch.close()


def test_every_row_of_the_table_of_faults_is_held():
    """Each row that is about packs stands in the docstring of a test, or in the attacks' table."""
    texts = " ".join(p.read_text("utf-8") for p in Path(__file__).parent.glob("*.py"))
    named = {*re.findall(r"\bP\d\d\b", texts), *ELSEWHERE}
    assert [row for row in ROWS if row not in named] == []
    assert all((Path(__file__).parent / file).is_file() for file in ELSEWHERE.values())


@pytest.fixture(scope="module")
def pages_with_names(tmp_path_factory):
    """Every sheet of a meeting whose participants have hostile names, as HTML."""
    folder = tmp_path_factory.mktemp("navne")
    meeting = (ATTACKS / "_moede" / "moede.yaml").read_text("utf-8").partition("ret:")[0]
    counted = "{antal: 10, solo: 4, kompagniskab: 6}"
    meeting = meeting.replace(counted, "{fil: deltagere.csv}")
    (folder / "moede.yaml").write_text(meeting, "utf-8")
    with (folder / "deltagere.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(["navn", "klinik", "praksisform"])
        rows.writerows([name, NAMES[i // 2], "kompagniskab"] for i, name in enumerate(NAMES))
    ready = prepare(folder, catalogue([ATTACKS / "_grund"]))
    return {d.sheet: html_only(d, ready.theme) for d in ready.kit.documents}


@pytest.mark.parametrize("sheet", ["bordplan", "navneskilte", "deltagerliste"])
def test_hostile_names_are_literal_text(pages_with_names, sheet):
    """A formula, markup, a template or a very long name is a name and nothing else (P61, P62)."""
    root = markup.parse(pages_with_names[sheet])
    text = " ".join("".join(root.find("body").itertext()).split())
    assert [name for name in NAMES if name not in text] == []
    assert not [node for node in root.find("body").iter() if node.tag in {"script", "img"}]


def test_hostile_names_are_nowhere_else(pages_with_names):
    """Only the sheets that need names have them (P62)."""
    named = {sheet for sheet, html in pages_with_names.items() if "12 34 56 78" in html}
    assert named == {"bordplan", "navneskilte", "deltagerliste"}


def test_the_limits_that_are_promised_are_those_that_hold():
    """SECURITY.md says the limits of a sheet as they are."""
    promised = (Path(__file__).parents[1] / "SECURITY.md").read_text("utf-8")
    assert f"{LIMITS.cpu} seconds of processor time and {LIMITS.memory // 10**6} MB" in promised
    assert f"not come after {LIMITS.wall} seconds" in promised


# --- What has no command of its own --------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "sentence"),
    [
        ({"/S": "/URI", "/URI": "javascript:alert(1)"}, "skal begynde med https://"),
        ({"/S": "/URI", "/URI": "file:///etc/passwd"}, "skal begynde med https://"),
        ({"/S": "/Launch", "/F": "a.exe"}, "ikke gøre andet end at åbne et link"),
        ({"/S": "/JavaScript", "/JS": "app.alert(1)"}, "ikke gøre andet end at åbne et link"),
        ({"/S": "/SubmitForm", "/F": "http://x"}, "ikke gøre andet end at åbne et link"),
    ],
)
def test_a_finished_file_does_nothing_but_open_links(tmp_path, action, sentence):
    """However it came there, an action in the PDF stops the sheet (P43, P51)."""
    named = {k: pikepdf.Name(v) if v.startswith("/") else v for k, v in action.items()}
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=named
    )
    with pytest.raises(InputError, match=sentence):
        finish(_pdf(Annots=[link]), document(tmp_path, page("x")), {})


def test_a_finished_file_does_nothing_when_it_is_opened(tmp_path):
    """An action of the document's own stops the sheet, too (P43)."""
    with pytest.raises(InputError, match="når det åbnes"):
        finish(_pdf(opens=True), document(tmp_path, page("x")), {})


def _pdf(*, opens: bool = False, **keys: object) -> bytes:
    file = pikepdf.new()
    file.add_blank_page()
    for name, value in keys.items():
        file.pages[0].obj[f"/{name}"] = pikepdf.Array(value)
    if opens:
        file.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def test_a_page_for_browsers_may_fetch_nothing(tmp_path):
    """The HTML forbids a browser, first of all, to run, fetch or send anything (P42)."""
    hidden = "<!-- <head></head> --><style>p { background: url(#a) }</style>"
    made = document(tmp_path / "pakke", page("<p>x</p>", hidden))
    html = html_only(made, plain_theme(tmp_path / "tema"))
    first, second = html.split("\n")[:2]
    assert first == "<!doctype html>"
    assert second.startswith('<meta http-equiv="Content-Security-Policy" content="default-src ')
    assert "'none'" in second
    assert "script-src" not in second


@pytest.mark.parametrize(
    "rule", ['@import "//127.0.0.1/a.css";', r'@\69mport "//127.0.0.1/a.css";']
)
def test_a_page_for_browsers_imports_nothing(tmp_path, rule):
    """CSS that a browser would fetch is refused, however it is spelt (P42)."""
    made = document(tmp_path / "pakke", page("<p>x</p>", f"<style>{rule}</style>"))
    with pytest.raises(InputError, match="@import"):
        html_only(made, plain_theme(tmp_path / "tema"))


def test_messages_do_not_command_the_terminal():
    """ESC, bells, other controls and marks of direction are shown as a sign (P17)."""
    assert printable("a\x1b[2J\x07\x9b\u202eb\nc\td") == "a\ufffd[2J\ufffd\ufffd\ufffdb\nc\td"
    assert "\x1b" not in str(Problem("Linket ”\x1b[2J”.", "\x1b]0;x\x07.html", 1))


def test_a_folders_name_does_not_command_the_terminal(tmp_path, capsys):
    """Neither where its pack is listed, nor where it cannot be used, nor in a warning (P17)."""
    shutil.copytree(ATTACKS / "_grund", tmp_path / "god\x1b[2J")
    (tmp_path / "ond\x1b[2J").mkdir()
    (tmp_path / "ond\x1b[2J" / "pakke.yaml").write_text("", "utf-8")
    assert main(["pakke", "liste", "--pakker", str(tmp_path)]) == 0
    complain("Se \x1b[2J")
    said = "".join(capsys.readouterr())
    assert "Prøvepakken" in said
    assert "Filen er tom" in said
    assert "\x1b" not in said


# --- The guards, taken away ------------------------------------------------------------------


@pytest.mark.parametrize("guard", [pytest.param(g, id=g.name) for g in guards.GUARDS])
def test_a_guard_stands_where_it_is_said_to(guard):
    """Its text stands once in its file, and its attacks are in the table."""
    assert guards.found(guard) == {1}
    assert guard.attacks
    assert set(guard.attacks) <= {attack.name for attack in table.ALL}


@pytest.mark.parametrize(
    "name", ["skabeloner ligger i pakken", "ingen dele, der henter eller kører"]
)
def test_without_a_guard_its_attacks_get_through(name):
    """The suite notices when a guard is gone; `make attacks` shows it for all of them."""
    guard = next(g for g in guards.GUARDS if g.name == name)
    chosen = [attack for attack in table.ALL if attack.name in guard.attacks]
    with guards.without(guard) as source:
        outcomes = helpers_attacks.run(chosen, source=source)
    assert [a.name for a in chosen if not failing(a, outcomes[a.name])] == []
