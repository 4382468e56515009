"""Runs and slow work as Qt objects see them: the only file that knows a thread and a signal."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from app.engine.approval import Correction
from app.engine.events import Answer, Event, Observed, RunFinished
from app.engine.hold import ByHand, PreviewAnswer
from app.errors import DeskhandError
from app.gui.picture import Picture, decoded
from perception.observation import Observation

if TYPE_CHECKING:  # it takes long to import, and the window is to open at once
    from app.launch import Launched

T = TypeVar("T")

logger = logging.getLogger(__name__)

_LIVE = 0.5  # seconds between pictures of the environment
_AHEAD = 32  # events that may be on their way to the window; the run itself never waits
_AT_HAND = 0.1  # while the person works in it


class RunBridge(QObject):
    """Tells of a run in signals of the window's thread, and passes on what the person wants.

    Signals:
        happened: an `Event`, in order; the last one is a `RunFinished`.
        pictured: a `Picture` of the environment: of what is observed, before that is told, and
            now and then in between.
        closed: everything is let go of.
    """

    happened = Signal(object)
    pictured = Signal(object)
    closed = Signal()
    _told = Signal(object)
    _drawn = Signal()

    def __init__(self, launched: Launched, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.launched = launched
        self._ended = threading.Event()
        self._left = threading.Event()  # nobody looks at it any more
        self._every = _LIVE
        self._last = ""
        self._room = threading.Semaphore(_AHEAD)
        self._newest: Picture | None = None
        self._drawing = threading.Lock()
        self._told.connect(self._pass_on)
        self._drawn.connect(self._show)
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

    def step(self) -> None:
        """Let the run do one step."""
        self.launched.handle.step()

    def preview(self, on: bool) -> None:
        """Have actions shown before they happen."""
        self.launched.handle.set_preview(on)

    def answer_preview(self, identity: str, answer: PreviewAnswer) -> bool:
        """Answer a shown action; False if the run does not wait for it any more."""
        return self.launched.handle.answer_preview(identity, answer)

    def take_over(self) -> None:
        """Let the person have the environment."""
        self._every = _AT_HAND
        self.launched.handle.take_over()

    def by_hand(self, deed: ByHand) -> None:
        """Do something in the environment as the person."""
        self.launched.handle.by_hand(deed)

    def give_back(self, note: str = "") -> bool:
        """Let the run have it again."""
        self._every = _LIVE
        return self.launched.handle.give_back(note)

    def correct(self, correction: Correction) -> None:
        """Say "not that one: this one"."""
        self.launched.handle.correct(correction)

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
        self._left.set()
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
        if isinstance(event, Observed):
            self._picture(event.observation)
        elif isinstance(event, RunFinished) and event.final is not None:
            self._picture(event.final)
        while not self._room.acquire(timeout=1.0):
            if self._left.is_set():
                return
        self._told.emit(event)
        if isinstance(event, RunFinished):
            self._ended.set()

    def _pass_on(self, event: Event) -> None:
        """In the window's thread: as many events are on their way as there is room for."""
        self._room.release()
        self.happened.emit(event)

    def _draw(self, picture: Picture) -> None:
        """Have the window show a picture; only the newest one waits for it."""
        with self._drawing:
            waits, self._newest = self._newest is not None, picture
        if not waits:
            self._drawn.emit()

    def _show(self) -> None:
        with self._drawing:
            picture, self._newest = self._newest, None
        if picture is not None:
            self.pictured.emit(picture)

    def _picture(self, seen: Observation) -> None:
        shot = seen.screenshot
        if shot is None:
            return
        picture = decoded(shot, seen.viewport)
        if picture is not None:
            self._last = picture.digest
            self._draw(picture)

    def _watch(self) -> None:
        """Pictures of the environment while it is idle; steps bring their own."""
        while not self._ended.wait(self._every):
            shot = self.launched.frame()
            if shot is not None and shot.digest != self._last:
                picture = decoded(shot)
                if picture is not None and not self._ended.is_set():
                    self._last = picture.digest
                    self._draw(picture)


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
            failed: is given the error; a fault of the program comes as one, too.
        """
        number = self._numbers[kind] = self._numbers.get(kind, 0) + 1
        self._then[kind, number], self._failed[kind, number] = then, failed
        self._work.submit(self._do, kind, number, question)

    def close(self) -> None:
        """Wait for what goes on; nothing is told any more."""
        self._numbers = {}
        self._work.shutdown(cancel_futures=True)

    def _do(self, kind: str, number: int, question: Callable[[], Any]) -> None:
        answer, failure = None, None
        if self._numbers.get(kind) == number:  # else it is told only to be forgotten
            try:
                answer = question()
            except DeskhandError as error:
                failure = error
            except Exception as fault:  # a person waits for word of it
                logger.exception("a question of the window failed: %s", kind)
                told = f"Deskhand itself failed here: {type(fault).__name__}: {fault}"
                failure = DeskhandError(told)
        self._answered.emit(kind, number, answer, failure)

    def _tell(self, kind: str, number: int, answer: Any, failure: DeskhandError | None) -> None:
        then, failed = self._then.pop((kind, number)), self._failed.pop((kind, number))
        if self._numbers.get(kind) != number:
            return
        if failure is not None:
            failed(failure)
        else:
            then(answer)
