"""What can go wrong in a worker, as told to the one who asked."""

from __future__ import annotations

from app.models.local.frames import Fault


class WorkerFault(Exception):
    """A job cannot be done.

    Attributes:
        kind: see `app.models.local.frames`.
    """

    def __init__(self, kind: Fault, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def out_of_memory(failure: BaseException) -> bool:
    """Whether torch says, in one of its ways, that memory is used up."""
    said = str(failure).lower()
    return (
        isinstance(failure, MemoryError)
        or type(failure).__name__ == "OutOfMemoryError"
        or (
            isinstance(failure, RuntimeError)
            and any(each in said for each in ("out of memory", "can't allocate memory"))
        )
    )
