"""Putting values into fields of windows, each seen to have arrived."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from actions.context import RunContext
from actions.environments.desktop_aim import Aim
from actions.environments.desktop_parts import Parts
from actions.environments.seen_fields import SeenField
from actions.errors import ActionError, InvalidAction, TargetNotFound, TargetNotReady
from perception.element import TEXT_ROLES, Element
from perception.fusion import SOURCE
from perception.observation import Observation
from perception.platforms.interface import CaptureFailed, ElementGone, NotOffered

if TYPE_CHECKING:
    from perception.imaging import Pixels

_DIRECT = frozenset({"gtk3", "gtk4", "qt"})  # toolkits that take a text as a whole
_LONG = 400  # characters from which a text is pasted
_STRANGE = 15  # characters that few keyboards have, likewise
_ARRIVAL = 2.0  # seconds
_POPUP = 3.0
_UNBLOCKED = 0.45  # Qt takes a click that comes sooner for the end of the one that opened the list
_OPTIONS = frozenset({"option", "menuitem", "listitem", "menuitemradio", "cell", "gridcell"})


class Fields:
    """Types, sets and chooses; see `Type`, `SetValue` and `Select`.

    Args:
        parts: of the desktop.
        aim: finds elements as they are now.
        look: observes, without a picture.
    """

    def __init__(self, parts: Parts, aim: Aim, look: Callable[[], Observation]) -> None:
        self._parts = parts
        self._aim = aim
        self._look = look

    def type(
        self, element: Element | None, text: str, context: RunContext, *, clear: bool, secret: bool
    ) -> str:
        """Type into an element, or where the focus is; a note on how it went.

        Raises:
            TargetNotReady: it takes no text.
            ActionError: something else arrived.
        """
        if element is None:
            self._parts.input.type_text(text, context, secret=secret)
            return ""
        terminal = element.attributes.get("terminal") == "true"
        if not terminal and not element.editable and element.role not in _CELLS:
            raise TargetNotReady(f"{element.described()} takes no text now")
        if element.source == SOURCE:
            return self._seen(element, context).fill(text, clear=clear, secret=secret)
        plain = element.role in TEXT_ROLES and not terminal and "password" not in element.states
        if plain and not secret and self._set(element, text, clear=clear):
            return ""
        self._aim.focus(element, context)
        if clear and not terminal and element.role not in _CELLS:
            self._parts.input.press("Control+a", context)
            if not text:
                self._parts.input.press("Delete", context)
        elif not terminal and element.role not in _CELLS:
            self._parts.input.press("Control+End", context)
        before = self._text(element) if plain and not clear else ""
        self._enter(text, context, secret=secret)
        if not plain or secret:
            return ""
        return self._checked(element, (before or "") + text, context)

    def _seen(self, element: Element, context: RunContext) -> SeenField:
        """A field of which there is only a picture."""
        hands = self._parts.input
        return SeenField(
            described=element.described(),
            click=lambda: self._aim.focus(element, context),
            press=lambda keys, repeat: hands.press(keys, context, repeat=repeat),
            write=lambda text: hands.type_text(text, context, secret=False),
            read=lambda: self._text(element),
            picture=lambda: self._picture(element),
            sleep=context.sleep,
        )

    def _picture(self, element: Element) -> Pixels | None:
        try:
            return self._parts.capture.pixels(element.box)
        except CaptureFailed:
            return None

    def _set(self, element: Element, text: str, *, clear: bool) -> bool:
        """Give the field the whole text at once; whether it took it."""
        if element.attributes.get("toolkit") not in _DIRECT or element.role == "spinbutton":
            return False
        whole = text if clear else (self._text(element) or "") + text
        try:
            if not self._parts.tree.set_text(element.ref, whole):
                return False
            self._parts.tree.focus(element.ref)
        except NotOffered:
            pass  # GTK 4 sets texts and gives no focus
        except ElementGone:
            return False
        return self._arrived(element, whole, 0.5)

    def _enter(self, text: str, context: RunContext, *, secret: bool) -> None:
        strange = len({each for each in text if ord(each) > 0x17F})
        if not secret and (len(text) > _LONG or strange > _STRANGE):
            self._parts.input.paste(text, context)
        else:
            self._parts.input.type_text(text, context, secret=secret)

    def _checked(self, element: Element, wanted: str, context: RunContext) -> str:
        """See that the text has arrived; paste it once if it has not."""
        if self._arrived(element, wanted, _ARRIVAL):
            return ""
        self._parts.input.press("Control+a", context)
        self._parts.input.paste(wanted, context)
        if self._arrived(element, wanted, _ARRIVAL):
            return "typed a second time, from the clipboard: the keys did not arrive as meant"
        shown = self._text(element)
        if shown is None:
            return "the field does not tell what it holds"
        raise ActionError(f"{element.described()} holds {shown[:200]!r} after the typing")

    def _arrived(self, element: Element, wanted: str, limit: float) -> bool:
        end = time.monotonic() + limit
        while True:
            shown = self._text(element)
            if shown is not None and _same(shown, wanted):
                return True
            if time.monotonic() > end:
                return False
            time.sleep(0.02)

    def _text(self, element: Element) -> str | None:
        try:
            return self._parts.tree.text(element.ref)
        except (ElementGone, NotOffered):
            return None

    def set_value(self, element: Element, value: str, context: RunContext) -> str:
        """Give a control a value; a note on how it went.

        Raises:
            ActionError: it did not take it.
        """
        if element.role in _CHOICES or "pressed" in element.states:
            if value not in ("true", "false"):
                raise InvalidAction(f"{element.described()} takes true or false, not {value!r}")
            return self._check(element, value == "true", context)
        if element.role == "combobox" and not element.editable:
            return self.select(element, (value,), context)
        if element.role in ("slider", "spinbutton", "scrollbar"):
            return self._set_number(element, value, context)
        return self.type(element, value, context, clear=True, secret=False)

    def _check(self, element: Element, wanted: bool, context: RunContext) -> str:
        if bool(element.states & _ON) == wanted:
            return "it was so already"
        self._aim.click(element, context)
        end = time.monotonic() + _ARRIVAL
        while time.monotonic() < end:
            live = self._parts.tree.live(element.ref)
            if live is None or bool(live.element.states & _ON) == wanted:
                return ""
            context.sleep(0.03)
        raise ActionError(f"{element.described()} did not become {'on' if wanted else 'off'}")

    def _set_number(self, element: Element, value: str, context: RunContext) -> str:
        try:
            number = float(value.replace(",", "."))
        except ValueError:
            raise InvalidAction(f"{element.described()} takes a number, not {value!r}") from None
        low, high = (element.attributes.get(name) for name in ("min", "max"))
        if low and high and not float(low) <= number <= float(high):
            raise InvalidAction(f"{element.described()} takes {low} to {high}, not {value}")
        try:
            self._parts.tree.set_number(element.ref, number)
        except NotOffered:
            return self.type(element, value, context, clear=True, secret=False)
        except ElementGone as failure:
            raise TargetNotReady(f"{element.described()} does not answer") from failure
        end = time.monotonic() + _ARRIVAL
        shown = ""
        while time.monotonic() < end:
            live = self._parts.tree.live(element.ref)
            shown = (live.element.value if live is not None else None) or ""
            if _number(shown) is not None and abs((_number(shown) or 0) - number) < 1e-6:
                return ""
            context.sleep(0.03)
        raise ActionError(f"{element.described()} shows {shown!r} after it was set to {value}")

    def select(self, element: Element, options: tuple[str, ...], context: RunContext) -> str:
        """Choose options of a combo box or a list.

        Raises:
            TargetNotFound: there is no such option.
            ActionError: it did not take it.
        """
        if element.role != "combobox":
            return self._select_in_list(element, options, context)
        if len(options) != 1:
            raise InvalidAction(f"{element.described()} takes one option")
        wanted = options[0]
        if _same(element.value or "", wanted):
            return "it was chosen already"
        before = {each.ref for each in self._look().elements if each.click_point is not None}
        self._aim.click(element, context)
        opened = time.monotonic()
        option = self._option(wanted, before, context)
        if option is None:
            seen = self._shown_options(before)
            self._parts.input.press("Escape", context)
            listed = ", ".join(each.name for each in seen[:12]) or "none that can be read"
            raise TargetNotFound(f"{element.described()} has no option {wanted!r}: {listed}")
        context.sleep(max(opened + _UNBLOCKED - time.monotonic(), 0))
        self._aim.click(option, context)
        return self._await_choice(element, wanted, context)

    def _option(self, wanted: str, before: set[str], context: RunContext) -> Element | None:
        end = time.monotonic() + _POPUP
        while True:
            options = self._shown_options(before)
            found = next((each for each in options if _same(each.name, wanted)), None)
            if found is not None or (options and time.monotonic() > end - _POPUP / 2):
                return found
            if time.monotonic() > end:
                return None
            context.sleep(0.05)

    def _shown_options(self, before: set[str]) -> list[Element]:
        """Options that can be clicked now and could not before."""
        return [
            each
            for each in self._look().elements
            if each.role in _OPTIONS and each.click_point is not None and each.ref not in before
        ]

    def _await_choice(self, element: Element, wanted: str, context: RunContext) -> str:
        end = time.monotonic() + _ARRIVAL
        shown = None
        while time.monotonic() < end:
            live = self._parts.tree.live(element.ref)
            shown = live.element.value if live is not None else None
            if shown is not None and _same(shown, wanted):
                return ""
            context.sleep(0.03)
        if shown is None:
            return "the box does not tell what is chosen"
        raise ActionError(f"{element.described()} shows {shown!r} after {wanted!r} was chosen")

    def _select_in_list(
        self, element: Element, options: tuple[str, ...], context: RunContext
    ) -> str:
        inside = [each for each in self._look().within(element) if each.name]
        for at, wanted in enumerate(options):
            found = next((each for each in inside if _same(each.name, wanted)), None)
            if found is None:
                listed = ", ".join(each.name for each in inside[:12])
                raise TargetNotFound(f"{element.described()} has no {wanted!r}: {listed}")
            modifiers = ("Control",) if at else ()
            point = self._aim.point(found, context)
            self._parts.input.click(point, context, modifiers=modifiers)  # type: ignore[arg-type] # a literal
        return ""


_CHOICES = frozenset({"checkbox", "radio", "switch", "menuitemcheckbox", "menuitemradio"})
_ON = frozenset({"checked", "selected", "pressed"})
_CELLS = frozenset({"cell", "gridcell", "paragraph", "document", "table"})


def _same(one: str, other: str) -> bool:
    return one.replace("\r\n", "\n").rstrip("\n") == other.replace("\r\n", "\n").rstrip("\n")


def _number(text: str) -> float | None:
    try:
        return float(text.split()[0].replace(",", ".")) if text.split() else None
    except ValueError:
        return None
