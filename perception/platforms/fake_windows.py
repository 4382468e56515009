"""A fake `User32Api` over a screen in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from perception.geometry import Box, Point
from perception.platforms import win_api
from perception.platforms.fake_screen import FakeScreen, FakeWindow
from perception.platforms.win_api import (
    KeyInput,
    MouseInput,
    Show,
    Win32Denied,
    Win32Gone,
    Win32Monitor,
    Win32Window,
)

# A layout with the usual keys, and "@" on AltGr as German ones have it; it lacks "é".
_SHIFTED = dict(zip('!"§$%&/()=?:;_', "1234567890ß.,-", strict=True))
_PUNCTUATION = {",": 0xBC, ".": 0xBE, "-": 0xBD, "+": 0xBB, "#": 0xBF, "ß": 0xDB, "ü": 0xBA}
_NAMES: Mapping[int, str] = {
    0x0D: "Enter", 0x09: "Tab", 0x1B: "Escape", 0x20: "Space", 0x08: "Backspace", 0x2E: "Delete",
    0x24: "Home", 0x23: "End", 0x25: "ArrowLeft", 0x26: "ArrowUp", 0x27: "ArrowRight",
    0x28: "ArrowDown", 0x70: "F1", 0x74: "F5",
}  # fmt: skip
_MODIFIERS = {
    0x10: "Shift", 0xA0: "Shift", 0xA1: "Shift", 0x11: "Control", 0xA2: "Control",
    0xA3: "Control", 0x12: "Alt", 0xA4: "Alt", 0xA5: "AltGraph", 0x5B: "Meta", 0x5C: "Meta",
}  # fmt: skip
_CLASSES = {"dialog": "#32770", "menu": "#32768", "tooltip": "tooltips_class32"}


class FakeUser32:
    """Implements `User32Api`.

    Attributes:
        sent: all events that were sent, in order.
        down: virtual keys held down.
        rounds_wrong: whether moving by events ends a pixel off, as it may where scales differ.
        foreground_locked: how often `set_foreground` is not heeded without force.
    """

    def __init__(self, screen: FakeScreen) -> None:
        self.screen = screen
        self.sent: list[KeyInput | MouseInput] = []
        self.down: set[int] = set()
        self.buttons: set[str] = set()
        self.rounds_wrong = False
        self.foreground_locked = False
        self.wheel = [0, 0]
        self.path: list[Point] = []
        self._high = 0
        self._last_click = (Point(-1, -1), 0)
        self.closed = False

    def windows(self) -> Sequence[Win32Window]:
        """All top-level windows, front first."""
        return [self._told(each) for each in self.screen.windows]

    def window(self, hwnd: int) -> Win32Window | None:
        """One of them."""
        found = self.screen.window(hwnd)
        return self._told(found) if found is not None else None

    def window_at(self, point: Point) -> int:
        """The window under a point."""
        found = self.screen.window_at(point)
        return found.id if found is not None else 0

    def foreground(self) -> int:
        """The window that keys go to."""
        return self.screen.active.id if self.screen.active is not None else 0

    def monitors(self) -> Sequence[Win32Monitor]:
        """The monitors."""
        return [
            Win32Monitor(
                name=each.name, box=each.box, work=each.work, dpi=round(each.scale * 96),
                primary=each.primary,
            )
            for each in self.screen.monitors
        ]  # fmt: skip

    def desktops(self) -> tuple[int, int]:
        """The virtual desktop shown, and how many there are."""
        return self.screen.desktop, self.screen.desktops

    def program(self, pid: int) -> str:
        """The path of a program."""
        names = {each.pid: each.application for each in self.screen.windows}
        return f"C:\\Program Files\\{names[pid].title()}.exe" if pid in names else ""

    def elevated(self, pid: int) -> bool:
        """Whether a program has more rights."""
        return any(each.elevated for each in self.screen.windows if each.pid == pid)

    def hung(self, hwnd: int) -> bool:
        """Whether a window does not answer."""
        found = self.screen.window(hwnd)
        return found is not None and not found.answers

    def cursor(self) -> Point:
        """Where the pointer is."""
        self._unlocked()
        return self.screen.pointer

    def set_cursor(self, point: Point) -> None:
        """Put the pointer there."""
        self.screen.pointer = point

    def double_click_time(self) -> float:
        """Seconds; short, so that tests do not wait."""
        return 0.05

    def send(self, events: Sequence[KeyInput | MouseInput]) -> int:
        """Take events in."""
        if self.screen.locked:
            return 0
        self.sent += events
        front = self.screen.active
        for event in events:
            if isinstance(event, MouseInput):
                self._mouse(event)
            elif front is None or not front.elevated:  # or else dropped without a word
                self._key(event)
        return len(events)

    def key_of(self, character: str) -> tuple[int, int] | None:
        """The virtual key of a character on the layout."""
        if character == "@":
            return 0x51, 0b110
        if character.isascii() and character.isalnum():
            return ord(character.upper()), int(character.isupper())
        if character in _PUNCTUATION:
            return _PUNCTUATION[character], 0
        if character in _SHIFTED:
            found = self.key_of(_SHIFTED[character])
            return (found[0], 1) if found is not None else None
        return None

    def scan_code(self, key: int) -> int:
        """A scan code; any will do."""
        return key & 0x7F

    def is_down(self, key: int) -> bool:
        """Whether a key is held down."""
        return key in self.down

    def clipboard_text(self) -> str | None:
        """The text on the clipboard."""
        return self.screen.clipboard

    def set_clipboard_text(self, text: str | None) -> None:
        """Put a text there."""
        self.screen.copy(text)

    def clipboard_number(self) -> int:
        """Grows with each change."""
        return self.screen.clipboard_number

    def set_foreground(self, hwnd: int, *, force: bool = False) -> None:
        """Bring a window to the front."""
        window = self._asked(hwnd)
        if window is not None and (force or not self.foreground_locked):
            self.screen.raise_(window)

    def show(self, hwnd: int, how: Show) -> None:
        """Minimise, maximise or restore a window."""
        window = self._asked(hwnd)
        if window is None:
            return
        if how is Show.MINIMIZE:
            window.minimized = True
        elif how is Show.RESTORE:
            self.screen.restore(window)
        elif not window.maximized:
            self.screen.fill(window)

    def place(self, hwnd: int, outer: Box) -> None:
        """Move and resize a window, invisible borders included."""
        window = self._asked(hwnd)
        if window is not None:
            edge = window.border
            frame = Box(outer.x + edge, outer.y, outer.width - 2 * edge, outer.height - edge)
            self.screen.place(window, frame)

    def post_close(self, hwnd: int) -> None:
        """Ask a window to close."""
        window = self._asked(hwnd)
        if window is not None:
            self.screen.close(window)

    def events(self) -> int:
        """Grows with each change."""
        return self.screen.changes

    def close(self) -> None:
        """Let go."""
        self.closed = True

    # Helpers.

    def _unlocked(self) -> None:
        if self.screen.locked:
            raise Win32Denied("the screen is locked")

    def _asked(self, hwnd: int) -> FakeWindow | None:
        """The window that is asked for something; None if it takes no notice."""
        window = self.screen.window(hwnd)
        if window is None:
            raise Win32Gone(str(hwnd))
        if window.elevated:
            raise Win32Denied("the program has more rights")
        return window if window.answers and not window.stuck else None

    def _told(self, window: FakeWindow) -> Win32Window:
        frame, edge = window.frame, window.border
        hidden = Box(-32000, -32000, 160, 28)  # where Windows puts minimised ones
        shown = hidden if window.minimized else frame
        client = Box(
            shown.x, shown.y + window.title_bar, shown.width, shown.height - window.title_bar
        )
        return Win32Window(
            hwnd=window.id, title=window.title,
            class_name=_CLASSES.get(window.kind, "ApplicationWindow"),
            pid=window.pid, owner=window.owner, visible=window.visible,
            iconic=window.minimized, zoomed=window.maximized,
            outer=Box(shown.x - edge, shown.y, shown.width + 2 * edge, shown.height + edge),
            frame=shown, client=client,
        )  # fmt: skip

    def _mouse(self, event: MouseInput) -> None:
        if event.flags & win_api.MOUSE_MOVE:
            boxes = [each.box for each in self.screen.monitors]
            left, top = min(box.x for box in boxes), min(box.y for box in boxes)
            width = max(box.right for box in boxes) - left
            height = max(box.bottom for box in boxes) - top
            off = 1 if self.rounds_wrong else 0
            x, y = event.x * int(width) // 65536 + off, event.y * int(height) // 65536
            self.screen.pointer = Point(left + x, top + y)
            self.path.append(self.screen.pointer)
        for name, down, up in (("left", 2, 4), ("right", 8, 16), ("middle", 32, 64)):
            if event.flags & down:
                self.buttons.add(name)
                self.path = [self.screen.pointer]
            elif event.flags & up and name in self.buttons:
                self.buttons.remove(name)
                where, count = self._last_click
                count = count + 1 if where == self.screen.pointer else 1
                self._last_click = (self.screen.pointer, count)
                if len(self.path) < 3:  # otherwise it was a drag
                    self.screen.click(name, count)
        if event.flags & win_api.MOUSE_WHEEL:
            self.wheel[1] += event.data
        if event.flags & win_api.MOUSE_HWHEEL:
            self.wheel[0] += event.data

    def _key(self, event: KeyInput) -> None:
        up = bool(event.flags & win_api.KEY_UP)
        if event.flags & win_api.KEY_UNICODE:
            if not up:
                self._unit(event.scan)
            return
        if up:
            self.down.discard(event.key)
            return
        self.down.add(event.key)
        held = frozenset(_MODIFIERS[key] for key in self.down if key in _MODIFIERS)
        if event.key in _MODIFIERS:
            return
        if "Control" in held and "Meta" in held and event.key in (0x25, 0x27):
            step = 1 if event.key == 0x27 else -1
            self.screen.desktop = min(max(self.screen.desktop + step, 0), self.screen.desktops - 1)
        character = self._character(event.key, held)
        if character is not None and not held - {"Shift", "AltGraph"}:
            self.screen.write(character)
        else:
            name = _NAMES.get(event.key, character or f"{event.key:#04x}")
            self.screen.key(name.lower() if len(name) == 1 else name, held)

    def _unit(self, unit: int) -> None:
        """A UTF-16 code unit; the halves of a pair follow one another."""
        if 0xD800 <= unit < 0xDC00:
            self._high = unit
            return
        data = [self._high, unit] if 0xDC00 <= unit < 0xE000 and self._high else [unit]
        self._high = 0
        raw = b"".join(each.to_bytes(2, "little") for each in data)
        self.screen.write(raw.decode("utf-16-le", "replace"))

    def _character(self, key: int, held: frozenset[str]) -> str | None:
        if key == 0x51 and "AltGraph" in held:
            return "@"
        plain = next((c for c, code in _PUNCTUATION.items() if code == key), None)
        if plain is None and 0x30 <= key <= 0x5A and chr(key).isalnum():
            plain = chr(key).lower()
        if plain is None:
            return " " if key == 0x20 else None
        if "Shift" in held:
            shifted = next((c for c, base in _SHIFTED.items() if base == plain), None)
            return shifted or plain.upper()
        return plain
