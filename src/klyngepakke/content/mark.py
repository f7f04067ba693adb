"""Mark: twelve letters that stand for what a text, or a part of a pack, says."""

from __future__ import annotations

import hashlib
import json

from klyngepakke.content.model import plain


def mark(value: object) -> str:
    """A short hash of a text, or of everything that a pack says at an address."""
    text = value if isinstance(value, str) else json.dumps(plain(value), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
