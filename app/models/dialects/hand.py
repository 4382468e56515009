"""From what a hand does to actions.

Some dialects speak of single movements: press a key, move, press the button, let go. The action
space has no key or button that stays down between decisions; `Hand` takes the movements of one
reply in order and puts together what belongs together:

* keys that are down while the mouse clicks or drags are its modifiers; while time passes, they are
  held; otherwise they are a chord;
* moving to a point and then pressing, dragging, scrolling or letting go there is one action;
* button down, moves, button up are one drag; a double click and one more are a triple click;
* typing and then Enter is submitting; the same chord again is a repetition.

What is put together means exactly the same as its parts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

from actions import keys
from actions.action import (
    Action,
    Ask,
    Button,
    Click,
    Drag,
    Finish,
    Hold,
    Modifier,
    MouseDown,
    MouseUp,
    Move,
    Press,
    Scroll,
    Type,
    Wait,
)
from actions.errors import ReplyError
from actions.parse import check_keys
from actions.target import PointOn, Target
from perception.geometry import Point

_MOST_REPEATS = 100


@dataclass(slots=True)
class _HeldKey:
    key: str
    used: bool = False


@dataclass(slots=True)
class _Done:
    action: Action
    source: str
    modifiers: tuple[Modifier, ...] = ()  # held while the button went down


class Hand:
    """Gathers the actions of one reply.

    Attributes:
        source: the id of the call that is being read.

    Args:
        pointer: where the pointer is, in environment pixels, if known.
    """

    def __init__(self, pointer: Point | None) -> None:
        self.source = ""
        self._pointer = PointOn(x=pointer.x, y=pointer.y) if pointer is not None else None
        self._held: list[_HeldKey] = []
        self._done: list[_Done] = []

    def finish(self, thought: str) -> tuple[tuple[Action, ...], tuple[str, ...]]:
        """The actions, and the call that each came from.

        Args:
            thought: what a call for help without words is about.

        Raises:
            ReplyError: a key is still down.
        """
        if self._held:
            names = ", ".join(each.key for each in self._held)
            raise ReplyError(f"{names} would stay pressed: release it in the same reply")
        for each in self._done:
            if each.modifiers:
                raise ReplyError("let go of the button while the keys are still held")
        actions = tuple(
            replace(each.action, question=thought or "What should be done here?")
            if each.action == Ask(question="")
            else each.action
            for each in self._done
        )
        return actions, tuple(each.source for each in self._done)

    def add(self, action: Action) -> None:
        """Something that keys have no part in.

        Raises:
            ReplyError: keys are held meanwhile.
        """
        if self._held:
            names = ", ".join(each.key for each in self._held)
            raise ReplyError(f"{names} cannot be held meanwhile: release it first")
        self._append(action)

    def move(self, point: PointOn) -> None:
        """Move the pointer."""
        self._pointer = point
        self._append(Move(target=point))

    def click(
        self,
        point: PointOn | None,
        button: Button = "left",
        count: int = 1,
        modifiers: tuple[Modifier, ...] = (),
    ) -> None:
        """Click at a point, or where the pointer is.

        Raises:
            ReplyError: nobody knows where the pointer is, or a key other than a modifier is held.
        """
        where = point or self._drop_move()
        held = tuple(each for each in keys.MODIFIERS if each in (*modifiers, *self._modifiers()))
        click = Click(target=where, button=button, count=count, modifiers=held)
        last = self._done[-1].action if self._done else None
        if count == 1 and last == replace(click, count=2):
            self._done[-1] = _Done(replace(click, count=3), self.source)
        else:
            self._append(click)
        self._pointer = where

    def drag(
        self,
        path: tuple[PointOn, ...],
        button: Button = "left",
        modifiers: tuple[Modifier, ...] = (),
    ) -> None:
        """Drag along a path.

        Raises:
            ReplyError: a key other than a modifier is held.
        """
        held = tuple(each for each in keys.MODIFIERS if each in (*modifiers, *self._modifiers()))
        self._append(Drag(path=path, button=button, modifiers=held))
        self._pointer = path[-1]

    def drag_to(self, point: PointOn, button: Button = "left") -> None:
        """Drag from where the pointer is.

        Raises:
            ReplyError: nobody knows where that is: move there first.
        """
        self.drag((self._drop_move(), point), button)

    def down(self, button: Button = "left", point: PointOn | None = None) -> None:
        """Press the button at a point, or where the pointer is.

        Raises:
            ReplyError: nobody knows where that is: move there first.
        """
        where = point or self._drop_move()
        modifiers = self._modifiers()
        self._append(MouseDown(target=where, button=button))
        self._done[-1].modifiers = modifiers
        self._pointer = where

    def up(self, button: Button = "left", point: PointOn | None = None) -> None:
        """Let go of the button.

        Raises:
            ReplyError: nobody knows where the pointer is.
        """
        if point is not None and point != self._pointer:
            self.move(point)
        path = self._path_since_down(button)
        if path is not None:
            started = self._done[-len(path)]
            del self._done[-len(path) :]
            self._append(Drag(path=path, button=button, modifiers=started.modifiers))
            return
        self._append(MouseUp(target=self._drop_move(), button=button))

    def scroll(self, scroll: Scroll) -> None:
        """Scroll; without a target, where the pointer is, if that is known.

        Raises:
            ReplyError: keys are held meanwhile.
        """
        if scroll.target is None and self._pointer is not None:
            scroll = replace(scroll, target=self._drop_move())
        self.add(scroll)

    def press(self, text: str, repeat: int = 1) -> None:
        """Press a chord, or several, with the keys that are held.

        Raises:
            ReplyError: there is no such key.
        """
        chords = check_keys(text)
        if self._held:
            held = tuple(each for each in keys.MODIFIERS if each in self._modifiers())
            chords = tuple(
                keys.Chord(tuple(m for m in keys.MODIFIERS if m in (*held, *each[0])), each.key)
                for each in chords
            )
        press = Press(keys=_written(chords), repeat=repeat)
        last = self._done[-1].action if self._done else None
        if (
            isinstance(last, Press)
            and replace(last, repeat=repeat) == press
            and last.repeat + repeat <= _MOST_REPEATS
        ):
            self._done[-1] = _Done(replace(press, repeat=last.repeat + repeat), self.source)
            return
        if isinstance(last, Type) and not last.submit and press == Press(keys="Enter"):
            self._done[-1] = _Done(replace(last, submit=True), self.source)
            return
        self._append(press)

    def type(self, text: str, *, submit: bool = False) -> None:
        """Type where the focus is.

        Raises:
            ReplyError: keys are held meanwhile.
        """
        self.add(Type(text=text, clear=False, submit=submit))

    def key_down(self, name: str) -> None:
        """Press a key and keep it down.

        Raises:
            ReplyError: there is no such key.
        """
        for chord in check_keys(name):
            self._held += [_HeldKey(each) for each in (*chord.modifiers, chord.key)]

    def key_up(self, name: str) -> None:
        """Let go of a key.

        Raises:
            ReplyError: it is not down, or there is no such key.
        """
        for chord in check_keys(name):
            for key in (*chord.modifiers, chord.key):
                self._release(key)

    def wait(self, seconds: float) -> None:
        """Let time pass; keys that are down are held meanwhile."""
        if not self._held:
            self._append(Wait(seconds=seconds))
            return
        self._append(Hold(keys=self._chord(), seconds=seconds))

    def answer(self, text: str) -> None:
        """Answer what was asked; the end may follow."""
        self.add(Finish(answer=text))

    def end(self, *, success: bool) -> None:
        """End the task, with the answer that was just given."""
        last = self._done[-1].action if self._done else None
        if isinstance(last, Finish):
            self._done[-1] = _Done(replace(last, success=success), self.source)
        else:
            self.add(Finish(success=success))

    def _release(self, key: str) -> None:
        held = next((each for each in self._held if each.key == key), None)
        if held is None:
            raise ReplyError(f"{key} is not pressed")
        if not held.used:
            chord = self._chord()
            self._held.remove(held)
            self._append(Press(keys=chord))
        else:
            self._held.remove(held)

    def _chord(self) -> str:
        """All keys that are down, as one chord; they count as used."""
        for each in self._held:
            each.used = True
        return "+".join(str(chord) for chord in check_keys("+".join(k.key for k in self._held)))

    def _modifiers(self) -> tuple[Modifier, ...]:
        for each in self._held:
            if each.key not in keys.MODIFIERS:
                raise ReplyError(f"{each.key} cannot be held meanwhile: release it first")
            each.used = True
        return tuple(cast("Modifier", each.key) for each in self._held)

    def _drop_move(self) -> PointOn:
        """Where the pointer is; a move that only led there is taken back."""
        if self._pointer is None:
            raise ReplyError("nobody knows where the pointer is: give a point, or move there first")
        if self._done and self._done[-1].action == Move(target=self._pointer):
            self._done.pop()
        return self._pointer

    def _path_since_down(self, button: Button) -> tuple[PointOn, ...] | None:
        """The path from the last button press over moves alone; None if there is none."""
        path: list[Target] = []
        for each in reversed(self._done):
            match each.action:
                case Move(target=point):
                    path.insert(0, point)
                case MouseDown(target=point, button=pressed) if pressed == button and path:
                    return cast("tuple[PointOn, ...]", (point, *path))
                case _:
                    return None
        return None

    def _append(self, action: Action) -> None:
        self._done.append(_Done(action, self.source))


def _written(chords: tuple[keys.Chord, ...]) -> str:
    """Chords as `actions.keys` reads them; between blanks the signs + and - go by their names."""
    if len(chords) == 1:
        return str(chords[0])
    signs = {"+": "plus", "-": "minus"}
    return " ".join(str(each._replace(key=signs.get(each.key, each.key))) for each in chords)
