"""Carries out actions on a desktop: one branch for each member of the union."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import assert_never

from actions.action import (
    AnswerDialog,
    Click,
    Drag,
    EnvironmentAction,
    GroundedAction,
    Hold,
    MouseDown,
    MouseUp,
    Move,
    Navigate,
    Open,
    Press,
    Scroll,
    SecretRef,
    Select,
    SetValue,
    Type,
    Upload,
    Wait,
    Window,
)
from actions.context import RunContext
from actions.environment import SecretResolver
from actions.environments.desktop_aim import Aim
from actions.environments.desktop_dialogs import MessageBox
from actions.environments.desktop_fields import Fields
from actions.environments.desktop_parts import Launch, Parts
from actions.environments.desktop_programs import Programs
from actions.errors import (
    ActionTimedOut,
    InvalidAction,
    TargetChanged,
    TargetNotFound,
    TargetNotReady,
)
from actions.keys import parse
from actions.target import Grounding
from perception.element import Element
from perception.geometry import Point
from perception.observation import Observation
from perception.platforms.interface import CaptureFailed, WindowInfo
from perception.platforms.session import DesktopSession
from perception.predicate import described, holds

_POLL = 0.2
_PIXELS = 50  # that most programs scroll for a click of the wheel
_PAGE = 9  # clicks of the wheel for most of a page
_START_LIMIT = 40.0  # seconds that a program has to show its window
_DRAWN = 0.3  # seconds that a new window has to draw itself
_TREELESS = 3.0  # seconds that a window which is painted has to tell what is in it
_REACTION = 0.6  # seconds at most
_PAUSE = 0.12  # without an event, from which on it has reacted or will not soon
_KEYS = {"back": "Alt+ArrowLeft", "forward": "Alt+ArrowRight", "reload": "F5"}


class Executor:
    """Executes on the windows of a desktop.

    Args:
        parts: of the desktop.
        aim: finds elements as they are now.
        session: of the desktop.
        launch: starts programs on it.
        programs: that there are on it.
        look: observes, without a picture.
        boxes: the message boxes that are shown now, front first.
    """

    def __init__(
        self,
        parts: Parts,
        aim: Aim,
        session: DesktopSession,
        launch: Launch,
        programs: Programs,
        look: Callable[[], Observation],
        boxes: Callable[[], Sequence[MessageBox]],
    ) -> None:
        self._parts = parts
        self._aim = aim
        self._session = session
        self._launch = launch
        self._programs = programs
        self._look = look
        self._boxes = boxes
        self._fields = Fields(parts, aim, look)
        # The counter of changes after the last action, and since when it stood there.
        self.rested = (-1, 0.0)

    def execute(
        self, grounded: GroundedAction, context: RunContext, secrets: SecretResolver | None
    ) -> str:
        """Carry out an action; a note on how it went.

        Raises:
            ActionError: see `Environment.execute`.
        """
        events = self._parts.tree.changes()
        try:
            note = self._act(grounded, context, secrets)
        except BaseException:
            self._parts.input.release_all()
            raise
        if not isinstance(grounded.action, Wait | Move):
            self._react(events, context)
        return note

    def _react(self, events: int, context: RunContext) -> None:
        """Give programs a moment to begin to react: a dialog should be seen by who looks next."""
        begun = time.monotonic()
        seen, since = events, begun
        while (now := time.monotonic()) - begun < _REACTION:
            changes = self._parts.tree.changes()
            if changes != seen:
                seen, since = changes, now
            elif now - since > _PAUSE:
                break
            context.sleep(0.01)
        self.rested = (seen, since)

    def _act(
        self, grounded: GroundedAction, context: RunContext, secrets: SecretResolver | None
    ) -> str:
        action: EnvironmentAction = grounded.action
        hands = self._parts.input
        match action:
            case Click():
                return self._click(action, _one(grounded), context)
            case Move():
                hands.move(self._place(_one(grounded), context))
            case Drag():
                path = [self._place(each, context) for each in grounded.groundings]
                hands.drag(path, context, button=action.button, modifiers=action.modifiers)
            case MouseDown():
                hands.move(self._place(_one(grounded), context))
                hands.button(action.button, down=True)
            case MouseUp():
                hands.move(self._place(_one(grounded), context))
                hands.button(action.button, down=False)
            case Scroll():
                self._scroll(action, grounded.grounding, context)
            case Type():
                return self._type(action, grounded.grounding, context, secrets)
            case Press():
                parse(action.keys)  # nonsense is refused before anything moves
                if grounded.grounding is not None:
                    self._focus(grounded.grounding, context)
                hands.press(action.keys, context, repeat=action.repeat)
            case Hold():
                hands.hold(action.keys, action.seconds, context)
            case SetValue():
                element = self._element(_one(grounded), context)
                return self._fields.set_value(element, action.value, context)
            case Select():
                element = self._element(_one(grounded), context)
                return self._fields.select(element, action.options, context)
            case Upload():
                raise InvalidAction(
                    "on a desktop files are chosen in the program's own window: open its file "
                    "chooser and type the path there"
                )
            case Open():
                return self._open(action, context)
            case Navigate():
                return self._navigate(action, context)
            case AnswerDialog():
                return self._answer(action, context)
            case Window():
                return self._window(action, context)
            case Wait():
                return self._wait(action, context)
            case _:
                assert_never(action)
        return ""

    # Pointing.

    def _element(self, grounding: Grounding, context: RunContext) -> Element:
        element = self._aim.current(grounding, context)
        if element is None:
            raise TargetNotFound("there is no element at that point: name one")
        return element

    def _place(self, grounding: Grounding, context: RunContext) -> Point:
        element = self._aim.current(grounding, context)
        return grounding.point if element is None else self._aim.point(element, context)

    def _click(self, action: Click, grounding: Grounding, context: RunContext) -> str:
        element = self._aim.current(grounding, context)
        plain = action.button == "left" and action.count == 1 and not action.modifiers
        if element is not None and plain:
            return self._aim.click(element, context)
        point = grounding.point if element is None else self._aim.point(element, context)
        self._parts.input.click(
            point,
            context,
            button=action.button,
            count=action.count,
            modifiers=action.modifiers,
        )
        return ""

    def _focus(self, grounding: Grounding, context: RunContext) -> None:
        element = self._aim.current(grounding, context)
        if element is not None:
            self._aim.focus(element, context)
        else:
            self._parts.input.click(grounding.point, context)

    def _scroll(self, action: Scroll, grounding: Grounding | None, context: RunContext) -> None:
        if grounding is not None:
            point = self._place(grounding, context)
        else:
            point = self._aim.window("").box.center
        factor = {"line": 1.0, "page": _PAGE, "pixel": 1 / _PIXELS}[action.unit]

        def clicks(amount: float) -> float:
            turned = amount * factor
            return turned if not 0 < abs(turned) < 1 else (1 if turned > 0 else -1)

        self._parts.input.scroll(point, clicks(action.dx), clicks(action.dy))

    def _type(
        self,
        action: Type,
        grounding: Grounding | None,
        context: RunContext,
        secrets: SecretResolver | None,
    ) -> str:
        secret = isinstance(action.text, SecretRef)
        text = action.text
        if isinstance(text, SecretRef):
            if secrets is None:
                raise InvalidAction(f"there is no vault here to take the secret {text.name} from")
            try:
                text = secrets(text.name)
            except KeyError as failure:
                raise InvalidAction(f"there is no secret called {failure}") from failure
        element = None
        if grounding is not None:
            element = self._aim.current(grounding, context)
            if element is None:
                self._parts.input.click(grounding.point, context)
                if action.clear:
                    self._parts.input.press("Control+a", context)
        note = self._fields.type(element, text, context, clear=action.clear, secret=secret)
        if action.submit:
            self._parts.input.press("Enter", context)
        return note

    # Windows and programs.

    def _open(self, action: Open, context: RunContext) -> str:
        name, command = self._programs.command(action)
        before = self._aim.windows()
        self._launch(command, self._session.home)
        window = self._await_window(before, name, context)
        return f"{name} shows {window.title!r}" if window is not None else ""

    def _await_window(
        self, before: Sequence[WindowInfo], name: str, context: RunContext
    ) -> WindowInfo | None:
        """The window that a program has opened, or the one that it has raised instead."""
        known = {each.id: each for each in before}
        active = next((each.id for each in before if each.active), 0)
        end = time.monotonic() + _START_LIMIT
        while time.monotonic() < end:
            context.sleep(0.05)
            now = self._aim.windows()
            for each in now:
                fresh = each.id not in known and not each.override and each.kind != "popup"
                raised = each.active and each.id != active and each.id in known
                renamed = each.active and each.id in known and each.title != known[each.id].title
                if (fresh and each.box.area > 64) or raised or renamed:
                    return self._drawn(each, context)
        raise ActionTimedOut(
            f"{name} was started and has shown no window in {_START_LIMIT:.0f} seconds"
        )

    def _drawn(self, window: WindowInfo, context: RunContext) -> WindowInfo | None:
        """Wait until a new window has the keys and something in it; what it is then.

        A program may show a splash first: then the window that comes after it counts.
        """
        end = time.monotonic() + 15.0
        painted = 0.0
        while time.monotonic() < end:
            context.sleep(0.1)
            now = self._aim.windows()
            shown = next((each for each in now if each.id == window.id), None)
            active = next((each for each in now if each.active), None)
            if shown is None:  # it was a splash
                if active is not None and active.pid == window.pid:
                    window = active
                continue
            if shown.active or (active is not None and active.pid == shown.pid):
                reading = self._parts.tree.read([active or shown], budget=1.0)
                if reading.elements:
                    context.sleep(_DRAWN)
                    return active or shown
                if not painted and self._painted(active or shown):
                    painted = time.monotonic()
                if painted and time.monotonic() - painted > _TREELESS:
                    return active or shown
            elif shown.kind not in ("dock", "popup"):
                self._parts.control.focus(shown.id, context)
        return window

    def _painted(self, window: WindowInfo) -> bool:
        """Whether there is more than one colour in it."""
        try:
            pixels = self._parts.capture.pixels(window.box)
        except CaptureFailed:
            return False
        return bool((pixels[..., :3] != pixels[0, 0, :3]).any())

    def _navigate(self, action: Navigate, context: RunContext) -> str:
        window = self._aim.window(action.surface)
        if action.how == "activate":
            self._parts.control.focus(window.id, context)
        elif action.how == "close":
            self._parts.control.close_window(window.id, context)
        else:
            self._parts.control.focus(window.id, context)
            self._parts.input.press(_KEYS[action.how], context)
        return ""

    def _window(self, action: Window, context: RunContext) -> str:
        control = self._parts.control
        if action.how == "show_desktop":
            control.show_desktop(action.desktop, context)
            return ""
        window = self._aim.window(action.surface).id
        match action.how:
            case "focus":
                control.focus(window, context)
            case "minimize":
                control.minimize(window, context)
            case "maximize":
                control.maximize(window, context)
            case "restore":
                control.restore(window, context)
            case "close":
                control.close_window(window, context)
            case "to_desktop":
                control.to_desktop(window, action.desktop, context)
            case "move" | "resize":
                if action.box is None:
                    raise InvalidAction(f"a window is to be {action.how}d: where to? give a box")
                if action.how == "move":
                    control.move(window, Point(action.box.x, action.box.y), context)
                else:
                    control.resize(window, action.box.size, context)
            case _:
                assert_never(action.how)
        return ""

    def _answer(self, action: AnswerDialog, context: RunContext) -> str:
        boxes = [
            each
            for each in self._boxes()
            if not action.surface or each.shown.surface == action.surface
        ]
        if not boxes:
            raise InvalidAction("no message box waits for an answer")
        box = boxes[0]
        button = box.accept if action.accept or box.dismiss is None else box.dismiss
        if not action.accept and box.dismiss is None and box.shown.kind != "alert":
            raise TargetNotReady(f"{box.shown.message!r} can only be agreed to")
        self._aim.click(button, context)
        end = time.monotonic() + 3.0
        while time.monotonic() < end:
            if all(each.ref != box.shown.surface for each in self._aim.windows()):
                return f"answered with {button.name!r}"
            context.sleep(0.03)
        raise ActionTimedOut(f"{button.name!r} was pressed and the message box stays")

    def _wait(self, action: Wait, context: RunContext) -> str:
        if action.until is None:
            context.sleep(action.seconds)
            return ""
        end = time.monotonic() + action.seconds
        while not holds(action.until, self._look()):
            if time.monotonic() > end:
                raise ActionTimedOut(
                    f"{action.seconds:g} seconds are over, and it is not so that "
                    f"{described(action.until)}"
                )
            context.sleep(_POLL)
        return ""


def _one(grounded: GroundedAction) -> Grounding:
    if grounded.grounding is None:
        raise TargetChanged("the action aims at nothing")
    return grounded.grounding
