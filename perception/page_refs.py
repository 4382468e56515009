"""Refs: short names of elements, kept over readings and over re-rendering.

The page script numbers nodes; the number stays while the node lives. When a page throws a node
away and draws an equal one in its place, as many frameworks do, the new node takes over the ref of
the old one, so that a planner that read "e12" a moment ago still means the same thing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from perception.element import Element

_CONTEXTS = frozenset({"row", "listitem", "article", "treeitem", "group", "region", "dialog"})
_SAME_PLACE = 0.5  # overlap of boxes from which a new node stands where the old one stood

Holder = tuple[int, int]  # a frame's number, a node's id in the frame


class RefBook:
    """The refs of one page."""

    def __init__(self, surface: str) -> None:
        self._prefix = "e" if surface in ("", "t1", "p1") else f"{surface}e"
        self._taken: dict[Holder, str] = {}
        self._holders: dict[str, Holder] = {}
        self._last: dict[str, tuple[Element, tuple[str, ...]]] = {}

    def ref(self, frame: int, node: int) -> str:
        """The ref of a node; numbers are unique over the frames of a page."""
        holder = (frame, node)
        known = self._taken.get(holder)
        if known is None:
            known = f"{self._prefix}{node}"
            self._taken[holder] = known
            self._holders[known] = holder
        return known

    def holder(self, ref: str) -> Holder | None:
        """The frame and the node that a ref means now."""
        return self._holders.get(ref)

    def forget(self, frame: int) -> None:
        """Drop all refs of a frame whose document is gone."""
        for holder in [each for each in self._taken if each[0] == frame]:
            ref = self._taken.pop(holder)
            if self._holders.get(ref) == holder:
                del self._holders[ref]
            self._last.pop(ref, None)

    def inherit(
        self, found: Sequence[Element], alive: Callable[[Iterable[str]], set[str]]
    ) -> dict[str, str]:
        """Let new elements take over the refs of vanished ones that they replace.

        Args:
            found: the elements of a reading.
            alive: which of these refs' nodes are still in the page.

        Returns:
            New ref -> the ref that takes its place.
        """
        by_ref = {element.ref: element for element in found}
        contexts = _context_names(found, by_ref)
        renamed: dict[str, str] = {}
        fresh = [each for each in found if each.ref not in self._last]
        gone = [each for ref, each in self._last.items() if ref not in by_ref]
        if fresh and gone and len(self._last) > len(found) * 0.05:
            renamed = self._matches(fresh, gone, contexts)
            still = alive(renamed.values()) if renamed else set()
            renamed = {new: old for new, old in renamed.items() if old not in still}
            for new, old in renamed.items():
                holder = self._holders.pop(new)
                self._holders[old] = holder
                self._taken[holder] = old
        self._last = {renamed.get(each.ref, each.ref): (each, contexts[each.ref]) for each in found}
        return renamed

    def take_over(self, element: Element, alive: Callable[[Iterable[str]], set[str]]) -> str | None:
        """Let one new element, met between two readings, take over the ref of a vanished one.

        Args:
            element: as it is now; its ref is that of its node.
            alive: which of these refs' nodes are still in the page.

        Returns:
            The ref that it takes over; None if it keeps its own.
        """
        if element.ref in self._last or element.ref not in self._holders:
            return None
        likeness = _key(element, ())
        overlap, old = max(
            (
                (each.box.overlap(element.box), ref)
                for ref, (each, _) in self._last.items()
                if _key(each, ()) == likeness
            ),
            default=(0.0, ""),
        )
        if overlap < _SAME_PLACE or alive([old]):
            return None
        holder = self._holders.pop(element.ref)
        self._holders[old] = holder
        self._taken[holder] = old
        return old

    def _matches(
        self,
        fresh: Sequence[Element],
        gone: Sequence[tuple[Element, tuple[str, ...]]],
        contexts: dict[str, tuple[str, ...]],
    ) -> dict[str, str]:
        waiting = defaultdict(list)
        old_ref = {id(each): ref for ref, each in self._last.items()}
        for each in gone:
            waiting[_key(each[0], each[1])].append(each)
        matched = {}
        for element in fresh:
            rivals = waiting.get(_key(element, contexts[element.ref]), [])
            best = max(rivals, key=lambda each: each[0].box.overlap(element.box), default=None)
            if best is not None and best[0].box.overlap(element.box) >= _SAME_PLACE:
                rivals.remove(best)
                matched[element.ref] = old_ref[id(best)]
        return matched


def _key(element: Element, context: tuple[str, ...]) -> tuple[object, ...]:
    # With an id of its own an element may change its name ("Count 1" -> "Count 2").
    own = element.attributes.get("id", "")
    return (element.role, own, "" if own else element.name, context)


def _context_names(
    found: Sequence[Element], by_ref: dict[str, Element]
) -> dict[str, tuple[str, ...]]:
    """What an element stands in: an Edit button of another row is another button."""
    texts: dict[str, list[str]] = defaultdict(list)
    nearest: dict[str, str | None] = {}
    for element in found:
        parent = by_ref.get(element.parent) if element.parent else None
        if parent is None:
            nearest[element.ref] = None
        elif parent.role in _CONTEXTS:
            nearest[element.ref] = parent.ref
        else:
            nearest[element.ref] = nearest.get(parent.ref)
        holder = nearest[element.ref]
        if holder is not None and not element.interactive and len(texts[holder]) < 8:
            texts[holder].append(element.name)
    return {
        element.ref: (by_ref[holder].name, *texts[holder])
        if (holder := nearest[element.ref]) is not None
        else ()
        for element in found
    }
