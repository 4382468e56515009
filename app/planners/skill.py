"""A skill as a planner: `skills.replay` behind the `Planner` protocol."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from actions.action import Click, Finish, GiveUp, RunSkill, Zoom
from actions.context import RunContext
from actions.schema import name_of
from actions.trajectory import Decision, History, Step, Task
from app.engine.planner import Planner
from perception.observation import Observation
from perception.predicate import holds
from skills.heal import Patch
from skills.moves import Act, Delegate, Done, Halted, Look, Move, Seen
from skills.replay import Replay

# What a planner may always do inside a bounded part.
_ALWAYS = frozenset({"wait", "zoom", "finish", "give_up", "ask"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a replay ended: `halted` is "" if it came to its end.

    Attributes:
        halted: where and why it did not.
        patches: what was healed.
        steps: that were taken.
    """

    halted: str
    patches: tuple[Patch, ...]
    steps: tuple[Step, ...]

    @property
    def committed(self) -> bool:
        """Whether anything was begun that cannot be taken back."""
        return any(step.risk == "commit" and step.after is not None for step in self.steps)

    @property
    def committing(self) -> bool:
        """Whether the last thing that was done, waiting apart, cannot be taken back."""
        acted = [step for step in self.steps if step.grounded is not None and step.risk != "read"]
        return bool(acted) and acted[-1].risk == "commit" and acted[-1].after is not None


@dataclass
class SkillPlanner:
    """Replays one skill.

    Args:
        replay: of the skill.
        helper: who does the parts that are left to a planner; None: nobody, so it halts there.

    Attributes:
        ended: how it ended; None until then.
    """

    replay: Replay
    helper: Planner | None = None
    ended: Ended | None = None
    _part: _Part | None = None
    _steps: Sequence[Step] = ()
    _began: bool = False

    @property
    def name(self) -> str:
        """What the log calls it."""
        return f"skill:{self.replay.skill.name}"

    def decide(
        self, task: Task, observation: Observation, history: History, context: RunContext
    ) -> Decision:
        """The next move of the replay."""
        context.check()
        self._steps = history.steps
        if self._part is not None:
            decision = self._part.decide(observation, history, context)
            if decision is not None:
                return decision
            seen = Seen(observation=observation, error=self._part.problem)
            self._part = None
        else:
            seen = self._seen(observation, history.steps)
        move = self.replay.next(seen)
        if isinstance(move, Delegate) and self.helper is not None:
            self._part = _Part(move, self.helper, task, len(history.steps))
            return self.decide(task, observation, history, context)
        return self._decision(move, history)

    def close(self) -> None:
        """Let go of what it holds; the helper belongs to whoever made it."""
        self.replay.close()
        self._end("it was broken off")

    def _seen(self, observation: Observation, steps: Sequence[Step]) -> Seen:
        if not self._began or not steps:
            self._began = True
            return Seen(observation=observation)
        last = steps[-1]
        return Seen(
            observation=observation,
            error=last.error,
            executed=last.after is not None and not _missed(last),
            changed=last.change is None or bool(last.change),
        )

    def _decision(self, move: Move, history: History) -> Decision:
        match move:
            case Act(action=action, step=step, about=about, until=until):
                return Decision(actions=(action,), subgoal=step, thought=about, until=until)
            case Look():
                return Decision(actions=(Zoom(),))
            case Done(claims=claims):
                self._end("")
                return Decision(actions=(Finish(claims=claims),))
            case Halted():
                self._end(str(move))
                name = self.replay.skill.name
                return Decision(actions=(GiveUp(reason=f"{name} halted at {move}"),))
            case Delegate(step=step, instruction=instruction):
                halted = Halted(
                    step=step,
                    expected=f"a planner to {instruction!r}",
                    present="none may be asked here (give one with --planner)",
                )
                return self._decision(halted, history)

    def _end(self, halted: str) -> None:
        if self.ended is None and self._began:
            patches = tuple(self.replay.patches)
            self.ended = Ended(halted=halted, patches=patches, steps=tuple(self._steps))


@dataclass
class _Part:
    """A bounded part that another planner does."""

    wanted: Delegate
    helper: Planner
    task: Task
    begun: int
    problem: str = ""
    taken: int = field(default=0)

    def decide(
        self, observation: Observation, history: History, context: RunContext
    ) -> Decision | None:
        """The helper's next decision; None when the part is over."""
        steps = history.steps[self.begun :]
        if all(holds(each, observation) for each in self.wanted.post):
            return None
        if len(steps) >= self.wanted.max_steps:
            self.problem = f"it was not reached in {self.wanted.max_steps} steps"
            return None
        task = Task(text=self.wanted.instruction, values=self.task.values)
        inner = History(steps=steps, messages=history.messages, warnings=history.warnings)
        decision = self.helper.decide(task, observation, inner, context)
        allowed = _ALWAYS | set(self.wanted.actions)
        for action in decision.actions:
            if isinstance(action, Finish | GiveUp | RunSkill):
                said = action.answer if isinstance(action, Finish) else ""
                said = action.reason if isinstance(action, GiveUp) else said
                self.problem = said or "the planner ended without reaching it"
                return None
            if name_of(action) not in allowed:
                self.problem = f"the action {name_of(action)} is not allowed in this part"
                return None
        return decision


def _missed(step: Step) -> bool:
    """Whether a click was not made: its target is looked at last, before anything is pressed."""
    return isinstance(step.action, Click) and step.error.startswith(
        ("target changed", "target not")
    )
