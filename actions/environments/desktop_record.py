"""What a person does on an X11 desktop, as a stream of events. Implements `perception.events`.

Mouse and keyboard are heard as the X server takes them in; what was pressed is found in the
snapshot before the press and in the window itself; what a field has come to hold is what it says.

What cannot be known: whether what is typed at a terminal's prompt is a password (`sudo`,
`read -s`): the terminal does not tell. Pause before you type one there.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Collection
from contextlib import ExitStack

from actions.environment import Environment
from actions.environments.desktop import DesktopEnvironment
from actions.environments.desktop_record_find import Finder
from actions.environments.desktop_record_hands import Hands
from actions.environments.desktop_record_keyboard import Keyboard
from actions.environments.desktop_record_look import Looker
from actions.environments.desktop_record_mask import Mask
from actions.environments.desktop_record_pointer import Pointer
from actions.environments.desktop_record_scene import Scene
from actions.environments.desktop_record_stream import Pending, Stream
from actions.environments.desktop_record_tell import Teller
from actions.environments.desktop_record_values import Values
from actions.environments.desktop_record_windows import WindowWatch
from actions.environments.host import HostedEnvironment
from actions.environments.sandbox import Sandbox
from actions.errors import EnvironmentUnavailable
from perception.events import Allowed, InputEvent, Marked, MarkKind, PointerRested, Snapshot
from perception.geometry import Point
from perception.observation import Observation
from perception.platforms.interface import PlatformGone
from perception.platforms.own_input import own_input
from perception.platforms.x11_events import X11Listener
from perception.platforms.x11_events_keys import KeyReader

_LAST = 2.0  # seconds that what was heard last may take to be understood


def open_source(environment: Environment, allowed: Allowed) -> DesktopSource:
    """A source of what a person does on a desktop or in a sandbox. It stays open afterwards.

    Args:
        environment: on its thread (`open_desktop`, `open_sandbox`).
        allowed: `allowed.applications` are recorded, "*" for all; of others only that something was
            done there.

    Raises:
        EnvironmentUnavailable: it is not a desktop that can be listened to.
    """
    if not isinstance(environment, HostedEnvironment):
        raise EnvironmentUnavailable("this cannot be listened to: it is not a desktop")
    return DesktopSource(environment, allowed)


class DesktopSource:
    """Implements `EventSource`. Methods may be called from any thread.

    Args:
        environment: a desktop or a sandbox, on its thread.
        allowed: what may be told; see `open_source`.
    """

    def __init__(self, environment: HostedEnvironment, allowed: Allowed) -> None:
        own = (os.getpid(),)
        self._environment = environment
        self._mask = Mask(allowed, own)
        self._stream = Stream()
        self._scene = Scene(own)
        self._opened = ExitStack()
        self._began = 0.0
        self._lost = threading.Event()
        self._closed = False
        self._looker: Looker | None = None
        self._hands: Hands | None = None
        self._values: Values | None = None
        self._teller: Teller | None = None
        self._windows: WindowWatch | None = None
        self._listener: X11Listener | None = None
        self._rests = Point(-1, -1)  # where the pointer was when the screen changed last

    def start(self) -> None:
        """Begin to listen; when it returns, the first snapshot is in the stream.

        Raises:
            EnvironmentUnavailable: nothing can be heard here; the message says what to do.
        """
        if self._looker is not None:
            return
        desktop = self._environment.on_thread(_desktop)
        session = desktop.session
        _check(session.variables.get("WAYLAND_DISPLAY", "") if not session.private else "")
        self._began = time.monotonic()
        try:
            with ExitStack() as opened:
                self._open(desktop, opened)
                self._opened = opened.pop_all()
        except PlatformGone as failure:
            raise EnvironmentUnavailable(
                f"the desktop cannot be listened to: {failure}"
            ) from failure

    def next(self, seconds: float) -> InputEvent | None:
        """The next event; None if none comes in time.

        Raises:
            EnvironmentUnavailable: the desktop has gone; what was heard before has been given out.
        """
        event = self._stream.next(max(seconds, 0))
        if event is None and self._lost.is_set() and not self._closed:
            raise EnvironmentUnavailable("the desktop that was listened to is gone")
        return event

    @property
    def began(self) -> float:
        """`time.monotonic()` that the times of events count from."""
        return self._began

    @property
    def known_until(self) -> float:
        """`time.monotonic()` before which no event comes any more."""
        return self._stream.known_until

    @property
    def in_front(self) -> str:
        """The program whose window is active; "" for none."""
        active = self._scene.active
        return active.application if active is not None else ""

    def leave(self, applications: Collection[str]) -> None:
        """Another source tells of what is done in the windows of these programs."""
        if self._teller is not None:
            self._teller.left = frozenset(applications)

    def mark(self, kind: MarkKind, note: str = "") -> None:
        """Put a `Marked` into the stream; "pause" stops listening, "resume" begins again."""
        if self._hands is None or self._looker is None or self._closed:
            return
        at = time.monotonic()
        if kind == "pause":
            self._pause(paused=True)
        element = self._hands.marked(kind)
        surface = element.surface if element is not None else ""
        self._tell(
            at,
            lambda: Marked(
                at=self._since(at),
                surface=surface,
                kind=kind,
                note=note,
                element=self._mask.element(element),
            ),
        )
        if kind == "resume":
            self._pause(paused=False)
            self._looker.stir()

    def close(self) -> None:
        """Stop listening; what was heard can still be asked for. May be called twice.

        What fields hold then, and what is on the screen then, comes last.
        """
        if self._closed:
            return
        self._closed = True
        hands, looker, values = self._hands, self._looker, self._values
        if hands is not None and looker is not None and values is not None:
            paused, hands.paused = hands.paused, True
            if not paused and not self._lost.is_set():
                values.leave(time.monotonic(), None)
                looker.last()
                self._stream.settle(_LAST)
        self._opened.close()
        self._stream.close()

    def _open(self, desktop: DesktopEnvironment, opened: ExitStack) -> None:
        session, parts, scene = desktop.session, desktop.parts, self._scene
        scene.list(parts.windows.windows())
        finder = Finder(session, parts.windows, parts.tree.changes)
        opened.callback(finder.close)
        looker = Looker(
            self._environment, parts.tree, scene, self._mask, self._rested, self._took, self._gone
        )
        stream, since = self._stream, self._since
        values = Values(session, parts.tree, scene, self._mask, finder, stream, since)
        opened.callback(values.close)
        keys = KeyReader(session)
        opened.callback(keys.close)
        teller = self._teller = Teller(stream, self._mask, since)
        pointer = Pointer(scene, finder, values, teller)
        keyboard = Keyboard(scene, keys, finder, values, teller, pointer.last_found, pointer.forget)
        own = own_input(session.display)
        own.forget()
        hands = Hands(
            scene=scene,
            looker=looker,
            pointer=pointer,
            keyboard=keyboard,
            values=values,
            own=own,
            where=self._pointer,
        )
        self._looker, self._hands, self._values = looker, hands, values
        self._listener = listener = X11Listener(session, hands.hear, self._gone)
        opened.callback(listener.close)
        self._windows = windows = WindowWatch(
            session, parts.windows, scene, self._mask, looker, pointer, teller
        )
        opened.callback(windows.close)
        opened.callback(looker.close)
        looker.first()

    def _pause(self, *, paused: bool) -> None:
        for each in (self._hands, self._looker, self._windows):
            if each is not None:
                each.paused = paused

    def _pointer(self) -> Point:
        try:
            return self._listener.pointer() if self._listener is not None else Point(-1, -1)
        except PlatformGone:
            return Point(-1, -1)

    def _rested(self, at: float) -> None:
        """The screen has changed by itself, or because the pointer rests where it was moved to."""
        point, before = self._pointer(), self._rests
        self._rests = point
        window = self._scene.window_at(point)
        if before == point or window is None or not self._mask.allows(window.application):
            return
        element = self._scene.element_at(point, window)
        if element is None:
            return
        event = PointerRested(
            at=self._since(at),
            surface=element.surface,
            point=point,
            element=self._mask.element(element),
        )
        self._tell(at, lambda: event)

    def _took(self, seen: Observation, began: float, ended: float) -> None:
        """There is a snapshot. Input that was heard of late may yet show that it is none."""
        looker, values = self._looker, self._values
        assert looker is not None
        assert values is not None
        values.compare(seen, ended)
        active = seen.active

        def made() -> Snapshot | None:
            if not looker.quiet(began, ended):
                looker.stir()
                return None
            return Snapshot(
                at=self._since(ended), surface=active.ref if active else "", observation=seen
            )

        self._tell(ended, made)

    def _tell(self, at: float, make: Callable[[], InputEvent | None]) -> None:
        self._stream.put(Pending(at=at, make=make))

    def _since(self, at: float) -> float:
        return max(at - self._began, 0.0)

    def _gone(self) -> None:
        self._lost.set()
        self._stream.close()


def _desktop(environment: Environment) -> DesktopEnvironment:
    """The windows of an environment.

    Raises:
        EnvironmentUnavailable: it is no desktop.
    """
    found = environment.windows if isinstance(environment, Sandbox) else environment
    if not isinstance(found, DesktopEnvironment):
        raise EnvironmentUnavailable("this cannot be listened to: it is not a desktop")
    return found


def _check(wayland: str) -> None:
    """See that input can be heard on this platform.

    Raises:
        EnvironmentUnavailable: it cannot; the message says what to do.
    """
    import sys

    if not sys.platform.startswith("linux"):
        raise EnvironmentUnavailable(
            "what a person does on a desktop can be recorded on Linux with X11 only so far: "
            "record in the browser instead (--in browser)"
        )
    if wayland:
        raise EnvironmentUnavailable(
            "Wayland lets no program hear what a person does in others: record in the private "
            "desktop (--in sandbox) or in the browser (--in browser), or log in to an X11 session"
        )
