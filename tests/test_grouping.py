"""Tests that share something are done by one process, and the others by the other."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

WHO = """
import os, pathlib, pytest

@pytest.mark.parametrize("number", range(8))
def test_who(number):
    with pathlib.Path(__file__).with_suffix(".txt").open("a") as file:
        file.write(os.environ["PYTEST_XDIST_WORKER"] + "\\n")

@pytest.mark.parametrize("number", range(4))
@pytest.mark.xdist_group("fælles")
def test_who_together(number):
    with (pathlib.Path(__file__).parent / "fælles.txt").open("a") as file:
        file.write(os.environ["PYTEST_XDIST_WORKER"] + "\\n")
"""


def test_a_group_is_in_one_process(tmp_path):
    """A file's tests, and those of a group that goes through several files."""
    for name in ("en", "to", "tre"):
        (tmp_path / f"test_{name}.py").write_text(WHO, "utf-8")
    (tmp_path / "fælles").mkdir()
    env = {
        **os.environ,
        "KLYNGEPAKKE_PROEVERS_ARK": str(tmp_path / "fælles"),
        "PYTHONPATH": str(Path(__file__).parent),
    }

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "2", "-p", "grouping", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    who = {path.stem: path.read_text("utf-8").split() for path in tmp_path.glob("*.txt")}
    assert {name: len(told) for name, told in who.items()} == {
        "test_en": 8,
        "test_to": 8,
        "test_tre": 8,
        "fælles": 12,
    }
    assert all(len(set(told)) == 1 for told in who.values())
    assert len({told[0] for told in who.values()}) == 2
