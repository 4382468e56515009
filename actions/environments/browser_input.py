"""Pointer and keyboard of the browser, at the level of single events.

What is pressed is remembered, so that nothing stays pressed when a step is broken off.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

from playwright.sync_api import CDPSession, Page
from playwright.sync_api import Error as PlaywrightError

from actions.action import Button, Modifier
from actions.environments.browser_loop import Loop, TimeUp
from actions.errors import InvalidAction
from actions.keys import Chord
from perception.geometry import Point

# Up to this length text is typed key by key; of longer text only the end is.
TYPED_KEYS = 200
# Chromium begins a drag after a few pixels, and a page wants to see the pointer on its way.
_DRAG_STEPS = 8


class Input:
    """The devices of one page at a time."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._page: Page | None = None
        self._buttons: list[Button] = []
        self._keys: list[str] = []

    def use(self, page: Page) -> None:
        """Work on this page from now on."""
        if self._page is not page:
            self.forget()
        self._page = page

    def forget(self) -> None:
        """The page is another one now, or a dialog took the input: nothing is pressed any more."""
        self._buttons.clear()
        self._keys.clear()

    @property
    def page(self) -> Page:
        """The page that input goes to."""
        assert self._page is not None
        return self._page

    @property
    def holds(self) -> bool:
        """Whether a button or key is pressed now."""
        return bool(self._buttons or self._keys)

    def release(self) -> None:
        """Let go of whatever is pressed. A page that does not answer is left as it is."""
        with contextlib.suppress(PlaywrightError, TimeUp), self._loop.limit(0.3):
            while self._keys:
                self.page.keyboard.up(self._keys.pop())
            while self._buttons:
                self.page.mouse.up(button=self._buttons.pop())

    def move(self, point: Point, steps: int = 1) -> None:
        """Move the pointer."""
        self.page.mouse.move(point.x, point.y, steps=steps)

    def down(self, button: Button, count: int = 1) -> None:
        """Press a button."""
        self._buttons.append(button)
        self.page.mouse.down(button=button, click_count=count)

    def up(self, button: Button, count: int = 1) -> None:
        """Release a button."""
        if button in self._buttons:
            self._buttons.remove(button)
        self.page.mouse.up(button=button, click_count=count)

    def click(self, point: Point, button: Button = "left", count: int = 1) -> None:
        """Move there, press and release, `count` times in quick succession."""
        self.move(point)
        for number in range(1, count + 1):
            self.down(button, number)
            self.up(button, number)

    def drag(self, path: Sequence[Point], button: Button) -> None:
        """Press at the first point, move through the others, release at the last."""
        self.move(path[0])
        self.down(button)
        self.move(path[0].offset(4, 4), steps=2)
        for point in path[1:]:
            self.move(point, steps=_DRAG_STEPS)
        self.move(path[-1])  # a target that appeared under the pointer sees it, too
        self.up(button)

    @contextlib.contextmanager
    def holding(self, keys: Sequence[Modifier | str]) -> Iterator[None]:
        """Hold keys down during the block."""
        for key in keys:
            self._keys.append(key)
            self.page.keyboard.down(key)
        # Where the block is broken off, whoever broke it off calls `release`: it knows whether the
        # page can take input now.
        yield
        for key in reversed(keys):
            if key in self._keys:
                self._keys.remove(key)
                self.page.keyboard.up(key)

    def press(self, chord: Chord) -> None:
        """Press and release a chord.

        Raises:
            InvalidAction: the browser knows no such key.
        """
        key = chord.key
        if "Shift" in chord.modifiers and len(key) == 1:
            key = key.upper()  # what the key says while Shift is held
        with self.holding(chord.modifiers):
            try:
                self.page.keyboard.press(key)
            except PlaywrightError as error:
                if "Unknown key" not in str(error):
                    raise
                if len(chord.key) == 1 and not chord.modifiers:  # not on an American keyboard
                    self.page.keyboard.insert_text(chord.key)
                    return
                raise InvalidAction(f'the browser knows no key "{chord.key}"') from error

    def hold(self, chord: Chord, seconds: float) -> None:
        """Hold a chord down; the key repeats as on a keyboard."""
        with self.holding(chord.modifiers):
            key = chord.key
            self._keys.append(key)
            self.page.keyboard.down(key)
            waited, pause = 0.0, 0.5
            while waited < seconds:
                self._loop.sleep(min(pause, seconds - waited))
                waited += pause
                pause = 0.05
                if waited < seconds:
                    self.page.keyboard.down(key)
            self._keys.remove(key)
            self.page.keyboard.up(key)

    def write(self, text: str) -> None:
        """Type text with real key events, so that pages that listen to keys react.

        Line feeds and tabs are inserted as text: as keys they would submit a form, send a message
        or leave the field. Of a long text only the last characters are typed key by key.
        """
        keyboard = self.page.keyboard
        head, tail = text[:-TYPED_KEYS], text[-TYPED_KEYS:]
        if head:
            keyboard.insert_text(head)
        run = ""
        for character in tail:
            if character in "\n\t\r":
                if run:
                    keyboard.type(run)
                keyboard.insert_text(character)
                run = ""
            else:
                run += character
        if run:
            keyboard.type(run)

    def write_keys(self, text: str, session: CDPSession | None) -> None:
        """Type text with a key event for each letter, also for those on no American keyboard.

        What a page draws itself has no field that text could be inserted into.
        """
        for character in text:
            if session is None or character.isascii():
                self.write(character)
                continue
            for kind in ("keyDown", "keyUp"):
                said = {"text": character, "unmodifiedText": character} if kind == "keyDown" else {}
                session.send("Input.dispatchKeyEvent", {"type": kind, "key": character, **said})

    def wheel(self, point: Point, dx: float, dy: float) -> None:
        """Turn the wheel with the pointer at a point; in pixels."""
        self.move(point)
        self.page.mouse.wheel(dx, dy)
