"""Replays a skill: a state machine over observations that says what to do next.

It knows no environment, no engine and no clock but the one that it is given. `Replay.next` is told
what there is now and how the last move went, and answers with the next move: act, look at the whole
page, let a planner do a bounded part, or stop, done or halted. It never sleeps: what must come true
is waited for by a `Wait` with a predicate. It never guesses: what is not surely the right element
halts, and the halt says what was expected and what is there.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import assert_never

from grounding.grounder import Grounder
from perception.observation import Observation
from perception.predicate import (
    All,
    Predicate,
    fold,
    holds,
)
from skills.enact import Enactor
from skills.filling import claims_of
from skills.heal import Patch
from skills.moves import Delegate, Done, Halt, Move, Play, Seen, Stage
from skills.scope import Scope
from skills.seek import Seeker
from skills.skill import AgentStep, Call, Equals, Foreach, If, Node, Skill, Step
from skills.template import filled
from skills.values import Row, Values, ValuesError, bind

_DEEPEST = 5  # skills that call each other
_FOREVER = 100_000  # moves of one replay


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
    """

    skill: Skill
    values: Values
    grounder: Grounder
    library: Callable[[str], Skill] | None = None
    clock: Callable[[], float] = time.monotonic
    home: Path | None = None
    deed: Callable[[str, str, str], str] = lambda old, new, risk: ""
    _stage: Stage = field(default_factory=Stage)
    _play: Play | None = None
    _ended: Move | None = None
    _moves: int = 0

    def __post_init__(self) -> None:
        seeker = Seeker(self.grounder, self._stage, self.clock, self.deed)
        self._enactor = Enactor(seeker, self._stage, self.clock, self.home)

    @property
    def patches(self) -> list[Patch]:
        """What was healed so far."""
        return self._enactor.seeker.patches

    def next(self, seen: Seen) -> Move:
        """What to do next. After `Done` or `Halted` it stays at that."""
        if self._ended is not None:
            return self._ended
        self._stage.seen = seen
        self._moves += 1
        try:
            if self._moves > _FOREVER:
                raise Halt("", f"an end within {_FOREVER:,} moves", "it does not end")
            if self._play is None:
                self._play = self._whole()
                return next(self._play)
            return self._play.send(seen)
        except StopIteration:
            self._ended = Done(claims=claims_of(self.skill, self.values))
        except Halt as halt:
            self._ended = halt.halted
        return self._ended

    def close(self) -> None:
        """Let go of what it holds. Idempotent."""
        if self._play is not None:
            self._play.close()

    @property
    def _now(self) -> Observation:
        return self._stage.now

    def _whole(self) -> Play:
        values = self.values
        scope = Scope(self.skill, values.texts, values.secrets, values.tables)
        yield from self._skill(scope)

    def _skill(self, scope: Scope) -> Play:
        for predicate in scope.skill.pre:
            wanted = self._enactor.wanted(predicate, scope)
            if not holds(wanted, self._now):
                yield from self._enactor.until(wanted, 3.0, scope.at("start"))
        yield from self._nodes(scope.skill.steps, scope)

    def _nodes(self, steps: Sequence[Node], scope: Scope) -> Play:
        for at, node in enumerate(steps):
            match node:
                case Step():
                    following = steps[at + 1] if at + 1 < len(steps) else None
                    yield from self._enactor.step(node, scope, following)
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

    def _condition(self, condition: Predicate | Equals, scope: Scope) -> bool:
        if isinstance(condition, Equals):
            value = filled(condition.value, scope.texts)
            return fold(scope.texts.get(condition.parameter, "")) == fold(value)
        return holds(self._enactor.wanted(condition, scope), self._now)

    def _foreach(self, node: Foreach, scope: Scope) -> Play:
        rows = scope.tables.get(node.table, ())
        if len(rows) > node.most:
            there = f"there are {len(rows):,}"
            raise Halt(scope.at(node.id), f"at most {node.most:,} rows", there)
        for row in rows:
            cells = {f"{node.row}.{column}": text for column, text in row.items()}
            inside = replace(scope, texts={**scope.texts, **cells})
            yield from self._nodes(node.steps, inside)

    def _call(self, node: Call, scope: Scope) -> Play:
        where = scope.at(node.id)
        if scope.depth >= _DEEPEST:
            raise Halt(where, f"calls at most {_DEEPEST} deep", "skills call each other")
        try:
            if self.library is None:
                raise KeyError(node.skill)
            skill = self.library(node.skill)
        except KeyError:
            raise Halt(where, f"a skill called {node.skill}", "there is none") from None
        given: dict[str, str] = {}
        tables: dict[str, Sequence[Row]] = {}
        for name, value in node.arguments:
            whole = re.fullmatch(r"\{\{([a-z][a-z0-9_]*)\}\}", value)
            if whole and whole[1] in scope.secrets:
                given[name] = scope.secrets[whole[1]]
            elif whole and whole[1] in scope.tables:
                tables[name] = scope.tables[whole[1]]
            else:
                given[name] = scope.text(value, where)
        try:
            values = bind(skill, given, tables)
        except ValuesError as failure:
            raise Halt(where, f"values for {node.skill}", str(failure)) from None
        yield from self._skill(
            Scope(
                skill,
                values.texts,
                values.secrets,
                values.tables,
                scope.depth + 1,
                f"{where}/",
            )
        )

    def _agent(self, node: AgentStep, scope: Scope) -> Play:
        where = scope.at(node.id)
        post = tuple(self._enactor.wanted(each, scope) for each in node.post)
        if all(holds(each, self._now) for each in post):
            return
        instruction = scope.text(node.instruction, where)
        seen = yield Delegate(
            instruction=instruction,
            actions=node.actions,
            max_steps=node.max_steps,
            post=post,
            step=where,
        )
        if seen.error:
            raise Halt(where, f"somebody to {instruction!r}", seen.error)
        yield from self._enactor.until(All(predicates=post), 5.0, where)
