"""Strangers' plugins: each is found, and one that breaks is named while the others go on."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

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


BROKEN = {
    "raises-at-import": "raise RuntimeError('i stykker')",
    "exits-at-import": "raise SystemExit(3)",
    "raises-in-hook": """
        from klyngepakke import hookimpl
        @hookimpl
        def klyngepakke_packs():
            raise ValueError('i stykker')
    """,
    "raises-half-way": """
        from klyngepakke import hookimpl
        @hookimpl
        def klyngepakke_packs():
            yield from ()
            raise ValueError('i stykker')
    """,
    "exits-in-hook": """
        import sys
        from klyngepakke import hookimpl
        @hookimpl
        def klyngepakke_packs():
            sys.exit(4)
    """,
    "misspelt-hook": """
        from klyngepakke import hookimpl
        @hookimpl
        def klyngepakke_pakcs():
            return []
    """,
    "wrong-type": """
        from klyngepakke import hookimpl
        @hookimpl
        def klyngepakke_packs():
            return ['ikke en pakke']
    """,
}


def test_broken_plugins_are_named_and_the_others_go_on(tmp_path):
    """Every broken plugin is named with its distribution; a good one beside them is used."""
    for name, code in BROKEN.items():
        distribution(tmp_path, name, code)
    distribution(tmp_path, "god", GOOD, pack=named(id="god"))

    found = listed(tmp_path)

    broken = {b["oprindelse"]: b["grunde"] for b in found["ubrugelige"]}
    assert set(broken) == {f"{name} 1.0" for name in BROKEN}
    assert all(broken.values())
    assert {"god", "trivsel"} <= ids(found)


def test_what_a_plugin_prints_is_not_in_the_output(tmp_path):
    """A plugin that prints disturbs nobody's JSON."""
    distribution(
        tmp_path,
        "snakker",
        "print('hej')" + GOOD.replace("return", "print(1)\n    return"),
        pack=named(id="snakker"),
    )

    assert "snakker" in ids(listed(tmp_path))


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

    assert set(found) == {"klinik"}
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
        "from klyngepakke.printing.produce import produce\n"
        "(one,) = [d for d in made.kit.documents if d.id == 'doerskilt']\n"
        "sheet = produce(one, made.theme, filters=kits.everything().filters)\n"
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
