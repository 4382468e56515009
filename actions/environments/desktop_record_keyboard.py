"""Keys, and where they went."""

from __future__ import annotations

import time
from collections.abc import Callable

from actions.environments.desktop_record_find import Finder
from actions.environments.desktop_record_keys import HELD, named
from actions.environments.desktop_record_scene import Scene
from actions.environments.desktop_record_stream import Pending
from actions.environments.desktop_record_tell import Teller
from actions.environments.desktop_record_values import Key, Values
from perception.element import Element
from perception.events import InputEvent, KeyPressed, Pasted
from perception.platforms.atspi_values import Heard
from perception.platforms.interface import WindowInfo
from perception.platforms.x11_events import RawInput
from perception.platforms.x11_events_keys import KeyReader

_LIMIT = 2.0  # seconds that a key waits for its program to say where it went
_MOVING = 1.5  # seconds in which the focus moves, if it does
_AFTER = 0.0002  # seconds by which a paste is told after its key
# Keys that give no text and leave the focus where it is.
_EDITS = frozenset(
    {"Backspace", "Delete", "Control+v", "Shift+Insert", "Control+x", "Control+z", "Control+y"}
)
_STAYS = _EDITS | {
    "ArrowLeft", "ArrowRight", "Home", "End", "Control+a", "Control+c", "Shift+ArrowLeft",
    "Shift+ArrowRight", "Shift+Home", "Shift+End", "Control+ArrowLeft", "Control+ArrowRight",
}  # fmt: skip
_PASTES = frozenset({"Control+v", "Shift+Insert", "Control+Shift+v"})
_LEAVES = frozenset({"Enter", "NumpadEnter", "Tab", "Shift+Tab", "Escape"})
_TELLING = frozenset({"Meta", "Alt"})  # modifiers that do something when they are struck alone

Went = list[tuple[Element | None, bool]]  # what a key went to and whether that is secret; or empty


class Keyboard:
    """Hears the keyboard, on the listener's thread.

    Args:
        scene: the screen as it was last known.
        keys: the keyboard's map.
        finder: reads the clipboard.
        values: knows what has the focus.
        teller: puts events into the stream.
        pressed: what was pressed with the mouse last, if nothing else has moved the focus since.
        moved: called when a key may move the focus.
    """

    def __init__(
        self,
        scene: Scene,
        keys: KeyReader,
        finder: Finder,
        values: Values,
        teller: Teller,
        pressed: Callable[[], Callable[[], Element | None]],
        moved: Callable[[], None],
    ) -> None:
        self._scene = scene
        self._keys = keys
        self._finder = finder
        self._values = values
        self._teller = teller
        self._pressed = pressed
        self._moved = moved
        self._alone = ""  # a modifier that is down, and nothing else since

    def interrupted(self) -> None:
        """A mouse button went down."""
        self._keys.forget()
        self._alone = ""

    def down(self, raw: RawInput) -> None:
        """A key went down."""
        stroke = self._keys.read(raw.detail, raw.state)
        name = named(stroke, self._keys.character(stroke.plain))
        if name.rpartition("+")[2] in HELD:
            self._alone = name if name in _TELLING else ""
            return
        self._alone = ""
        if name:
            self._struck(raw, name, stroke.text)

    def up(self, raw: RawInput) -> None:
        """A key went up."""
        alone, self._alone = self._alone, ""
        if alone:
            self._struck(raw, alone, "")

    def _struck(self, raw: RawInput, name: str, text: str) -> None:
        window = self._scene.active or self._scene.window_at(raw.point)
        if self._scene.ours(window):
            return
        if not self._teller.may_tell(window) or window is None:
            self._teller.outside(raw.at, window)
            return
        self._teller.last = raw.at
        key = self._key(raw.at, text)
        leaves = name in _LEAVES or (not text and "+" in name and name not in _STAYS)
        if not text and name not in _STAYS:
            self._teller.moves.append(raw.at)
            self._moved()
        went: Went = []
        pending = Pending(at=raw.at, make=lambda: None, needs=1, deadline=raw.at + _LIMIT)

        def confirmed(how: Heard) -> None:
            went[:] = [self._values.focus(window, key, time.monotonic(), how)]
            element, secret = went[0]
            if element is not None and (text or secret or name in _EDITS):
                self._values.touch(element)
            if leaves and not (name == "Enter" and element is not None and _has_lines(element)):
                self._values.leave(raw.at, None)
            self._teller.stream.found(pending)

        def make() -> InputEvent:
            if not went:
                went[:] = [self._values.focus(window, key, raw.at, "silent")]
            element, secret = went[0]
            hidden = secret and bool(text)
            return KeyPressed(
                at=self._teller.since(raw.at),
                surface=element.surface if element else window.ref,
                keys="" if hidden else name,
                text="" if hidden else text,
                secret=secret,
                element=self._teller.masked(element),
            )

        pending.make = make
        self._teller.put(pending)
        self._values.confirm(window, key, confirmed)
        if name in _PASTES:
            self._paste(raw.at, window, went)

    def _key(self, at: float, text: str) -> Key:
        moved = self._teller.moves[-1]
        return Key(
            at=at,
            text=bool(text),
            moved=moved if at - moved < _MOVING else None,
            pressed=self._pressed(),
            next_moved=lambda: self._teller.next_move(at),
        )

    def _paste(self, at: float, window: WindowInfo, went: Went) -> None:
        """A key was pressed that takes the text from the clipboard; told right after that key."""
        text: list[str] = []

        def make() -> InputEvent | None:
            element, secret = went[0] if went else (None, True)
            if secret or not text:
                return None
            return Pasted(
                at=self._teller.since(at + _AFTER),
                surface=element.surface if element else window.ref,
                text=text[0],
                element=self._teller.masked(element),
            )

        def found(clipboard: str | None) -> None:
            text[:] = [clipboard] if clipboard else []
            self._teller.stream.found(pending)

        pending = Pending(at=at + _AFTER, make=make, needs=1, deadline=at + _LIMIT)
        self._teller.put(pending)
        self._finder.clipboard(found)


def _has_lines(element: Element) -> bool:
    """Whether Enter begins another line there, instead of sending what was typed."""
    return "multiline" in element.states or element.role == "paragraph"
