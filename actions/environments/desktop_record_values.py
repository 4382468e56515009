"""What fields and controls have come to hold, and which of them the keys go to.

Only what the person did something to is followed: what a program computes from it is no input.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from actions.environments.desktop_record_find import Finder
from actions.environments.desktop_record_mask import Mask
from actions.environments.desktop_record_scene import Scene, alike, alike_in
from actions.environments.desktop_record_stream import Pending, Stream
from perception.element import TEXT_ROLES, Element
from perception.events import InputEvent, ValueChanged
from perception.observation import Observation
from perception.platforms.atspi import AtspiTree
from perception.platforms.atspi_values import AtspiWatch, Field, Heard
from perception.platforms.atspi_walk import Place
from perception.platforms.interface import ElementTree, WindowInfo
from perception.platforms.seen import SeenTree
from perception.platforms.session import DesktopSession

_SWITCHES = frozenset({"checkbox", "radio", "switch", "menuitemcheckbox", "menuitemradio"})
_BEFORE = 0.0005  # seconds by which what is left is told before what follows
_HELD_BACK = 1.5  # seconds that what follows waits for the content of a field that is left
_ON = frozenset({"checked", "pressed"})
# What is set by turning the wheel over it, among others.
TURNED = frozenset({"slider", "spinbutton", "combobox"})
_VALUED = _SWITCHES | TEXT_ROLES | {"slider", "cell", "gridcell", "button", "paragraph", "listbox"}
_MOST = 12


@dataclass(frozen=True, slots=True)
class Key:
    """A key that went down, and what was done before it.

    Attributes:
        text: it gives characters.
        moved: when something was done of late that may have moved the focus; None: nothing was.
        pressed: what was pressed with the mouse last, if nothing else has moved the focus since.
        next_moved: when something was done after it that may move the focus; infinite if nothing.
    """

    at: float
    text: bool
    moved: float | None
    pressed: Callable[[], Element | None]
    next_moved: Callable[[], float]


@dataclass(eq=False)
class _Touched:
    """Something that the person did something to.

    Attributes:
        before: as it was then.
        told: the value that was told last; None for none.
        final: it was told as final.
        left: the person has gone on to something else.
    """

    before: Element
    told: str | None = None
    final: bool = False
    left: bool = False


class Values:
    """Follows values and the focus.

    Args:
        session: of the desktop.
        tree: that the snapshots are read from.
        scene: the last snapshot.
        mask: what may be told.
        finder: looks at what no snapshot shows yet.
        stream: where what has changed is told.
        since: seconds since the recording began.

    Raises:
        PlatformGone: there is no accessibility bus.
    """

    def __init__(
        self,
        session: DesktopSession,
        tree: ElementTree,
        scene: Scene,
        mask: Mask,
        finder: Finder,
        stream: Stream,
        since: Callable[[float], float],
    ) -> None:
        self._tree = tree.told if isinstance(tree, SeenTree) else tree
        self._scene = scene
        self._mask = mask
        self._finder = finder
        self._stream = stream
        self._since = since
        self._lock = threading.Lock()
        self._touched: dict[str, _Touched] = {}
        self._open = 0  # keys of which it is not known where they went
        self._then: list[Callable[[], None]] = []  # what waits for them
        self._live: dict[Place, Element] = {}
        self._places: dict[str, Place] = {}
        self._watch = AtspiWatch(session)

    def close(self) -> None:
        """Stop following. Idempotent."""
        self._watch.close()

    # The focus.

    def confirm(self, window: WindowInfo, key: Key, done: Callable[[Heard], None]) -> None:
        """Find out what a key went to; `done` is told how sure that is."""
        with self._lock:
            self._open += 1

        def told(how: Heard) -> None:
            done(how)
            with self._lock:
                self._open -= 1
                then, self._then = (self._then, []) if not self._open else ([], self._then)
            for each in then:
                each()

        def heard(how: Heard) -> None:
            fields = self._watch.focused(window.pid, key.at, time.monotonic())
            unknown = next((each for each in fields if self._known(each) is None), None)
            if unknown is None or how == "silent":
                told(how)
                return

            def found(element: Element | None) -> None:
                if element is not None:  # what it held before the key is not known
                    self._live[unknown.place] = replace(element, value=None)
                told(how)

            self._finder.look(unknown.place, window, found)

        def expected() -> Place | None:
            element = key.pressed()
            return self.place(element) if element is not None else None

        self._watch.confirm(window.pid, key.moved, expected, heard)

    def after_keys(self, work: Callable[[], None]) -> None:
        """Do something when it is known where the keys went that were pressed until now."""
        with self._lock:
            if self._open:
                self._then.append(work)
                return
        work()

    def focus(
        self, window: WindowInfo, key: Key, until: float, how: Heard
    ) -> tuple[Element | None, bool]:
        """What a key went to, and whether that may have been something secret.

        Args:
            window: that was active.
            key: and what was done before it.
            until: when the program had told of its focus.
            how: sure that is.
        """
        fields = self._watch.focused(window.pid, key.at, until)
        for each in fields:
            element = self._known(each)
            if each.secret and element is not None:
                self._mask.keep(element.ref)
        pressed = key.pressed()
        if not fields:
            written = pressed is not None and (pressed.editable or pressed.role in TEXT_ROLES)
            focused = self._by_snapshot(window) or (pressed if written else None)
            if focused is not None:
                return focused, self._mask.secret(focused)
            return None, self._hides_something(window)
        field, known = fields[0], fields
        if self._had_moved(window, key, field):
            soon = self._watch.moves(window.pid, key.at, min(until, key.next_moved()))
            field = soon[0] if soon and key.text else field
        else:  # what moved it later was done after the key
            known = fields[:1]
        secret = any(each.secret for each in known) if key.text else field.secret
        if how == "unsure" and key.text:
            around = pressed is not None and self._mask.secret(pressed)
            secret = secret or around or (pressed is None and self._hides_something(window))
        if how == "silent":
            secret = secret or self._hides_something(window)
        return self._known(field) or self._known(fields[-1]), secret

    def _had_moved(self, window: WindowInfo, key: Key, had: Field) -> bool:
        """Whether something done before a key has moved the focus, and was not yet told of then."""
        pressed = key.pressed()
        if key.moved is None or (pressed is not None and self.place(pressed) == had.place):
            return False
        return not self._watch.moves(window.pid, key.moved, key.at)

    def place(self, element: Element) -> Place | None:
        """Where an element lives, if that is known."""
        if element.ref in self._places:
            return self._places[element.ref]
        return self._tree.place_of(element.ref) if isinstance(self._tree, AtspiTree) else None

    def _by_snapshot(self, window: WindowInfo) -> Element | None:
        seen = self._scene.seen
        if seen is None or seen.observation.focused is None:
            return None
        element = seen.observation.by_ref.get(seen.observation.focused)
        surface = seen.observation.surface(element.surface) if element is not None else None
        here = surface is not None and window.ref in (surface.ref, surface.opener)
        return element if here else None

    def _hides_something(self, window: WindowInfo) -> bool:
        """Whether there is, or may be, a password field in a window."""
        seen = self._scene.seen
        if seen is None or seen.observation.surface(window.ref) is None:
            return True
        return any(
            each.surface == window.ref and "password" in each.states
            for each in seen.observation.elements
        )

    def _known(self, field: Field) -> Element | None:
        """The element of a field, by the last snapshot or as it was found."""
        found = self._live.get(field.place)
        seen = self._scene.seen
        if seen is not None:
            ref = self._tree.ref_at(field.place) if isinstance(self._tree, AtspiTree) else None
            shown = seen.observation.by_ref.get(ref or "")
            if shown is None and found is not None:
                shown = alike_in(found, seen.observation)
            found = shown or found
        if found is not None:
            self._places[found.ref] = field.place
        return found

    # Values.

    def touch(self, element: Element) -> None:
        """The person did something to an element; they have left all others."""
        with self._lock:
            for ref, each in self._touched.items():
                each.left = each.left or ref != element.ref
            if element.role not in _VALUED or element.attributes.get("terminal") == "true":
                return  # what a terminal shows is not what was typed
            again = self._touched.pop(element.ref, None)
            self._touched[element.ref] = again or _Touched(before=element)
            self._touched[element.ref].left = False
            while len(self._touched) > _MOST:
                del self._touched[next(iter(self._touched))]

    def leave(self, at: float, to: Element | None) -> None:
        """The person goes on to something else, or sends what they typed: tell what fields hold.

        Args:
            at: when they did; what is told stands right before it.
            to: where they go; None: they stay, and send.
        """
        with self._lock:
            left = [each for ref, each in self._touched.items() if to is None or to.ref != ref]
        for each in left:
            role = each.before.role
            if role in TEXT_ROLES and "editable" in each.before.states:
                self._tell_left(each, at)
            elif role in _SWITCHES | TURNED and to is not None:
                self._tell_set(each, at)

    def _tell_left(self, touched: _Touched, at: float) -> None:
        """Tell the text of a field as it was when it was left."""
        place = self.place(touched.before)
        if place is None:
            return

        until = [at]

        def make() -> InputEvent | None:
            value = self._watch.value_at(place, at, until[0])
            return self._changed(touched, value, at, final=True)

        def heard(last: float) -> None:
            until[0] = last
            self._stream.found(pending)

        pending = Pending(at=at - _BEFORE, make=make, needs=1, deadline=at + _HELD_BACK)
        self._stream.put(pending)
        self._watch.drain(place, at, heard)

    def _tell_set(self, touched: _Touched, at: float) -> None:
        """Tell what a control was set to, if no snapshot has shown it yet."""
        before = touched.before
        place = self.place(before)
        window = next((w for w in self._scene.windows if w.ref == before.surface), None)
        if place is None or window is None:
            return
        now: list[Element] = []

        def found(element: Element | None) -> None:
            now[:] = [element] if element is not None else []
            self._stream.found(pending)

        def make() -> InputEvent | None:
            value = held(replace(now[0], role=before.role)) if now else None
            return self._changed(touched, value, at, final=True)

        pending = Pending(at=at - _BEFORE, make=make, needs=1, deadline=at + _HELD_BACK)
        self._stream.put(pending)
        self._finder.look(place, window, found)

    def compare(self, seen: Observation, at: float) -> None:
        """Tell what is different in a new snapshot of what the person did something to."""
        self._seed(seen, at)
        with self._lock:
            touched = list(self._touched.items())
        for ref, each in touched:
            now = seen.by_ref.get(ref) or alike(each.before, seen.elements)
            value = held(now) if now is not None else None
            if value is not None and (each.told is not None or value != held(each.before)):
                final = each.left or each.before.role in _SWITCHES | {"combobox"}
                make = partial(self._changed, each, value, at, final=final)
                self._stream.put(Pending(at=at, make=make))
            if each.left:
                with self._lock:
                    self._touched.pop(ref, None)

    def _seed(self, seen: Observation, at: float) -> None:
        """Let the watch know of a focus that it was not told of."""
        active = next((each for each in self._scene.windows if each.active), None)
        if active is None or seen.focused is None or not isinstance(self._tree, AtspiTree):
            return
        place = self._tree.place_of(seen.focused)
        element = seen.by_ref.get(seen.focused)
        if place is None or element is None or element.surface != active.ref:
            return
        now = self._watch.focused(active.pid, at, at)
        if not now or now[-1].place != place:
            self._watch.notice(place, at)

    def _changed(
        self, touched: _Touched, value: str | None, at: float, *, final: bool
    ) -> InputEvent | None:
        """The event that something holds a value; None if nothing is new about that."""
        element = touched.before
        secret = self._mask.secret(element)
        if value is None and not secret:
            return None
        told = "" if secret or value is None else value
        unchanged = touched.told is None and not secret and told == (held(element) or "")
        if unchanged or (touched.told == told and (touched.final or not final)):
            return None
        touched.told, touched.final = told, final
        return ValueChanged(
            at=self._since(at),
            surface=element.surface,
            element=self._mask.element(element) or element,
            value=told,
            secret=secret,
            final=final,
        )


def held(element: Element) -> str | None:
    """What an element holds, as `ValueChanged` tells it; None if it is nothing that holds."""
    if element.role in _SWITCHES or (element.role == "button" and element.states & _ON):
        return "true" if element.states & _ON else "false"
    if element.role == "button":
        return None
    return element.value
