"""A fake `AxApi` over a screen in memory, whose boxes are in points."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from perception.geometry import Box, Point, Size
from perception.platforms.ax_api import (
    AxDenied,
    AxGone,
    AxHandle,
    AxRefused,
    AxSilent,
    AxValue,
)
from perception.platforms.fake_screen import FakeObject, FakeScreen, FakeWindow

_ROLES = {
    "window": "AXWindow", "button": "AXButton", "checkbox": "AXCheckBox", "radio": "AXRadioButton",
    "combobox": "AXPopUpButton", "textbox": "AXTextField", "searchbox": "AXTextField",
    "link": "AXLink", "img": "AXImage", "option": "AXRow", "listitem": "AXStaticText",
    "listbox": "AXTable", "list": "AXList", "menu": "AXMenu", "menubar": "AXMenuBar",
    "menuitem": "AXMenuItem", "slider": "AXSlider", "spinbutton": "AXIncrementor",
    "tablist": "AXTabGroup", "tab": "AXRadioButton", "text": "AXStaticText",
    "heading": "AXHeading", "treeitem": "AXRow", "tree": "AXOutline", "gridcell": "AXCell",
    "group": "AXGroup", "dialog": "AXSheet", "terminal": "AXTextArea", "document": "AXWebArea",
    "scroll": "AXScrollArea",
}  # fmt: skip
_PRESSED = frozenset({"button", "checkbox", "radio", "link", "menuitem", "combobox", "tab"})
_NUMBERED = frozenset({"slider", "spinbutton"})
_WRITTEN = frozenset({"textbox", "searchbox", "terminal"})


class _FakeHandle(AxHandle):
    """An object, a window's button, or a program (by its process id)."""

    __slots__ = ("part", "what")

    def __init__(self, what: FakeObject | int, part: str = "") -> None:
        self.what = what
        self.part = part

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _FakeHandle) or self.part != other.part:
            return False
        return self.what is other.what or (isinstance(self.what, int) and self.what == other.what)

    def __hash__(self) -> int:
        number = self.what if isinstance(self.what, int) else id(self.what)
        return hash((number, self.part))


class FakeAx:
    """Implements `AxApi`.

    Attributes:
        permitted: whether the permission is given.
        asked: whether the question for it was shown.
        menus: menu bars of programs, by process id.
        calls: how many calls went to programs.
        careless: what is set or pressed is taken without anything happening.
    """

    def __init__(self, screen: FakeScreen) -> None:
        self.screen = screen
        self.permitted = True
        self.asked = False
        self.menus: dict[int, FakeObject] = {}
        self.woken: list[int] = []
        self.calls = 0
        self.careless = False
        self._limit = 6.0
        self.closed = False

    def trusted(self, *, ask: bool = False) -> bool:
        """Whether the permission is given."""
        self.asked = self.asked or (ask and not self.permitted)
        return self.permitted

    def application(self, pid: int) -> AxHandle:
        """The element of a program."""
        return _FakeHandle(pid)

    def focused_application(self) -> int:
        """The process that keys go to."""
        return self.screen.active.pid if self.screen.active is not None else 0

    def limit(self, seconds: float) -> None:
        """How long a program may take."""
        self._limit = seconds

    def values(self, handle: AxHandle, names: Sequence[str]) -> Mapping[str, AxValue]:
        """Some of an element's attributes."""
        what, part = self._asked(handle)
        if isinstance(what, int):
            told = self._program(what)
        elif part:
            told = {"AXRole": "AXButton", "AXSubrole": part}
        else:
            told = self._object(what)
        return {name: told[name] for name in names if name in told}

    def actions(self, handle: AxHandle) -> tuple[str, ...]:
        """The names of its actions."""
        what, part = self._asked(handle)
        if part:
            return ("AXPress",)
        if isinstance(what, int):
            return ()
        found = ["AXPress"] if what.role in _PRESSED or what.on_click is not None else []
        if what.role == "window":
            found.append("AXRaise")
        if what.role in _NUMBERED:
            found += ["AXIncrement", "AXDecrement"]
        return tuple(found)

    def perform(self, handle: AxHandle, action: str) -> None:
        """Do an action."""
        what, part = self._asked(handle)
        if action == "AXScrollToVisible" and isinstance(what, FakeObject):
            what.hidden = False
            return
        if action not in self.actions(handle):
            raise AxRefused(f"it has no {action}")
        if self.careless or isinstance(what, int):
            return
        window = self.screen.window_of(what)
        if part == "AXCloseButton" and window is not None:
            self.screen.close(window)
        elif action == "AXRaise" and window is not None:
            if not window.stuck:
                self.screen.raise_(window)
        elif "disabled" in what.states:
            raise AxRefused("it is not enabled")
        else:
            self.screen.operate(what)

    def settable(self, handle: AxHandle, name: str) -> bool:
        """Whether an attribute can be set."""
        what, part = self._asked(handle)
        if isinstance(what, int):
            return name == "AXFrontmost"
        if part:
            return False
        if name == "AXValue":
            return what.role in _WRITTEN | _NUMBERED and not what.states & {"readonly", "disabled"}
        if name == "AXFocused":
            return what.focusable
        if name == "AXSelected":
            return what.role in ("option", "treeitem")
        return what.role == "window" and name in ("AXPosition", "AXSize", "AXMinimized", "AXMain")

    def set(self, handle: AxHandle, name: str, value: AxValue) -> None:
        """Set an attribute."""
        what, _ = self._asked(handle)
        if isinstance(what, int):
            self._set_program(what, name)
            return
        if not self.settable(handle, name):
            raise AxRefused(f"{name} cannot be set")
        if self.careless:
            return
        window = self.screen.window_of(what)
        if what.role == "window":
            if window is not None and not window.stuck:
                self._set_window(window, name, value)
        elif name == "AXValue":
            what.value = f"{value:g}" if isinstance(value, float) else str(value)
        elif name == "AXSelected":
            if value:
                beside = what.parent is not None and "multiselectable" in what.parent.states
                self.screen.pick(what, beside=beside)
            else:
                what.states.discard("selected")
        else:
            self.screen.focus(what)

    def at(self, point: Point) -> AxHandle | None:
        """The innermost element under a point."""
        found = self.screen.at(point)
        return _FakeHandle(found) if found is not None else None

    def changes(self) -> int:
        """Grows with each change."""
        return self.screen.changes

    def close(self) -> None:
        """Let go."""
        self.closed = True

    # Helpers.

    def _asked(self, handle: AxHandle) -> tuple[FakeObject | int, str]:
        """What is asked, for the time that its program takes.

        Raises:
            AxDenied, AxGone, AxSilent: see there.
        """
        assert isinstance(handle, _FakeHandle)
        if not self.permitted:
            raise AxDenied("the permission is not given")
        self.calls += 1
        what = handle.what
        if isinstance(what, int):
            own = [each for each in self.screen.windows if each.pid == what]
            window = own[0] if own else None
        else:
            if what.gone:
                raise AxGone("it is not there any more")
            window = self.screen.window_of(what)
        if window is not None:
            cost = window.seconds if window.answers else self._limit + 1
            self.screen.now += min(cost, self._limit)
            if cost > self._limit:
                raise AxSilent("the program does not answer")
        return what, handle.part

    def _program(self, pid: int) -> dict[str, AxValue]:
        own = [each for each in self.screen.windows if each.pid == pid and each.kind != "menu"]
        told: dict[str, AxValue] = {
            "AXRole": "AXApplication", "AXWindows": tuple(_FakeHandle(each.root) for each in own),
        }  # fmt: skip
        if own:
            told["AXFocusedWindow"] = _FakeHandle(own[0].root)
        if pid in self.menus:
            told["AXMenuBar"] = _FakeHandle(self.menus[pid])
        return told

    def _set_program(self, pid: int, name: str) -> None:
        if name == "AXManualAccessibility":
            self.woken.append(pid)
            raise AxRefused("there is no such attribute")
        own = [each for each in self.screen.windows if each.pid == pid and not each.stuck]
        if name == "AXFrontmost" and own:
            self.screen.raise_(own[0])

    def _set_window(self, window: FakeWindow, name: str, value: AxValue) -> None:
        frame = window.frame
        if name == "AXPosition" and isinstance(value, Point):
            self.screen.place(window, Box(*value, frame.width, frame.height))
        elif name == "AXSize" and isinstance(value, Size):
            self.screen.place(window, Box(frame.x, frame.y, *value))
        elif name == "AXMinimized":
            window.minimized = bool(value)

    def _object(self, item: FakeObject) -> dict[str, AxValue]:
        window = self.screen.window_of(item) if item.role == "window" else None
        box = window.frame if window is not None else item.box
        children = tuple(_FakeHandle(each) for each in item.children)
        told: dict[str, AxValue] = {
            "AXRole": _ROLES[item.role], "AXEnabled": "disabled" not in item.states,
            "AXFocused": "focused" in item.states, "AXPosition": Point(box.x, box.y),
            "AXSize": Size(box.width, box.height), "AXChildren": children,
            "AXHelp": item.description, "AXIdentifier": item.identifier,
            "AXRequired": "required" in item.states,
        }  # fmt: skip
        if any(each.hidden for each in item.children):
            shown = tuple(_FakeHandle(each) for each in item.children if not each.hidden)
            told["AXVisibleRows" if item.role == "listbox" else "AXVisibleChildren"] = shown
        if item.parent is not None:
            told["AXParent"] = _FakeHandle(item.parent)
        tell = _TELL.get(item.role)
        if tell is not None:
            tell(item, told)
        elif item.name:
            told["AXTitle"] = item.name
        if item.role == "menuitem" and item.parent is not None and item.parent.role == "menubar":
            told["AXRole"] = "AXMenuBarItem"
            told["AXSelected"] = "expanded" in item.states
        if window is not None:
            told |= {
                "AXTitle": window.title, "AXMinimized": window.minimized,
                "AXCloseButton": _FakeHandle(item, "AXCloseButton"),
                "AXSubrole": "AXDialog" if window.kind == "dialog" else "AXStandardWindow",
            }  # fmt: skip
        return told


def _text(item: FakeObject, told: dict[str, AxValue]) -> None:
    told["AXValue"] = item.name


def _written(item: FakeObject, told: dict[str, AxValue]) -> None:
    secret = "password" in item.states
    # Of a password macOS tells as many dots as it has characters.
    told["AXValue"] = "•" * len(item.value) if secret else item.value
    told["AXDescription"] = "shell" if item.role == "terminal" else item.name
    if "multiline" in item.states:
        told["AXRole"] = "AXTextArea"
    if secret:
        told["AXSubrole"] = "AXSecureTextField"
    elif item.role == "searchbox":
        told["AXSubrole"] = "AXSearchField"


def _checked(item: FakeObject, told: dict[str, AxValue]) -> None:
    told["AXTitle"] = item.name
    told["AXValue"] = 2 if "mixed" in item.states else int("checked" in item.states)


def _tab(item: FakeObject, told: dict[str, AxValue]) -> None:
    told["AXTitle"] = item.name
    told["AXValue"] = int("selected" in item.states)


def _numbered(item: FakeObject, told: dict[str, AxValue]) -> None:
    told |= {
        "AXDescription": item.name, "AXValue": float(item.value or 0),
        "AXMinValue": item.range[0], "AXMaxValue": item.range[1],
    }  # fmt: skip


def _picked(item: FakeObject, told: dict[str, AxValue]) -> None:
    told["AXTitle"] = item.name
    told["AXSelected"] = "selected" in item.states


def _popup(item: FakeObject, told: dict[str, AxValue]) -> None:
    chosen = (each.name for each in item.children if "selected" in each.states)
    told |= {"AXDescription": item.name, "AXValue": next(chosen, "")}
    told["AXChildren"] = ()  # its menu is there only while it is open


def _list(item: FakeObject, told: dict[str, AxValue]) -> None:
    told["AXTitle"] = item.name
    told["AXAllowsMultipleSelection"] = "multiselectable" in item.states


def _cell(item: FakeObject, told: dict[str, AxValue]) -> None:
    told["AXTitle"] = item.name
    if item.cell is not None:
        told["AXRowIndexRange"] = (item.cell[0] - 1, 1)
        told["AXColumnIndexRange"] = (item.cell[1] - 1, 1)


_TELL: Mapping[str, Callable[[FakeObject, dict[str, AxValue]], None]] = {
    "text": _text, "listitem": _text, "textbox": _written, "searchbox": _written,
    "terminal": _written, "checkbox": _checked, "radio": _checked, "tab": _tab,
    "slider": _numbered, "spinbutton": _numbered, "option": _picked, "treeitem": _picked,
    "combobox": _popup, "listbox": _list, "gridcell": _cell,
}  # fmt: skip
