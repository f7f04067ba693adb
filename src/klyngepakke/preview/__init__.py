"""Preview: a pack's sheets in the browser while its author writes, made anew at every save."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event, Thread

from klyngepakke.content.theme import Theme, read_theme
from klyngepakke.lint import examine
from klyngepakke.plugins import Catalogue
from klyngepakke.preview.desk import Desk
from klyngepakke.preview.draft import drafted
from klyngepakke.preview.making import Makers
from klyngepakke.preview.sample import MOST, Wishes
from klyngepakke.preview.server import Server
from klyngepakke.preview.watching import watch
from klyngepakke.preview.workshop import Tools, Workshop

__all__ = ["MOST", "Wishes", "open_preview"]


@contextmanager
def open_preview(
    pack: Path, catalogue: Catalogue, wishes: Wishes, *, theme: Path | None = None
) -> Iterator[str]:
    """Show a pack's sheets at an address on this computer, until the block is left.

    Nothing is written anywhere, and nothing is left running.

    Args:
        pack: The folder that holds `pakke.yaml`. It need not be in order, or be there already.
        catalogue: The themes and filters there are.
        wishes: What the pack is seen with at first.
        theme: The folder of a theme that is being written; `wishes` may name its id.

    Yields:
        The address, with the token that opens it.

    Raises:
        InputError: There is no theme of that id.
    """
    look = _looks(catalogue, theme)
    look(wishes.theme)
    folders = [folder.absolute() for folder in (pack, theme) if folder is not None]
    stop = Event()
    with ExitStack() as running:
        makers = Makers(catalogue.filters)
        running.callback(makers.leave)
        workshop = Workshop(_tools(folders[0], catalogue, look, makers), wishes)
        running.callback(workshop.close)
        running.callback(makers.leave)
        watcher = Thread(target=watch, args=(folders, workshop.reread, stop))
        watcher.start()
        running.callback(watcher.join)
        running.callback(stop.set)
        server = Server(Desk(workshop, folders, _titles(catalogue, theme)))
        answering = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1})
        answering.start()
        running.callback(answering.join)
        running.callback(server.close)
        running.callback(workshop.leave)
        yield server.address


def _tools(
    folder: Path, catalogue: Catalogue, look: Callable[[str], Theme], makers: Makers
) -> Tools:
    return Tools(
        read=lambda wishes: drafted(folder, look, wishes),
        html=makers.html,
        paper=makers.paper,
        examine=lambda paper: examine(folder, catalogue, maker=makers.sheet, paper=paper),
    )


def _looks(catalogue: Catalogue, folder: Path | None) -> Callable[[str], Theme]:
    """What finds a theme by its id; the one that is being written is read each time."""

    def look(name: str) -> Theme:
        if folder is not None:
            own = read_theme(folder)
            if own.id == name:
                return own.on(catalogue.theme(own.base)) if own.base else own
        return catalogue.theme(name)

    return look


def _titles(catalogue: Catalogue, folder: Path | None) -> dict[str, str]:
    own = [read_theme(folder)] if folder is not None else []
    return {theme.id: theme.title for theme in (*catalogue.themes.values(), *own)}
