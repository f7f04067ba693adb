"""Strangers' plugins: each is found, and one that breaks is named while the others go on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from klyngepakke.commands.line import main

EXAMPLE = Path(__file__).parents[1] / "examples" / "klyngepakke-eksempel" / "klyngepakke_eksempel"

GOOD = """
from klyngepakke import hookimpl, load_pack

@hookimpl
def klyngepakke_packs():
    return [load_pack(__package__)]
"""


def distribution(site, name, code, *, pack=None, version="1.0"):
    """Put a distribution on the path: its module, its entry point, perhaps its pack."""
    module = name.replace("-", "_")
    package = site / module
    package.mkdir()
    (package / "__init__.py").write_text(textwrap.dedent(code), "utf-8")
    if pack is not None:
        for file in EXAMPLE.rglob("*"):
            if file.is_file() and file.suffix in {".yaml", ".html"}:
                target = package / file.relative_to(EXAMPLE)
                target.parent.mkdir(exist_ok=True)
                target.write_text(pack(file.read_text("utf-8")), "utf-8")
    info = site / f"{module}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (info / "entry_points.txt").write_text(f"[klyngepakke]\n{name} = {module}\n")


def listed(site, *arguments):
    """What `klyngepakke pakke liste --json` says with that folder on the path."""
    done = subprocess.run(
        [sys.executable, "-m", "klyngepakke", "pakke", "liste", "--json", *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(site), "PATH": "/usr/bin:/bin"},
    )
    return json.loads(done.stdout)


def ids(found):
    """The ids of the usable packs."""
    return {pack["id"] for pack in found["pakker"]}


def named(**words):
    """A function that gives the example pack other words."""
    return lambda text: text.replace("id: telefontid", f"id: {words['id']}").replace(
        "udgave: 1.0", f"udgave: {words.get('edition', '1.0')}"
    )


def hook(body, name="klyngepakke_packs()"):
    """A plugin with one hook; `load` gives its pack, which is a good one."""
    lines = textwrap.indent(textwrap.dedent(body), "    ")
    return (
        "import os, signal, sys, time\n"
        "from klyngepakke import hookimpl, load_pack\n"
        "def load():\n    return load_pack(__package__)\n"
        f"@hookimpl\ndef {name}:\n{lines}\n"
    )


BROKEN = {
    "raises-at-import": ("raise RuntimeError('i stykker')", "RuntimeError: i stykker"),
    "exits-at-import": ("raise SystemExit(3)", "ville lukke programmet"),
    "syntax-error": ("def (", "SyntaxError"),
    "imports-what-is-not-there": ("import ingen_ved_hvad", "No module named 'ingen_ved_hvad'"),
    "raises-in-hook": (hook("raise ValueError('i stykker')"), "ValueError: i stykker"),
    "raises-half-way": (hook("yield load()\nraise ValueError('midt i')"), "midt i"),
    "exits-in-hook": (hook("sys.exit(4)"), "ville lukke programmet"),
    "reads-the-keyboard": (hook("input()"), "EOFError"),
    "misspelt-hook": (hook("return []", "klyngepakke_pakcs()"), "klyngepakke_pakcs"),
    "misspelt-argument": (hook("return []", "klyngepakke_documents(planen)"), "planen"),
    "gives-texts": (hook("return ['ikke en pakke']"), "gav str, men skal give LoadedPack"),
    "gives-a-text": (hook("return 'ikke en pakke'"), "gav str, men skal give LoadedPack"),
    "gives-a-number": (hook("return 7"), "TypeError"),
    "gives-nothing": (hook("load()"), "gav ingenting"),
    "gives-the-same-for-ever": (
        hook("one = load()\nwhile True: yield one"),
        "gav mere end 1000 ting",
    ),
    "gives-a-billion": (hook("return range(10 ** 9)"), "gav mere end 1000 ting"),
    "gives-an-empty-shell": (
        hook("from klyngepakke.content.pack import LoadedPack\nreturn [LoadedPack(None, None)]"),
        "ikke læst med load_pack",
    ),
    "gives-a-list-of-filters": (hook("return ['x']", "klyngepakke_filters()"), "gav list"),
    "gives-no-filter": (hook("return {'x': 1}", "klyngepakke_filters()"), "er ingen hjælper"),
    "raises-what-has-no-words": (
        "class Stum(Exception):\n    def __str__(self): raise ValueError\nraise Stum",
        "Stum",
    ),
    "raises-what-moves-the-cursor": ("raise ValueError('\\x1b[2J\\x07ryddet')", "[2J ryddet"),
}


HANGING = {
    "hangs-at-import": "import time\ntime.sleep(1000)",
    "hangs-in-hook": hook("while True: pass"),
    "hangs-and-catches": hook(
        "try:\n    time.sleep(1000)\nexcept BaseException:\n    time.sleep(1000)"
    ),
}


def said(site, *arguments, patience=20):
    """`klyngepakke` with that folder on the path, where a plugin has so many seconds."""
    code = (
        "import sys\n"
        "from klyngepakke.plugins import guard\n"
        f"guard.PATIENCE = {patience}\n"
        "from klyngepakke.commands.line import main\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(site), "PATH": "/usr/bin:/bin"},
    )


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What is said of every broken plugin, with all of them and a good one installed at once."""
    site = tmp_path_factory.mktemp("site")
    for name, (code, _) in BROKEN.items():
        distribution(site, name, code, pack=named(id=f"pakke-{name}"))
    distribution(site, "god", GOOD, pack=named(id="god"))
    return json.loads(said(site, "pakke", "liste", "--json").stdout)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_plugin_is_named(told, name):
    """It is named with its distribution and version, and with a reason."""
    reasons = [
        r for b in told["ubrugelige"] if b["oprindelse"] == f"{name} 1.0" for r in b["grunde"]
    ]

    assert reasons
    assert BROKEN[name][1] in reasons[0]
    assert all(reason.isprintable() for reason in reasons)


def test_plugins_that_hang_are_named(tmp_path):
    """At import, in a hook, or holding on to it: each is broken off and named; our own are used."""
    for name, code in HANGING.items():
        distribution(tmp_path, name, code)

    found = json.loads(said(tmp_path, "pakke", "liste", "--json", patience=1).stdout)

    broken = {b["oprindelse"]: b["grunde"] for b in found["ubrugelige"]}
    reason = "Den svarede ikke inden 1 sekunder."
    assert broken == {f"{name} 1.0": [reason] for name in HANGING}
    assert "trivsel" in ids(found)


def test_broken_plugins_stop_nobody(told):
    """A good plugin beside two dozen broken ones is used, and so are our own; nothing else is."""
    origins = {b["oprindelse"] for b in told["ubrugelige"]}

    assert origins == {f"{name} 1.0" for name in BROKEN}
    assert {"god", "trivsel"} <= ids(told)
    assert not [one for one in ids(told) if one.startswith("pakke-")]


HALVES = {
    "without-module": (
        lambda site: shutil.rmtree(site / "halv"),
        "halv 1.0",
        "modulet ”halv” findes ikke",
    ),
    "without-metadata": (
        lambda site: (site / "halv-1.0.dist-info" / "METADATA").unlink(),
        "halv 1.0",
        "dens oplysninger kan ikke læses",
    ),
    "without-a-name": (
        lambda site: (site / "halv-1.0.dist-info" / "METADATA").write_text("Version: 1.0\n"),
        "halv 1.0",
        "dens oplysninger kan ikke læses",
    ),
    "with-metadata-of-bytes": (
        lambda site: (site / "halv-1.0.dist-info" / "METADATA").write_bytes(b"Name: \xff\xfe"),
        "halv 1.0",
        "dens oplysninger kan ikke læses",
    ),
    "with-entry-points-of-bytes": (
        lambda site: (site / "halv-1.0.dist-info" / "entry_points.txt").write_bytes(
            b"[klyngepakke]\n\xff = \xfe"
        ),
        "halv 1.0",
        "dens oplysninger kan ikke læses",
    ),
    "with-an-entry-point-of-nothing": (
        lambda site: (site / "halv-1.0.dist-info" / "entry_points.txt").write_text(
            "[klyngepakke]\nhalv = :::\n"
        ),
        "halv 1.0",
        "Fejl i udvidelsen",
    ),
}


@pytest.mark.parametrize("case", HALVES)
def test_a_half_removed_distribution_is_named(tmp_path, case):
    """Whichever half is left, it is named, and a good one beside it is used."""
    breaking, origin, reason = HALVES[case]
    distribution(tmp_path, "halv", GOOD, pack=named(id="halv"))
    breaking(tmp_path)
    distribution(tmp_path, "god", GOOD, pack=named(id="god"))

    found = listed(tmp_path)

    assert ids(found) >= {"god", "trivsel"}
    assert "halv" not in ids(found)
    (broken,) = found["ubrugelige"]
    assert broken["oprindelse"] == origin
    assert reason in " ".join(broken["grunde"])


def test_somebody_elses_broken_distribution_is_none_of_ours(tmp_path):
    """One that does not speak of klyngepakke and cannot be read is not mentioned."""
    info = tmp_path / "fremmed-1.0.dist-info"
    info.mkdir()
    (info / "entry_points.txt").write_bytes(b"[console_scripts]\n\xff = \xfe")

    assert listed(tmp_path)["ubrugelige"] == []


PRINTS = """
import os, subprocess, sys
print('ud')
print('fejl', file=sys.stderr)
sys.__stdout__.write('uden om')
os.write(1, b'ud atter')
os.write(2, b'fejl atter')
subprocess.run(['echo', 'udefra'])
"""


def test_what_a_plugin_prints_is_nowhere(tmp_path):
    """Whatever a plugin writes to, nothing of it is seen, neither at import nor in a hook."""
    inside = textwrap.indent(PRINTS, "    ")
    distribution(
        tmp_path,
        "snakker",
        PRINTS + GOOD.replace("    return", f"{inside}    return"),
        pack=named(id="snakker"),
    )

    done = said(tmp_path, "pakke", "liste")

    assert done.returncode == 0
    assert done.stderr == ""
    assert "snakker" in done.stdout
    assert not [
        word for word in ("fejl", "uden om", "udefra", "ud\n", "atter") if word in done.stdout
    ]


def test_a_plugin_that_hangs_beside_the_main_thread_is_left(tmp_path):
    """Where there is no signal to break it off with, it is left alone, and the program ends."""
    distribution(tmp_path, "haenger", "import time\ntime.sleep(1000)")
    distribution(tmp_path, "ude", "raise SystemExit(3)")
    distribution(tmp_path, "god", GOOD, pack=named(id="god"))
    code = (
        "import threading\n"
        "from klyngepakke.plugins import catalogue, guard\n"
        "guard.PATIENCE = 5.0\n"
        "def look():\n"
        "    found = catalogue()\n"
        "    print(*found.broken, 'god' in found.packs, sep='\\n')\n"
        "thread = threading.Thread(target=look)\n"
        "thread.start()\n"
        "thread.join()\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )

    assert done.stdout.splitlines() == [
        "haenger (haenger 1.0): Den svarede ikke inden 5 sekunder.",
        "ude (ude 1.0): Den ville lukke programmet.",
        "True",
    ]


def test_a_pack_with_code_says_so(tmp_path, capsys):
    """The listing and the portrait say that a distribution's pack runs code, and whose it is."""
    distribution(tmp_path, "god", GOOD, pack=named(id="god"), version="2.3")

    everything = said(tmp_path, "pakke", "liste").stdout
    one = said(tmp_path, "pakke", "vis", "god").stdout
    main(["pakke", "vis", "emnevalg"])

    assert everything.count("indeholder kode") == 1
    assert "indeholder kode fra god 2.3" in everything
    assert "Pakken indeholder kode fra god 2.3." in one
    assert "indeholder kode" not in capsys.readouterr().out


def test_two_distributions_with_one_pack_id(tmp_path):
    """Two packs of one id on one level are both refused, and both origins are named."""
    distribution(tmp_path, "den-ene", GOOD, pack=named(id="ens"))
    distribution(tmp_path, "den-anden", GOOD, pack=named(id="ens"))

    found = listed(tmp_path)

    assert "ens" not in ids(found)
    (twin,) = [b for b in found["ubrugelige"] if b["navn"] == "ens"]
    assert "den-ene 1.0" in twin["oprindelse"]
    assert "den-anden 1.0" in twin["oprindelse"]


@pytest.mark.parametrize(("edition", "wins"), [("2099.1", True), ("1.0", False)])
def test_a_newer_edition_from_the_same_publisher_wins(tmp_path, edition, wins):
    """An installed newer edition replaces a bundled one of the same publisher; an older does not."""

    def renamed(text):
        text = named(id="trivsel", edition=edition)(text)
        return text.replace("udgiver: klyngepakke-eksempel", "udgiver: klyngepakke")

    distribution(tmp_path, "ny-trivsel", GOOD, pack=renamed)

    found = listed(tmp_path)

    origins = {p["oprindelse"] for p in found["pakker"] if p["id"] == "trivsel"}
    assert origins == ({"ny-trivsel 1.0"} if wins else set())


def test_a_folder_wins_over_what_is_installed(tmp_path):
    """A folder that the user names wins, and it is said which was chosen."""
    folder = tmp_path / "min"
    (folder / "ark").mkdir(parents=True)
    for file in ("pakke.yaml", "ark/opkaldsliste.html"):
        text = named(id="trivsel")((EXAMPLE / file).read_text("utf-8"))
        (folder / file).write_text(text, "utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "klyngepakke", "pakke", "liste", "--pakker", str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert f"Pakken ”trivsel” tages fra {folder} i stedet for klyngepakke" in done.stdout


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_pack_in_a_folder_that_cannot_be_read(tmp_path):
    """It is named, and the others in the folder can be used."""
    for name in ("god", "låst"):
        (tmp_path / name / "ark").mkdir(parents=True)
        for file in ("pakke.yaml", "ark/opkaldsliste.html"):
            text = named(id=name.replace("å", "a"))((EXAMPLE / file).read_text("utf-8"))
            (tmp_path / name / file).write_text(text, "utf-8")
    (tmp_path / "låst" / "pakke.yaml").chmod(0)

    found = listed(tmp_path / "tom", "--pakker", str(tmp_path))

    assert "god" in ids(found)
    assert "låst" in str(found)


def test_json_is_read_by_any_program(tmp_path):
    """Where the pipe's alphabet is not UTF-8, as in an office's Windows, it is plain ASCII."""
    done = subprocess.run(
        [sys.executable, "-m", "klyngepakke", "pakke", "liste", "--json"],
        capture_output=True,
        check=True,
        env={"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "cp1252"},
    )

    assert "trivsel" in ids(json.loads(done.stdout.decode("ascii")))


def test_two_folders_with_one_pack_id(tmp_path):
    """Two folders with packs of one id are refused, and both are named."""
    for name in ("a", "b"):
        (tmp_path / name / "ark").mkdir(parents=True)
        for file in ("pakke.yaml", "ark/opkaldsliste.html"):
            (tmp_path / name / file).write_text((EXAMPLE / file).read_text("utf-8"), "utf-8")

    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "klyngepakke",
            "eksempel",
            str(tmp_path / "m"),
            "--pakke",
            "telefontid",
            "--pakker",
            str(tmp_path),
        ],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 3
    assert "To pakker har id'et ”telefontid”" in done.stderr
    assert str(tmp_path / "a") in done.stderr
    assert str(tmp_path / "b") in done.stderr


LOOK = """
from klyngepakke import hookimpl, load_theme

@hookimpl
def klyngepakke_themes():
    return [load_theme(__package__)]
"""


def look(site, name, text):
    """A distribution with a theme."""
    distribution(site, name, LOOK)
    (site / name.replace("-", "_") / "udseende.yaml").write_text(text, "utf-8")


def themes(site):
    """The themes there are with that folder on the path, with their variables, and what is broken."""
    code = (
        "import json\n"
        "from klyngepakke.plugins import catalogue\n"
        "found = catalogue()\n"
        "print(json.dumps([{t.id: dict(t.variables) for t in found.themes.values()},"
        " {b.name: str(b) for b in found.broken}]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(site), "PATH": "/usr/bin:/bin"},
    )
    return json.loads(done.stdout)


def test_a_theme_builds_on_another_distributions(tmp_path):
    """A theme of nothing but a variable has all the rest from the one it builds on."""
    look(tmp_path, "hav", 'id: hav\ntitel: H\nbygger_på: klinik\nvariabler: {farve: "#003366"}\n')
    look(tmp_path, "dyb", "id: dyb\ntitel: D\nbygger_på: hav\n")

    found, broken = themes(tmp_path)

    assert broken == {}
    assert found["dyb"]["farve"] == found["hav"]["farve"] == "#003366"
    assert set(found["dyb"]) >= set(found["klinik"])


def test_themes_that_cannot_be_used_are_named(tmp_path):
    """A base that is not there, a ring, and two of one id: each is told, and klinik goes on."""
    look(tmp_path, "loes", "id: loes\ntitel: L\nbygger_på: nogen\n")
    look(tmp_path, "ring-a", "id: ring-a\ntitel: R\nbygger_på: ring-b\n")
    look(tmp_path, "ring-b", "id: ring-b\ntitel: R\nbygger_på: ring-a\n")
    look(tmp_path, "ens-et", "id: ens\ntitel: E\n")
    look(tmp_path, "ens-to", "id: ens\ntitel: E\n")

    found, broken = themes(tmp_path)

    assert set(found) == {"klinik", "stor", "blaek"}
    assert set(broken) == {"loes", "ring-a", "ring-b", "ens"}
    assert "bygger på ”nogen”" in broken["loes"]
    assert "ens-et 1.0 og ens-to 1.0" in broken["ens"]


def checked(site, folder, *lines):
    """`klyngepakke tjek` on an example meeting, with more lines in its file."""
    env = {"PYTHONPATH": str(site), "PATH": "/usr/bin:/bin"}
    program = [sys.executable, "-m", "klyngepakke"]
    subprocess.run([*program, "eksempel", str(folder)], check=True, env=env, capture_output=True)
    file = folder / "moede.yaml"
    file.write_text("\n".join([file.read_text("utf-8"), *lines, ""]), "utf-8")
    return subprocess.run(
        [*program, "tjek", str(folder)], capture_output=True, text=True, check=False, env=env
    )


def test_a_build_says_which_plugin_failed(tmp_path):
    """What a broken plugin would have given is missing, so every build says so."""
    distribution(tmp_path, "stykker", "raise RuntimeError('i stykker')")

    done = checked(tmp_path, tmp_path / "m")

    assert done.returncode == 6
    assert "stykker 1.0" in done.stderr
    assert "bliver ikke brugt" in done.stderr


def test_a_broken_theme_says_why(tmp_path):
    """A meeting whose look is broken is told the reason."""
    look(tmp_path, "hav", "id: hav\ntitel: H\nstil: [ingen.css]\n")

    done = checked(tmp_path, tmp_path / "m", "udseende: hav")

    assert done.returncode == 3
    assert "Filen ”ingen.css” findes ikke" in done.stderr


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        ("Document('../ud', 'x', 'X', 'plakat.html', 'dør', 1, {})", "kan ikke stå i et filnavn"),
        ("Document('x', 'x', 'X', 'plakat.html', 'dør', 1, {'a': object()})", "andet end tekst"),
        ("Document('x', 'x', None, 'plakat.html', 'dør', 1, {})", "felter af forkert slags"),
        ("Document('x', 'x', 'X', 'plakat.html', 'dør', -1, {})", "felter af forkert slags"),
        ("Document('x', 'x', 'X', 'a.html', 'dør', 1, {}, '/')", "felter af forkert slags"),
        ("1 / 0", "ZeroDivisionError"),
    ],
)
def test_documents_that_cannot_be_used_are_named(tmp_path, made, sentence):
    """A plugin's document with a strange id or strange data is left out, and that is said."""
    distribution(
        tmp_path,
        "daarlig",
        f"""
        from klyngepakke import hookimpl
        from klyngepakke.planning.document import Document

        @hookimpl
        def klyngepakke_documents(plan):
            return [{made}]
        """,
    )

    done = checked(tmp_path, tmp_path / "m")

    assert done.returncode == 6
    assert "daarlig 1.0" in done.stderr
    assert sentence in done.stderr


def test_plugins_add_documents_and_filters(tmp_path):
    """A code pack adds a document and a filter to the templates."""
    distribution(
        tmp_path,
        "skilt",
        """
        from klyngepakke import hookimpl
        from klyngepakke.planning.document import Document, PackFiles
        from pathlib import Path

        @hookimpl
        def klyngepakke_filters():
            return {"raab": lambda text: text.upper()}

        @hookimpl
        def klyngepakke_documents(plan):
            here = PackFiles("skilt", Path(__file__).parent)
            return [Document("doerskilt", "doerskilt", "Dørskilt", "ark/doer.html", "dør", 1,
                             {"tekst": plan.meeting.title}, pack=here)]
        """,
    )
    (tmp_path / "skilt" / "ark").mkdir()
    (tmp_path / "skilt" / "ark" / "doer.html").write_text(
        '{% extends "plakat.html" %}{% block indhold %}<p>{{ tekst | raab }}</p>{% endblock %}'
    )
    code = (
        "import sys, pathlib, kits\n"
        "found = kits.meeting('emnevalg', 10)\n"
        "made = kits.prepare(kits.write(found), kits.everything())\n"
        "from klyngepakke.road.worker import shared\n"
        "(one,) = [d for d in made.kit.documents if d.id == 'doerskilt']\n"
        "sheet = shared()(one, made.theme, filters=kits.everything().filters)\n"
        "print(' '.join(kits.pages(sheet)))\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": f"{tmp_path}:{Path(__file__).parent}", "PATH": "/usr/bin:/bin"},
    )

    assert done.stderr == ""
    assert "Dørskilt VALG AF EMNER" in done.stdout


FILTERS = """
import os, sys, time
from klyngepakke import hookimpl

def snakker(text):
    print("ud")
    os.write(1, b"ud atter")
    os.write(2, b"fejl")
    return text.upper()

def lukker(text):
    sys.exit(5)

def fejler(text):
    raise ValueError("i stykker")

def sover(text):
    time.sleep(1000)

@hookimpl
def klyngepakke_filters():
    return {"snakker": snakker, "lukker": lukker, "fejler": fejler, "sover": sover}
"""


def test_filters_run_in_the_worker(tmp_path):
    """A plugin's filter is found again in the worker; it cannot print, close the program or hang it."""
    distribution(tmp_path, "hjaelper", FILTERS)
    code = (
        "import os, pathlib\n"
        "from helpers_sheet import document, page, plain_theme\n"
        "from klyngepakke.errors import KlyngepakkeError\n"
        "from klyngepakke.plugins import catalogue\n"
        "from klyngepakke.road.worker import Limits, Worker\n"
        f"here = pathlib.Path({str(tmp_path)!r})\n"
        "theme, filters = plain_theme(here / 'tema'), catalogue().filters\n"
        "with Worker(Limits(cpu=60, wall=8, memory=500_000_000)) as worker:\n"
        "    for name in ('snakker', 'lukker', 'fejler', 'sover', 'snakker'):\n"
        "        one = document(here / name, page('<p>{{ \"hej\" | %s }}</p>' % name))\n"
        "        try:\n"
        "            print('HEJ' in worker.html(one, theme, filters=filters).html)\n"
        "        except KlyngepakkeError as error:\n"
        "            print(error.exit_code, error)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": f"{tmp_path}:{Path(__file__).parent}", "PATH": "/usr/bin:/bin"},
    )

    first, closed, failed, slept, last = done.stdout.splitlines()
    assert done.stderr == ""
    assert first == last == "True"
    assert closed.startswith("3 ")
    assert "ville lukke programmet" in closed
    assert failed.startswith("3 ")
    assert "Hjælperen ”fejler” fejlede" in failed
    assert slept.startswith("4 ")
    assert "”Prøvearket”" in slept
    assert "ikke var færdigt efter 8 sekunder" in slept
