"""A lock on a run's folder, so that one process alone drives the run.

The operating system lets go of it when the process ends, however it ends; so a lock that is not
held, on a run without an end, means a crash.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType

from app.errors import UsageError, storage_error

NAME = "lock"


class RunLock:
    """Holds the lock on a run's folder until it is closed.

    Raises (when made):
        UsageError: another process holds it.
        StorageError: the lock file cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        path = folder / NAME
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as failure:
            raise storage_error("write the lock", path, failure) from failure
        if not _take(self._file):
            os.close(self._file)
            raise UsageError(f"The run in {folder} is under way in another process.")

    def close(self) -> None:
        """Let go. Idempotent."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> RunLock:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def held(folder: Path) -> bool:
    """Whether some process drives the run in this folder now."""
    try:
        file = os.open(folder / NAME, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return not _take(file)
    finally:
        os.close(file)


if sys.platform == "win32":
    import msvcrt

    def _take(file: int) -> bool:
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _take(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
