"""Carries out one step of a skill: aims, checks, acts, and waits for what it brings about."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from actions.action import Click, Drag, EnvironmentAction, Press, Wait, targets
from actions.target import Anchors, ElementRef
from perception.observation import Observation
from perception.predicate import (
    All,
    Exists,
    Predicate,
    Value,
    described,
    holds,
    located,
)
from skills.filling import as_called, with_values
from skills.heal import aimed
from skills.identify import Accepted, ways_of
from skills.moves import Act, Halt, Look, Move, Play, Seen, Stage
from skills.scope import Scope
from skills.seek import Seeker, on_surface
from skills.skill import Node, Step
from skills.template import references
from skills.told import says, shows

_TRIES = 3  # to aim at something that moves away
_PATIENCE = 1.0  # seconds after which labels that do not come may have been changed


@dataclass
class Enactor:
    """Carries out steps, for one replay.

    Args:
        seeker: finds targets.
        stage: what there is now.
        clock: seconds.
        home: the home folder that paths of files count from.
    """

    seeker: Seeker
    stage: Stage
    clock: Callable[[], float]
    home: Path | None

    @property
    def now(self) -> Observation:
        """What there is now."""
        return self.stage.now

    def step(self, step: Step, scope: Scope, following: Node | None) -> Play:
        """Carry out one step, and see it through.

        Args:
            step: to carry out.
            scope: with the values.
            following: what comes after it.

        Raises:
            Halt: it cannot be done, or does not bring about what it should.
        """
        where = scope.at(step.id)
        brisk = _may_be_brisk(step, following)
        deadline = self.clock() + step.timeout
        for _ in range(_TRIES):
            action = yield from self._aimed(step, scope, deadline)
            for predicate in step.identity:
                wanted = self.wanted(predicate, scope)
                if not holds(wanted, self.now):
                    yield from self.until(wanted, deadline - self.clock(), where)
            post = tuple(self.wanted(each, scope) for each in step.post)
            before = [each for each in post if holds(each, self.now)]
            held = bool(post) and len(before) == len(post)
            until = All(predicates=post) if brisk and post and not held else None
            seen = yield Act(action=action, step=where, about=step.about, until=until)
            if not seen.error or seen.executed:
                break
            if not re.match(r"target (changed|not found|not ready)", seen.error):
                break
        if seen.error and not (seen.executed and post and step.risk != "commit"):
            raise Halt(where, says(step), seen.error)
        if held and not seen.changed and (step.risk == "commit" or _must_show(step)):
            raise Halt(where, "something to change", "nothing did")
        left = max(deadline - self.clock(), min(step.timeout, 5.0))
        yield from self._came(step, before, scope, following, left)

    def _came(
        self,
        step: Step,
        before: Sequence[Predicate],
        scope: Scope,
        following: Node | None,
        left: float,
    ) -> Play:
        """Wait for what a step brings about.

        Conditions that only say how something is labelled may fail where labels have changed: then
        the others must hold, and the next step's target be surely there, or, after what cannot be
        taken back, something that was not so before show that it came out.

        Raises:
            Halt: it does not come.
        """
        where = scope.at(step.id)
        for seconds in (min(_PATIENCE, left), left - _PATIENCE):
            post = [self.wanted(each, scope) for each in step.post]
            wanted = All(predicates=tuple(post))
            if holds(wanted, self.now):
                return
            if seconds > 0:
                seen = yield Act(action=Wait(seconds=round(seconds, 2), until=wanted), step=where)
                if not seen.error and holds(wanted, self.now):
                    return
            if not self.now.complete:
                yield Look()
            firm = [now for now, each in zip(post, step.post, strict=True) if not _label(each)]
            if not all(holds(each, self.now) for each in firm):
                continue
            new = [each for each in firm if each not in before]
            if self._shows_it(step, new, following, scope):
                return
        missing = [each for each in post if not holds(each, self.now)]
        if missing:
            expected = " and ".join(described(each) for each in missing)
            raise Halt(where, expected, shows(self.now))

    def _shows_it(
        self, step: Step, new: Sequence[Predicate], following: Node | None, scope: Scope
    ) -> bool:
        """Whether a step came out although labels that it brings are not there."""
        if step.risk == "commit":
            return bool(new) and bool(scope.skill.done)
        if not isinstance(following, Step):
            return bool(new)
        stored = [each for each in targets(following.action) if isinstance(each, Anchors)]
        if not stored:
            return bool(new)
        aims = [scope.anchors(each) for each in stored]
        return all(
            aim is not None
            and isinstance(self.seeker.look_for(following, aim, ways_of(each, aim)), Accepted)
            for each, aim in zip(stored, aims, strict=True)
        )

    def until(self, wanted: Predicate, seconds: float, where: str) -> Play:
        """Wait until something holds.

        Raises:
            Halt: it does not.
        """
        if holds(wanted, self.now):
            return
        if not self.now.complete:
            yield Look()
            if holds(wanted, self.now):
                return
        seen = yield Act(action=Wait(seconds=round(max(seconds, 0.1), 2), until=wanted), step=where)
        if seen.error or not holds(wanted, seen.observation):
            parts = wanted.predicates if isinstance(wanted, All) else (wanted,)
            missing = [each for each in parts if not holds(each, self.now)] or list(parts)
            expected = " and ".join(described(each) for each in missing)
            raise Halt(where, expected, shows(self.now))

    def _aimed(
        self, step: Step, scope: Scope, deadline: float
    ) -> Generator[Move, Seen, EnvironmentAction]:
        """The action with values in it and refs for targets."""
        where = scope.at(step.id)
        action = scope.action(step.action, where)
        action = on_surface(action, self.now, where)
        stored, aims = targets(step.action), {}
        for at, target in enumerate(targets(action)):
            assert isinstance(target, Anchors)
            was = stored[at]
            assert isinstance(was, Anchors)
            accepted = yield from self.seeker.find(step, was, target, where, deadline)
            self.seeker.meet(ways_of(was, target), accepted.element)
            if accepted.healed:
                self.seeker.heal(scope.skill, step, at, was, accepted)
            aims[at] = ElementRef(ref=accepted.element.ref)
        aimed_at: EnvironmentAction = aimed(action, aims)
        return aimed_at

    def wanted(self, predicate: Predicate, scope: Scope) -> Predicate:
        """A condition with values and absolute paths in it."""
        wanted: Predicate = with_values(predicate, scope.texts)
        if self.seeker.called:
            wanted = as_called(wanted, self.seeker.called)
        return located(wanted, self.home) if self.home is not None else wanted


def _may_be_brisk(step: Step, following: Node | None) -> bool:
    """Whether the step may be left as soon as what it brings about is there.

    What cannot be taken back is neither done nor followed on a surface that still moves; a
    condition is looked at, and a picture compared, when it is at rest.
    """
    if not isinstance(following, Step) or "commit" in (step.risk, following.risk):
        return False
    return not any(
        family == "image"
        for target in targets(following.action)
        if isinstance(target, Anchors)
        for family, _ in target.ways
    )


def _must_show(step: Step) -> bool:
    """Whether a step that brings nothing new has done nothing.

    Putting in a value that is there already is fine, and so is choosing what is chosen.
    """
    if not isinstance(step.action, Click | Drag | Press):
        return False
    return not any(isinstance(each, Value) or getattr(each, "state", "") for each in step.post)


def _label(predicate: Predicate) -> bool:
    """Whether a condition of a skill only says how something is labelled."""
    return isinstance(predicate, Exists) and not any(references(predicate.name))
