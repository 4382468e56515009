"""Fields of a page: typing into them, giving them a value, and seeing that they took it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from actions.environments import browser_scripts as scripts
from actions.environments.browser_aim import Aim, call, reachable
from actions.environments.browser_input import Input
from actions.environments.browser_loop import Loop
from actions.errors import (
    InvalidAction,
    TargetChanged,
    TargetNotReady,
)
from actions.keys import Chord
from actions.target import Grounding
from perception.page import Live, PageReader

# Inputs whose value is no text: they are set, not typed into.
_SET = frozenset({"date", "time", "datetime-local", "month", "week", "color", "range"})
_NOT_TYPED = frozenset({"checkbox", "radio", "button", "submit", "reset", "image", "file"})

# What people write into date and time fields, beside ISO; month before day as in Chromium's
# American locale.
_WRITTEN: dict[str, tuple[str, tuple[str, ...]]] = {
    "date": (
        "%Y-%m-%d",
        ("%m/%d/%Y", "%d.%m.%Y", "%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%Y/%m/%d"),
    ),
    "time": ("%H:%M", ("%I:%M %p", "%I:%M%p", "%I %p", "%I%p", "%H:%M:%S", "%H.%M")),
    "datetime-local": (
        "%Y-%m-%dT%H:%M",
        ("%Y-%m-%d %H:%M", "%m/%d/%Y %I:%M %p", "%m/%d/%Y %H:%M", "%Y-%m-%dT%H:%M:%S"),
    ),
    "month": ("%Y-%m", ("%B %Y", "%b %Y", "%m/%Y", "%Y/%m")),
}


@dataclass(frozen=True, slots=True)
class Control:
    """What `scripts.DESCRIBE` says of an element."""

    tag: str
    type: str
    editable: bool
    role: str
    multiple: bool
    disabled: bool
    readonly: bool
    value: str | None
    checked: bool | None
    focused: bool
    min: str
    max: str

    @property
    def is_text(self) -> bool:
        """Whether it is a field that text is typed into."""
        return (
            self.editable
            or self.tag == "textarea"
            or (self.tag == "input" and self.type not in _SET | _NOT_TYPED)
        )


class Fields:
    """Types and sets values on the elements of one reader at a time."""

    def __init__(self, loop: Loop, aim: Aim, devices: Input) -> None:
        self._loop = loop
        self._aim = aim
        self._devices = devices

    def describe(self, reader: PageReader, ref: str) -> Control:
        """What kind of control an element is.

        Raises:
            TargetChanged: it is gone.
        """
        return Control(**json.loads(str(call(reader, ref, scripts.DESCRIBE))))

    def type(
        self, reader: PageReader, grounding: Grounding, text: str, *, clear: bool, secret: bool
    ) -> str:
        """Type into a field; a note if it shows something else afterwards.

        Raises:
            TargetNotReady: it is disabled or read-only, or it took nothing.
            InvalidAction: nothing can be typed into it.
        """
        live = self._aim.ready(grounding)
        ref, label = live.element.ref, live.element.described()
        control = self.describe(reader, ref)
        if control.readonly:
            raise TargetNotReady(f"{label} is read-only")
        if control.tag == "input" and control.type in _SET:
            return self.set(reader, grounding, text)
        if control.tag == "input" and control.type in _NOT_TYPED:
            raise InvalidAction(f"{label} is no text field; click it instead")
        before = control.value or ""
        self._focus(reader, live, control)
        self._place_caret(reader, ref, clear=clear, filled=bool(before))
        if "\n" in text and control.tag == "input":
            text = " ".join(text.split("\n"))
        if text:
            self._devices.write(text)
        elif clear and before:
            self._devices.press(Chord((), "Delete"))
        return self._verify(reader, ref, label, text, before, clear=clear, secret=secret)

    def set(self, reader: PageReader, grounding: Grounding, value: str) -> str:
        """Give a control a value directly; a note if it shows something else afterwards.

        Raises:
            InvalidAction: the value does not suit the control.
            TargetNotReady: it is disabled or read-only, or it did not take the value.
        """
        live = self._aim.ready(grounding)
        element = live.element
        control = self.describe(reader, element.ref)
        if control.readonly:
            raise TargetNotReady(f"{element.described()} is read-only")
        if value in ("true", "false") and control.checked is not None:
            return self._check(reader, live, control, wanted=value == "true")
        if control.tag == "input" and control.type not in _NOT_TYPED:
            return self._set_input(reader, live, control, value)
        if control.is_text:
            return self.type(reader, grounding, value, clear=True, secret=False)
        if element.role in ("slider", "spinbutton", "scrollbar"):
            return self._step_to(reader, live, value)
        raise InvalidAction(f"{element.described()} has no value that could be set")

    def focus(self, reader: PageReader, live: Live) -> None:
        """Put the keyboard focus on an element, with a click only if nothing else helps."""
        if not call(reader, live.element.ref, scripts.FOCUS):
            self._devices.click(reachable(live))

    def _focus(self, reader: PageReader, live: Live, control: Control) -> None:
        """Focus a text field as a person does: by a click on it."""
        ref = live.element.ref
        if not control.focused:
            if live.hit and live.element.click_point is not None:
                self._devices.click(live.element.click_point)
            focused = self.describe(reader, ref).focused or call(reader, ref, scripts.FOCUS)
            # A widget that is no field itself opens its own, and the text goes there.
            if not focused and control.is_text:
                raise TargetNotReady(f"{live.element.described()} does not take the focus")

    def _place_caret(self, reader: PageReader, ref: str, *, clear: bool, filled: bool) -> None:
        if not filled:
            return
        if not call(reader, ref, scripts.SELECT_ALL, clear):
            self._devices.press(Chord(("Control",), "a") if clear else Chord((), "End"))

    def _verify(
        self,
        reader: PageReader,
        ref: str,
        label: str,
        text: str,
        before: str,
        *,
        clear: bool,
        secret: bool,
    ) -> str:
        try:
            control = self.describe(reader, ref)
        except TargetChanged:
            return "the field was gone after typing"
        if not control.is_text:
            return ""
        now = _folded(control.value or "")
        wanted = _folded(text) if clear else _folded(before + text)
        if now == wanted:
            return ""
        if text and now == _folded(before):
            raise TargetNotReady(f"{label} took nothing of what was typed")
        if secret:
            return "the field holds something else than what was typed"
        return f'the field now holds "{_short(control.value or "")}"'

    def _check(self, reader: PageReader, live: Live, control: Control, *, wanted: bool) -> str:
        label = live.element.described()
        if control.checked == wanted:
            return f"{label} was {'on' if wanted else 'off'} already"
        if control.type == "radio" and not wanted:
            raise InvalidAction(f"{label} is switched off by choosing another one")
        self._devices.click(reachable(live))
        for _ in range(6):
            if self.describe(reader, live.element.ref).checked == wanted:
                return ""
            self._loop.sleep(0.05)
        raise TargetNotReady(f"{label} did not change when it was clicked")

    def _set_input(self, reader: PageReader, live: Live, control: Control, value: str) -> str:
        label = live.element.described()
        written = written_as(control.type, value)
        now = call(reader, live.element.ref, scripts.SET_VALUE, written)
        if now == written:
            return ""
        if control.type in ("range", "number") and now and _number(now) == _number(written):
            return ""
        if now == control.value or not now:
            limits = f" (from {control.min} to {control.max})" if control.min or control.max else ""
            raise InvalidAction(f'{label} does not take the value "{_short(value)}"{limits}')
        return f'the field now holds "{_short(str(now))}"'

    def _step_to(self, reader: PageReader, live: Live, value: str) -> str:
        """Move a slider that is no input, with the arrow keys, until it shows the value.

        Raises:
            InvalidAction: no number.
            TargetNotReady: it does not move, or it jumps over the value.
        """
        wanted = _number(value)
        ref, label = live.element.ref, live.element.described()
        if wanted is None:
            raise InvalidAction(f'"{_short(value)}" is no number for {label}')
        self.focus(reader, live)
        before: float | None = None
        for _ in range(500):
            now = _number(self.describe(reader, ref).value or live.element.value or "")
            if now is None:
                raise TargetNotReady(f"{label} does not say its value")
            if now == wanted:
                return ""
            if before is not None and (now == before or (now - wanted) * (before - wanted) < 0):
                break
            before = now
            self._devices.press(Chord((), "ArrowRight" if now < wanted else "ArrowLeft"))
        raise TargetNotReady(f"{label} stands at {now:g} and cannot be moved to {value}")


def written_as(kind: str, value: str) -> str:
    """A value as the input of this type wants it: dates and times in ISO, colours in hex.

    >>> written_as("date", "March 5, 2024"), written_as("time", "9:37 PM")
    ('2024-03-05', '21:37')

    Raises:
        InvalidAction: it cannot be read as such.
    """
    text = value.strip()
    if kind == "color":
        return _colour(text)
    if kind in ("range", "number") and text and _number(text) is None:
        raise InvalidAction(f'"{_short(value)}" is no number')
    if kind not in _WRITTEN or not text:
        return text if kind in _SET else value
    iso, others = _WRITTEN[kind]
    for form in (iso, *others):
        try:
            return datetime.strptime(text, form).strftime(iso)
        except ValueError:
            continue
    if kind == "time" and text.count(":") == 2:
        return text
    raise InvalidAction(f'"{_short(value)}" is no {kind} that could be understood; write it in ISO')


def _colour(text: str) -> str:
    from PIL import ImageColor

    try:
        red, green, blue = ImageColor.getrgb(text)[:3]
    except ValueError as error:
        raise InvalidAction(f'"{_short(text)}" is no colour; write it as #rrggbb') from error
    return f"#{red:02x}{green:02x}{blue:02x}"


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _folded(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\xa0", " ").rstrip("\n")


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"
