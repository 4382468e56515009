"""Finds the targets of a replay's steps: waits for them, looks through lists, and heals.

It never guesses: what is not surely the right element halts, and the halt says what was expected
and what is there.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace

from actions.action import (
    AnswerDialog,
    EnvironmentAction,
    Navigate,
    Scroll,
    Wait,
    Window,
)
from actions.errors import InvalidAction, TargetAmbiguous, TargetNotFound
from actions.target import Anchors, ElementRef
from grounding.grounder import Grounder
from perception.element import Element
from perception.observation import Observation, Surface, SurfaceKind
from perception.predicate import AnyOf, Exists, Not, Predicate, Text, fold, holds
from skills.filling import plain_pattern
from skills.heal import Patch, renewed
from skills.identify import Accepted, Way, accept, ways_of
from skills.moves import Act, Halt, Look, Move, Seen, Stage
from skills.skill import Skill, Step
from skills.told import meant, shows

_GLANCE = 0.4  # seconds given to a surface that already shows what could be meant
_TURNS = 40  # pages of a list that is looked through
_LISTED = frozenset({"row", "listitem", "option", "treeitem"})


@dataclass
class Seeker:
    """Finds targets, for one replay.

    Args:
        grounder: ranks the elements.
        stage: what there is now.
        clock: seconds.
        deed: what a control with a new name would do that one with the old name would not, ""
            if nothing: old name, new name and the step's risk are told.

    Attributes:
        patches: what was healed so far.
        called: controls that are called otherwise now: the name as it was, folded, to that of now.
    """

    grounder: Grounder
    stage: Stage
    clock: Callable[[], float]
    deed: Callable[[str, str, str], str]
    patches: list[Patch] = field(default_factory=list)
    called: dict[str, str] = field(default_factory=dict)

    def find(
        self, step: Step, stored: Anchors, target: Anchors, where: str, deadline: float
    ) -> Generator[Move, Seen, Accepted]:
        """The element that the anchors mean; waits for it, and halts rather than guesses."""
        ways = ways_of(stored, target)
        waited = off = looked = False
        turns = 0
        while True:
            found = self.look_for(step, target, ways)
            if isinstance(found, Accepted) and "disabled" in found.element.states:
                if off:
                    raise Halt(where, f"{meant(target)} to be enabled", "it is disabled")
                off = True
                left = deadline - self.clock()
                yield Act(action=_until_enabled(found.element, left), step=where)
                continue
            if isinstance(found, Accepted) and (waited or not found.healed):
                return found
            if not self.stage.now.complete and not looked:
                looked = True
                yield Look()
                continue
            if waited:
                if isinstance(found, Accepted):
                    return found
                row = self._row_in_view(ways) if turns < _TURNS else None
                if row is None:
                    raise Halt(where, meant(target), found)
                turns += 1
                down = Scroll(target=ElementRef(ref=row.ref), dy=1, unit="page")
                seen = yield Act(action=down, step=where)
                if seen.error or not seen.changed:
                    raise Halt(where, meant(target), found)
                continue
            waited = True
            wanted = _sign(target)
            # Where it is shown already, or something else would do, a glance is enough.
            glance = isinstance(found, Accepted) or wanted is None or holds(wanted, self.stage.now)
            left = deadline - self.clock()
            seconds = min(left, _GLANCE) if glance else left
            unsettled = None if glance else wanted
            yield Act(
                action=Wait(seconds=round(max(seconds, 0.05), 2), until=unsettled), step=where
            )

    def _row_in_view(self, ways: Sequence[Way]) -> Element | None:
        """A row of a window's list over which to scroll; None if that would not help.

        Windows tell little or nothing of rows that are out of view; pages tell all. Where what is
        meant is in view, however ambiguous, scrolling would only hide its rivals.
        """
        active = self.stage.now.active
        values = [fold(way.value) for way in ways if way.given or way.family == "near"]
        if active is None or active.kind is not SurfaceKind.WINDOW or not values:
            return None
        view = self.stage.now.viewport.box
        shown = [
            each
            for each in self.stage.now.elements
            if each.surface == active.ref and each.box.height > 0 and view.contains(each.box.center)
        ]
        texts = [fold(text) for each in shown for text in (each.name, each.value or "")]
        if any(value in text for value in values for text in texts):
            return None
        rows = [each for each in shown if each.role in _LISTED]
        return rows[len(rows) // 2] if len(rows) > 2 else None

    def look_for(self, step: Step, target: Anchors, ways: Sequence[Way]) -> Accepted | str:
        """The element that the anchors mean in what is there now, or why none is taken."""
        try:
            found = self.grounder.ground(target, self.stage.now)
        except (TargetNotFound, TargetAmbiguous, InvalidAction) as failure:
            near = ", ".join(getattr(failure, "near", ())[:3])
            return f"{failure}{f' (closest: {near})' if near else ''}; {shows(self.stage.now)}"
        accepted = accept(ways, found, self.stage.now, commit=step.risk == "commit")
        if isinstance(accepted, str):
            return f"{accepted}; {shows(self.stage.now)}"
        for way in accepted.healed:
            if way.family in ("name", "text"):
                new = accepted.element
                if deed := self.deed(way.value, new.name, step.risk):
                    return f"{new.described()} would {deed} instead; {shows(self.stage.now)}"
        return accepted

    def meet(self, ways: Sequence[Way], element: Element) -> None:
        """Remember what a control is called now: conditions speak of it by the name that it had."""
        for way in ways:
            if way.family != "name" or way.given or not element.name:
                continue
            if fold(element.name) != fold(way.value):
                self.called[fold(way.value)] = element.name

    def heal(self, skill: Skill, step: Step, at: int, stored: Anchors, accepted: Accepted) -> None:
        """Keep what fits now as a patch of a target that was found otherwise."""
        new = renewed(stored, accepted.element, accepted.healed)
        if new.ways == stored.ways:
            return
        lost = ", ".join(f"{way.family} {way.value!r}" for way in accepted.healed)
        patch = Patch(
            skill=skill.name,
            version=skill.version,
            step=step.id,
            at=at,
            old=stored.ways,
            new=new.ways,
            reason=f"{lost} did not fit {accepted.element.described()}",
        )
        if patch not in self.patches:
            self.patches.append(patch)


def _until_enabled(element: Element, seconds: float) -> Wait:
    off = Exists(role=element.role, name=plain_pattern(element.name), state="disabled")
    return Wait(seconds=round(max(seconds, 0.1), 2), until=Not(predicate=off))


def _sign(target: Anchors) -> Predicate | None:
    """What shows that the target may be there, to wait for."""
    role = next((value for family, value in target.ways if family == "role"), "")
    signs: list[Predicate] = []
    for family, value in target.ways:
        if family == "name":
            signs.append(Exists(role=role, name=plain_pattern(value)))
        elif family == "text":
            signs.append(Text(text=value))
    return AnyOf(predicates=tuple(signs)) if signs else None


def on_surface(action: EnvironmentAction, now: Observation, where: str) -> EnvironmentAction:
    """The action with the ref of the window, tab or dialog that its pattern means.

    Raises:
        Halt: there is none, or more than one.
    """
    if not isinstance(action, Window | Navigate | AnswerDialog) or not action.surface:
        return action
    fitting = [each for each in now.surfaces if _is_called(each, action.surface)]
    if len(fitting) != 1:
        names = ", ".join(repr(each.title or each.url) for each in now.surfaces[:5])
        present = f"{len(fitting) or 'none'} of them: {names}"
        raise Halt(where, f"one window or tab called {action.surface!r}", present)
    return replace(action, surface=fitting[0].ref)


def _is_called(surface: Surface, pattern: str) -> bool:
    wanted = fold(pattern)
    return surface.application.casefold() == wanted or any(
        fnmatch.fnmatchcase(fold(text), wanted) for text in (surface.title, surface.url)
    )
