"""Scripts for the tasks with terminals."""

from __future__ import annotations

from hands import Script, app, done, press, script, until, write

from perception.predicate import FileExists


def _type(command: str, made: str = "", *, program: str = "Xfce Terminal") -> Script:
    """Type a command and wait for what it makes."""
    wait = until(FileExists(path=f"~/{made}")) if made else []
    return script(app(program), write(command), press("Enter"), wait, done())


_SIZES = "ls -S Downloads | {} -1 > Documents/biggest.txt"

ORACLES = {
    "terminal-count-errors": _type(
        "grep -c ERROR Documents/access.log > Documents/errors.txt", "Documents/errors.txt"
    ),
    "terminal-pack-project": _type("tar czf project.tar.gz -C Documents project", "project.tar.gz"),
    "terminal-biggest-file": _type(_SIZES.format("head"), "Documents/biggest.txt"),
    "terminal-private-file": _type("chmod 600 Documents/secret.txt"),
    "terminal-temporary-files": _type("rm Downloads/*.tmp"),
    "terminal-hide-from-gallery": _type("touch Pictures/.nomedia", program="QTerminal"),
}

WRONG = {
    # All lines.
    "terminal-count-errors": _type(
        "wc -l < Documents/access.log > Documents/errors.txt", "Documents/errors.txt"
    ),
    # Without the folders in it.
    "terminal-pack-project": _type(
        "tar czf project.tar.gz Documents/project/main.py", "project.tar.gz"
    ),
    # The smallest.
    "terminal-biggest-file": _type(_SIZES.format("tail"), "Documents/biggest.txt"),
    # Others may still read it.
    "terminal-private-file": _type("chmod 640 Documents/secret.txt"),
    # What only begins so, too.
    "terminal-temporary-files": _type("rm Downloads/*tmp*"),
    # Not hidden.
    "terminal-hide-from-gallery": _type("touch Pictures/nomedia", program="QTerminal"),
}
