"""An environment in memory: for tests, for demonstrations, and to try a planner without a browser.

It is a small application of pages. Each page is built from what is stored, as a server would; what
is typed lives on the page until something stores it, so that loading a page again shows whether it
was. `demo_application` is one with a form that saves, one that only says so, a list with a dialog,
a long page and a search. `Fault`s make it slow, hanging, crashing or shifty.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import parse_qs, urljoin, urlsplit

from actions.action import (
    AnswerDialog,
    Click,
    EnvironmentAction,
    GroundedAction,
    Hold,
    Move,
    Navigate,
    Open,
    Press,
    Scroll,
    SecretRef,
    Select,
    SetValue,
    Type,
    Wait,
)
from actions.context import RunContext
from actions.environment import Capabilities, Effect, Probe, Reading, SecretResolver
from actions.errors import (
    EnvironmentUnavailable,
    InvalidAction,
    TargetChanged,
    TargetNotReady,
)
from actions.fake_pages import DEMO_STORE, ORIGIN, Control, Page, Pages, Store, demo_application
from actions.keys import Chord, parse
from actions.target import Grounding
from perception.element import TEXT_ROLES, Element, Visibility
from perception.geometry import Box, Point, Size, Viewport
from perception.observation import Dialog, Notice, Observation, Surface, SurfaceKind
from perception.predicate import Predicate, holds
from perception.screenshot import Screenshot

VIEW = Size(800, 600)
_LINE = 30  # height of one control, in pixels


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something that goes wrong.

    Attributes:
        kind: "hang" (until the run is stopped), "deaf" (hang and do not listen to a stop either,
            for `seconds`), "slow" (takes `seconds` longer), "crash" (the environment is gone),
            "bug" (an unexpected error), "vanish" (the control `key` disappears), "cover"
            (something covers `key`), "rename" (`key` is called `name`), "move" (the page changes
            to the path in `key`).
        at: before which call.
        after: how many such calls go well first.
    """

    kind: Literal["hang", "deaf", "slow", "crash", "bug", "vanish", "cover", "rename", "move"]
    at: Literal["observe", "probe", "execute", "settle", "read"] = "execute"
    after: int = 0
    key: str = ""
    name: str = ""
    seconds: float = 0.0


@dataclass(kw_only=True)
class _Tab:
    """One open page with its history."""

    ref: str
    urls: list[str]
    at: int = 0
    page: Page
    scroll: float = 0.0
    touched: bool = False  # whether something was typed that is not stored
    loads: int = 0

    @property
    def url(self) -> str:
        return self.urls[self.at]


class FakeEnvironment:
    """A scripted application in memory; implements `actions.environment.Environment`.

    Args:
        pages: the application; `demo_application()` by default.
        store: what it has stored.
        url: where it begins.
        latency: seconds that each call takes.
        faults: what goes wrong.

    Attributes:
        done: the actions that were executed.
        store: what the application has stored, whatever its pages say.
    """

    def __init__(
        self,
        pages: Pages | None = None,
        *,
        store: Store | None = None,
        url: str = ORIGIN + "/",
        latency: float = 0.0,
        faults: Sequence[Fault] = (),
    ) -> None:
        self._pages = demo_application() if pages is None else pages
        self.store: Store = dict(DEMO_STORE) if store is None else store
        self.done: list[EnvironmentAction] = []
        self._latency = latency
        self._faults = list(faults)
        self._calls: dict[str, int] = {}
        self._tabs: list[_Tab] = []
        self._active = 0
        self._focus: str = ""
        self._dialog: tuple[Dialog, Callable[[bool, str], None]] | None = None
        self._notices: list[Notice] = []
        self._closed = False
        self._opened = 0
        self._open_tab(url)

    # The protocol.

    @property
    def name(self) -> str:
        """What `--in` calls it."""
        return "fake"

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        kinds = (Click, Move, Scroll, Type, Press, Hold, SetValue, Select)
        others = (Open, Navigate, AnswerDialog, Wait)
        return Capabilities(
            actions=frozenset(kind.__name__ for kind in (*kinds, *others)),
            opens=frozenset({"url"}),
            rereads=True,
            private=True,
        )

    def observe(
        self, context: RunContext, *, whole: bool = False, screenshot: bool = True
    ) -> Observation:
        """Perceive the active tab."""
        self._enter("observe", context)
        notices, self._notices = tuple(self._notices), []
        picture = _picture(self._tab) if screenshot else None
        return replace(self._seen(self._tab, whole=whole), notices=notices, screenshot=picture)

    def settle(
        self, context: RunContext, *, limit: float = 3.0, until: Predicate | None = None
    ) -> bool:
        """It is always stable."""
        self._enter("settle", context)
        return True

    def probe(self, grounding: Grounding, context: RunContext) -> Probe:
        """What is at this target right now."""
        self._enter("probe", context)
        tab = self._tab
        origin = _origin(tab.url)
        if grounding.element is None:
            control = self._control_at(grounding.point)
            element = None if control is None else self._element(tab, control)
            return Probe(surface=tab.ref, origin=origin, element=element, hit=True)
        control = self._find(grounding.element.ref)
        if control is None:
            return Probe(surface=tab.ref, origin=origin, element=None, hit=False)
        self._show(tab, control)
        obstacle = control.covered
        if self._dialog is not None and self._blocked(control):
            obstacle = f'the dialog "{self._dialog[0].message}"'
        element = self._element(tab, control)
        return Probe(
            surface=tab.ref, origin=origin, element=element, hit=not obstacle, obstacle=obstacle
        )

    def execute(
        self, action: GroundedAction, context: RunContext, *, secrets: SecretResolver | None = None
    ) -> Effect:
        """Carry out an action."""
        self._enter("execute", context)
        self._perform(action, context, secrets)
        self.done.append(action.action)
        return Effect()

    def read(self, context: RunContext, *, fresh: bool, url: str = "") -> Reading:
        """Build the page anew from what is stored, or read the live one back."""
        self._enter("read", context)
        tab = self._tab
        elsewhere = bool(url) and _absolute(url) != tab.url
        reason = ""
        if fresh and (elsewhere or not tab.touched):
            address = _absolute(url) if url else tab.url
            copy = _Tab(ref=tab.ref, urls=[address], page=self._load(address))
            return Reading(observation=self._seen(copy, whole=True), method="reloaded", fresh=True)
        if fresh:
            reason = "the page has unsaved data"
        return Reading(
            observation=self._seen(tab, whole=True), method="read back", fresh=False, reason=reason
        )

    def frame(self) -> Screenshot | None:
        """A picture for the live view."""
        return None if self._closed else _picture(self._tab)

    def close(self) -> None:
        """Let go of everything."""
        self._closed = True

    # What pages use.

    def control(self, key: str) -> Control:
        """The live control with this key on the active page.

        Raises:
            KeyError: there is none.
        """
        for control in self._tab.page.controls:
            if control.key == key:
                return control
        raise KeyError(key)

    def value(self, key: str) -> str:
        """What is in a field."""
        return self.control(key).value or ""

    def say(self, text: str) -> None:
        """Show a message in a status line."""
        self._put(Control(key="status", role="status", name=text))

    def go(self, path: str) -> None:
        """Load another page into the active tab."""
        tab = self._tab
        tab.urls[tab.at + 1 :] = [_absolute(path, tab.url)]
        tab.at += 1
        self._reload(tab)

    def stored(self, **values: str) -> None:
        """Keep values, as a server would; the page has no unsaved data any more."""
        self.store.update(values)
        self._tab.touched = False

    def forget(self, key: str) -> None:
        """Remove a stored value."""
        self.store.pop(key, None)

    def saved_nothing(self) -> None:
        """Pretend that the page has no unsaved data."""
        self._tab.touched = False

    def refresh(self) -> None:
        """Build the active page anew from what is stored."""
        self._reload(self._tab)

    def ask(self, kind: str, message: str, then: Callable[[bool, str], None]) -> None:
        """Show a dialog ("alert", "confirm", "prompt") that waits for an answer."""
        self._dialog = (Dialog(surface=self._tab.ref, kind=kind, message=message), then)

    def popup(self, path: str) -> None:
        """Open another tab in front."""
        opener = self._tab.ref
        self._open_tab(_absolute(path, self._tab.url))
        self._notices.append(Notice(kind="popup", text=f"opened by {opener}", surface=opener))

    # Inside.

    @property
    def _tab(self) -> _Tab:
        return self._tabs[self._active]

    def _enter(self, call: str, context: RunContext) -> None:
        """What every call begins with: cancellation, latency and faults."""
        context.check()
        if self._closed:
            raise EnvironmentUnavailable("the fake environment is closed: start another one")
        if self._latency:
            context.sleep(self._latency)
        count = self._calls[call] = self._calls.get(call, 0) + 1
        due = [f for f in self._faults if f.at == call and count > f.after]
        for fault in due:
            self._faults.remove(fault)
            self._suffer(fault, context)

    def _suffer(self, fault: Fault, context: RunContext) -> None:
        match fault.kind:
            case "hang":
                context.sleep(fault.seconds or 3600)
            case "deaf":
                time.sleep(fault.seconds)
            case "slow":
                context.sleep(fault.seconds)
            case "crash":
                self._closed = True
                raise EnvironmentUnavailable("the fake environment has crashed: start another one")
            case "bug":
                raise RuntimeError("a bug, as ordered")
            case "vanish":
                self._tab.page.controls.remove(self.control(fault.key))
            case "cover":
                self.control(fault.key).covered = "a banner"
            case "rename":
                self.control(fault.key).name = fault.name
            case "move":
                self.go(fault.key)

    def _open_tab(self, url: str) -> None:
        self._opened += 1
        address = _absolute(url)
        self._tabs.append(_Tab(ref=f"t{self._opened}", urls=[address], page=self._load(address)))
        self._active, self._focus = len(self._tabs) - 1, ""

    def _load(self, url: str) -> Page:
        parts = urlsplit(url)
        build = self._pages.get(parts.path or "/")
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        if build is None or _origin(url) != ORIGIN:
            return Page(title="Not found", controls=[Control(key="h", role="heading", name="404")])
        return build(self.store, query)

    def _reload(self, tab: _Tab) -> None:
        tab.page, tab.scroll, tab.touched, tab.loads = (
            self._load(tab.url),
            0.0,
            False,
            tab.loads + 1,
        )
        self._focus = ""

    def _put(self, control: Control) -> None:
        controls = self._tab.page.controls
        controls[:] = [*(each for each in controls if each.key != control.key), control]

    def _ref(self, tab: _Tab, control: Control) -> str:
        # A page that is loaded again has new elements.
        return f"{tab.ref}.{tab.loads}.{control.key}"

    def _find(self, ref: str) -> Control | None:
        tab = self._tab
        return next((c for c in self._all(tab) if self._ref(tab, c) == ref), None)

    def _all(self, tab: _Tab) -> list[Control]:
        """The controls of a tab, those of a waiting dialog last."""
        if self._dialog is None or self._dialog[0].surface != tab.ref:
            return tab.page.controls
        dialog, _ = self._dialog
        ok = Control(key="dialog-ok", role="button", name="OK", attributes={"dialog": "accept"})
        ok.press = lambda app: app._answer(True, "")
        cancel = Control(
            key="dialog-cancel", role="button", name="Cancel", attributes={"dialog": "dismiss"}
        )
        cancel.press = lambda app: app._answer(False, "")
        return [*tab.page.controls, ok, *([] if dialog.kind == "alert" else [cancel])]

    def _blocked(self, control: Control) -> bool:
        return self._dialog is not None and not control.key.startswith("dialog-")

    def _control_at(self, point: Point) -> Control | None:
        tab = self._tab
        boxes = [(self._box(tab, control), control) for control in self._all(tab)]
        return next((c for box, c in boxes if Box.__contains__(box, point)), None)

    def _box(self, tab: _Tab, control: Control) -> Box:
        row = next(at for at, each in enumerate(self._all(tab)) if each.key == control.key)
        return Box(10, 10 + row * _LINE - tab.scroll, 300, _LINE - 4)

    def _show(self, tab: _Tab, control: Control) -> None:
        """Scroll it into view."""
        box = self._box(tab, control)
        if box.y < 0 or box.bottom > VIEW.height:
            tab.scroll = max(0.0, tab.scroll + box.y - VIEW.height / 2)

    def _element(self, tab: _Tab, control: Control) -> Element:
        box = self._box(tab, control)
        inside = box.y >= 0 and box.bottom <= VIEW.height
        covered = bool(control.covered) or self._blocked(control)
        visibility = Visibility.VISIBLE if inside else Visibility.OFFSCREEN
        if inside and covered:
            visibility = Visibility.COVERED
        value = control.value
        if value is not None and "password" in control.states:
            value = "•" * len(value)
        states = set(control.states)
        if control.key == self._focus:
            states.add("focused")
        if control.press is not None and control.role == "generic":
            states.add("clickable")
        parent = next((c for c in tab.page.controls if c.key == control.parent), None)
        return Element(
            ref=self._ref(tab, control),
            surface=tab.ref,
            role=control.role,
            name=control.name,
            value=value,
            states=frozenset(states),
            box=box,
            click_point=box.center if visibility is Visibility.VISIBLE else None,
            visibility=visibility,
            parent=None if parent is None else self._ref(tab, parent),
            source="fake",
            attributes=dict(control.attributes),
        )

    def _seen(self, tab: _Tab, *, whole: bool) -> Observation:
        elements = [self._element(tab, control) for control in self._all(tab)]
        near = [e for e in elements if e.visibility is not Visibility.OFFSCREEN]
        shown = elements if whole else near
        surfaces = sorted(
            (self._surface(each, each.ref == tab.ref) for each in self._tabs),
            key=lambda surface: not surface.active,
        )
        if all(surface.url != tab.url for surface in surfaces):
            surfaces = [self._surface(tab, True)]
        focus = next((e.ref for e in shown if "focused" in e.states), None)
        place = f"{urlsplit(tab.url).path}|{tab.page.title}|{len(self._tabs)}"
        work = [(e.role, e.name, e.value, sorted(e.states)) for e in elements]
        return Observation(
            viewport=Viewport(
                size=VIEW,
                scroll=Point(0, tab.scroll),
                document=Size(VIEW.width, max(VIEW.height, 20 + len(elements) * _LINE)),
            ),
            surfaces=tuple(replace(s, stacking=at) for at, s in enumerate(surfaces)),
            elements=tuple(shown),
            focused=focus,
            dialogs=(self._dialog[0],) if self._dialog is not None else (),
            complete=len(shown) == len(elements),
            place_key=place,
            progress_key=_digest(place, tab.url, tab.scroll, work, self._dialog is not None),
            taken_at=time.time(),
        )

    def _surface(self, tab: _Tab, active: bool) -> Surface:
        return Surface(
            ref=tab.ref,
            kind=SurfaceKind.PAGE,
            application="fake",
            title=tab.page.title,
            url=tab.url,
            origin=_origin(tab.url),
            box=Box(0, 0, VIEW.width, VIEW.height),
            active=active,
        )

    # Carrying out.

    def _perform(
        self, grounded: GroundedAction, context: RunContext, secrets: SecretResolver | None
    ) -> None:
        action = grounded.action
        if self._dialog is not None and not isinstance(action, AnswerDialog | Wait | Click | Press):
            raise TargetNotReady(f'the dialog "{self._dialog[0].message}" waits for an answer')
        match action:
            case Click(count=count):
                for _ in range(count):
                    self._click(self._aimed(grounded))
            case Move():
                self._aimed(grounded)
            case Scroll(dy=dy, unit=unit):
                size = {"line": 40.0, "page": VIEW.height * 0.9, "pixel": 1.0}[unit]
                end = max(0.0, len(self._all(self._tab)) * _LINE + 20 - VIEW.height)
                self._tab.scroll = min(max(self._tab.scroll + dy * size, 0.0), end)
            case Type():
                self._type(action, grounded, secrets)
            case Press(keys=keys, repeat=repeat):
                self._press(parse(keys) * repeat, grounded)
            case Hold(keys=keys, seconds=seconds):
                self._press(parse(keys), grounded)
                context.sleep(seconds)
            case SetValue(value=value):
                self._set(self._ready(self._aimed(grounded)), value)
            case Select(options=options):
                self._select(self._ready(self._aimed(grounded)), options)
            case Open(kind="url", what=what, new_surface=new):
                self._open_tab(what) if new else self.go(what)
            case Navigate():
                self._navigate(action)
            case AnswerDialog(accept=accept, text=text):
                if self._dialog is None:
                    raise InvalidAction("no dialog waits for an answer")
                self._answer(accept, text)
            case Wait():
                self._wait(action, context)
            case _:
                raise InvalidAction(f"the fake environment has no {type(action).__name__}")

    def _aimed(self, grounded: GroundedAction) -> Control:
        """The control that the action aims at, as it is now."""
        grounding = grounded.grounding
        if grounding is None:
            raise InvalidAction("the action aims at nothing")
        if grounding.element is None:
            control = self._control_at(grounding.point)
        else:
            control = self._find(grounding.element.ref)
        if control is None:
            raise TargetChanged(f"{grounding.described()} is gone")
        self._show(self._tab, control)
        return control

    def _ready(self, control: Control) -> Control:
        if problem := control.states & {"disabled", "readonly"}:
            raise TargetNotReady(f'{control.role} "{control.name}" is {", ".join(problem)}')
        return control

    def _click(self, control: Control) -> None:
        if control.covered or self._blocked(control):
            raise TargetChanged(f'something lies over {control.role} "{control.name}"')
        self._ready(control)
        if control.role in TEXT_ROLES:
            self._focus = control.key
            return
        if control.role in ("checkbox", "switch"):
            self._set(control, str("checked" not in control.states).lower())
        if control.press is not None:
            control.press(self)

    def _type(self, action: Type, grounded: GroundedAction, secrets: SecretResolver | None) -> None:
        control = self._aimed(grounded) if grounded.groundings else self._focused()
        if control is None or control.role not in TEXT_ROLES or control.role == "combobox":
            raise TargetNotReady("text can be typed into text fields only")
        self._ready(control)
        self._focus = control.key
        if isinstance(action.text, SecretRef):
            if secrets is None:
                raise InvalidAction(f'there is no vault for the secret "{action.text.name}"')
            text = secrets(action.text.name)
        else:
            text = action.text
        if action.clear:
            control.value = ""
        lines = [text] if "multiline" in control.states else text.split("\n")
        self._put_in(control, (control.value or "") + lines[0])
        if action.submit or len(lines) > 1:
            self._press((Chord((), "Enter"),), None)

    def _press(self, chords: Sequence[Chord], grounded: GroundedAction | None) -> None:
        if grounded is not None and grounded.groundings:
            self._focus = self._aimed(grounded).key
        for chord in chords:
            self._chord(chord)

    def _chord(self, chord: Chord) -> None:
        if self._dialog is not None:
            if chord.key in ("Enter", "Escape"):
                self._answer(chord.key == "Enter", "")
            return
        control = self._focused()
        if chord.key == "Tab":
            keys = [c.key for c in self._tab.page.controls if c.role in TEXT_ROLES or c.press]
            at = keys.index(self._focus) if self._focus in keys else -1
            step = -1 if "Shift" in chord.modifiers else 1
            self._focus = keys[(at + step) % len(keys)] if keys else ""
        elif control is None:
            return
        elif chord.key == "Enter":
            if "multiline" in control.states:
                self._put_in(control, (control.value or "") + "\n")
            elif control.press is not None:
                control.press(self)
        elif control.role in TEXT_ROLES and not chord.modifiers:
            value = control.value or ""
            if chord.key == "Backspace":
                self._put_in(control, value[:-1])
            elif chord.key == "Space" or len(chord.key) == 1:
                self._put_in(control, value + (" " if chord.key == "Space" else chord.key))

    def _focused(self) -> Control | None:
        return next((c for c in self._all(self._tab) if c.key == self._focus), None)

    def _put_in(self, control: Control, text: str) -> None:
        control.value = text
        self._tab.touched = True

    def _set(self, control: Control, value: str) -> None:
        if control.role in ("checkbox", "switch", "radio"):
            if value not in ("true", "false"):
                raise InvalidAction(f'{control.role} "{control.name}" takes true or false')
            (control.states.add if value == "true" else control.states.discard)("checked")
            self._tab.touched = True
        elif control.role == "combobox":
            self._select(control, (value,))
        elif control.role in TEXT_ROLES or control.role == "slider":
            self._put_in(control, value)
        else:
            raise InvalidAction(f'{control.role} "{control.name}" has no value')

    def _select(self, control: Control, options: Sequence[str]) -> None:
        offered = control.attributes.get("options", "").split("\n")
        if control.role != "combobox" or len(options) != 1 or options[0] not in offered:
            raise InvalidAction(f'"{control.name}" offers one of: {", ".join(offered)}')
        self._put_in(control, options[0])

    def _navigate(self, action: Navigate) -> None:
        index = next((i for i, t in enumerate(self._tabs) if t.ref == action.surface), None)
        if action.surface and index is None:
            raise InvalidAction(f'there is no tab "{action.surface}"')
        at = self._active if index is None else index
        tab = self._tabs[at]
        match action.how:
            case "activate":
                self._active, self._focus = at, ""
            case "close":
                if len(self._tabs) == 1:
                    raise InvalidAction("the last tab is not closed")
                del self._tabs[at]
                self._active, self._focus = len(self._tabs) - 1, ""
            case "reload":
                self._reload(tab)
            case "back" | "forward":
                to = tab.at + (1 if action.how == "forward" else -1)
                if not 0 <= to < len(tab.urls):
                    raise InvalidAction(f"there is no page to go {action.how} to")
                tab.at = to
                self._reload(tab)

    def _answer(self, accept: bool, text: str) -> None:
        assert self._dialog is not None
        (_, then), self._dialog = self._dialog, None
        then(accept, text)

    def _wait(self, action: Wait, context: RunContext) -> None:
        until = time.monotonic() + action.seconds
        while action.until is None or not holds(action.until, self._seen(self._tab, whole=True)):
            left = min(until - time.monotonic(), context.remaining())
            if left <= 0:
                break
            context.sleep(min(left, 0.02) if action.until is not None else left)


def _absolute(url: str, base: str = ORIGIN + "/") -> str:
    return urljoin(base, url)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _digest(*facts: object) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def _picture(tab: _Tab) -> Screenshot:
    """A plain drawing of the page: enough to point at."""
    import io

    from PIL import Image, ImageDraw

    image = Image.new("L", (int(VIEW.width), int(VIEW.height)), 255)
    draw = ImageDraw.Draw(image)
    for row, control in enumerate(tab.page.controls):
        top = 10 + row * _LINE - tab.scroll
        if -_LINE < top < VIEW.height:
            draw.rectangle((10, top, 310, top + _LINE - 4), outline=160)
            label = f"{control.role}: {control.name} {control.value or ''}"
            draw.text((14, top + 6), label.encode("ascii", "replace").decode(), fill=0)
    stream = io.BytesIO()
    image.save(stream, "PNG", compress_level=1)
    return Screenshot(stream.getvalue(), VIEW)
