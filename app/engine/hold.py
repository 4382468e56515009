"""How a person holds a run: pause, one step at a time, looking at each action first, taking over.

The run asks `Hold` where it stands between its steps; the front end sets it from another thread.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import StrEnum

from actions.action import EnvironmentAction


class Say(StrEnum):
    """What a person says of an action that was shown before it happens."""

    GO = "go"
    INSTEAD = "instead"
    NOT = "not"


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewAnswer:
    """The answer to an action that was shown.

    Attributes:
        ref: of the element that it is to be done to instead.
        note: why not, for the planner.
    """

    say: Say
    ref: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """Something that the person does in the environment while they have it.

    Attributes:
        action: on a `PointOn` where it has a target; typing goes to what has the focus.
        plain: pointing and turning the wheel, of which nothing need be kept.
    """

    action: EnvironmentAction
    plain: bool = False


class Hold:
    """Thread-safe; `changed` is told of whatever may end a wait."""

    def __init__(self, changed: threading.Condition) -> None:
        self._changed = changed
        self._paused = False
        self._steps = 0
        self._preview = False
        self._shown = ""
        self._answer: PreviewAnswer | None = None
        self._taken = False
        self._reason = ""
        self._hands: list[ByHand] = []
        self._note = ""

    # What the run asks.

    @property
    def paused(self) -> bool:
        """Whether the next step may not begin."""
        with self._changed:
            return self._paused and not self._steps

    @property
    def previews(self) -> bool:
        """Whether actions are to be shown before they happen."""
        with self._changed:
            return self._preview

    @property
    def taken(self) -> bool:
        """Whether the person has the environment, or wants it."""
        with self._changed:
            return self._taken

    @property
    def reason(self) -> str:
        """Why they have it."""
        with self._changed:
            return self._reason

    def stepped(self) -> None:
        """A step is over."""
        with self._changed:
            self._steps = max(self._steps - 1, 0)

    def show(self, identity: str) -> None:
        """Take an answer for this action from now on."""
        with self._changed:
            self._shown, self._answer = identity, None

    def shown_answer(self) -> PreviewAnswer | None:
        """The answer to what is shown; None while there is none. Taking over answers as well."""
        if self._taken:
            return PreviewAnswer(say=Say.NOT, note="the person took over")
        if not self._preview and self._answer is None:
            return PreviewAnswer(say=Say.GO)
        return self._answer

    def let_go(self) -> ByHand | bool | None:
        """What the person does next; True when they have given back; None for nothing yet."""
        if self._hands:
            return self._hands.pop(0)
        return None if self._taken else True

    def given_note(self) -> str:
        """What the person said when they gave back."""
        with self._changed:
            note, self._note = self._note, ""
        return note

    # What the front end says.

    def pause(self) -> None:
        """Hold the run before its next decision or action."""
        with self._changed:
            self._paused = True

    def resume(self) -> None:
        """Let the run go on."""
        with self._changed:
            self._paused, self._steps = False, 0
            self._changed.notify_all()

    def step(self) -> None:
        """Let a run do one step, and hold it again; it is paused by that if it was not."""
        with self._changed:
            self._paused = True
            self._steps += 1
            self._changed.notify_all()

    def set_preview(self, on: bool) -> None:
        """Show actions before they happen from now on, or not any more."""
        with self._changed:
            self._preview = on
            self._changed.notify_all()

    def answer(self, identity: str, answer: PreviewAnswer) -> bool:
        """Answer a shown action; False if the run does not wait for this one (any more)."""
        with self._changed:
            if not identity or identity != self._shown or self._answer is not None:
                return False
            self._answer = answer
            self._shown = ""
            self._changed.notify_all()
        return True

    def take(self, reason: str = "") -> None:
        """Give the environment to the person as soon as what is under way has ended."""
        with self._changed:
            self._taken, self._reason = True, reason
            self._changed.notify_all()

    def give_back(self, note: str = "") -> bool:
        """Let the run have it again; False if the person did not have it."""
        with self._changed:
            if not self._taken:
                return False
            self._taken, self._note = False, note
            self._changed.notify_all()
        return True

    def hand(self, deed: ByHand) -> bool:
        """Do something in the environment; False if the person does not have it."""
        with self._changed:
            if not self._taken:
                return False
            self._hands.append(deed)
            self._changed.notify_all()
        return True
