"""Replays a skill: a state machine over observations that says what to do next.

It knows no environment, no engine and no clock but the one that it is given. `Replay.next` is told
what there is now and how the last move went, and answers with the next move: act, look at the whole
page, let a planner do a bounded part, or stop, done or halted. It never sleeps: what must come true
is waited for by a `Wait` with a predicate. It never guesses: what is not surely the right element
halts, and the halt says what was expected and what is there.
"""

from __future__ import annotations

import dataclasses
import fnmatch
import re
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, assert_never

from actions.action import (
    AnswerDialog,
    Claim,
    Click,
    Drag,
    EnvironmentAction,
    Navigate,
    Press,
    Scroll,
    SecretRef,
    Type,
    Wait,
    Window,
    targets,
)
from actions.errors import InvalidAction, TargetAmbiguous, TargetNotFound
from actions.target import Anchors, ElementRef
from grounding.grounder import Grounder
from perception.element import Element
from perception.observation import Observation, Surface, SurfaceKind
from perception.predicate import (
    All,
    AnyOf,
    Exists,
    Not,
    Predicate,
    Text,
    Value,
    described,
    fold,
    holds,
    located,
)
from skills.heal import Patch, aimed, renewed
from skills.identify import Accepted, Way, accept, ways_of
from skills.skill import AgentStep, Call, Equals, Foreach, If, Node, Skill, Step
from skills.template import TemplateError, filled, references
from skills.values import Row, Values, ValuesError, bind

_DEEPEST = 5  # skills that call each other
_TRIES = 3  # to aim at something that moves away
_PATIENCE = 1.0  # seconds after which labels that do not come may have been changed
_GLANCE = 0.4  # seconds given to a surface that already shows what could be meant
_TURNS = 40  # pages of a list that is looked through
_LISTED = frozenset({"row", "listitem", "option", "treeitem"})
_FOREVER = 100_000  # moves of one replay


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What there is now, and how the last move went.

    Attributes:
        observation: now.
        error: of the last action; "" if it went well.
        executed: whether the last action was begun; then it may have had its effect.
        changed: whether anything changed by it.
        reached: of a part that a planner did: whether it ended well.
    """

    observation: Observation
    error: str = ""
    executed: bool = False
    changed: bool = True
    reached: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Do this; the targets are refs of the observation that was given.

    Attributes:
        action: to do.
        step: of the skill.
        about: what it is for.
        until: what it brings about; no longer rest need be waited for than until it holds. None:
            the surface must rest, and be pictured, before the next look at it.
    """

    action: EnvironmentAction
    step: str
    about: str = ""
    until: Predicate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Show the whole page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegate:
    """Let a planner reach this, with these kinds of actions, in so many steps."""

    instruction: str
    actions: tuple[str, ...]
    max_steps: int
    post: tuple[Predicate, ...]
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Halted:
    """It does not go on.

    Attributes:
        step: where.
        expected: what should have been there.
        present: what is there.
    """

    step: str
    expected: str
    present: str

    def __str__(self) -> str:
        at = f"step {self.step}: " if self.step else ""
        return f"{at}expected {self.expected}; {self.present}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """All is done; `claims` say how that can be checked."""

    claims: tuple[Claim, ...] = ()


Move = Act | Look | Delegate | Halted | Done
_Play = Generator[Move, Seen, None]


class _Halt(Exception):
    """Ends the replay with a halt."""

    def __init__(self, step: str, expected: str, present: str) -> None:
        super().__init__(expected)
        self.halted = Halted(step=step, expected=expected, present=present)


@dataclass(frozen=True)
class _Scope:
    """What texts may speak of at one place."""

    skill: Skill
    texts: Mapping[str, str]
    secrets: Mapping[str, str]
    tables: Mapping[str, Sequence[Row]]
    depth: int = 0
    within: str = ""  # ids of calls around it, for messages

    def at(self, step: str) -> str:
        return f"{self.within}{step}"


@dataclass
class Replay:
    """One replay of a skill.

    Args:
        skill: to replay.
        values: that it is run with.
        grounder: finds targets.
        library: a skill by its name, for calls; raises KeyError.
        clock: seconds.
        home: the home folder that paths of files count from.
        deed: what a control with a new name would do that one with the old name would not
            ("delete"), "" if nothing: old name, new name and the step's risk are told. Such a
            target is not taken.

    Attributes:
        patches: what was healed so far.
    """

    skill: Skill
    values: Values
    grounder: Grounder
    library: Callable[[str], Skill] | None = None
    clock: Callable[[], float] = time.monotonic
    home: Path | None = None
    deed: Callable[[str, str, str], str] = lambda old, new, risk: ""
    patches: list[Patch] = field(default_factory=list)
    _called: dict[str, str] = field(default_factory=dict)  # a control's name as it was: as it is
    _play: _Play | None = None
    _seen: Seen | None = None
    _ended: Move | None = None
    _moves: int = 0

    def next(self, seen: Seen) -> Move:
        """What to do next. After `Done` or `Halted` it stays at that."""
        if self._ended is not None:
            return self._ended
        self._seen = seen
        self._moves += 1
        try:
            if self._moves > _FOREVER:
                raise _Halt("", f"an end within {_FOREVER:,} moves", "it does not end")
            if self._play is None:
                self._play = self._whole()
                return next(self._play)
            return self._play.send(seen)
        except StopIteration:
            self._ended = Done(claims=self._claims())
        except _Halt as halt:
            self._ended = halt.halted
        return self._ended

    def close(self) -> None:
        """Let go of what it holds. Idempotent."""
        if self._play is not None:
            self._play.close()

    @property
    def _now(self) -> Observation:
        assert self._seen is not None
        return self._seen.observation

    def _whole(self) -> _Play:
        values = self.values
        scope = _Scope(self.skill, values.texts, values.secrets, values.tables)
        yield from self._skill(scope)

    def _skill(self, scope: _Scope) -> _Play:
        for predicate in scope.skill.pre:
            wanted = self._wanted(predicate, scope)
            if not holds(wanted, self._now):
                yield from self._until(wanted, 3.0, scope.at("start"))
        yield from self._nodes(scope.skill.steps, scope)

    def _nodes(self, steps: Sequence[Node], scope: _Scope) -> _Play:
        for at, node in enumerate(steps):
            match node:
                case Step():
                    following = steps[at + 1] if at + 1 < len(steps) else None
                    yield from self._step(node, scope, following)
                case If():
                    holds_now = self._condition(node.condition, scope)
                    yield from self._nodes(node.then if holds_now else node.otherwise, scope)
                case Foreach():
                    yield from self._foreach(node, scope)
                case Call():
                    yield from self._call(node, scope)
                case AgentStep():
                    yield from self._agent(node, scope)
                case _:
                    assert_never(node)

    def _condition(self, condition: Predicate | Equals, scope: _Scope) -> bool:
        if isinstance(condition, Equals):
            value = filled(condition.value, scope.texts)
            return fold(scope.texts.get(condition.parameter, "")) == fold(value)
        return holds(self._wanted(condition, scope), self._now)

    def _foreach(self, node: Foreach, scope: _Scope) -> _Play:
        rows = scope.tables.get(node.table, ())
        if len(rows) > node.most:
            there = f"there are {len(rows):,}"
            raise _Halt(scope.at(node.id), f"at most {node.most:,} rows", there)
        for row in rows:
            cells = {f"{node.row}.{column}": text for column, text in row.items()}
            inside = replace(scope, texts={**scope.texts, **cells})
            yield from self._nodes(node.steps, inside)

    def _call(self, node: Call, scope: _Scope) -> _Play:
        where = scope.at(node.id)
        if scope.depth >= _DEEPEST:
            raise _Halt(where, f"calls at most {_DEEPEST} deep", "skills call each other")
        try:
            if self.library is None:
                raise KeyError(node.skill)
            skill = self.library(node.skill)
        except KeyError:
            raise _Halt(where, f"a skill called {node.skill}", "there is none") from None
        given: dict[str, str] = {}
        tables: dict[str, Sequence[Row]] = {}
        for name, value in node.arguments:
            whole = re.fullmatch(r"\{\{([a-z][a-z0-9_]*)\}\}", value)
            if whole and whole[1] in scope.secrets:
                given[name] = scope.secrets[whole[1]]
            elif whole and whole[1] in scope.tables:
                tables[name] = scope.tables[whole[1]]
            else:
                given[name] = self._text(value, scope, where)
        try:
            values = bind(skill, given, tables)
        except ValuesError as failure:
            raise _Halt(where, f"values for {node.skill}", str(failure)) from None
        yield from self._skill(
            _Scope(
                skill,
                values.texts,
                values.secrets,
                values.tables,
                scope.depth + 1,
                f"{where}/",
            )
        )

    def _agent(self, node: AgentStep, scope: _Scope) -> _Play:
        where = scope.at(node.id)
        post = tuple(self._wanted(each, scope) for each in node.post)
        if all(holds(each, self._now) for each in post):
            return
        instruction = self._text(node.instruction, scope, where)
        seen = yield Delegate(
            instruction=instruction,
            actions=node.actions,
            max_steps=node.max_steps,
            post=post,
            step=where,
        )
        if seen.error:
            raise _Halt(where, f"somebody to {instruction!r}", seen.error)
        yield from self._until(All(predicates=post), 5.0, where)

    # One step.

    def _step(self, step: Step, scope: _Scope, following: Node | None) -> _Play:
        where = scope.at(step.id)
        brisk = _may_be_brisk(step, following)
        deadline = self.clock() + step.timeout
        for _ in range(_TRIES):
            action = yield from self._aimed(step, scope, deadline)
            for predicate in step.identity:
                wanted = self._wanted(predicate, scope)
                if not holds(wanted, self._now):
                    yield from self._until(wanted, deadline - self.clock(), where)
            post = tuple(self._wanted(each, scope) for each in step.post)
            before = [each for each in post if holds(each, self._now)]
            held = bool(post) and len(before) == len(post)
            until = All(predicates=post) if brisk and post and not held else None
            seen = yield Act(action=action, step=where, about=step.about, until=until)
            if not seen.error or seen.executed:
                break
            if not re.match(r"target (changed|not found|not ready)", seen.error):
                break
        if seen.error and not (seen.executed and post and step.risk != "commit"):
            raise _Halt(where, self._says(step, scope), seen.error)
        if held and not seen.changed and (step.risk == "commit" or _must_show(step)):
            raise _Halt(where, "something to change", "nothing did")
        left = max(deadline - self.clock(), min(step.timeout, 5.0))
        yield from self._came(step, before, scope, following, left)

    def _came(
        self,
        step: Step,
        before: Sequence[Predicate],
        scope: _Scope,
        following: Node | None,
        left: float,
    ) -> _Play:
        """Wait for what a step brings about.

        Conditions that only say how something is labelled may fail where labels have changed: then
        the others must hold, and the next step's target be surely there, or, after what cannot be
        taken back, something that was not so before show that it came out.

        Raises:
            _Halt: it does not come.
        """
        where = scope.at(step.id)
        for seconds in (min(_PATIENCE, left), left - _PATIENCE):
            post = [self._wanted(each, scope) for each in step.post]
            wanted = All(predicates=tuple(post))
            if holds(wanted, self._now):
                return
            if seconds > 0:
                seen = yield Act(action=Wait(seconds=round(seconds, 2), until=wanted), step=where)
                if not seen.error and holds(wanted, self._now):
                    return
            if not self._now.complete:
                yield Look()
            firm = [now for now, each in zip(post, step.post, strict=True) if not _label(each)]
            if not all(holds(each, self._now) for each in firm):
                continue
            new = [each for each in firm if each not in before]
            if self._shows_it(step, new, following, scope):
                return
        missing = [each for each in post if not holds(each, self._now)]
        if missing:
            expected = " and ".join(described(each) for each in missing)
            raise _Halt(where, expected, self._shows())

    def _shows_it(
        self, step: Step, new: Sequence[Predicate], following: Node | None, scope: _Scope
    ) -> bool:
        """Whether a step came out although labels that it brings are not there."""
        if step.risk == "commit":
            return bool(new) and bool(scope.skill.done)
        if not isinstance(following, Step):
            return bool(new)
        stored = [each for each in targets(following.action) if isinstance(each, Anchors)]
        if not stored:
            return bool(new)
        aims = [self._filled_anchors(each, scope) for each in stored]
        return all(
            aim is not None
            and isinstance(self._look_for(following, aim, ways_of(each, aim)), Accepted)
            for each, aim in zip(stored, aims, strict=True)
        )

    def _filled_anchors(self, stored: Anchors, scope: _Scope) -> Anchors | None:
        try:
            made: Anchors = _filled(stored, scope.texts)
        except TemplateError:
            return None
        return made

    def _until(self, wanted: Predicate, seconds: float, where: str) -> _Play:
        """Wait until something holds.

        Raises:
            _Halt: it does not.
        """
        if holds(wanted, self._now):
            return
        if not self._now.complete:
            yield Look()
            if holds(wanted, self._now):
                return
        seen = yield Act(action=Wait(seconds=round(max(seconds, 0.1), 2), until=wanted), step=where)
        if seen.error or not holds(wanted, seen.observation):
            parts = wanted.predicates if isinstance(wanted, All) else (wanted,)
            missing = [each for each in parts if not holds(each, self._now)] or list(parts)
            expected = " and ".join(described(each) for each in missing)
            raise _Halt(where, expected, self._shows())

    def _aimed(
        self, step: Step, scope: _Scope, deadline: float
    ) -> Generator[Move, Seen, EnvironmentAction]:
        """The action with values in it and refs for targets."""
        where = scope.at(step.id)
        action = self._with_values(step.action, scope, where)
        action = self._on_surface(action, where)
        stored, aims = targets(step.action), {}
        for at, target in enumerate(targets(action)):
            assert isinstance(target, Anchors)
            was = stored[at]
            assert isinstance(was, Anchors)
            accepted = yield from self._find(step, was, target, where, deadline)
            if accepted.healed:
                self._heal(step, scope, at, was, accepted)
            aims[at] = ElementRef(ref=accepted.element.ref)
        aimed_at: EnvironmentAction = aimed(action, aims)
        return aimed_at

    def _find(
        self, step: Step, stored: Anchors, target: Anchors, where: str, deadline: float
    ) -> Generator[Move, Seen, Accepted]:
        """The element that the anchors mean; waits for it, and halts rather than guesses."""
        ways = ways_of(stored, target)
        waited = off = looked = False
        turns = 0
        while True:
            found = self._look_for(step, target, ways)
            if isinstance(found, Accepted) and "disabled" in found.element.states:
                if off:
                    raise _Halt(where, f"{_meant(target)} to be enabled", "it is disabled")
                off = True
                left = deadline - self.clock()
                yield Act(action=_until_enabled(found.element, left), step=where)
                continue
            if isinstance(found, Accepted) and (waited or not found.healed):
                return found
            if not self._now.complete and not looked:
                looked = True
                yield Look()
                continue
            if waited:
                if isinstance(found, Accepted):
                    return found
                row = self._row_in_view(ways) if turns < _TURNS else None
                if row is None:
                    raise _Halt(where, _meant(target), found)
                turns += 1
                down = Scroll(target=ElementRef(ref=row.ref), dy=1, unit="page")
                seen = yield Act(action=down, step=where)
                if seen.error or not seen.changed:
                    raise _Halt(where, _meant(target), found)
                continue
            waited = True
            wanted = _sign(target)
            # Where it is shown already, or something else would do, a glance is enough.
            glance = isinstance(found, Accepted) or wanted is None or holds(wanted, self._now)
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
        active = self._now.active
        values = [fold(way.value) for way in ways if way.given or way.family == "near"]
        if active is None or active.kind is not SurfaceKind.WINDOW or not values:
            return None
        view = self._now.viewport.box
        shown = [
            each
            for each in self._now.elements
            if each.surface == active.ref and each.box.height > 0 and view.contains(each.box.center)
        ]
        texts = [fold(text) for each in shown for text in (each.name, each.value or "")]
        if any(value in text for value in values for text in texts):
            return None
        rows = [each for each in shown if each.role in _LISTED]
        return rows[len(rows) // 2] if len(rows) > 2 else None

    def _look_for(self, step: Step, target: Anchors, ways: Sequence[Any]) -> Accepted | str:
        try:
            found = self.grounder.ground(target, self._now)
        except (TargetNotFound, TargetAmbiguous, InvalidAction) as failure:
            near = ", ".join(getattr(failure, "near", ())[:3])
            return f"{failure}{f' (closest: {near})' if near else ''}; {self._shows()}"
        accepted = accept(ways, found, self._now, commit=step.risk == "commit")
        if isinstance(accepted, str):
            return f"{accepted}; {self._shows()}"
        for way in accepted.healed:
            if way.family in ("name", "text"):
                new = accepted.element
                if deed := self.deed(way.value, new.name, step.risk):
                    return f"{new.described()} would {deed} instead; {self._shows()}"
        return accepted

    def _heal(
        self, step: Step, scope: _Scope, at: int, stored: Anchors, accepted: Accepted
    ) -> None:
        for way in accepted.healed:
            if way.family == "name" and not way.given and accepted.element.name:
                self._called[fold(way.value)] = accepted.element.name
        new = renewed(stored, accepted.element, accepted.healed)
        if new.ways == stored.ways:
            return
        lost = ", ".join(f"{way.family} {way.value!r}" for way in accepted.healed)
        patch = Patch(
            skill=scope.skill.name,
            version=scope.skill.version,
            step=step.id,
            at=at,
            old=stored.ways,
            new=new.ways,
            reason=f"{lost} did not fit {accepted.element.described()}",
        )
        if patch not in self.patches:
            self.patches.append(patch)

    # Values.

    def _wanted(self, predicate: Predicate, scope: _Scope) -> Predicate:
        """A condition with values and absolute paths in it."""
        wanted: Predicate = _filled(predicate, scope.texts)
        if self._called:
            wanted = _as_called(wanted, self._called)
        return located(wanted, self.home) if self.home is not None else wanted

    def _text(self, text: str, scope: _Scope, where: str) -> str:
        try:
            return filled(text, scope.texts)
        except TemplateError as failure:
            raise _Halt(where, "a value for each parameter", str(failure)) from None

    def _with_values(
        self, action: EnvironmentAction, scope: _Scope, where: str
    ) -> EnvironmentAction:
        if isinstance(action, Type) and isinstance(action.text, SecretRef):
            secret = scope.secrets.get(action.text.name, "")
            action = replace(action, text=SecretRef(name=secret))
        try:
            made: EnvironmentAction = _filled(action, scope.texts)
        except TemplateError as failure:
            raise _Halt(where, "a value for each parameter", str(failure)) from None
        return made

    def _on_surface(self, action: EnvironmentAction, where: str) -> EnvironmentAction:
        """The action with the ref of the window, tab or dialog that its pattern means."""
        if not isinstance(action, Window | Navigate | AnswerDialog) or not action.surface:
            return action
        fitting = [each for each in self._now.surfaces if _is_called(each, action.surface)]
        if len(fitting) != 1:
            names = ", ".join(repr(each.title or each.url) for each in self._now.surfaces[:5])
            present = f"{len(fitting) or 'none'} of them: {names}"
            raise _Halt(where, f"one window or tab called {action.surface!r}", present)
        return replace(action, surface=fitting[0].ref)

    def _claims(self) -> tuple[Claim, ...]:
        return claims_of(self.skill, self.values)

    def _says(self, step: Step, scope: _Scope) -> str:
        aims = [target for target in targets(step.action) if isinstance(target, Anchors)]
        return f"to {step.about or 'act on ' + ', '.join(map(_meant, aims) or ['it'])}"

    def _shows(self) -> str:
        """Where we are, for the message of a halt."""
        active = self._now.active
        if active is None:
            return "no page or window is open"
        dialogs = [dialog.message for dialog in self._now.dialogs]
        said = [f"the dialog {dialogs[0]!r}"] if dialogs else []
        headings = [e.name for e in self._now.elements if e.role == "heading" and e.name]
        said += [f"the heading {headings[0]!r}"] if headings else []
        alerts = [e.name for e in self._now.elements if e.role in ("alert", "status") and e.name]
        said += [f"the message {alerts[0]!r}"] if alerts else []
        what = f", with {' and '.join(said)}" if said else ""
        return f"there is {(active.title or active.url or active.application)!r}{what}"


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


def _until_enabled(element: Element, seconds: float) -> Wait:
    off = Exists(role=element.role, name=_plain(element.name), state="disabled")
    return Wait(seconds=round(max(seconds, 0.1), 2), until=Not(predicate=off))


def _as_called(predicate: Predicate, names: Mapping[str, str]) -> Predicate:
    """A condition with the names that controls have now."""
    match predicate:
        case Exists(name=name) if (now := names.get(fold(name))) is not None:
            return replace(predicate, name=_plain(now))
        case Value(name=name) if (now := names.get(fold(name))) is not None:
            return replace(predicate, name=now)
        case Not(predicate=inner):
            return replace(predicate, predicate=_as_called(inner, names))
        case All(predicates=several) | AnyOf(predicates=several):
            made = tuple(_as_called(each, names) for each in several)
            return replace(predicate, predicates=made)
        case _:
            return predicate


def claims_of(skill: Skill, values: Values) -> tuple[Claim, ...]:
    """What is true when a skill has been carried out with these values."""
    return tuple(_filled(claim, values.texts) for claim in skill.done)


def _filled(value: Any, texts: Mapping[str, str]) -> Any:
    """A value with all its texts filled; patterns get values to be taken literally."""
    if isinstance(value, str):
        return filled(value, texts)
    if isinstance(value, tuple) and type(value) is tuple:
        return tuple(_filled(each, texts) for each in value)
    if isinstance(value, SecretRef) or not dataclasses.is_dataclass(value):
        return value
    if isinstance(value, Press):
        changed = {"target": _filled(value.target, texts)}
    else:
        changed = {
            each.name: _filled(
                getattr(value, each.name),
                _escaped(texts) if each.name in _patterns(value) else texts,
            )
            for each in dataclasses.fields(value)
        }
    return replace(value, **changed)  # type: ignore[type-var]  # an instance, as was checked


def _patterns(value: Any) -> frozenset[str]:
    """The fields in which `*` and `?` mean something."""
    return frozenset({"name", "pattern"}) if type(value).__name__ in _PATTERNED else frozenset()


_PATTERNED = frozenset({"Exists", "Url", "WindowTitle"})


def _escaped(texts: Mapping[str, str]) -> Mapping[str, str]:
    return {name: _plain(text) for name, text in texts.items()}


def _plain(text: str) -> str:
    """A text as a pattern that only it matches."""
    return re.sub(r"([*?\[])", r"[\1]", text)


def _sign(target: Anchors) -> Predicate | None:
    """What shows that the target may be there, to wait for."""
    role = next((value for family, value in target.ways if family == "role"), "")
    signs: list[Predicate] = []
    for family, value in target.ways:
        if family == "name":
            signs.append(Exists(role=role, name=_plain(value)))
        elif family == "text":
            signs.append(Text(text=value))
    return AnyOf(predicates=tuple(signs)) if signs else None


def _meant(target: Anchors) -> str:
    """A target in words: `button "Save" near "Chen Wei"`."""
    ways = dict(reversed(target.ways))
    name = ways.get("name") or ways.get("text") or ""
    words = [ways.get("role", "element"), f'"{name}"' if name else ""]
    words += [f'{family} "{ways[family]}"' for family in ("near", "within") if family in ways]
    return " ".join(filter(None, words))


def _is_called(surface: Surface, pattern: str) -> bool:
    wanted = fold(pattern)
    return surface.application.casefold() == wanted or any(
        fnmatch.fnmatchcase(fold(text), wanted) for text in (surface.title, surface.url)
    )
