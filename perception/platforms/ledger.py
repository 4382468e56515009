"""Which element of a reading is which object of the platform, and refs that outlast a redraw."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from perception.element import Element
from perception.platforms.controls import Made, Scene
from perception.platforms.interface import ElementGone, WindowInfo, WindowSystem
from perception.platforms.visible import covers

H = TypeVar("H")  # a platform's own handle of an object
_MOST_REFS = 20_000
_SAME_PLACE = 0.5  # overlap from which a new object stands where a vanished one stood


@dataclass(frozen=True, slots=True)
class Known(Generic[H]):
    """An element of the last reading: its object by identity and handle, and its window."""

    key: Hashable
    handle: H
    element: Element
    window: WindowInfo


class Ledger(Generic[H]):
    """Keeps the elements of the last reading by their refs.

    Args:
        source: `Element.source` of what it keeps.
        windows: tells what lies over what; None if nothing is known of that.
    """

    def __init__(self, source: str, windows: WindowSystem | None) -> None:
        self._source = source
        self._windows = windows
        self._refs: dict[Hashable, str] = {}
        self._known: dict[str, Known[H]] = {}
        self._count = 0

    def ref(self, key: Hashable) -> str:
        """The ref of an object; the same for the same object."""
        if key not in self._refs:
            self._count += 1
            self._refs[key] = f"a{self._count}"
        return self._refs[key]

    def known(self, ref: str) -> Known[H] | None:
        """What the last reading knew under this ref."""
        return self._known.get(ref)

    def handle(self, ref: str) -> H:
        """The object of an element.

        Raises:
            ElementGone: the last reading knew none under this ref.
        """
        known = self._known.get(ref)
        if known is None:
            raise ElementGone(f"there was no {ref} when the windows were read last")
        return known.handle

    def scenes(self) -> Callable[[WindowInfo], Scene]:
        """What elements of a window are made with: the windows above it, the monitors.

        The windows are looked at once, so that a reading of many windows is no slower for it.
        """
        windows = self._windows.windows() if self._windows is not None else ()
        monitors = self._windows.monitors() if self._windows is not None else ()

        def scene(window: WindowInfo) -> Scene:
            return Scene(
                window=window,
                covers=covers(window, windows),
                screen=[monitor.box for monitor in monitors] or [window.frame],
                ref=self.ref,
                source=self._source,
            )

        return scene

    def scene_now(self, window: WindowInfo) -> Scene | None:
        """The same, with the window where it is now; None if it is gone."""
        if self._windows is None:
            return self.scenes()(window)
        now = next((each for each in self._windows.windows() if each.id == window.id), None)
        return self.scenes()(now) if now is not None else None

    def enter(self, reading: Sequence[tuple[Made, H, WindowInfo]]) -> tuple[Element, ...]:
        """Take in a reading, in place of the one before.

        An object that is new but stands where one with the same role and name has vanished, as
        after a redraw, takes over its ref.

        Returns:
            The elements, in the order given.
        """
        renamed = self._renamed([each for each, _, _ in reading])
        self._known = {}
        for each, handle, window in reading:
            parent = each.element.parent
            element = replace(
                each.element,
                ref=renamed.get(each.element.ref, each.element.ref),
                parent=renamed.get(parent, parent) if parent else None,
            )
            self._known[element.ref] = Known(each.control.key, handle, element, window)
        if len(self._refs) > _MOST_REFS:
            self._refs = {known.key: ref for ref, known in self._known.items()}
        return tuple(known.element for known in self._known.values())

    def _renamed(self, found: Sequence[Made]) -> dict[str, str]:
        """Refs of new objects that stand in for vanished ones, to the refs of those."""
        shown = {each.element.ref for each in found}
        vanished: dict[tuple[str, str, str], list[Known[H]]] = {}
        for ref, known in self._known.items():
            if ref not in shown:
                vanished.setdefault(_kind(known.element), []).append(known)
        renamed: dict[str, str] = {}
        for each in found if vanished else ():
            element = each.element
            twins = vanished.get(_kind(element), []) if element.ref not in self._known else []
            at = [old for old in twins if old.element.box.overlap(element.box) > _SAME_PLACE]
            if at:
                twins.remove(at[0])
                renamed[element.ref] = at[0].element.ref
                self._refs.pop(at[0].key, None)
                self._refs[each.control.key] = at[0].element.ref
        return renamed


def _kind(element: Element) -> tuple[str, str, str]:
    return element.surface, element.role, element.name
