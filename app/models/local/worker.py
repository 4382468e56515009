"""The process that a local model runs in: `python -m app.models.local.worker`.

It reads orders from its standard input and ends with it: when whoever started it is gone, however
that came about, so is the model.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
import traceback
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from app.models.local.faults import WorkerFault
from app.models.local.frames import Frame, FrameError, read, send
from app.models.local.loading import load, quiet_libraries
from app.models.local.writing import Writer


class Worker:
    """Does one job at a time, and hears meanwhile.

    Args:
        orders: where orders come from.
        answers: where answers go.
    """

    def __init__(self, orders: IO[bytes], answers: IO[bytes]) -> None:
        self._orders = orders
        self._answers = answers
        self._lock = threading.Lock()
        self._jobs: queue.SimpleQueue[Frame] = queue.SimpleQueue()
        self._stop = threading.Event()
        self._writer: Writer | None = None

    def run(self) -> None:
        """Work until the orders end."""
        threading.Thread(target=self._hear, name="orders", daemon=True).start()
        while True:
            job = self._jobs.get()
            try:
                self._say({"done": self._do(job)})
            except WorkerFault as failure:
                self._say({"failed": failure.kind, "why": str(failure)})
            except Exception as failure:  # noqa: BLE001  told, and the model is kept
                traceback.print_exc()
                self._say({"failed": "crash", "why": f"{type(failure).__name__}: {failure}"[:500]})

    def _hear(self) -> None:
        for line in self._orders:
            try:
                order = read(line)
            except FrameError:
                break
            if order.get("do") == "stop":
                self._stop.set()
            else:
                self._stop.clear()
                self._jobs.put(order)
        os._exit(0)  # in the middle of a job, too

    def _do(self, job: Frame) -> Any:
        if job["do"] == "load":
            loaded = load(Path(job["folder"]), job["device"], job["dtype"], self._tell)
            self._writer = Writer(loaded, self._tell)
            return {"device": loaded.device, "dtype": loaded.dtype}
        if self._writer is None:
            raise WorkerFault("request", "no model is loaded")
        return asdict(self._writer.write(job, lambda text: self._say({"text": text}), self._stop))

    def _tell(self, text: str) -> None:
        self._say({"told": text})

    def _say(self, frame: Frame) -> None:
        with self._lock:
            try:
                send(self._answers, frame)
            except OSError:  # nobody is there to hear it
                os._exit(0)


def main() -> None:
    """Keep the pipes for ourselves; what libraries print goes to standard error."""
    orders = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    quiet_libraries()
    Worker(orders, answers).run()


if __name__ == "__main__":
    main()
