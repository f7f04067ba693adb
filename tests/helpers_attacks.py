"""The attack suite: strangers' packs, run as a person would, with someone watching.

Each folder in `attacks/` is laid over the honest pack in `attacks/_grund`; what cannot lie in a
repository (links, pipes, large files, zips) is made by a small function. Somebody listens on a
port, files outside the pack are watched for being opened, and every network call, started program
and written file of the process and its children is noted.
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import json
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

HERE = Path(__file__).parent
ATTACKS = HERE / "attacks"
BASE, MEETING = "_grund", "_moede"
SECRET = "hemmeligheden-kanariefugl-7c41"  # noqa: S105 - it opens nothing
OUTSIDE = "udenfor"
_HANG = 90  # seconds without a result: the suite's own clock, far above every limit of ours
_IN_OPEN, _IN_ACCESS, _IN_ISDIR = 0x20, 0x1, 0x40000000
_ENV = "KP_ANGREB_LOG"
PATIENT = "KP_ANGREB_RIGTIGE_GRAENSER"


@dataclass(frozen=True)
class Attack:
    """One attack.

    Attributes:
        name: Its folder, or what its maker makes.
        rows: Rows of the table of faults.
        says: A pattern of the sentence that refuses it.
        codes: The exit codes that are a refusal.
        words: The command, with `{pakke}`, `{møde}` and `{rod}` to fill in.
        make: Adds to the laid-out pack what cannot lie in a repository.
    """

    name: str
    rows: str
    says: str
    codes: tuple[int, ...] = (3,)
    words: tuple[str, ...] = ("byg", "{møde}", "--pakker", "{pakke}")
    make: Callable[[Path, Path], None] | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of an attack.

    Attributes:
        name: The attack.
        code: The exit code; -1 where the clock of the suite had to end it.
        seconds: How long it took.
        said: What was said.
        harm: What it managed to do, a sentence each.
    """

    name: str
    code: int
    seconds: float
    said: str
    harm: tuple[str, ...] = ()


def code_is_known(code: object) -> bool:
    """Whether a person was told: a bug and a hang are what no stranger may bring about."""
    return code not in {-1, 1}


def failing(attack: Attack, outcome: Outcome) -> str:
    """Why an outcome is not the one wanted; "" when it is."""
    if outcome.harm:
        return "; ".join(outcome.harm)
    if outcome.code not in attack.codes:
        return f"exit {outcome.code}, not {attack.codes}: {outcome.said[-300:]}"
    if not re.search(attack.says, outcome.said):
        return f"says something else than {attack.says!r}: {outcome.said[-300:]}"
    return ""


# --- Laying out ----------------------------------------------------------------------------


def lay_out(attacks: Iterable[Attack], root: Path, port: int) -> None:
    """Everything that a run needs: the packs, the honest meeting, and what is outside."""
    outside = root / OUTSIDE
    outside.mkdir(parents=True)
    _secrets(outside)
    (root / "hjem").mkdir()
    (root / "tmp").mkdir()
    (root / "hjem" / "hemmelig.txt").write_text(SECRET, "utf-8")
    shutil.copytree(ATTACKS / MEETING, root / "moede")
    for name in (BASE, *(a.name for a in attacks)):
        _pack(root, name, port)
    for attack in attacks:
        if attack.make:
            attack.make(root / "pakker" / attack.name, outside)


def _pack(root: Path, name: str, port: int) -> None:
    folder = root / "pakker" / name
    shutil.copytree(ATTACKS / BASE, folder)
    own = ATTACKS / name
    if own.is_dir() and name != BASE:
        for path in (p for p in own.rglob("*") if p.is_file()):
            data = path.read_bytes().replace(b"@PORT@", str(port).encode())
            data = data.replace(b"@UDENFOR@", str(root / OUTSIDE).encode())
            target = folder / path.relative_to(own)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)


def _secrets(outside: Path) -> None:
    from PIL import Image

    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text id="a">{SECRET}</text></svg>'
    texts = {"txt": SECRET, "html": f"<p>{SECRET}</p>", "css": f"/* {SECRET} */", "svg": svg}
    for suffix, text in {**texts, "yaml": f"id: {SECRET}\n"}.items():
        (outside / f"hemmelig.{suffix}").write_text(text, "utf-8")
    Image.new("RGB", (9, 9), (1, 2, 3)).save(outside / "hemmelig.png")


# --- Watching ------------------------------------------------------------------------------


class Watch:
    """Whoever opens a file outside, and whoever calls."""

    def __init__(self, root: Path) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._inotify = self._libc.inotify_init1(os.O_NONBLOCK)
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._calls: list[str] = []
        self._root = root
        threading.Thread(target=self._answer, daemon=True).start()

    def start(self) -> None:
        """Begin to look at the files; they have been written by now."""
        for path in (self._root / OUTSIDE, self._root / "hjem" / "hemmelig.txt"):
            flags = _IN_OPEN | _IN_ACCESS
            if self._libc.inotify_add_watch(self._inotify, os.fsencode(path), flags) < 0:
                raise OSError(ctypes.get_errno(), str(path))

    def seen(self) -> list[str]:
        """What has happened since the last time."""
        found = [f"{name} outside was opened" for name in self._opened()]
        calls, self._calls[:] = [*self._calls], []
        return list(dict.fromkeys([*found, *calls]))

    def close(self) -> None:
        """Look no more."""
        os.close(self._inotify)
        self._server.close()

    def _opened(self) -> Iterator[str]:
        with contextlib.suppress(BlockingIOError):
            while data := os.read(self._inotify, 65536):
                while data:
                    _, mask, _, length = struct.unpack_from("iIII", data)
                    if not mask & _IN_ISDIR:  # whoever looks through a disk opens folders
                        yield data[16 : 16 + length].rstrip(b"\0").decode() or "a file"
                    data = data[16 + length :]

    def _answer(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._server.accept()
                self._calls.append("somebody called")
                connection.close()


_HOOK = """
import os, sys
_log = os.open(os.environ["KP_ANGREB_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
_root = os.environ["KP_ANGREB_ROD"]
_fine = (_root, "/dev/", "/proc/", "/sys/fs/cgroup")
def _note(text):
    os.write(_log, (text.replace("\\n", " ")[:300] + "\\n").encode("utf-8", "replace"))
def _hook(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        _note(f"{event} {args[-1] if event == 'socket.connect' else args[:2]}")
    elif event in ("os.system", "os.exec", "os.posix_spawn", "pty.spawn"):
        _note(f"{event} {args[:1]}")
    elif event == "subprocess.Popen":
        words = [os.fsdecode(x) for x in args[1]]
        if not words[0].startswith("/sbin/ldconfig") and not any("klyngepakke" in w for w in words[1:]) and "ld" not in words[0]  and "gcc" not in words[0]:
            _note(f"{event} {words}")
    elif event in ("os.remove", "os.rename", "os.mkdir", "os.symlink", "os.rmdir") or (
        event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
        name = args[0]
        if isinstance(name, (str, bytes)):
            path = os.path.abspath(os.fsdecode(name))
            if not path.startswith(_fine):
                _note(f"{event} {path}")
sys.addaudithook(_hook)
"""


def _environment(root: Path, source: Path | None) -> dict[str, str]:
    hooks = root / "kroge"
    hooks.mkdir(exist_ok=True)
    (hooks / "sitecustomize.py").write_text(_HOOK, "utf-8")
    names = {"PATH", "LANG", "LC_ALL", "PYTHONHASHSEED", PATIENT}
    kept = {name: text for name, text in os.environ.items() if name in names}
    paths = [
        str(hooks),
        *([str(source)] if source else []),
        *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep)),
    ]
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": str(root / "hjem"),
        "TMPDIR": str(root / "tmp"),
        _ENV: str(root / "kald.log"),
        "KP_ANGREB_ROD": str(root),
    }


# --- Running -------------------------------------------------------------------------------


def run(attacks: Iterable[Attack], *, source: Path | None = None) -> dict[str, Outcome]:
    """Run attacks against the program, all in one process as long as it lives.

    Args:
        attacks: Which.
        source: Another `src` folder to run, as one with a guard taken away.
    """
    attacks = tuple(attacks)
    root = Path(tempfile.mkdtemp(prefix="angreb-")).resolve()
    watch = Watch(root)
    try:
        lay_out(attacks, root, watch.port)
        return _Run(attacks, root, watch, _environment(root, source)).all()
    finally:
        watch.close()
        shutil.rmtree(root, ignore_errors=True)


@dataclass
class _Run:
    attacks: tuple[Attack, ...]
    root: Path
    watch: Watch
    env: dict[str, str]
    found: dict[str, Outcome] = field(default_factory=dict)
    there: set[str] = field(default_factory=set)

    def all(self) -> dict[str, Outcome]:
        waiting = [*self.attacks]
        started = False
        while waiting:
            with self._process() as process:
                if not started:
                    self._begin(process)
                    started = True
                while waiting:
                    attack = waiting.pop(0)
                    self.found[attack.name] = self._one(process, attack)
                    if self.found[attack.name].code < 0:
                        break
        return self.found

    def _begin(self, process: subprocess.Popen[str]) -> None:
        """Build the honest kit, which no attack may touch, and begin to watch."""
        told = self._told(process, BASE, ("byg", "{møde}", "--pakker", "{pakke}"))
        if told["code"]:
            raise RuntimeError(f"the honest pack does not build: {told['said']}")
        shutil.copytree(self.root / "moede" / "til-print", self.root / "foer")
        self._litter()
        self.watch.start()
        self._log().write_bytes(b"")

    def _process(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=self.env,
            cwd=self.root,
            start_new_session=True,
        )

    def _one(self, process: subprocess.Popen[str], attack: Attack) -> Outcome:
        before = self._log().stat().st_size
        told = self._told(process, attack.name, attack.words)
        said = str(told["said"])
        harm = [
            *self.watch.seen(),
            *self._log().read_bytes()[before:].decode("utf-8").splitlines(),
            *self._changed(),
            *(["the terminal was commanded"] if "\x1b" in said else []),
            *(["the secret was said"] if SECRET in said else []),
            *([] if code_is_known(told["code"]) else ["a traceback, or the process died"]),
        ]
        return Outcome(**{**told, "harm": tuple(dict.fromkeys(harm))})

    def _told(
        self, process: subprocess.Popen[str], name: str, words: tuple[str, ...]
    ) -> dict[str, object]:
        places = {"møde": "moede", "pakke": f"pakker/{name}", "rod": "."}
        request = {"name": name, "words": [w.format(**places) for w in words]}
        timer = threading.Timer(_HANG, lambda: os.killpg(process.pid, signal.SIGKILL))
        timer.start()
        started = time.monotonic()
        try:
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        finally:
            timer.cancel()
        if line:
            return json.loads(line)
        seconds = round(time.monotonic() - started, 1)
        return {"name": name, "code": -1, "seconds": seconds, "said": "hang, or the process died"}

    def _changed(self) -> list[str]:
        """Whether the good kit stands, byte for byte; it is put back where it does not."""
        before, now = _contents(self.root / "foer"), _contents(self.root / "moede" / "til-print")
        said = []
        if any(SECRET.encode() in data for data in now.values()):
            said.append("the secret is in the kit")
        if litter := self._litter():
            said.append(f"{litter} was written")
        if before != now or (self.root / "moede" / "gemt").exists():
            said.append("the old kit was replaced")
            shutil.rmtree(self.root / "moede")
            shutil.copytree(ATTACKS / MEETING, self.root / "moede")
            shutil.copytree(self.root / "foer", self.root / "moede" / "til-print")
        return said

    def _litter(self) -> str:
        """What stands beside everything that was laid out; packs may be installed in the home."""
        places = [self.root, self.root / OUTSIDE, self.root / "pakker"]
        now = {str(p) for place in places for p in place.iterdir()}
        new = sorted(now - self.there) if self.there else []
        self.there |= now
        return ", ".join(new)

    def _log(self) -> Path:
        return Path(self.env[_ENV])


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def _serve() -> None:
    """The process that is attacked: one command a line in, one outcome a line out."""
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    import functools

    import klyngepakke
    from klyngepakke import hookspecs
    from klyngepakke.commands.line import main
    from klyngepakke.road import worker
    from klyngepakke.workshop.limits import LIMITS

    # The seven packs that come with the program are read once, not once an attack.
    klyngepakke.load_pack = hookspecs.load_pack = functools.cache(hookspecs.load_pack)
    if not os.environ.get(PATIENT):
        worker.shared().limits = replace(LIMITS, cpu=4, wall=40)
    for line in sys.stdin:
        request = json.loads(line)
        said = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
        started = time.monotonic()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = main(request["words"])
        seconds = round(time.monotonic() - started, 2)
        text = said.buffer.getvalue().decode("utf-8", "replace")
        outcome = Outcome(request["name"], code, seconds, text)
        out.write(json.dumps(asdict(outcome)) + "\n")
        out.flush()


if __name__ == "__main__":
    _serve()
