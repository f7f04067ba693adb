"""Opening: a Word file's parts as python-docx has them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from klyngepakke.content.archive import in_zip


def opened(parts: Mapping[str, bytes]) -> Any:  # noqa: ANN401 - its types end where the XML begins
    """A document of these parts and no others.

    Args:
        parts: Their bytes by name; a stranger's are judged before they come here.

    Raises:
        Exception: Whatever the library says of parts that are no Word file.
    """
    import docx  # noqa: PLC0415 - costs 150 ms; only Word files need it

    return docx.Document(io.BytesIO(in_zip(parts)))
