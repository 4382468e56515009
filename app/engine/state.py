"""The state of one run, and what all its parts need of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from actions.action import Claim
from actions.environment import Environment, SecretResolver
from actions.target import Grounding, Target
from actions.trajectory import Message, Task
from app.engine.approval import Approver, Person
from app.engine.call import Caller
from app.engine.events import Steered, Verification
from app.engine.files import FilesBefore
from app.engine.frames import Frame, NoSkills, Skills
from app.engine.gate import Gate
from app.engine.hands import NoWitness, Witness
from app.engine.limits import Limits, Watch
from app.engine.planner import Planner
from app.engine.spending import Spending
from app.engine.stowed import Past
from grounding.grounder import Grounder
from perception.observation import Observation


@dataclass
class RunState:
    """What a run knows; see `app.engine.run.run` for what it is given."""

    task: Task
    environment: Environment
    planner: Planner
    grounder: Grounder
    gate: Gate
    approver: Approver
    person: Person | None
    secrets: SecretResolver | None
    screenshots: bool
    call: Caller
    watch: Watch = field(default_factory=lambda: Watch(Limits()))
    models_spent: Callable[[], Spending] = Spending
    began: float = field(default_factory=time.time)
    steps: Past = field(default_factory=Past)
    messages: list[Message] = field(default_factory=list)
    warnings: list[Message] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    before: FilesBefore | None = None
    first: Observation | None = None
    last: Observation | None = None
    fresh: bool = False  # whether `last` is what there is now
    whole: bool = False  # whether the page is read whole until the place changes
    mistake: str = ""  # what is wrong with the planner's decision
    refused: str = ""  # why the last action that mattered was refused
    spent: dict[str, float] = field(default_factory=dict)
    skills: Skills = field(default_factory=NoSkills)
    # What the skill that was left last claimed, and what came of checking that.
    checked: tuple[tuple[Claim, ...], Verification | None] = ((), None)
    denied: set[tuple[str, str, str]] = field(default_factory=set)  # by the person, as it was
    frames: list[Frame] = field(default_factory=list)  # the planner that decides is the last
    attended: bool = False
    witness: Witness = field(default_factory=NoWitness)
    asked: set[tuple[str, str]] = field(default_factory=set)  # where only a person can go on

    def heard(self, text: str) -> Steered:
        """The planner is told this."""
        self.messages.append(Message(text=text, step=len(self.steps)))
        return Steered(message=self.messages[-1])

    def grounded(self, aims: Sequence[Target], observation: Observation) -> tuple[Grounding, ...]:
        """Where the targets are; a grounder may ask a model, so a stop reaches it."""
        return tuple(self.call(partial(self.grounder.ground, aim, observation)) for aim in aims)

    @contextmanager
    def timed(self, what: str) -> Iterator[None]:
        """Count the time of the block towards a part of the step, as `Timing` names it."""
        began = time.monotonic()
        try:
            yield
        finally:
            self.spent[what] = self.spent.get(what, 0.0) + time.monotonic() - began
