"""A fake `QuartzApi` over a screen in memory, whose boxes are in points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from perception.geometry import Point
from perception.platforms.fake_screen import FakeScreen
from perception.platforms.mac_api import (
    COMMAND,
    CONTROL,
    OPTION,
    SHIFT,
    LayoutKey,
    MouseButton,
    MouseStep,
    QuartzDisplay,
    QuartzWindow,
)

_LAYERS = {"dialog": 8, "menu": 101, "tooltip": 200, "dock": 20, "desktop": -2147483623}
_FLAGS = {SHIFT: "Shift", CONTROL: "Control", OPTION: "Alt", COMMAND: "Meta"}
_NAMES: Mapping[int, str] = {
    0x24: "Enter", 0x4C: "NumpadEnter", 0x30: "Tab", 0x31: "Space", 0x33: "Backspace",
    0x35: "Escape", 0x75: "Delete", 0x7A: "F1", 0x7B: "ArrowLeft", 0x7C: "ArrowRight",
}  # fmt: skip
_MODIFIERS = {
    0x37: "Meta", 0x36: "Meta", 0x38: "Shift", 0x3C: "Shift", 0x3A: "Alt", 0x3D: "AltGraph",
    0x3B: "Control", 0x3E: "Control",
}  # fmt: skip
# A French layout: "a" lies where others have "q"; digits need Shift.
_LAYOUT = {
    "a": LayoutKey(0x0C), "q": LayoutKey(0x00), "v": LayoutKey(0x09), "c": LayoutKey(0x08),
    "s": LayoutKey(0x01), "z": LayoutKey(0x0D), "w": LayoutKey(0x06), "é": LayoutKey(0x13),
    "2": LayoutKey(0x13, SHIFT), "@": LayoutKey(0x32), "A": LayoutKey(0x0C, SHIFT),
    "=": LayoutKey(0x2C), "+": LayoutKey(0x2C, SHIFT), "{": LayoutKey(0x17, OPTION),
}  # fmt: skip


class FakeQuartz:
    """Implements `QuartzApi`.

    Attributes:
        may: the permissions given: "record", "post".
        tells_layout: False: the layout cannot be read.
        keys: all key events posted: code, down, flags, text.
        steps: all mouse events posted.
    """

    def __init__(self, screen: FakeScreen) -> None:
        self.screen = screen
        self.may = {"record", "post"}
        self.tells_layout = True
        self.keys: list[tuple[int, bool, int, str | None]] = []
        self.steps: list[tuple[MouseStep, Point, MouseButton, int, int]] = []
        self.held: set[int] = set()
        self.buttons: set[str] = set()
        self.wheel = [0, 0]
        self.untitled = False
        self.closed = False
        self._moved = 0

    def windows(self) -> Sequence[QuartzWindow]:
        """All windows, front first, then those that are not shown."""
        told = [
            QuartzWindow(
                number=each.id, pid=each.pid, owner=each.application.title(),
                title="" if self.untitled else each.title, box=each.frame,
                layer=_LAYERS.get(each.kind, 0), shown=each.visible and not each.minimized,
            )
            for each in self.screen.windows
        ]  # fmt: skip
        return sorted(told, key=lambda each: not each.shown)

    def displays(self) -> Sequence[QuartzDisplay]:
        """The displays."""
        return [
            QuartzDisplay(
                number=at, name=each.name, box=each.box, work=each.work, scale=each.scale,
                main=each.primary,
            )
            for at, each in enumerate(self.screen.monitors)
        ]  # fmt: skip

    def may_record(self) -> bool:
        """Whether the screen may be recorded."""
        return "record" in self.may

    def may_post(self) -> bool:
        """Whether events may be posted."""
        return "post" in self.may

    def locked(self) -> bool:
        """Whether the screen is locked."""
        return self.screen.locked

    def pointer(self) -> Point:
        """Where the pointer is."""
        return self.screen.pointer

    def double_click_time(self) -> float:
        """Seconds; short, so that tests do not wait."""
        return 0.05

    def post_mouse(
        self, step: MouseStep, point: Point, button: MouseButton, count: int, flags: int
    ) -> None:
        """Take a mouse event in; without the permission macOS drops it without a word."""
        if not self.may_post():
            return
        self.steps.append((step, point, button, count, flags))
        self.screen.pointer = point
        if step == "down":
            self.buttons.add(button)
            self._moved = 0
        elif step == "drag":
            self._moved += 1
        elif step == "up":
            self.buttons.discard(button)
            if not self._moved:
                self.screen.click(button, count)

    def post_scroll(self, lines_right: int, lines_down: int) -> None:
        """Turn the wheel."""
        self.wheel[0] += lines_right
        self.wheel[1] += lines_down

    def post_key(self, code: int, *, down: bool, flags: int, text: str | None = None) -> None:
        """Take a key event in."""
        if not self.may_post():
            return
        self.keys.append((code, down, flags, text))
        if code in _MODIFIERS:
            (self.held.add if down else self.held.discard)(code)
            return
        if not down:
            return
        if text is not None:
            if len(text.encode("utf-16-le")) > 40:
                text = text[:20]  # macOS takes no more at once
            self.screen.write(text)
            return
        held = frozenset(name for flag, name in _FLAGS.items() if flags & flag)
        character = self._character(code, flags)
        if code in _NAMES or held - {"Shift", "Alt"} or character is None:
            self.screen.key(_NAMES.get(code) or self._character(code, 0) or f"{code:#x}", held)
        else:
            self.screen.write(character)

    def layout(self) -> Mapping[str, LayoutKey]:
        """Which key gives which character."""
        return _LAYOUT if self.tells_layout else {}

    def held_flags(self) -> int:
        """Flags of the modifier keys that are held down now."""
        names = {_MODIFIERS[code] for code in self.held}
        return sum(flag for flag, name in _FLAGS.items() if name in names)

    def clipboard_text(self) -> str | None:
        """The text on the clipboard."""
        return self.screen.clipboard

    def set_clipboard_text(self, text: str | None) -> None:
        """Put a text there."""
        self.screen.copy(text)

    def clipboard_number(self) -> int:
        """Grows with each change."""
        return self.screen.clipboard_number

    def close(self) -> None:
        """Let go."""
        self.closed = True

    def _character(self, code: int, flags: int) -> str | None:
        wanted = LayoutKey(code, flags & (SHIFT | OPTION))
        return next((each for each, key in _LAYOUT.items() if key == wanted), None)
