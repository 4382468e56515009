"""Putting text into fields that are only seen.

Nothing tells whether such a field has the focus, what it holds, or which keys it knows: it is
clicked, written into as a person does, and read in the picture afterwards.
"""

from __future__ import annotations

import time
from difflib import SequenceMatcher

from actions.context import RunContext
from actions.environments.desktop_aim import Aim
from actions.environments.desktop_parts import Parts
from actions.errors import ActionError
from perception.element import Element
from perception.platforms.interface import ElementGone, NotOffered

_ARRIVAL = 2.5  # seconds; another screen may be at the end of a slow line
_BLINK = 1.2  # seconds in which a caret that hides a letter is gone for a while
_EXACT, _ALIKE = 0.95, 0.7  # of the letters: what is read in a picture is not read to the letter
_DRAWN = 0.15
_TAIL = 12  # letters at the end of a text that is too long for its field
_SPARE = 3  # keys more than letters were read


class SeenFields:
    """Types into fields of which there is only a picture.

    Args:
        parts: of the desktop.
        aim: finds elements as they are now.
    """

    def __init__(self, parts: Parts, aim: Aim) -> None:
        self._parts = parts
        self._aim = aim

    def type(
        self, element: Element, text: str, context: RunContext, *, clear: bool, secret: bool
    ) -> str:
        """Click a field and type; a note where it cannot be read what has arrived.

        Raises:
            ActionError: the field looks as if nothing had arrived.
        """
        self._aim.focus(element, context)
        context.sleep(_DRAWN)
        if clear:
            self._empty(element, context)
        else:
            self._parts.input.press("End", context)
        before = self._text(element)
        self._parts.input.type_text(text, context, secret=secret)
        if secret or not text.strip():
            return ""
        whole = text if clear else (before or "") + text
        begun = time.monotonic()
        while True:
            context.sleep(_DRAWN)
            shown = self._text(element)
            waited = time.monotonic() - begun
            needed = _EXACT if waited < _BLINK else _ALIKE
            if shown is not None and _likeness(shown, whole) >= needed:
                return ""
            if waited > _ARRIVAL:
                break
        if shown is None:
            return "what the field holds cannot be read in the picture"
        if shown == before:
            raise ActionError(f"{element.described()} looks as it did before the typing: {shown!r}")
        return f"the field reads {shown[:80]!r} in the picture"

    def _empty(self, element: Element, context: RunContext) -> None:
        """Delete what is in a field, with keys that all fields know."""
        hands = self._parts.input
        # Not Control+a, which goes to the beginning of the line in some toolkits.
        for keys in ("End", "Shift+Home", "Backspace"):
            hands.press(keys, context)
        context.sleep(_DRAWN)
        left = self._text(element)
        if left:
            hands.press("End", context)
            hands.press("Backspace", context, repeat=len(left) + _SPARE)
            context.sleep(_DRAWN)

    def _text(self, element: Element) -> str | None:
        try:
            return self._parts.tree.text(element.ref)
        except (ElementGone, NotOffered):
            return None


def _likeness(shown: str, wanted: str) -> float:
    """How much of what was read is the text, or the end of it where a field is too short; 0 to 1.

    >>> _likeness("Life vest|", "Life vest"), _likeness("8", "110"), _likeness("|Ropd", "Rope")
    (1.0, 0.0, 0.75)
    """
    one, other = _letters(shown), _letters(wanted)
    if not other:
        return float(bool(shown.strip()))
    if len(one) >= _TAIL and one[-_TAIL:] == other[-_TAIL:]:
        return 1.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _letters(text: str) -> str:
    return "".join(each for each in text.casefold() if each.isalnum())
