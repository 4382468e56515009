"""Carries out actions in a browser: one branch for each member of the union."""

from __future__ import annotations

import time
from collections.abc import Callable
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
from actions.environment import SecretResolver
from actions.environments import browser_scripts as scripts
from actions.environments.browser_aim import Aim, call, reachable
from actions.environments.browser_choices import Choices
from actions.environments.browser_dialogs import DialogOpened, OpenDialog
from actions.environments.browser_fields import Fields
from actions.environments.browser_input import Input
from actions.environments.browser_loop import Loop
from actions.environments.browser_navigate import Navigation
from actions.environments.browser_seen import SeenPage
from actions.environments.browser_tabs import Tab, Tabs
from actions.environments.seen_fields import SeenField
from actions.errors import ActionTimedOut, InvalidAction, TargetChanged, TargetNotReady
from actions.keys import Chord, parse
from actions.target import Grounding
from perception.fusion import SOURCE
from perception.geometry import Point
from perception.observation import Observation
from perception.page import Live
from perception.predicate import described, holds

_LINE = 40  # pixels
_PAGE = 0.85  # of the viewport
_ENTER = Chord((), "Enter")
_POLL = 0.15
_PRESSED = frozenset({"button", "checkbox", "radio"})  # a click into them would do something
# A download that an action started may take this long before the step goes on without it.
_DOWNLOAD_LIMIT = 10.0


class Executor:
    """Executes on the active tab, or on that of the action's grounding."""

    def __init__(
        self,
        loop: Loop,
        tabs: Tabs,
        aim: Aim,
        navigation: Navigation,
        look: Callable[[], Observation],
    ) -> None:
        """`look` observes the whole page without a picture, for `Wait`."""
        self._loop = loop
        self._tabs = tabs
        self._aim = aim
        self._navigation = navigation
        self._look = look
        self._devices = Input(loop)
        self._fields = Fields(loop, aim, self._devices)
        self._choices = Choices(loop, tabs, aim, self._devices)
        self.secrets: set[str] = set()  # values that were typed; to be masked wherever they show

    def execute(self, grounded: GroundedAction, secrets: SecretResolver | None) -> str:
        """Carry out an action; a note on how it went.

        Raises:
            ActionError: see `Environment.execute`.
        """
        action = grounded.action
        if isinstance(action, Wait):
            return self._wait(action)
        if not _answers_dialog(grounded, self._tabs):
            self._tabs.acted()
        waiting = self._tabs.dialog_of(None)
        if waiting is not None or isinstance(action, AnswerDialog):
            return self._with_dialog(grounded, waiting)
        return self._on_page(grounded, secrets)

    def _on_page(self, grounded: GroundedAction, secrets: SecretResolver | None) -> str:
        if isinstance(grounded.action, Navigate | Open):
            return self._travel(grounded.action)
        tab = self._aim.tab(grounded.grounding)
        if tab.crashed:
            raise TargetChanged("the page crashed; load it again or open another one")
        self._devices.use(tab.page)
        if self._devices.holds and not isinstance(grounded.action, Move | MouseUp | MouseDown):
            self._devices.release()
        self._tabs.follow_popups = not _opens_behind(grounded.action)
        done = False
        try:
            note = self._act(tab, grounded, secrets)
            done = True
        except DialogOpened:
            return "a dialog opened"
        finally:
            if not done and not self._tabs.dialogs:
                self._devices.release()
        self._await_download()
        return note

    def _act(self, tab: Tab, grounded: GroundedAction, secrets: SecretResolver | None) -> str:
        action: EnvironmentAction = grounded.action
        grounding = grounded.grounding
        reader = self._tabs.reader(tab)
        match action:
            case Click():
                self._click(tab, action, _one(grounding))
            case Move():
                self._devices.move(self._aim.point(_one(grounding)), steps=3)
            case Drag():
                self._drag(action, grounded.groundings)
            case MouseDown():
                self._devices.move(self._aim.point(_one(grounding)))
                self._devices.down(action.button)
            case MouseUp():
                self._devices.move(self._aim.point(_one(grounding), scroll=False), steps=3)
                self._devices.up(action.button)
            case Scroll():
                return self._scroll(tab, action, grounding)
            case Type():
                return self._type(tab, action, grounding, secrets)
            case Press():
                self._press(tab, action, grounding)
            case Hold():
                for chord in parse(action.keys):
                    self._devices.hold(chord, min(max(action.seconds, 0), 30))
            case SetValue():
                return self._fields.set(reader, _one(grounding), action.value)
            case Select():
                return self._choices.select(reader, _one(grounding), action.options)
            case Upload():
                self._choices.upload(tab, _one(grounding), action.paths)
            case Window():
                raise InvalidAction("a browser's tabs are no windows that could be arranged")
            case Open() | Navigate() | AnswerDialog() | Wait():
                raise AssertionError("handled before")
            case _:
                assert_never(action)
        return ""

    def _click(self, tab: Tab, action: Click, grounding: Grounding) -> None:
        if not 1 <= action.count <= 3:
            raise InvalidAction(f"a click is single, double or triple, not {action.count}-fold")
        plain = action.button == "left" and not action.modifiers
        if plain and grounding.element is not None and grounding.element.role == "option":
            reader = self._tabs.reader(tab)
            if self._choices.select_itself(reader, self._aim.ready(grounding)):
                return
        point = self._aim.point(grounding)
        with self._devices.holding(action.modifiers):
            self._devices.click(point, action.button, action.count)

    def _drag(self, action: Drag, groundings: tuple[Grounding, ...]) -> None:
        if len(groundings) < 2:
            raise InvalidAction("a drag needs at least a beginning and an end")
        first = self._aim.point(groundings[0])
        # The end need not be free: what is dragged onto may lie under something, or be a gap.
        rest = [self._drag_point(grounding) for grounding in groundings[1:]]
        if len(groundings) == 2 and not groundings[0].bare:
            first = self._aim.point(groundings[0], scroll=False)  # the end may have scrolled in
        with self._devices.holding(action.modifiers):
            self._devices.drag([first, *rest], action.button)

    def _drag_point(self, grounding: Grounding) -> Point:
        if grounding.bare:
            return self._aim.point(grounding)
        found = self._aim.live(grounding)
        return found.element.click_point or found.element.box.center

    def _scroll(self, tab: Tab, action: Scroll, grounding: Grounding | None) -> str:
        size = self._aim.size
        factors = {
            "pixel": (1.0, 1.0),
            "line": (_LINE, _LINE),
            "page": (size.width * _PAGE, size.height * _PAGE),
        }
        across, down = factors[action.unit]
        dx, dy = action.dx * across, action.dy * down
        if not dx and not dy:
            raise InvalidAction("a scroll needs a distance: dx or dy")
        reader = self._tabs.reader(tab)
        over: Point | None
        if grounding is None or grounding.bare:
            point = grounding.point if grounding else Point(size.width / 2, size.height / 2)
            there = reader.at(point)
            if there is None:
                self._devices.wheel(point, dx, dy)
                return ""
            ref, over = there.ref, point
        else:
            found = self._aim.live(grounding)
            ref, over = found.element.ref, found.element.click_point
        before = call(reader, ref, scripts.SCROLLED)
        if over is not None:
            self._devices.wheel(over, dx, dy)
            for _ in range(5):  # a wheel is heard of between two frames
                self._loop.sleep(0.04)
                if call(reader, ref, scripts.SCROLLED) != before:
                    return ""
        if call(reader, ref, scripts.SCROLL_BY, dx, dy):
            return ""
        return "nothing scrolled: the end is reached, or there is nothing to scroll"

    def _type(
        self, tab: Tab, action: Type, grounding: Grounding | None, secrets: SecretResolver | None
    ) -> str:
        secret = isinstance(action.text, SecretRef)
        text = self._revealed(action.text, secrets)
        note = ""
        if grounding is None:
            note = self._type_at_focus(tab, text, clear=action.clear, secret=secret)
        else:
            live = self._aim.live(grounding)
            if secret and "password" not in live.element.states:
                tab.secret_refs.add(live.element.ref)
            reader = self._tabs.reader(tab)
            if live.element.source == SOURCE:
                if live.element.role in _PRESSED:
                    raise TargetNotReady(f"{live.element.described()} takes no text")
                note = self._seen(tab, live).fill(text, clear=action.clear, secret=secret)
            elif live.element.attributes.get("tag") == "select":
                note = self._choices.select(reader, grounding, (text,))
            else:
                note = self._fields.type(reader, grounding, text, clear=action.clear, secret=secret)
        if action.submit:
            self._devices.press(_ENTER)
        return note

    def _seen(self, tab: Tab, live: Live) -> SeenField:
        """A field that the page draws itself."""
        reader = self._tabs.reader(tab)

        def press(keys: str, repeat: int) -> None:
            for chord in parse(keys) * repeat:
                self._devices.press(chord)

        return SeenField(
            described=live.element.described(),
            click=lambda: self._devices.click(reachable(live)),
            press=press,
            write=lambda text: self._devices.write_keys(text, tab.session),
            read=lambda: (
                reader.text_seen(live.element.ref) if isinstance(reader, SeenPage) else None
            ),
            picture=lambda: (
                reader.picture_of(live.element.box) if isinstance(reader, SeenPage) else None
            ),
            sleep=self._loop.sleep,
        )

    def _type_at_focus(self, tab: Tab, text: str, *, clear: bool, secret: bool) -> str:
        focused = self._tabs.reader(tab).read(whole=False).focused
        if secret and focused is not None:
            tab.secret_refs.add(focused)
        if clear and focused is not None:
            self._devices.press(Chord(("Control",), "a"))
        self._devices.write(text)
        return "" if focused is not None else "nothing had the focus when it was typed"

    def _revealed(self, text: str | SecretRef, secrets: SecretResolver | None) -> str:
        """The text to type. The only place where a secret becomes one."""
        if isinstance(text, str):
            return text
        if secrets is None:
            raise InvalidAction(f'there are no secrets here, so none called "{text.name}"')
        try:
            value = secrets(text.name)
        except KeyError:
            raise InvalidAction(f'there is no secret called "{text.name}"') from None
        if value:
            self.secrets.add(value)
        return value

    def _press(self, tab: Tab, action: Press, grounding: Grounding | None) -> None:
        chords = parse(action.keys)
        if not 1 <= action.repeat <= 200:
            raise InvalidAction(f"a key is pressed 1 to 200 times, not {action.repeat}")
        if grounding is not None:
            if grounding.element is None:
                self._devices.click(self._aim.point(grounding))
            else:
                self._fields.focus(self._tabs.reader(tab), self._aim.ready(grounding))
        for _ in range(action.repeat):
            for chord in chords:
                self._devices.press(chord)

    def _travel(self, action: Open | Navigate) -> str:
        self._devices.forget()
        try:
            if isinstance(action, Navigate):
                return self._navigation.navigate(action)
            if action.kind != "url":
                raise InvalidAction(f"a browser opens addresses, no {action.kind}")
            tab = self._tabs.active
            if tab is None or action.new_surface:
                tab = self._tabs.open()
            note = self._navigation.open(tab, action.what)
        except DialogOpened:
            return "a dialog opened"
        self._await_download()
        return note

    def _with_dialog(self, grounded: GroundedAction, waiting: OpenDialog | None) -> str:
        """Answer a dialog, or go away from it. Nothing else reaches a page that has one."""
        action = grounded.action
        if isinstance(action, AnswerDialog):
            asked = self._tabs.find(action.surface) if action.surface else None
            waiting = self._tabs.dialog_of(asked)
            if waiting is None:
                raise InvalidAction("no dialog is open")
            return self._answer(waiting, accept=action.accept, text=action.text)
        assert waiting is not None
        part = _dialog_part(grounded, waiting)
        if isinstance(action, Click) and part in ("ok", "cancel"):
            return self._answer(waiting, accept=part == "ok")
        if isinstance(action, Click) and part == "text":
            return ""
        if isinstance(action, Type | SetValue) and part == "text":
            text = action.text if isinstance(action, Type) else action.value
            if not isinstance(text, str):
                raise InvalidAction("secrets are not typed into a page's dialogs")
            waiting.typed = text
            if isinstance(action, Type) and action.submit:
                return self._answer(waiting, accept=True)
            return ""
        if isinstance(action, Press) and action.keys in ("Enter", "Escape"):
            return self._answer(waiting, accept=action.keys == "Enter")
        if isinstance(action, Navigate) and action.how == "activate":
            return self._travel(action)
        if isinstance(action, Navigate) and action.how == "close":
            tab = self._tabs.find(action.surface)
            if tab is not None:
                tab.page.close()
            return ""
        raise TargetNotReady(
            f'a dialog is open ({waiting.dialog.type}: "{waiting.dialog.message[:200]}"); '
            "answer it first"
        )

    def _answer(self, waiting: OpenDialog, *, accept: bool, text: str = "") -> str:
        self._tabs.dialogs.remove(waiting)
        try:
            if not accept:
                waiting.dialog.dismiss()
            elif waiting.dialog.type == "prompt":
                waiting.dialog.accept(text or waiting.text)
            else:
                waiting.dialog.accept()
            self._loop.sleep(0.05)  # what the page does next begins now
        except DialogOpened:
            return "another dialog opened"
        if not self._tabs.dialogs:
            self._devices.release()  # the dialog may have opened in the middle of a click
        return ""

    def _wait(self, action: Wait) -> str:
        seconds = min(max(action.seconds, 0), 600)
        if action.until is None:
            self._loop.sleep(seconds)
            return ""
        end = time.monotonic() + seconds
        while not holds(action.until, self._look()):
            if time.monotonic() >= end:
                raise ActionTimedOut(
                    f"after {action.seconds:g} seconds it is still not so that "
                    + described(action.until)
                )
            self._loop.sleep(_POLL)
        return ""

    def _await_download(self) -> None:
        """Let a download that began finish, within reason."""
        self._loop.sleep(0.01)
        end = time.monotonic() + _DOWNLOAD_LIMIT
        while self._tabs.downloading and time.monotonic() < end:
            self._loop.sleep(0.03)


def _one(grounding: Grounding | None) -> Grounding:
    if grounding is None:
        raise InvalidAction("the action needs a target")
    return grounding


def _opens_behind(action: EnvironmentAction) -> bool:
    """Whether a click like this opens a tab in the background."""
    if not isinstance(action, Click):
        return False
    return action.button == "middle" or bool({"Control", "Meta"} & set(action.modifiers))


def _dialog_part(grounded: GroundedAction, waiting: OpenDialog) -> str:
    grounding = grounded.grounding
    if grounding is None:  # what is typed goes to the text field
        return "text" if isinstance(grounded.action, Type) else ""
    return waiting.part(grounding.element.ref) if grounding.element is not None else ""


def _answers_dialog(grounded: GroundedAction, tabs: Tabs) -> bool:
    return bool(tabs.dialogs) or isinstance(grounded.action, AnswerDialog)
