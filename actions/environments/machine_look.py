"""What a machine shows now: its windows, its trees and its picture, fetched side by side.

Each of the three is asked for on a thread of its own and waited for as long as its own limit
allows. An answer counts until something is done on the machine, or until it is too old. The trees
are asked for only once at a time, however slow they are: asking again would only make them slower.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Generic, TypeVar

from actions.environments.machine_http import Machine, MachineFault, MachineSilent
from actions.environments.machine_xml import BadTree, RawTree, read_tree

T = TypeVar("T")

# Seconds that an answer counts if nothing was done meanwhile: as long as it took, within these.
_FRESH, _STALE = 0.4, 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineLimits:
    """Seconds that a machine may take.

    Attributes:
        windows: to list the windows.
        tree: to tell what is in them; then the picture alone has to do.
        abandoned: after which a tree that is no longer waited for is given up.
        picture: for a picture of the screen.
        hands: for an action of the pointer or the keyboard.
        patience: that its server may be gone, as when it starts anew.
    """

    windows: float = 15.0
    tree: float = 15.0
    abandoned: float = 180.0
    picture: float = 10.0
    hands: float = 30.0
    patience: float = 15.0


@dataclass(slots=True)
class _Asked(Generic[T]):
    """A question that is under way or answered.

    Attributes:
        turn: how often something had been done before it was asked.
        begun: `time.monotonic()` when it was asked.
        ended: when it was answered.
    """

    future: Future[T]
    turn: int
    begun: float
    ended: float = 0.0

    def __post_init__(self) -> None:
        self.future.add_done_callback(self._end)

    def _end(self, _: Future[T]) -> None:
        self.ended = time.monotonic()

    def counts(self, turn: int) -> bool:
        """Whether its answer, or the one to come, tells what there is now."""
        if self.turn != turn:
            return False
        if not self.future.done():
            return True
        # On a slow line several looks of one step must do with one answer.
        lasts = min(max(_FRESH, self.ended - self.begun), _STALE)
        return time.monotonic() - self.ended <= lasts


@dataclass(slots=True)
class _Piece(Generic[T]):
    """One of the three.

    Attributes:
        fetch: asks the machine.
        alone: whether no second question may be asked while one is under way.
    """

    fetch: Callable[[], T]
    alone: bool = False
    asked: _Asked[T] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self, turn: int, *, again: bool = False) -> _Asked[T]:
        """The question whose answer may be used; a new one where there is none, or is wanted."""
        with self.lock:
            last = self.asked
            if last is not None:
                under_way = not last.future.done()
                if (last.counts(turn) and not again) or (under_way and self.alone):
                    return last
            self.asked = _Asked(_begun(self.fetch), turn, time.monotonic())
            return self.asked

    def get(self, turn: Callable[[], int], limit: float, *, again: bool = False) -> T:
        """The answer.

        Raises:
            MachineSilent: it did not come in time.
            MachineFault: it could not be had.
        """
        end = time.monotonic() + limit
        while True:
            asked = self.start(turn(), again=again)
            try:
                answer = asked.future.result(max(end - time.monotonic(), 0.0))
            except FutureTimeout:
                raise MachineSilent(f"it did not come within {limit:g} seconds") from None
            except MachineFault:
                if asked.turn == turn() or time.monotonic() >= end:
                    raise
                continue  # an old question's failure
            if asked.turn == turn() or time.monotonic() >= end:
                return answer
            # Something was done since it was asked.


class Look:
    """What a machine shows. May be called from any thread.

    Args:
        machine: to look at.
        limits: how long each may take.
    """

    def __init__(self, machine: Machine, limits: MachineLimits) -> None:
        self.machine = machine
        self.limits = limits
        self._turn = 0
        self._programs_known = False
        self._windows: _Piece[Any] = _Piece(self._fetch_windows)
        self._tree: _Piece[RawTree] = _Piece(self._fetch_tree, alone=True)
        self._picture: _Piece[bytes] = _Piece(lambda: machine.screenshot(limits.picture))

    def touched(self) -> None:
        """Something was done: what was fetched before no longer counts."""
        self._turn += 1

    def screen_size(self) -> tuple[int, int]:
        """Width and height of the screen; raises `MachineFault`."""
        return self.machine.screen_size()

    def ask(self, name: str, arguments: Mapping[str, Any], limit: float) -> Any:
        """What a script answers that is run there; raises `MachineFault`."""
        return self.machine.script(script(name), arguments, limit=limit)

    @property
    def turn(self) -> int:
        """How often something was done."""
        return self._turn

    def prepare(self) -> None:
        """Ask for all three, side by side, because all three will be wanted."""
        for piece in (self._picture, self._tree, self._windows):
            piece.start(self._turn)

    def windows(self) -> Any:
        """What the script `windows` answers. Raises as `tree` does."""
        return self._windows.get(lambda: self._turn, self.limits.windows)

    def tree(self, limit: float) -> RawTree:
        """The trees of all programs.

        Raises:
            MachineSilent: they did not come in time.
            MachineFault: they could not be had, or are no trees.
        """
        return self._tree.get(lambda: self._turn, limit)

    def picture(self, *, again: bool = False) -> bytes:
        """A picture of the screen, not yet looked at; `again`: a new one. Raises likewise."""
        return self._picture.get(lambda: self._turn, self.limits.picture, again=again)

    def _fetch_windows(self) -> Any:
        return self.machine.script(script("windows"), {"programs": True}, limit=self.limits.windows)

    def _fetch_tree(self) -> RawTree:
        try:
            return read_tree(self.machine.accessibility(self.limits.abandoned))
        except BadTree as failure:
            raise MachineFault(str(failure)) from failure


@cache
def script(name: str) -> str:
    """The text of a script that is run on machines."""
    return (files("resources") / "machine" / f"{name}.script").read_text("utf-8")


def _begun(work: Callable[[], T]) -> Future[T]:
    """Do something on a thread that keeps nobody from ending."""
    future: Future[T] = Future()

    def do() -> None:
        try:
            answer = work()
        except BaseException as failure:  # noqa: BLE001 - handed to whoever waits
            future.set_exception(failure)
        else:
            future.set_result(answer)

    threading.Thread(target=do, name="machine", daemon=True).start()
    return future
