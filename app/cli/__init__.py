"""The command line.

Each command lives in a module of its own, which is imported only when it is asked for, so that
`deskhand --help` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from app.cli.parser import make_parser
from app.errors import DeskhandError

INTERRUPTED = 130
CRASHED = 5
UNAVAILABLE = 4


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code (see `actions.trajectory.EXIT_CODES`; 2: wrong use)."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    parser = make_parser()
    try:
        options = parser.parse_args(arguments)
    except SystemExit as ended:  # argparse has said what is wrong, or printed the help
        return ended.code if isinstance(ended.code, int) else 2
    as_json = bool(getattr(options, "json", False))
    try:
        return int(options.command(options))
    except DeskhandError as failure:
        return _fail(str(failure), failure.exit_code, as_json=as_json)
    except KeyboardInterrupt:
        return _fail("Stopped.", INTERRUPTED, as_json=as_json)
    except BrokenPipeError:
        # Whoever read our output has gone, as in `deskhand runs list | head`.
        sys.stdout = None  # or Python complains when it flushes at the end
        return 0
    except Exception as failure:  # noqa: BLE001  # the outermost edge: one traceback, exit code 5
        from actions.errors import EnvironmentUnavailable

        if isinstance(failure, EnvironmentUnavailable):
            return _fail(str(failure), UNAVAILABLE, as_json=as_json)
        import traceback

        traceback.print_exc()
        what = f"A fault of Deskhand itself: {type(failure).__name__}: {failure}"
        return _fail(what, CRASHED, as_json=as_json)


def _fail(message: str, code: int, *, as_json: bool) -> int:
    from app.cli.terminal import print_json, say

    if as_json:
        print_json({"error": message, "exit_code": code})
    say(f"deskhand: {message}")
    return code
