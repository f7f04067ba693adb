"""Limits: how much one sheet may cost, ten times what the dearest honest one does."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Limits:
    """What one sheet may cost.

    Attributes:
        cpu: Seconds of processor time, whole; a busy computer makes no sheet dearer.
        wall: Seconds that pass while the process is waited for, several times `cpu`; what
            sleeps is stopped by it.
        memory: Bytes beyond what the process held when the sheet was begun.
        watched: True where the process looks at its own memory and time ten times a second,
            because the system holds no limit on memory.
    """

    cpu: int
    wall: int
    memory: int
    watched: bool = sys.platform != "linux"


# Measured by benchmarks/limits.py on 2026-11-22, over all sheets of the seven packs at 73
# participants: the slowest took 7.1 s (41 pages), the hungriest 49 MB.
LIMITS: Final = Limits(cpu=70, wall=300, memory=500_000_000)
START: Final = 120
"""Seconds that the process may take to get ready: reading the engine, and plugins' filters."""
