"""A tiny series that is built with faults in it, and judged cluster by cluster."""

from __future__ import annotations

import io
import json
import shutil
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from types import SimpleNamespace

import pytest

from helpers_faults import QUICK, Calls, Count, Killed, Kind, dies, tree, used
from klyngepakke import plugins
from klyngepakke.commands.line import main
from klyngepakke.files.writing import unfinished
from klyngepakke.printing.document import Sheet
from klyngepakke.road.series import common, sharing

MEETING = """\
format: 1
id: lille
titel: Lille
dage: [{start: 16.30, slut: 17.30}]
deltagere: {antal: 8}
besvaret: nej
program: [{id: et, slags: frit_emne, minutter: 45}]
ret:
  ark/drejebog: udelad
  ark/dagsorden: udelad
  ark/deltagerliste: udelad
  ark/afslutningsark: udelad
  ark/slides: udelad
"""
BEFORE = "navn;sted\nNord;Salen\n"
AFTER = "navn;sted\nNord;Havnen\nSyd;Havnen\n"
CLUSTERS = ("nord", "syd")
OVERVIEW = ("oversigt.json", "oversigt.csv")
KEPT = ".klyngepakke/"
BUG, ENDED, INTERRUPTED = 1, (0, 6), 130


def plain(document, theme, *, filters):  # noqa: ARG001 - what a maker is called with
    """A sheet that costs nothing."""
    return Sheet(document, b"", f"<h1>{document.title}</h1>", 0)


@contextmanager
def cheap():
    """Sheets cost nothing, and what is only read is read once; all that is written is written."""
    known = plugins.catalogue()
    digest = common._digest(known)
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(sharing, "shared", lambda: SimpleNamespace(html=plain))
        changed.setattr(common, "_digest", lambda _: digest)
        for module in (plugins, common):
            changed.setattr(module, "catalogue", lambda *_: known)
        yield


def build(folder: Path) -> int:
    """`klyngepakke serie`; the exit code."""
    words = ("serie", folder / "moede", "--klynger", folder / "klynger.csv", "--html")
    with ExitStack() as quiet:
        for redirect in (redirect_stdout, redirect_stderr):
            quiet.enter_context(redirect(io.TextIOWrapper(io.BytesIO(), "utf-8")))
        return main([str(word) for word in words])


class SeriesLoop:
    """The series, with a fault at one call after another.

    One cluster's kit was built before and is another now; the other cluster's is new.
    """

    def __init__(self, place: Path, count: Count) -> None:
        self.place, self.count = place, count
        self._template = place / "før"
        (self._template / "moede").mkdir(parents=True)
        (self._template / "moede" / "moede.yaml").write_text(MEETING, "utf-8")
        (self._template / "klynger.csv").write_text(BEFORE, "utf-8")
        with used(QUICK):
            assert build(self._template) in ENDED
        (self._template / "klynger.csv").write_text(AFTER, "utf-8")
        self.old = tree(self._template)
        folder, calls = self._fresh(), Calls({})
        with used(calls.table(QUICK)):
            assert build(folder) in ENDED
        self.new, self.calls = tree(folder), calls.count

    def _fresh(self) -> Path:
        folder = self.place / "nu"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self._template, folder)
        return folder

    def fails(self, kind: Kind, at: int) -> None:
        """One fault: each cluster has a whole kit or none, and the next run mends all."""
        folder, calls = self._fresh(), Calls({at: kind})
        where = f"{kind.name} ved kald {at}"
        with used(calls.table(QUICK)):
            code = build(folder)
        calls.end()
        found = tree(folder)
        assert code != BUG, where
        assert (code == INTERRUPTED) == (kind.error is KeyboardInterrupt), where
        self._judge(found, where)
        self._judge_names(found, where)
        self._again(folder, where)
        self.count.add(kind.name, "serie: " + self._states(found))

    def killed(self, at: int) -> None:
        """The process is killed at a call, and the next run mends all."""
        folder, where = self._fresh(), f"dræbt ved kald {at}"
        assert dies(lambda: self._dying(folder, at)), where
        found = tree(folder)
        self._judge(found, where)
        self._again(folder, where)
        self.count.add("SIGKILL", "serie: " + self._states(found))

    def _dying(self, folder: Path, at: int) -> None:
        with used(Killed(at).table(QUICK)):
            build(folder)

    def _judge(self, found: dict[str, bytes], where: str) -> None:
        for cluster in CLUSTERS:
            kit = f"klynger/{cluster}/til-print/"
            assert self._is_whole(found, kit), (where, cluster)
            assert self._is_whole(sent(found), f"klynger/zip/{cluster}.zip"), (where, cluster)
            state = f"klynger/{cluster}/serie.json"
            if state in found and found[state] == self.new[state]:  # it is ready, so it says
                for part in (kit, f"klynger/zip/{cluster}.zip"):
                    assert below(found, part) == below(self.new, part), (where, cluster)
        for name in (n for n in found if n.endswith(OVERVIEW[0])):
            told = {one["klynge"]: one["status"] for one in json.loads(found[name])["klynger"]}
            assert told.keys() <= {"Nord", "Syd"}, where

    def _is_whole(self, found: dict[str, bytes], part: str) -> bool:
        """It is the old one, or the new one; none where none was before."""
        old, now = below(self.old, part), below(found, part)
        return now in (old, below(self.new, part))

    def _judge_names(self, found: dict[str, bytes], where: str) -> None:
        """No litter, and every file but the overview is the old one or the new one."""
        for name, data in sent(found).items():
            assert not unfinished(Path(name).name), (where, name)
            if KEPT not in name:
                assert name in {*self.old, *self.new}, (where, name)
                either = (self.old.get(name), self.new.get(name))
                assert data in either or name.endswith(OVERVIEW), (where, name)

    def _again(self, folder: Path, where: str) -> None:
        with used(QUICK):
            assert build(folder) in ENDED, where
        now = tree(folder)
        differs = {name for name, _ in lasting(now).items() ^ lasting(self.new).items()}
        assert differs == set(), where
        assert not [name for name in now if unfinished(Path(name).name)], where

    def _states(self, found: dict[str, bytes]) -> str:
        """What the clusters have, as `ny, ingen`."""
        said = []
        for cluster in CLUSTERS:
            now = below(found, kit := f"klynger/{cluster}/til-print/")
            state = "ny" if now == below(self.new, kit) else "gammel" if now else "ingen"
            said.append(state)
        return " og ".join(said)


def sent(files: dict[str, bytes]) -> dict[str, bytes]:
    """The same, a zip that was put away in its old place."""
    return {name.replace("/gamle-zip/", "/zip/"): data for name, data in files.items()}


def below(files: dict[str, bytes], part: str) -> dict[str, bytes]:
    """The files of one part."""
    return {name: data for name, data in files.items() if name.startswith(part)}


def lasting(files: dict[str, bytes]) -> dict[str, bytes]:
    """All but finished sheets that are kept for the next run: those are there or not."""
    return {name: data for name, data in files.items() if KEPT not in name}
