"""Failures that are no fault of the program, each with its exit code and words for a person.

DeskhandError
├── UsageError      the person asked for something that cannot be (exit code 2)
├── StorageError    a folder or disk does not take what has to be written (exit code 5)
└── RunNotFound     no run, or several, answer to a name (exit code 2)
"""

from __future__ import annotations

import errno
import os
from pathlib import Path


class DeskhandError(Exception):
    """Something that a person can put right. The message says what, and how."""

    exit_code = 5


class UsageError(DeskhandError):
    """The person asked for something that cannot be."""

    exit_code = 2


class RunNotFound(UsageError):
    """No run answers to a name, or several do."""


class StorageError(DeskhandError):
    """A folder or disk does not take what has to be written."""

    exit_code = 5


_HINTS = {
    errno.ENOSPC: "the disk is full; free some space, or set DESKHAND_HOME to a folder elsewhere",
    errno.EDQUOT: "your disk quota is used up; free some space, or set DESKHAND_HOME to a folder "
    "elsewhere",
    errno.EFBIG: "the file would grow past the size that the system allows (see `ulimit -f`)",
    errno.EROFS: "the file system is read-only; set DESKHAND_HOME to a folder that can be written",
    errno.EACCES: "you may not write there; set DESKHAND_HOME to a folder that can be written",
    errno.EPERM: "you may not write there; set DESKHAND_HOME to a folder that can be written",
    errno.ENOTDIR: "a file is in the way of a folder; move it, or set DESKHAND_HOME",
    errno.EEXIST: "a file is in the way of a folder; move it, or set DESKHAND_HOME",
    errno.ENAMETOOLONG: "the path is too long; set DESKHAND_HOME to a shorter one",
}


def storage_error(what: str, path: Path, failure: OSError) -> StorageError:
    """A `StorageError` that says what could not be done, where, why, and what would help."""
    hint = _HINTS.get(failure.errno or 0) or (os.strerror(failure.errno) if failure.errno else "")
    return StorageError(f"Cannot {what} {path}: {hint or failure}.")
