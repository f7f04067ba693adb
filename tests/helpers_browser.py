"""A real browser without a window, driven by WebDriver over plain HTTP."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request

DRIVER = shutil.which("chromedriver")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",  # which is small in a container
    "--disable-background-timer-throttling",  # nobody sees the window, and it must not sleep
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
)
PATIENCE = {"script": 15_000, "pageLoad": 60_000}  # milliseconds; a busy machine is slow


@contextlib.contextmanager
def driving():
    """A browser behind a driver of its own, both gone afterwards.

    Yields:
        What asks it, as `ask("/url", {"url": …})`.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # The layout engine's fonts, set once it is imported, are none that a browser can live with.
    env = {name: text for name, text in os.environ.items() if name != "FONTCONFIG_FILE"}
    process = subprocess.Popen(
        ["chromedriver", f"--port={port}"],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with contextlib.ExitStack() as running:
        running.callback(process.wait, timeout=30)
        running.callback(process.terminate)
        yield running.enter_context(_browser(functools.partial(_asked, f"http://127.0.0.1:{port}")))


@contextlib.contextmanager
def _browser(ask):
    """A browser, which asks its driver."""
    wanted = {"goog:chromeOptions": {"args": list(FLAGS)}, "timeouts": PATIENCE}
    prefix = f"/session/{_started(ask, {'capabilities': {'alwaysMatch': wanted}})}"
    try:
        yield functools.partial(ask, prefix=prefix)
    finally:
        with contextlib.suppress(OSError):
            ask("", prefix=prefix, method="DELETE")


def _asked(base, path, body=None, *, prefix="", method="POST"):
    """What the driver answers; `body` is sent as JSON."""
    request = urllib.request.Request(  # noqa: S310 - the driver on this machine
        f"{base}{prefix}{path}", json.dumps(body or {}).encode(), method=method
    )
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310 - as above
            return json.loads(answer.read())["value"]
    except urllib.error.HTTPError as error:
        raise OSError(f"{path}: {error.read().decode()[:500]}") from error


def _started(ask, options):
    """A new session; the driver takes a moment before it listens."""
    for _ in range(100):
        try:
            return ask("/session", options)["sessionId"]
        except urllib.error.URLError:
            time.sleep(0.1)
    return ask("/session", options)["sessionId"]
