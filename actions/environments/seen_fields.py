"""Putting text into a field that is only seen: in a window without a tree, or on a canvas.

Nothing tells whether such a field has the focus, what it holds, or which keys it knows. It is
clicked, written into as a person does, and read in the picture afterwards.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from actions.errors import ActionError, TargetNotReady
from perception import imaging

if TYPE_CHECKING:
    from perception.imaging import Pixels

_ARRIVAL = 2.5  # seconds; another screen may be at the end of a slow line
_BLINK = 1.2  # seconds in which a caret that hides a letter is gone for a while
_EXACT, _ALIKE = 0.95, 0.7  # of the letters: what is read in a picture is not read to the letter
_DRAWN = 0.15
_SEEN = 40  # of 255
_CARET = 4  # columns of pixels
_TAIL = 12  # letters at the end of a text that is too long for its field
_SPARE = 3  # keys more than letters were read


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenField:
    """A field, and the hands that work it.

    Attributes:
        described: the element, in words.
        click: puts the focus into it.
        press: presses a chord ("Shift+Home") so many times.
        write: types a text with real key events.
        read: what stands in it now, as the picture reads; None if it cannot be found.
        picture: what it looks like now; None if it cannot be had.
        sleep: waits that many seconds.
    """

    described: str
    click: Callable[[], None]
    press: Callable[[str, int], None]
    write: Callable[[str], None]
    read: Callable[[], str | None]
    picture: Callable[[], Pixels | None]
    sleep: Callable[[float], None]

    def fill(self, text: str, *, clear: bool, secret: bool) -> str:
        """Type a text; a note where it cannot be read what has arrived.

        Raises:
            TargetNotReady: it is a secret, which such a field might show in the clear.
            ActionError: the field looks as if nothing had arrived.
        """
        if secret:
            raise TargetNotReady(
                f"{self.described} is known from the picture alone: whether it hides what is typed "
                "cannot be told, so no secret is typed into it"
            )
        self.click()
        self.sleep(_DRAWN)
        if clear:
            self._empty()
        else:
            self.press("End", 1)
        before, empty = self.read(), self.picture()
        self.write(text)
        if not text.strip():
            return ""
        arrived, shown = self._await(text if clear else (before or "") + text)
        if arrived:
            return ""
        if shown is None:
            return "what the field holds cannot be read in the picture"
        if shown == (before or "") and not _written(empty, self.picture()):
            raise ActionError(f"{self.described} looks as it did before the typing: {before!r}")
        return f"the field reads {shown[:80]!r} in the picture"

    def _await(self, wanted: str) -> tuple[bool, str | None]:
        """Wait for the text: whether it has arrived, and what is read."""
        begun = time.monotonic()
        while True:
            self.sleep(_DRAWN)
            shown = self.read()
            waited = time.monotonic() - begun
            needed = _EXACT if waited < _BLINK else _ALIKE
            if shown is not None and likeness(shown, wanted) >= needed:
                return True, shown
            if waited > _ARRIVAL:
                return False, shown

    def _empty(self) -> None:
        """Delete what is in the field, with keys that all fields know."""
        # Not Control+a, which goes to the beginning of the line in some toolkits.
        for keys in ("End", "Shift+Home", "Backspace"):
            self.press(keys, 1)
        self.sleep(_DRAWN)
        left = self.read()
        if left:
            self.press("End", 1)
            self.press("Backspace", len(left) + _SPARE)
            self.sleep(_DRAWN)


def _written(before: Pixels | None, after: Pixels | None) -> bool:
    """Whether a picture has changed by more than a caret does, whatever it reads as."""
    if before is None or after is None or before.shape != after.shape:
        return False
    apart = imaging.grey(before).astype("int16") - imaging.grey(after)
    return int((abs(apart) > _SEEN).any(axis=0).sum()) > _CARET


def likeness(shown: str, wanted: str) -> float:
    """How much of what was read is the text, or the end of it where a field is too short; 0 to 1.

    >>> likeness("Life vest|", "Life vest"), likeness("8", "110"), likeness("|Ropd", "Rope")
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
