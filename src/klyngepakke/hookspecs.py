"""The hooks: everything a distribution can add to klyngepakke.

Each hook returns values; none of them changes anything. A hook that raises is named with its
distribution, and the others go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from klyngepakke.content.pack import LoadedPack
    from klyngepakke.content.theme import Theme
    from klyngepakke.planning.document import Document
    from klyngepakke.planning.plan import Plan

GROUP = "klyngepakke"
"""The entry-point group, and pluggy's name for the project."""

VERSION = 1
"""The hooks' version. Within one, hooks, their arguments and what they give only grow."""

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)


def load_pack(package: str) -> LoadedPack:
    """The pack whose `pakke.yaml` lies in an import package.

    Args:
        package: The import package's name; `__package__` in its `__init__.py`.

    Raises:
        InputError: What is wrong with the pack, each with file, line and column.
    """
    from klyngepakke.content.folders import pack_in, package_folder  # noqa: PLC0415 - pydantic

    return pack_in(package_folder(package))


def load_theme(package: str) -> Theme:
    """The theme whose `udseende.yaml` lies in an import package; it may build on another.

    Raises:
        InputError: What is wrong with the theme.
    """
    from klyngepakke.content.folders import package_folder  # noqa: PLC0415 - pydantic
    from klyngepakke.content.theme import read_theme  # noqa: PLC0415 - pydantic

    return read_theme(package_folder(package))


@hookspec
def klyngepakke_packs() -> Iterable[LoadedPack]:  # type: ignore[empty-body]
    """Give packs.

    A distribution whose pack lies beside its `__init__.py`:

        from klyngepakke import hookimpl, load_pack

        @hookimpl
        def klyngepakke_packs():
            return [load_pack(__package__)]
    """


@hookspec
def klyngepakke_themes() -> Iterable[Theme]:  # type: ignore[empty-body]
    """Give themes.

    A distribution whose theme lies beside its `__init__.py`:

        from klyngepakke import hookimpl, load_theme

        @hookimpl
        def klyngepakke_themes():
            return [load_theme(__package__)]
    """


@hookspec
def klyngepakke_documents(plan: Plan) -> Iterable[Document]:  # type: ignore[empty-body]
    """Give documents beyond those of the core and of the packs' own `ark`.

    A sign for the door, from a template of the core:

        from klyngepakke import hookimpl
        from klyngepakke.planning.document import Document

        @hookimpl
        def klyngepakke_documents(plan):
            sign = {"stort": "", "navn": plan.meeting.title, "under": ""}
            data = {"skilte": [sign]}
            return [Document("doerskilt", "doerskilt", "Dørskilt", "skilt.html", "dør", 1, data)]
    """


@hookspec
def klyngepakke_filters() -> Mapping[str, Callable[..., object]]:  # type: ignore[empty-body]
    """Give filters to the templates, by name; a name of the core's cannot be taken.

    A filter that shouts:

        from klyngepakke import hookimpl

        @hookimpl
        def klyngepakke_filters():
            return {"raab": lambda text: text.upper()}
    """
