"""Which object has the keyboard's focus, and what fields hold, as programs tell of it by AT-SPI.

A thread of its own hears the signals and asks; a program that does not answer holds up nobody but
who waits for what that very program says. Content of password fields is never asked for.
"""

from __future__ import annotations

import collections
import contextlib
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from perception.platforms import atspi_roles as roles
from perception.platforms.atspi_bus import accessibility_address
from perception.platforms.atspi_roles import has
from perception.platforms.atspi_walk import ACCESSIBLE, LONGEST_TEXT, TEXT, Place, ask, get
from perception.platforms.dbus import SILENT, Bus, Call, Signal, numbers
from perception.platforms.dbus import text as packed_text
from perception.platforms.interface import PlatformGone
from perception.platforms.session import DesktopSession

_TIMEOUT = 0.5  # seconds that a program may leave a question unanswered
_MUTE = 2.0  # seconds that one which did so is not asked again
_KEPT = 200  # changes of the focus, and of a text
_LATE = 0.6  # seconds by which a program may tell of a change of its text too late
_MOVES = 0.5  # seconds in which a program tells that its focus has moved
_ENOUGH = 3  # questions that it must have answered meanwhile
_AGAIN = 0.025
_MOST = 5000  # objects that are remembered
_EVENTS = (
    "object:state-changed:focused",
    "object:text-changed",
    "object:active-descendant-changed",
    "focus:",
)
_MEMBERS = ("StateChanged", "TextChanged", "ActiveDescendantChanged", "Focus")
_BULLETS = frozenset("•●*∗⁎＊")
_NO_FIELDS = frozenset({roles.FRAME, roles.WINDOW, roles.DIALOG, roles.APPLICATION, 0})
_WRITTEN = frozenset({roles.PARAGRAPH, roles.TEXT, roles.ENTRY})

# "unsure": something was done that may move the focus, and nothing was told of that.
Heard = Literal["told", "unsure", "silent"]


@dataclass(eq=False)
class Field:
    """An object that has or had the focus.

    Attributes:
        place: where it is asked.
        pid: of its program.
        secret: what it holds is not to be told.
        values: its texts, each with the time from which on it had it, as it was heard; none where
            it has no text, or a secret one.
    """

    place: Place
    pid: int
    role: int = 0
    secret: bool = False
    values: collections.deque[tuple[float, str]] = field(
        default_factory=lambda: collections.deque(maxlen=_KEPT)
    )

    def hide(self) -> None:
        """It is secret; forget what it held."""
        self.secret = True
        self.values.clear()


@dataclass
class _Focus:
    """What had the focus in one program, from when on."""

    changes: collections.deque[tuple[float, Field]] = field(
        default_factory=lambda: collections.deque(maxlen=_KEPT)
    )


class AtspiWatch:
    """Follows the focus of all programs and the texts of what has had it.

    Args:
        session: of the desktop.

    Raises:
        PlatformGone: there is no accessibility bus.
    """

    def __init__(self, session: DesktopSession) -> None:
        self._bus = Bus(accessibility_address(session), on_event=self._take)
        self._heard: collections.deque[tuple[float, Signal, Any]] = collections.deque()
        self._asked: collections.deque[Callable[[], None]] = collections.deque()
        self._stays = False  # what was asked last says that it has the focus still
        self._waiting: list[Callable[[], bool]] = []
        self._fields: dict[Place, Field] = {}
        self._current: dict[Place, Place] = {}  # table or list -> what is current in it
        self._editors: dict[Place, Field] = {}  # what is written into in the place of a cell
        self._pids: dict[str, int] = {}
        self._focus: dict[int, _Focus] = {}
        self._mute: dict[str, float] = {}
        self._lock = threading.Lock()
        self._wake, self._waker = os.pipe()
        os.set_blocking(self._wake, False)
        os.set_blocking(self._waker, False)
        self._ended = False
        self._register()
        self._thread = threading.Thread(target=self._listen, name="focus", daemon=True)
        self._thread.start()

    def focused(self, pid: int, since: float, until: float) -> tuple[Field, ...]:
        """What had the focus in a program during a span of `time.monotonic()`, in order.

        The first is what had it when the span began, as far as it is known.
        """
        with self._lock:
            changes = list(self._focus[pid].changes) if pid in self._focus else []
        before = [each for when, each in changes if when <= since]
        return (*before[-1:], *self.moves(pid, since, until))

    def moves(self, pid: int, since: float, until: float) -> tuple[Field, ...]:
        """What got the focus in a program during a span, in order."""
        with self._lock:
            changes = list(self._focus[pid].changes) if pid in self._focus else []
        return tuple(each for when, each in changes if since < when <= until)

    def confirm(
        self,
        pid: int,
        moved: float | None,
        expected: Callable[[], Place | None],
        done: Callable[[Heard], None],
    ) -> None:
        """Find out what has the focus after all that was done in a program until now.

        A program tells late, and answers questions before it has taken in all keys; so where
        something was done that may move the focus, it is waited for that it is told to have moved.

        Args:
            pid: of the program.
            moved: `time.monotonic()` when something was done that may move the focus; None:
                nothing was.
            expected: where it may have moved to; when it is there, it need not move.
            done: called on the watching thread.
        """
        asked = time.monotonic()
        count = 0

        def ready() -> bool:
            nonlocal count
            if not self._answers(pid):
                done("silent")
                return True
            count += 1
            here = self._now(pid)
            if moved is None or (
                here is not None and (here[0] > moved or here[1].place == expected())
            ):
                done("told")
            elif time.monotonic() - asked > _patience(here) and count >= _ENOUGH:
                done("told" if self._stays else "unsure")
            else:
                return False
            return True

        self._await(ready)

    def drain(self, place: Place, at: float, done: Callable[[float], None]) -> None:
        """Hear what a field still tells after it was left, or sent.

        Args:
            place: of the field.
            at: when it was left.
            done: is told until when what it tells still belongs to it.
        """

        def ready() -> bool:
            known = self._fields.get(place)
            answers = self._calls([ask(place, ACCESSIBLE, "GetState")])[0] != SILENT
            self._hear_all()
            here = self._now(known.pid) if known is not None else None
            gone = here is not None and here[0] > at and here[1].place != place
            if answers and not gone and time.monotonic() - at < _LATE:
                return False
            done(here[0] if gone and here is not None else at + _LATE)
            return True

        self._await(ready)

    def value_at(self, place: Place, at: float, until: float) -> str | None:
        """The text of a field when it was left; None if it is not known, or secret.

        Programs tell late: what was written since belongs to it, and that all was deleted does
        not, as when a field is emptied because its content was sent.

        Args:
            place: of the field.
            at: when it was left.
            until: when what it tells no longer belongs to it; see `drain`.
        """
        with self._lock:
            known = self._fields.get(place)
            if known is None or known.secret:
                return None
            values = list(known.values)
        value = None
        for when, each in values:
            late = when > at and value is not None
            if late and (when > until or (not each and len(value or "") > 1)):
                break
            value = each
        return value

    def notice(self, place: Place, at: float) -> None:
        """Somebody else has seen that this has the focus."""
        self._ask(lambda: self._focused(place, at))

    def close(self) -> None:
        """Let go of the bus. Idempotent."""
        if self._ended:
            return
        self._ended = True
        self._nudge()
        self._thread.join(2)
        self._bus.close()
        os.close(self._wake)
        os.close(self._waker)

    # On the watching thread.

    def _register(self) -> None:
        calls = [
            Call(
                "org.a11y.atspi.Registry",
                "/org/a11y/atspi/registry",
                "org.a11y.atspi.Registry",
                "RegisterEvent",
                "s",
                packed_text(event),
            )
            for event in _EVENTS
        ]
        rules = [
            "interface='org.a11y.atspi.Event.Object',member='StateChanged',arg0='focused'",
            "interface='org.a11y.atspi.Event.Object',member='TextChanged'",
            "interface='org.a11y.atspi.Event.Object',member='ActiveDescendantChanged'",
            "interface='org.a11y.atspi.Event.Focus'",
        ]
        calls += [
            Call(
                "org.freedesktop.DBus",
                "/org/freedesktop/DBus",
                "org.freedesktop.DBus",
                "AddMatch",
                "s",
                packed_text(f"type='signal',{rule}"),
            )
            for rule in rules
        ]
        self._bus.calls(calls)

    def _take(self, signal: Signal, body: Any) -> None:
        if signal[3] in _MEMBERS and (signal[2] or "").startswith("org.a11y.atspi.Event"):
            self._heard.append((time.monotonic(), signal, body))

    def _ask(self, question: Callable[[], None]) -> None:
        self._asked.append(question)
        self._nudge()

    def _nudge(self) -> None:
        with contextlib.suppress(OSError):
            os.write(self._waker, b".")

    def _await(self, ready: Callable[[], bool]) -> None:
        """Try this again and again until it is done."""
        self._ask(lambda: self._waiting.append(ready))

    def _listen(self) -> None:
        try:
            while not self._ended:
                self._bus.wait(_AGAIN if self._waiting else 1.0, self._wake)
                with contextlib.suppress(BlockingIOError):
                    os.read(self._wake, 4096)
                self._hear_all()
                while self._asked:
                    self._asked.popleft()()
                self._waiting = [ready for ready in self._waiting if not ready()]
        except PlatformGone:
            self._ended = True

    def _hear_all(self) -> None:
        """Take in what was told."""
        unsure: dict[Place, Field] = {}
        while self._heard:
            at, (sender, path, _, member), body = self._heard.popleft()
            place = (sender, path)
            if member == "TextChanged":
                known = self._fields.get(place)
                if known is not None and not known.secret and not self._edit(known, body, at):
                    unsure[place] = known
            elif member == "ActiveDescendantChanged":
                inner = _inner(body)
                if inner is not None:
                    self._current[place] = inner
                    self._focused(inner, at)
            elif member == "Focus" or (isinstance(body, tuple) and len(body) > 1 and body[1]):
                self._focused(place, at)
        if unsure:
            self._read(list(unsure.values()))

    def _edit(self, known: Field, body: Any, at: float) -> bool:
        """Change the text as a program says that it changed; False if that makes no sense."""
        if not known.values or not isinstance(body, tuple) or len(body) < 4:
            return False
        kind, start, length, text = body[:4]
        text = text.replace("\u2029", "\n") if isinstance(text, str) else text  # Qt's paragraphs
        before = known.values[-1][1]
        if not isinstance(text, str) or not 0 <= start <= len(before):
            return False
        if kind.startswith("insert") and len(text) == length:
            after = before[:start] + text + before[start:]
        elif kind.startswith("delete") and start + length <= len(before):
            after = before[:start] + before[start + length :]
        else:
            return False
        with self._lock:
            self._hold(known, after, at)
        return True

    def _hold(self, known: Field, text: str, at: float) -> None:
        """A field holds a text; called with the lock held. Nothing but bullets is a secret."""
        if len(text) > 1 and set(text) <= _BULLETS:
            known.hide()
        elif not known.secret and (not known.values or known.values[-1][1] != text):
            known.values.append((at, text))

    def _focused(self, place: Place, at: float) -> None:
        """Something has got the focus.

        Of a table that is its current cell, also while a cell is edited in a panel over it, as
        LibreOffice does.
        """
        place = self._current.get(place, place)
        known = self._fields.get(place)
        here = self._now(known.pid) if known is not None else None
        if known is None or here is None or here[1] is not known:
            known = self._learn(place) or known
        if known is None or known.role in _NO_FIELDS:
            return
        here = self._now(known.pid)
        if here is not None and here[1].role == roles.TABLE_CELL:
            if known.role == roles.PANEL:
                self._editors[place] = here[1]
            elif known.role in _WRITTEN and place not in self._editors:
                around = self._calls([get(place, ACCESSIBLE, "Parent")])[0]
                if isinstance(around, tuple) and (around[0], around[1]) in self._editors:
                    self._editors[place] = self._editors[around[0], around[1]]
        known = self._editors.get(place, known)
        with self._lock:
            self._focus.setdefault(known.pid, _Focus()).changes.append((at, known))

    def _learn(self, place: Place) -> Field | None:
        """What a place is; asked again each time, as a field may begin to show what it holds."""
        if self._silent(place[0]):
            return None
        role = self._calls([ask(place, ACCESSIBLE, "GetRole")])[0]
        if not isinstance(role, int):
            return None
        known = self._fields.get(place) or Field(place=place, pid=self._pid(place[0]))
        known.role = role
        if role == roles.PASSWORD:  # once secret, always secret: it may be shown in the clear
            known.hide()
        if place not in self._fields:
            if len(self._fields) > _MOST:
                self._fields.clear()
                self._current.clear()
                self._editors.clear()
            self._fields[place] = known
        if not known.secret and role != roles.TERMINAL:
            self._read([known])
        return known

    def _read(self, fields: list[Field]) -> None:
        """Read texts."""
        counts = self._calls([get(each.place, TEXT, "CharacterCount") for each in fields])
        lengths = [min(each, LONGEST_TEXT) if isinstance(each, int) else 0 for each in counts]
        answers = self._calls(
            [
                ask(each.place, TEXT, "GetText", "ii", numbers(0, length))
                for each, length in zip(fields, lengths, strict=True)
            ]
        )
        now = time.monotonic()
        with self._lock:
            for each, answer in zip(fields, answers, strict=True):
                if isinstance(answer, str):
                    self._hold(each, answer, now)

    def _pid(self, name: str) -> int:
        if name not in self._pids:
            answer = self._bus.call(
                Call(
                    "org.freedesktop.DBus",
                    "/org/freedesktop/DBus",
                    "org.freedesktop.DBus",
                    "GetConnectionUnixProcessID",
                    "s",
                    packed_text(name),
                ),
                _TIMEOUT,
            )
            self._pids[name] = answer if isinstance(answer, int) else 0
        return self._pids[name]

    def _now(self, pid: int) -> tuple[float, Field] | None:
        """What has the focus in a program, and since when."""
        with self._lock:
            focus = self._focus.get(pid)
            return focus.changes[-1] if focus is not None and focus.changes else None

    def _answers(self, pid: int) -> bool:
        """Hear what a program has told until now; whether it answers. One without a tree does."""
        here = self._now(pid)
        if here is None:
            return True
        answer = self._calls([ask(here[1].place, ACCESSIBLE, "GetState")])[0]
        self._hear_all()
        known = isinstance(answer, list) and len(answer) == 2
        self._stays = known and has(answer[0] | answer[1] << 32, roles.FOCUSED)
        return bool(answer != SILENT)

    def _calls(self, calls: list[Call]) -> list[Any]:
        """Ask, and remember who did not answer."""
        silent = {each.destination for each in calls if self._silent(each.destination)}
        asked = [each for each in calls if each.destination not in silent]
        answers = iter(self._bus.calls(asked, _TIMEOUT))
        found = [SILENT if each.destination in silent else next(answers) for each in calls]
        for each, answer in zip(calls, found, strict=True):
            if answer == SILENT:
                self._mute.setdefault(each.destination, time.monotonic())
        return found

    def _silent(self, name: str) -> bool:
        """Whether it did not answer a moment ago."""
        since = self._mute.get(name)
        if since is None:
            return False
        if time.monotonic() - since > _MUTE:
            del self._mute[name]
            return False
        return True


def _patience(here: tuple[float, Field] | None) -> float:
    """Seconds in which a program tells that its focus has moved; spreadsheets are slow."""
    return 2 * _MOVES if here is not None and here[1].role == roles.TABLE_CELL else _MOVES


def _inner(body: Any) -> Place | None:
    """The object that a signal is about beside its sender."""
    if isinstance(body, tuple) and len(body) > 3 and isinstance(body[3], tuple):
        name, path = body[3][:2]
        return (name, path)
    return None
