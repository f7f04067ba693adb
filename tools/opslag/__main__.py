"""Write docs/opslag.md: `python -m tools.opslag`."""

from __future__ import annotations

from tools.opslag.page import FILE, page

FILE.write_text(page(), encoding="utf-8")
