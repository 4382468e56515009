"""What mouse and keyboard give, told apart from what Deskhand itself does with them."""

from __future__ import annotations

import time
from collections.abc import Callable

from actions.environments.desktop_record_keyboard import Keyboard
from actions.environments.desktop_record_look import Looker
from actions.environments.desktop_record_pointer import Pointer
from actions.environments.desktop_record_scene import Scene
from actions.environments.desktop_record_values import Key, Values
from perception.element import Element
from perception.events import MarkKind
from perception.geometry import Point
from perception.platforms.own_input import (
    BUTTON_PRESS,
    BUTTON_RELEASE,
    KEY_PRESS,
    KEY_RELEASE,
    OwnInput,
)
from perception.platforms.x11_events import RawInput


class Hands:
    """Hears mouse and keyboard.

    Args:
        scene: the screen as it was last known.
        looker: is told of each input.
        pointer: hears the mouse.
        keyboard: hears the keyboard.
        values: knows what has the focus.
        own: what Deskhand itself does.
        where: the pointer is.
    """

    def __init__(
        self,
        *,
        scene: Scene,
        looker: Looker,
        pointer: Pointer,
        keyboard: Keyboard,
        values: Values,
        own: OwnInput,
        where: Callable[[], Point],
    ) -> None:
        self._scene = scene
        self._looker = looker
        self._pointer = pointer
        self._keyboard = keyboard
        self._values = values
        self._own = own
        self._where = where
        self._paused = False
        self._resumed_at = 0.0

    @property
    def paused(self) -> bool:
        """Whether nothing is to be told of; what is heard late of a pause is not told either."""
        return self._paused

    @paused.setter
    def paused(self, paused: bool) -> None:
        if self._paused and not paused:
            self._resumed_at = time.monotonic()
        self._paused = paused

    def hear(self, raw: RawInput) -> None:
        """An event of mouse or keyboard, on the listener's thread."""
        own = raw.injected and self._own.claims(raw.kind, raw.detail)
        if (self._paused or raw.at < self._resumed_at) and not own:
            return
        self._looker.input(raw.at)
        if own:
            return
        if raw.kind == BUTTON_PRESS:
            self._keyboard.interrupted()
            self._pointer.pressed(raw)
        elif raw.kind == BUTTON_RELEASE:
            self._pointer.released(raw)
        elif raw.kind == KEY_PRESS:
            self._keyboard.down(raw)
        elif raw.kind == KEY_RELEASE:
            self._keyboard.up(raw)

    def marked(self, kind: MarkKind) -> Element | None:
        """What a mark is about: what is under the pointer, or what has the focus."""
        if kind == "check":
            point = self._where()
            window = self._scene.window_at(point)
            if window is None or self._scene.ours(window):
                return None
            return self._scene.element_at(point, window)
        active = self._scene.active
        if kind != "parameter" or active is None or self._scene.ours(active):
            return None
        now = time.monotonic()
        key = Key(at=now, text=False, moved=None, pressed=lambda: None, next_moved=lambda: now)
        return self._values.focus(active, key, now, "told")[0]
