"""How a page came to be at its address: typed, back, forward, reloaded, or led there.

The browser's own list of visited entries tells: going back moves the index, an address that was
typed is marked as such. What a page does by itself after a click (`history.back()`, `reload()`)
looks the same there, so it counts as the person's only where nothing was done just before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

How = Literal["typed", "back", "forward", "reload", "started", "followed"]

# Transition types of `Page.getNavigationHistory` that a person begins in the browser itself.
_TYPED = frozenset({"typed", "generated", "keyword", "keyword_generated", "auto_bookmark"})
CAUSED = 1.5  # seconds that what is done in a page may take to lead somewhere


@dataclass(frozen=True, slots=True)
class History:
    """The list of visited entries at one moment: ids, transitions, and which is shown."""

    ids: tuple[int, ...] = ()
    transitions: tuple[str, ...] = ()
    index: int = -1

    @classmethod
    def of(cls, answer: dict[str, Any]) -> History:
        """From the answer to `Page.getNavigationHistory`."""
        entries = answer["entries"]
        return cls(
            tuple(entry["id"] for entry in entries),
            tuple(entry["transitionType"] for entry in entries),
            answer["currentIndex"],
        )

    @property
    def shown(self) -> int:
        """The id of the entry that is shown; -1 for none."""
        return self.ids[self.index] if 0 <= self.index < len(self.ids) else -1


def how(before: History, after: History, *, within: bool, caused: bool) -> How:
    """How a page went from one entry to another.

    Args:
        before: the history when the page last was known to be somewhere.
        after: the history now.
        within: the document stayed the same (a fragment, or the page's own routing).
        caused: something was done in the page just before.

    >>> one = History((1, 2), ("typed", "link"), 1)
    >>> how(one, History((1, 2), ("typed", "link"), 0), within=False, caused=False)
    'back'
    >>> how(one, History((1, 2, 3), ("typed", "link", "typed"), 2), within=False, caused=True)
    'typed'
    """
    if after.shown not in before.ids:
        typed = 0 <= after.index < len(after.transitions) and (
            after.transitions[after.index] in _TYPED
        )
        return "typed" if typed else "followed"
    if caused:
        return "followed"
    if after.shown == before.shown:
        return "followed" if within else "reload"
    return "back" if after.ids.index(after.shown) < before.ids.index(before.shown) else "forward"
