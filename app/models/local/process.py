"""The worker process of a local model, from outside: started, asked, interrupted, ended."""

from __future__ import annotations

import contextlib
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import IO, Any

from actions.context import RunContext
from actions.errors import RunCancelled
from app.models.errors import ModelError, ModelNotLoaded, ModelUnreachable, RequestRejected
from app.models.local.frames import Frame, FrameError, read, send
from app.models.wire import Loading

# -P: no module is taken from the folder that we happen to be in.
COMMAND = (sys.executable, "-P", "-m", "app.models.local.worker")

# A stop is heard between two tokens. A process that hears it later is ended: the next call loads
# the model again, but whoever stopped the run does not wait.
STOP_PATIENCE = 0.3  # seconds
_END_PATIENCE = 5.0
_LINES = 30  # of standard error that are kept, to say why a process ended

_FAULTS: dict[str, type[ModelError]] = {
    "load": ModelNotLoaded,
    "memory": ModelNotLoaded,
    "request": RequestRejected,
}


class WorkerProcess:
    """One process with one model. Asked from one thread at a time; closed from any."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C in a terminal is ours to deal with
        )
        self._heard: queue.SimpleQueue[Frame | None] = queue.SimpleQueue()
        self._errors: deque[str] = deque(maxlen=_LINES)
        self._threads = [
            threading.Thread(target=self._hear, name="local-model", daemon=True),
            threading.Thread(target=self._hear_errors, name="local-model-errors", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def ask(self, order: Frame, context: RunContext, piece: Callable[[str], None]) -> Any:
        """Have it do a job, and wait for that.

        Args:
            order: a frame with "do".
            context: progress is emitted to it.
            piece: given the text that comes meanwhile.

        Raises:
            ModelError: it failed; see `app.models.errors`.
            RunCancelled: the run was stopped, or its time is over; the job has ended.
        """
        context.check()
        self._send(order)
        with context.cancel.register(lambda: self._heard.put({})):  # wakes us
            while not context.cancel.set and context.remaining() > 0:
                frame = self._next(min(context.remaining(), 3600.0))
                if frame is None:
                    continue
                if "told" in frame:
                    context.emit(Loading(str(frame["told"])))
                elif "text" in frame:
                    piece(str(frame["text"]))
                elif "done" in frame:
                    return frame["done"]
                elif "failed" in frame:
                    raise _fault(frame)
        self._interrupt()
        raise RunCancelled(context.cancel.reason or "the time is over")

    def close(self) -> None:
        """End the process. Idempotent."""
        with contextlib.suppress(OSError):
            self._process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_PATIENCE)
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(_END_PATIENCE)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            assert pipe is not None
            with contextlib.suppress(OSError, ValueError):
                pipe.close()

    def _interrupt(self) -> None:
        """Tell it to stop; end it, if it does not hear."""
        until = time.monotonic() + STOP_PATIENCE
        with contextlib.suppress(ModelUnreachable):
            self._send({"do": "stop"})
            while (left := until - time.monotonic()) > 0:
                frame = self._next(left)
                if frame is not None and ("done" in frame or "failed" in frame):
                    return
        self.close()

    def _send(self, order: Frame) -> None:
        assert self._process.stdin is not None
        try:
            send(self._process.stdin, order)
        except (OSError, ValueError) as failure:
            raise self._gone() from failure

    def _next(self, seconds: float) -> Frame | None:
        """The next frame; None if there is none in this time, an empty one if we were woken."""
        try:
            frame = self._heard.get(timeout=max(seconds, 0))
        except queue.Empty:
            return None
        if frame is None:
            self._heard.put(None)  # whoever asks next learns it, too
            raise self._gone()
        return frame

    def _gone(self) -> ModelUnreachable:
        """Why the process is no longer there."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_PATIENCE)
        code = self._process.returncode
        if code is not None and -code == getattr(signal, "SIGKILL", 9):
            why = (
                "it was killed, most likely because memory ran out: take a smaller or a quantised "
                "model, or send smaller pictures (resize.max_pixels in its profile)"
            )
        else:
            self._threads[1].join(1.0)
            last = next((line for line in reversed(self._errors) if line.strip()), "")
            why = f"exit code {code}" + (f", {last.strip()[:300]}" if last else "")
        return ModelUnreachable(f"The process of the local model ended: {why}.")

    def _hear(self) -> None:
        assert self._process.stdout is not None
        with contextlib.suppress(OSError, ValueError, FrameError):
            for line in self._process.stdout:
                self._heard.put(read(line))
        self._heard.put(None)

    def _hear_errors(self) -> None:
        pipe: IO[bytes] | None = self._process.stderr
        assert pipe is not None
        with contextlib.suppress(OSError, ValueError):
            for line in pipe:
                self._errors.append(line.decode("utf-8", "replace").rstrip())


def _fault(frame: Frame) -> Exception:
    kind, why = str(frame["failed"]), str(frame.get("why") or "")
    if kind == "stopped":
        return RunCancelled("stopped")
    found = _FAULTS.get(kind)
    if found is None:
        return ModelError(f"The local model failed while it wrote: {why}")
    return found(why[:1].upper() + why[1:])
