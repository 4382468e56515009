"""A small desktop in memory, which the fakes of the Windows and macOS interfaces show.

Its windows hold objects with roles in ARIA words, which do what such objects do: a text box takes
the keys that are typed, a box that is checked is unchecked by a click. Boxes are in the unit that
the platform counts in: physical pixels on Windows, points on macOS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from perception.geometry import Box, Point

_TOGGLES = frozenset({"checkbox", "switch", "menuitemcheckbox"})
_PICKED = frozenset({"option", "radio", "tab", "treeitem", "listitem"})
_WRITTEN = frozenset({"textbox", "searchbox", "spinbutton"})
_FOCUSABLE = _TOGGLES | _PICKED | _WRITTEN | {"button", "combobox", "slider", "link"}


@dataclass(slots=True, eq=False, kw_only=True)
class FakeObject:
    """Something in a window.

    Attributes:
        box: on the screen.
        value: text of a text box, number of a slider.
        states: in ARIA words.
        range: least and most, of what has a number.
        hidden: scrolled out of view; `scroll_into_view` shows it.
        through: hit tests do not find it.
        on_click: what a click, or invoking it, does.
        gone: whether it has been removed.
    """

    role: str
    name: str = ""
    box: Box = field(default_factory=lambda: Box(0, 0, 0, 0))
    value: str = ""
    states: set[str] = field(default_factory=set)
    children: list[FakeObject] = field(default_factory=list)
    description: str = ""
    identifier: str = ""
    cell: tuple[int, int] | None = None
    range: tuple[float, float] = (0.0, 100.0)
    hidden: bool = False
    through: bool = False
    on_click: Callable[[], None] | None = None
    parent: FakeObject | None = None
    gone: bool = False
    number: int = 0

    def walk(self) -> Iterator[FakeObject]:
        """This object and all below it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def focusable(self) -> bool:
        """Whether it takes the keyboard's focus."""
        return self.role in _FOCUSABLE and "disabled" not in self.states


@dataclass(slots=True, eq=False, kw_only=True)
class FakeWindow:
    """A window.

    Attributes:
        border: its frame's width at the sides and below, of which nothing can be seen.
        title_bar: its height.
        least: how small it can be made.
        answers: False for a program that hangs.
        seconds: that its program takes to tell about one object.
        elevated: its program has more rights.
        asks: whether it asks back before it closes.
        stuck: whether it takes no notice of being moved, shown or closed.
    """

    id: int
    pid: int
    application: str
    title: str = ""
    frame: Box
    root: FakeObject = field(default_factory=lambda: FakeObject(role="window"))
    kind: str = "normal"
    owner: int = 0
    border: float = 0
    title_bar: float = 0
    least: tuple[float, float] = (100, 50)
    minimized: bool = False
    maximized: bool = False
    visible: bool = True
    answers: bool = True
    seconds: float = 0.0
    elevated: bool = False
    asks: bool = False
    stuck: bool = False
    normal: Box | None = None

    def find(self, role: str, name: str = "") -> FakeObject:
        """The first object with this role and name.

        Raises:
            KeyError: there is none.
        """
        for each in self.root.walk():
            if each.role == role and name in ("", each.name):
                return each
        raise KeyError(f"{role} {name!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeMonitor:
    """A monitor: its box, what a bar leaves of it, physical pixels for one of its units."""

    name: str
    box: Box
    work: Box
    scale: float = 1.0
    primary: bool = False


class FakeScreen:
    """The windows, front first, and who has the focus, the pointer and the clipboard."""

    def __init__(self, monitors: Sequence[FakeMonitor], windows: Sequence[FakeWindow]) -> None:
        self.monitors = list(monitors)
        self.windows: list[FakeWindow] = []
        self.pointer = Point(0, 0)
        self.focused: FakeObject | None = None
        self.selected_all = False
        self.clipboard: str | None = None
        self.clipboard_number = 0
        self.changes = 0
        self.now = 0.0
        self.locked = False
        self.log: list[str] = []
        self.desktop, self.desktops = 0, 1
        self._objects = 0
        for window in reversed(windows):
            self.open(window)

    def clock(self) -> float:
        """Seconds; they pass only as programs take them."""
        return self.now

    # Windows.

    def open(self, window: FakeWindow) -> None:
        """Put a window in front."""
        self.adopt(window.root, None)
        self.windows.insert(0, window)
        self.changes += 1

    def adopt(self, item: FakeObject, parent: FakeObject | None) -> None:
        """Number an object and all below it, and say in what they are."""
        self._objects += 1
        item.number, item.parent = self._objects, parent
        for child in item.children:
            self.adopt(child, item)

    def window(self, number: int) -> FakeWindow | None:
        """The window with this id."""
        return next((each for each in self.windows if each.id == number), None)

    def window_of(self, item: FakeObject) -> FakeWindow | None:
        """The window that an object is in; None if it has been closed."""
        top = item
        while top.parent is not None:
            top = top.parent
        return next((each for each in self.windows if each.root is top), None)

    @property
    def active(self) -> FakeWindow | None:
        """The window that keys go to."""
        shown = (each for each in self.windows if not each.minimized and each.visible)
        return next((each for each in shown if each.kind in ("normal", "dialog")), None)

    def raise_(self, window: FakeWindow) -> None:
        """Bring a window to the front."""
        self.windows.remove(window)
        self.windows.insert(0, window)
        self.changes += 1

    def place(self, window: FakeWindow, frame: Box) -> None:
        """Move and resize a window, with what is in it."""
        size = (max(frame.width, window.least[0]), max(frame.height, window.least[1]))
        dx, dy = frame.x - window.frame.x, frame.y - window.frame.y
        window.frame = Box(frame.x, frame.y, *size)
        for each in window.root.walk():
            each.box = each.box.moved(dx, dy)
        self.changes += 1

    def fill(self, window: FakeWindow) -> None:
        """Maximise a window on the monitor that its middle is on."""
        window.normal, window.maximized = window.frame, True
        middle = window.frame.center
        on = next((m for m in self.monitors if m.box.contains(middle)), self.monitors[0])
        self.place(window, on.work)

    def restore(self, window: FakeWindow) -> None:
        """Undo minimising, or else maximising."""
        if window.minimized:
            window.minimized = False
        elif window.maximized and window.normal is not None:
            window.maximized = False
            self.place(window, window.normal)
        self.changes += 1

    def close(self, window: FakeWindow) -> None:
        """Close a window, unless it asks back."""
        if window.asks:
            frame = Box(window.frame.x + 20, window.frame.y + 20, 200, 100)
            self.open(
                FakeWindow(
                    id=window.id + 1000, pid=window.pid, application=window.application,
                    title="Save changes?", frame=frame, kind="dialog", owner=window.id,
                )
            )  # fmt: skip
            return
        self.windows.remove(window)
        for each in window.root.walk():
            each.gone = True
        self.changes += 1

    def remove(self, item: FakeObject) -> None:
        """Take an object away, and all below it."""
        if item.parent is not None:
            item.parent.children.remove(item)
        for each in item.walk():
            each.gone = True
        self.changes += 1

    # Hit tests and clicks.

    def window_at(self, point: Point) -> FakeWindow | None:
        """The front-most window under a point."""
        shown = (each for each in self.windows if each.visible and not each.minimized)
        return next((each for each in shown if each.frame.contains(point)), None)

    def at(self, point: Point) -> FakeObject | None:
        """The innermost object under a point; later ones lie over earlier ones."""
        window = self.window_at(point)
        return _innermost(window.root, point) if window is not None else None

    def click(self, button: str = "left", count: int = 1) -> None:
        """A click where the pointer is."""
        window, item = self.window_at(self.pointer), self.at(self.pointer)
        name = f"{item.role} {item.name}" if item is not None else "nothing"
        self.log.append(f"{button} click {count} on {name}".strip())
        if window is not None and window is not self.active:
            self.raise_(window)
        while item is not None and item.role in ("text", "img") and item.on_click is None:
            item = item.parent  # a label belongs to what it labels
        if item is not None and button == "left":
            self.operate(item)

    def operate(self, item: FakeObject) -> None:
        """What a click on an object does."""
        if "disabled" in item.states:
            return
        if item.focusable:
            self.focus(item)
        if item.role in _TOGGLES:
            item.states ^= {"checked"}
        elif item.role in _PICKED:
            self.pick(item)
        if item.on_click is not None:
            item.on_click()
        self.changes += 1

    def pick(self, item: FakeObject, *, beside: bool = False) -> None:
        """Select an object, in place of its neighbours or beside them."""
        state = "checked" if item.role == "radio" else "selected"
        for each in item.parent.children if item.parent is not None and not beside else []:
            each.states.discard(state)
        item.states.add(state)
        self.changes += 1

    def focus(self, item: FakeObject) -> None:
        """Give an object the keyboard's focus."""
        if self.focused is not None:
            self.focused.states.discard("focused")
        self.focused, self.selected_all = item, False
        item.states.add("focused")

    # Keys.

    def key(self, name: str, held: frozenset[str]) -> None:
        """A key that is no character, or one that is pressed with modifiers held."""
        self.log.append("key " + "+".join([*sorted(held), name]))
        item = self.focused
        if item is None or item.role not in _WRITTEN:
            return
        command = bool(held & {"Control", "Meta"})
        if command and name == "a":
            self.selected_all = True
        elif command and name == "v":
            self.write(self.clipboard or "")
        elif name in ("Enter", "NumpadEnter") and "multiline" in item.states:
            self.write("\n")
        elif name == "Tab" and "multiline" in item.states:
            self.write("\t")
        elif name in ("Backspace", "Delete"):
            item.value = "" if self.selected_all else item.value[:-1]
            self.selected_all = False
        self.changes += 1

    def write(self, text: str) -> None:
        """Characters, at the end of the focused text box, or in place of what is selected."""
        item = self.focused
        if item is not None and item.role in _WRITTEN and "readonly" not in item.states:
            item.value = text if self.selected_all else item.value + text
            self.selected_all = False
            self.changes += 1

    def copy(self, text: str | None) -> None:
        """Put a text on the clipboard; None empties it."""
        self.clipboard = text
        self.clipboard_number += 1


def _innermost(item: FakeObject, point: Point) -> FakeObject | None:
    for child in reversed(item.children):
        if child.hidden or child.through:
            continue
        found = _innermost(child, point)
        if found is not None:
            return found
        if child.box.contains(point):
            return child
    return item if item.parent is None else None
