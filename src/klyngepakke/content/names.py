"""The names of the files that people write; whoever looks for one need not read how it is read."""

from __future__ import annotations

from typing import Final

MEETING_FILE: Final = "moede.yaml"
PACK_FILE: Final = "pakke.yaml"
THEME_FILE: Final = "udseende.yaml"
SOURCES_FILE: Final = "kilder.yaml"
