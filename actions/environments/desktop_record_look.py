"""Snapshots of a desktop while it is worked on: one whenever something has changed and rests."""

from __future__ import annotations

import collections
import contextlib
import threading
import time
from collections.abc import Callable

from actions.context import Cancel, RunContext
from actions.environment import Environment
from actions.environments.desktop_record_mask import Mask
from actions.environments.desktop_record_scene import Scene, Seen
from actions.errors import EnvironmentUnavailable, RunCancelled
from perception.observation import Observation
from perception.platforms.interface import ElementTree

_SETTLE = 0.8  # seconds that a change may take to come to rest before it is looked at anyway
_DRAWN = 0.06  # seconds in which a menu is drawn
_POLL = 0.1
_KEPT = 4000  # times of input


class Looker:
    """Takes the snapshots, on a thread of its own.

    Args:
        environment: is observed.
        tree: tells whether something has changed.
        scene: is told of each snapshot.
        mask: what may be told.
        rested: called on that thread when the screen has become another one without any input,
            with when that was seen.
        taken: called on that thread with a snapshot, and when its reading began and ended as
            `time.monotonic()`.
        lost: called when the desktop is gone.
    """

    def __init__(
        self,
        environment: Environment,
        tree: ElementTree,
        scene: Scene,
        mask: Mask,
        rested: Callable[[float], None],
        taken: Callable[[Observation, float, float], None],
        lost: Callable[[], None],
    ) -> None:
        self._environment = environment
        self._tree = tree
        self._scene = scene
        self._mask = mask
        self._rested = rested
        self._taken = taken
        self._lost = lost
        self._cancel = Cancel()
        self._context = RunContext(cancel=self._cancel)
        self._stirred = threading.Event()
        self._hurried = threading.Event()
        self._inputs: collections.deque[float] = collections.deque(maxlen=_KEPT)
        self.paused = False
        self._told = ""
        self._last = float("-inf")
        self._thread = threading.Thread(target=self._watch, name="looker", daemon=True)

    def first(self) -> None:
        """Take the first snapshot now, then go on by itself.

        Raises:
            EnvironmentUnavailable: the desktop is gone.
        """
        self._look()
        self._thread.start()

    def input(self, at: float) -> None:
        """Something was pressed, released or typed."""
        self._inputs.append(at)
        self._stirred.set()

    def stir(self) -> None:
        """Something may have changed."""
        self._stirred.set()

    def hurry(self) -> None:
        """A menu or a dialog has come: something in it may be pressed at once."""
        self._hurried.set()
        self._stirred.set()

    def quiet(self, start: float, end: float) -> bool:
        """Whether nothing was pressed, released or typed in a span."""
        return not any(start <= each <= end for each in self._inputs.copy())

    def last(self) -> None:
        """Take one more snapshot of what was done; nothing is watched any more."""
        self._cancel.cancel()
        self._stirred.set()
        if self._thread.is_alive():
            self._thread.join(10)
        self._context = RunContext()
        with contextlib.suppress(EnvironmentUnavailable):
            self._environment.settle(self._context, limit=_SETTLE)
            self._look()

    def close(self) -> None:
        """Stop. Idempotent."""
        self._cancel.cancel()
        self._stirred.set()
        if self._thread.is_alive():
            self._thread.join(10)

    def _watch(self) -> None:
        try:
            changes = self._tree.changes()
            while not self._cancel.set:
                stirred = self._stirred.wait(_POLL)
                now = self._tree.changes()
                if self.paused or not (stirred or now != changes):
                    continue
                self._stirred.clear()
                if self._hurried.is_set():
                    self._hurried.clear()
                    self._context.sleep(_DRAWN)
                    self._look()
                self._environment.settle(self._context, limit=_SETTLE)
                changes = self._tree.changes()
                self._look()
        except RunCancelled:
            return
        except EnvironmentUnavailable:
            if not self._cancel.set:
                self._lost()

    def _look(self) -> None:
        """Read the screen; tell of it if it is another one, or something was done.

        What was read while something was done is neither from before nor from after it: it is
        read again, when that is over.
        """
        if self._told and self._scene.ours_active:
            return  # the person tells the recorder something; what they work in is as it was
        began = time.monotonic()
        windows = self._scene.windows
        changes = self._tree.changes()
        seen = self._environment.observe(self._context)
        ended = time.monotonic()
        masked = self._mask.observation(seen, windows)
        if not self.quiet(began, ended) and self._told:
            self._scene.tear(Seen(masked, changes, began, ended))
            self._stirred.set()
            return
        done = bool(self._inputs) and self._inputs[-1] > self._last
        if not done and masked.progress_key == self._told:
            return
        if not done and self._told:
            self._rested(ended)
        self._told, self._last = masked.progress_key, ended
        self._scene.show(Seen(masked, changes, began, ended))
        self._taken(masked, began, ended)
