"""The whole run: it sees none of the developer's own packs and settings."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

_HOME = Path(tempfile.mkdtemp(prefix="klyngepakke-hjem-"))


def pytest_configure():
    """Move where packs are installed and settings are written to an empty place."""
    os.environ["XDG_DATA_HOME"] = str(_HOME / "data")
    os.environ["XDG_CONFIG_HOME"] = str(_HOME / "config")
    os.environ.pop("KLYNGEPAKKE_PAKKER", None)


def pytest_unconfigure():
    """Take the place away."""
    shutil.rmtree(_HOME, ignore_errors=True)
