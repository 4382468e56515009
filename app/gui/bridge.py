"""Runs and slow work as Qt objects see them: the only file that knows a thread and a signal."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from app.engine.events import Answer, Event, RunFinished
from app.errors import DeskhandError
from app.launch import Launched
from perception.screenshot import Screenshot

T = TypeVar("T")

_LIVE = 500  # milliseconds between pictures of the environment


class RunBridge(QObject):
    """Tells of a run in signals of the window's thread, and passes on what the person wants.

    Signals:
        happened: an `Event`, in order; the last one is a `RunFinished`.
        pictured: a `Screenshot` of the environment, now and then.
        closed: everything is let go of.
    """

    happened = Signal(object)
    pictured = Signal(object)
    closed = Signal()

    def __init__(self, launched: Launched, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.launched = launched
        self._ended = threading.Event()
        self._listener = threading.Thread(target=self._listen, name="run-events", daemon=True)
        self._watcher = threading.Thread(target=self._watch, name="run-pictures", daemon=True)
        # After the signals are connected: nothing may be missed.
        QTimer.singleShot(0, self._begin)

    def stop(self) -> None:
        """End the run now."""
        self.launched.handle.stop()

    def pause(self, paused: bool) -> None:
        """Hold the run, or let it go on."""
        if paused:
            self.launched.handle.pause()
        else:
            self.launched.handle.resume()

    def approve(self, request: str, answer: Answer, note: str = "") -> bool:
        """Answer an approval; False if the run does not wait for it any more."""
        return self.launched.handle.approve(request, answer, note)

    def reply(self, text: str) -> bool:
        """Answer the planner's question."""
        return self.launched.handle.reply(text)

    def say(self, text: str) -> None:
        """Say something to the planner."""
        self.launched.handle.steer(text)

    def wait(self, seconds: float) -> bool:
        """Wait until everything is let go of; whether it is."""
        self._ended.set()
        done = self.launched.handle.join(seconds)
        for thread in (self._listener, self._watcher):
            if thread.is_alive():
                thread.join(1.0)
        return done

    def _begin(self) -> None:
        self._listener.start()
        self._watcher.start()

    def _listen(self) -> None:
        for event in self.launched.handle.events():
            self._tell(event)
        self._ended.set()
        self.launched.handle.join()
        self.closed.emit()

    def _tell(self, event: Event) -> None:
        self.happened.emit(event)
        if isinstance(event, RunFinished):
            self._ended.set()

    def _watch(self) -> None:
        """Pictures of the environment while it is idle; steps bring their own."""
        last = ""
        while not self._ended.wait(_LIVE / 1000):
            shot: Screenshot | None = self.launched.frame()
            if shot is not None and shot.digest != last:
                last = shot.digest
                self.pictured.emit(shot)


class Background(QObject):
    """Does slow things on other threads, one after another; the answer comes to the window's.

    Only the answer to the newest question of a kind is told: whoever clicks through a list wants
    the last one.
    """

    _answered = Signal(str, int, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers: dict[str, int] = {}
        self._then: dict[tuple[str, int], Callable[[Any], None]] = {}
        self._failed: dict[tuple[str, int], Callable[[DeskhandError], None]] = {}
        self._work = ThreadPoolExecutor(max_workers=1, thread_name_prefix="window-work")
        self._answered.connect(self._tell)

    def ask(
        self,
        kind: str,
        question: Callable[[], T],
        then: Callable[[T], None],
        failed: Callable[[DeskhandError], None],
    ) -> None:
        """Ask a question.

        Args:
            kind: an answer is dropped where a newer question of this kind was asked.
            question: may take long, and raise a `DeskhandError`.
            then: is given the answer.
            failed: is given the error.
        """
        number = self._numbers[kind] = self._numbers.get(kind, 0) + 1
        self._then[kind, number], self._failed[kind, number] = then, failed
        self._work.submit(self._do, kind, number, question)

    def close(self) -> None:
        """Wait for what goes on; nothing is told any more."""
        self._numbers = {}
        self._work.shutdown(cancel_futures=True)

    def _do(self, kind: str, number: int, question: Callable[[], Any]) -> None:
        if self._numbers.get(kind) != number:
            return
        try:
            self._answered.emit(kind, number, question(), None)
        except DeskhandError as failure:
            self._answered.emit(kind, number, None, failure)

    def _tell(self, kind: str, number: int, answer: Any, failure: DeskhandError | None) -> None:
        then, failed = self._then.pop((kind, number)), self._failed.pop((kind, number))
        if self._numbers.get(kind) != number:
            return
        if failure is not None:
            failed(failure)
        else:
            then(answer)
