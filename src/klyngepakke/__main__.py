"""The program's entry point: `klyngepakke` and `python -m klyngepakke`."""

from __future__ import annotations

import sys


def run() -> None:
    """Run the command line and exit with its code."""
    try:
        from klyngepakke.commands.signals import listen  # noqa: PLC0415 - an interrupt may come

        listen()
        from klyngepakke.commands.line import main  # noqa: PLC0415 - slower
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    run()
