"""Icons that nothing names: known by what they look like, else by what they say when hovered over.

The tree tells of a button, but not what it is for; its picture does, or its tooltip. Both are only
asked when a description fits nothing that has a name, and what they say is a weak name: a button
that is called as was asked always comes first.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Protocol

from actions.context import RunContext
from actions.errors import TargetAmbiguous, TargetNotFound
from actions.target import Description, ElementRef, Grounding, Target
from grounding.grounder import Grounder
from perception import imaging
from perception.element import TEXT_ROLES, Element, Visibility
from perception.icon_naming import LARGEST, OTHER_NAMES, Icons
from perception.icon_views import icon_view
from perception.icons import Meaning
from perception.observation import Observation

ICON = "icon"  # the family of what was found although nothing in the tree names it
_SMALLEST = 8  # environment pixels of a side
_MOST = 6  # icons that are hovered over for one target
_PURPOSES = frozenset({"", "click", "check"})


class Hover(Protocol):
    """Lets the pointer rest on something."""

    def __call__(self, grounding: Grounding, seen: Observation, context: RunContext) -> str:
        """What it says of itself then; "" for nothing, or where that may not be done."""


class IconGrounder:
    """Finds what another grounder does not, among icons without a name. Used by one run.

    Args:
        inner: is asked first.
        icons: knows what icons look like; None: nobody does.
        hover: asks an icon for its tooltip; None: that may not be done.
    """

    def __init__(
        self, inner: Grounder, icons: Icons | None = None, hover: Hover | None = None
    ) -> None:
        self._inner = inner
        self._icons = icons
        self._hover = hover
        self._said: dict[tuple[str, str], str] = {}  # place and ref of an icon -> its tooltip

    def ground(
        self, target: Target, observation: Observation, context: RunContext | None = None
    ) -> Grounding:
        """See `Grounder.ground`."""
        try:
            return self._inner.ground(target, observation, context)
        except TargetNotFound as missed:
            if not isinstance(target, Description) or target.purpose not in _PURPOSES:
                raise
            bare = bare_icons(observation) if observation.complete else []
            found = self._among(bare, target, observation, context) if bare else None
            if found is None:
                raise missed
            return found

    def close(self) -> None:
        """Let go of what the other grounder holds."""
        self._inner.close()

    def _among(
        self,
        bare: Sequence[Element],
        target: Description,
        seen: Observation,
        context: RunContext | None,
    ) -> Grounding | None:
        known = self._by_look(bare, seen)
        found = self._again(target, seen, known) if known else None
        if found is not None or self._hover is None or context is None:
            return found
        # What looks like something else is asked last.
        asked = sorted(bare, key=lambda each: each.ref in known)[:_MOST]
        for icon in asked:
            said = self._asked(icon, seen, context)
            if said:
                known[icon.ref] = dataclasses.replace(icon, name=said, weak_name=True)
                found = self._again(target, seen, known)
                if found is not None:
                    return found
        return None

    def _by_look(self, bare: Sequence[Element], seen: Observation) -> dict[str, Element]:
        """Those of a known meaning, named after it."""
        shot = seen.screenshot
        if self._icons is None or shot is None:
            return {}
        pixels = imaging.decoded(shot.data)
        looks = [icon_view(pixels, seen.viewport, each.box) for each in bare]
        return {
            each.ref: _called(each, meaning)
            for each, meaning in zip(bare, self._icons.meanings(looks), strict=True)
            if meaning is not None
        }

    def _asked(self, icon: Element, seen: Observation, context: RunContext) -> str:
        """What an icon says of itself; each is asked once at a place."""
        assert self._hover is not None
        key = (seen.place_key, icon.ref)
        if key not in self._said:
            where = Grounding(
                target=ElementRef(ref=icon.ref),
                element=icon,
                surface=icon.surface,
                point=icon.click_point or icon.box.center,
            )
            self._said[key] = self._hover(where, seen, context)
        return self._said[key]

    def _again(
        self, target: Description, seen: Observation, known: Mapping[str, Element]
    ) -> Grounding | None:
        """What is meant once these have names; None if it is none of them."""
        named = tuple(known.get(each.ref, each) for each in seen.elements)
        try:
            found = self._inner.ground(target, dataclasses.replace(seen, elements=named))
        except (TargetNotFound, TargetAmbiguous):
            return None
        if found.element is None or found.element.ref not in known:
            return None
        return dataclasses.replace(found, families=(*found.families, ICON))


def _called(icon: Element, meaning: Meaning) -> Element:
    also = "\n".join(meaning.names[1:])
    attributes = {**icon.attributes, OTHER_NAMES: also}
    return dataclasses.replace(icon, name=meaning.name, weak_name=True, attributes=attributes)


def bare_icons(seen: Observation) -> list[Element]:
    """The controls in view that are small, and that nothing names but perhaps their code."""
    return [
        each
        for each in seen.elements
        if each.interactive
        and (not each.name or each.weak_name)
        and not (each.value or each.description)
        and each.role not in TEXT_ROLES
        and "disabled" not in each.states
        and each.visibility is Visibility.VISIBLE
        and min(each.box.size) >= _SMALLEST
        and max(each.box.size) <= LARGEST
        and not any(inner.name and not inner.weak_name for inner in seen.within(each))
    ]
