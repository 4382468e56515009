"""Python code for pyautogui that does what a hand does, as machines are told to run it.

OSWorld's machines run such code in a process of its own for each action, behind
`import pyautogui; import time; pyautogui.FAILSAFE = False; `: the first statement must be a simple
one, and nothing lasts from one to the next. Text is only ever written into it by `literal`, which
nothing can break out of: not a quote, not a line's end, and not what OSWorld's own runner rewrites
in the code with regular expressions before it sends it (`pyautogui.press('<')` and the like, also
where they stand inside a literal).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from actions.action import Button, Modifier
from actions.environments.machine_look import script
from actions.input.pyautogui_input import KEY_NAMES
from actions.keys import Chord, parse
from perception.geometry import Point

_PLAIN = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 !#$%&()*+,-./:;=?@[]^_{|}~"
)
_NOTCH = 120  # what Windows counts for one click of the wheel
_DRAG_SECONDS = 0.3  # for each leg
_MOST_CHARACTERS = 1_000  # typed by one piece of code


def literal(text: str) -> str:
    r"""A text as a Python literal of plain ASCII.

    >>> literal("it's")
    "'it\\x27s'"
    >>> eval(literal("a\n'\"\\ü😀<")) == "a\n'\"\\ü😀<"
    True
    """
    written = []
    for character in text:
        code = ord(character)
        if character in _PLAIN:
            written.append(character)
        elif code < 0x100:
            written.append(f"\\x{code:02x}")
        elif code < 0x10000:
            written.append(f"\\u{code:04x}")
        else:
            written.append(f"\\U{code:08x}")
    # No word that the runner looks for stands in a literal.
    return f"'{''.join(written)}'".replace("pyautogui", "\\x70yautogui")


def whole(point: Point) -> str:
    """A point as two arguments."""
    return f"{round(point.x)}, {round(point.y)}"


def click(point: Point, button: Button, count: int, modifiers: Sequence[Modifier]) -> str:
    """Click at a point."""
    more = f", clicks={count}, interval=0.05" if count > 1 else ""
    other = f", button={button!r}" if button != "left" else ""
    return _with_keys(modifiers, f"pyautogui.click({whole(point)}{more}{other})")


def move(point: Point) -> str:
    """Move the pointer."""
    return f"pyautogui.moveTo({whole(point)})"


def button(which: Button, *, down: bool, point: Point | None = None) -> str:
    """Press or release a button, where the pointer is or at a point."""
    there = f"{move(point)}; " if point is not None else ""
    return f"{there}pyautogui.mouse{'Down' if down else 'Up'}(button={which!r})"


def drag(path: Sequence[Point], which: Button, modifiers: Sequence[Modifier]) -> str:
    """Drag along a path, slowly enough for programs to notice."""
    lines = [move(path[0]), f"pyautogui.mouseDown(button={which!r})", "time.sleep(0.1)"]
    for start, end in pairwise(path):
        # A drag begins after a few pixels; programs want to see those.
        first = Point(start.x + (end.x - start.x) * 0.2, start.y + (end.y - start.y) * 0.2)
        lines.append(move(first))
        lines.append(f"pyautogui.moveTo({whole(end)}, duration={_DRAG_SECONDS})")
    lines += ["time.sleep(0.1)", f"pyautogui.mouseUp(button={which!r})"]
    return _with_keys(modifiers, joined(lines))


def scroll(point: Point | None, dx: float, dy: float, *, windows: bool = False) -> str:
    """Turn the wheel by clicks; positive is right and down."""
    unit = _NOTCH if windows else 1
    lines = [move(point)] if point is not None else []
    if dy:
        lines.append(f"pyautogui.scroll({-round(dy * unit)})")
    if dx:
        lines.append(f"pyautogui.hscroll({round(dx * unit)})")
    return "; ".join(lines) or "pass"


def press(keys: str, repeat: int = 1) -> str:
    """Press chords one after another, each so many times.

    Raises:
        InvalidAction: there is no such key.
    """
    return joined([_chord(chord, repeat) for chord in parse(keys)])


def hold(keys: str, *, down: bool) -> str:
    """Press a chord and keep it down, or let it go.

    Raises:
        InvalidAction: there is no such key.
    """
    names = [name for chord in parse(keys) for name in _names(chord)]
    how = "keyDown" if down else "keyUp"
    ordered = names if down else list(reversed(names))
    return "; ".join(f"pyautogui.{how}({literal(name)})" for name in ordered)


def pause(seconds: float) -> str:
    """Let time pass."""
    return f"time.sleep({seconds:.3g})"


def write(text: str, *, windows: bool = False) -> str:
    """Type a text exactly.

    What pyautogui types right is left to it. It drops what is not ASCII, and types ">" for "<" on
    X11: then the keys are pressed by our own script, or on Windows the clipboard has to do.
    """
    if all(" " <= each <= "~" or each in "\n\t" for each in text):
        pieces = text.split("<")
        lines = []
        for at, piece in enumerate(pieces):
            if at:
                lines.append("pyautogui.hotkey('shift', ',')")
            if piece:
                lines.append(f"pyautogui.write({literal(piece)}, interval=0.01)")
        return "; ".join(lines) or "pass"
    pasted = f"import pyperclip; pyperclip.copy({literal(text)}); pyautogui.hotkey('ctrl', 'v')"
    return pasted if windows else typed(text)


def typed(text: str) -> str:
    """Code that types a text by real key events on X11, whatever its characters."""
    return scripted("type", {"text": text})


def scripted(name: str, given: Mapping[str, Any]) -> str:
    """One of our scripts as code that needs nothing else.

    Args:
        name: of the script.
        given: what it is told.
    """
    arguments = literal(json.dumps(dict(given)))
    head = f"import json\nARGUMENTS = json.loads({arguments})\nanswer = lambda what: None\n"
    return head + script(name)


def parts(text: str) -> list[str]:
    """A long text in parts that one request has time for."""
    return [text[at : at + _MOST_CHARACTERS] for at in range(0, len(text), _MOST_CHARACTERS)]


def _names(chord: Chord) -> list[str]:
    return [KEY_NAMES.get(each, each) for each in (*chord.modifiers, chord.key)]


def _chord(chord: Chord, repeat: int) -> str:
    names = _names(chord)
    if len(names) > 1 or chord.key == "<":
        pressed = list(map(literal, names)) if len(names) > 1 else ["'shift'", "','"]
        return joined([f"pyautogui.hotkey({', '.join(pressed)})"] * repeat)
    if len(chord.key) == 1 and not chord.key.isascii():
        return typed(chord.key * repeat)
    more = f", presses={repeat}, interval=0.02" if repeat > 1 else ""
    return f"pyautogui.press({literal(names[0])}{more})"


def joined(statements: Sequence[str]) -> str:
    """Statements in order, on one line where each is on one.

    >>> joined(["a()", "b()"])
    'a(); b()'
    """
    return ("\n" if any("\n" in each for each in statements) else "; ").join(statements)


def _with_keys(modifiers: Sequence[Modifier], code: str) -> str:
    if not modifiers:
        return code
    names = [KEY_NAMES[each] for each in modifiers]
    downs = [f"pyautogui.keyDown({name!r})" for name in names]
    ups = [f"pyautogui.keyUp({name!r})" for name in reversed(names)]
    return joined([*downs, code, *ups])
