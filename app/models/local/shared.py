"""One process for one folder of weights, however many parts of a run ask it.

A planner, its checker and a pointer may be the same model: it is loaded once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from actions.context import RunContext
from app.models.local.frames import Frame
from app.models.local.process import WorkerProcess

_POLL = 0.1  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What is loaded, and where to.

    Attributes:
        folder: of the weights.
        device: "auto", or as torch names it: "cuda", "cuda:1", "mps", "cpu".
        dtype: a name in `weights.DTYPES`.
    """

    folder: Path
    device: str = "auto"
    dtype: str = "auto"


class SharedModel:
    """A model that several clients ask, one after another. Loaded when it is first asked.

    Args:
        place: of the model.
    """

    def __init__(self, place: Place) -> None:
        self.place = place
        self.users = 0
        self._turn = threading.Lock()
        self._worker: WorkerProcess | None = None

    @property
    def worker(self) -> WorkerProcess | None:
        """The process, if there is one."""
        return self._worker

    def ask(self, order: Frame, context: RunContext, piece: Callable[[str], None]) -> Any:
        """Have the model do a job; see `WorkerProcess.ask`."""
        while not self._turn.acquire(timeout=_POLL):
            context.check()
        try:
            return self._ready(context).ask(order, context, piece)
        finally:
            self._turn.release()

    def load(self, context: RunContext) -> None:
        """Load the model, unless it is.

        Raises:
            ModelError: it cannot be loaded.
            RunCancelled: the run was stopped.
        """
        while not self._turn.acquire(timeout=_POLL):
            context.check()
        try:
            self._ready(context)
        finally:
            self._turn.release()

    def close(self) -> None:
        """End the process, also in the middle of a job. Idempotent."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()

    def _ready(self, context: RunContext) -> WorkerProcess:
        if self._worker is not None and self._worker.alive:
            return self._worker
        self.close()
        self._worker = worker = WorkerProcess()
        order = {
            "do": "load",
            "folder": str(self.place.folder),
            "device": self.place.device,
            "dtype": self.place.dtype,
        }
        try:
            worker.ask(order, context, lambda _text: None)
        except BaseException:  # a process without its model is of no use
            worker.close()
            self._worker = None
            raise
        return worker


_open: dict[Place, SharedModel] = {}
_lock = threading.Lock()


def borrow(place: Place) -> SharedModel:
    """The model at a place; give it back with `give_back`."""
    with _lock:
        found = _open.setdefault(place, SharedModel(place))
        found.users += 1
        return found


def give_back(model: SharedModel) -> None:
    """The last one to give it back ends its process."""
    with _lock:
        model.users -= 1
        if model.users > 0:
            return
        _open.pop(model.place, None)
    model.close()
