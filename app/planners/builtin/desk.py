"""What a script of the built-in planner works with: the newest observation and what came of it."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

from actions.action import Action, Ask, Claim, Click, Press, Zoom
from actions.target import ElementRef
from actions.trajectory import Decision, History, Step, Task
from app.safety.secrets import by_name
from perception.element import Element, Visibility
from perception.observation import Observation

# A script yields decisions; when it goes on, the desk shows what came of the last one. Its result
# says whether it did what it is for.
Script = Generator[Decision, None, bool]
Seek = Generator[Decision, None, Element | None]
SeekAll = Generator[Decision, None, list[Element]]


class Stuck(Exception):
    """There is no way on; the message tells the person what was looked for and what is there."""


@dataclass(slots=True)
class Desk:
    """The state that scripts share during one run.

    Attributes:
        observation: the newest one.
        remembered: texts kept for later clauses ("clipboard", "answer", "found").
        claims: what has been done so far that can be checked at the end.
        answers: what was asked for.
        worked_out: answers that were counted or computed, and not read.
        moved: refs of things dragged so far.
    """

    task: Task
    observation: Observation
    history: History = field(default_factory=History)
    remembered: dict[str, str] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    worked_out: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    subgoal: str = ""

    def update(self, observation: Observation, history: History) -> None:
        """Take in what was perceived and what has happened."""
        self.observation, self.history = observation, history

    @property
    def last(self) -> Step | None:
        """The last step."""
        return self.history.steps[-1] if self.history.steps else None

    @property
    def failure(self) -> str:
        """Why the last action failed; "" if it went well."""
        return self.last.error if self.last is not None else ""

    @property
    def changed(self) -> bool:
        """Whether the last action changed anything."""
        return bool(self.last is not None and self.last.change)

    @property
    def appeared(self) -> list[Element]:
        """Elements that the last action brought."""
        change = self.last.change if self.last is not None else None
        refs = set(change.appeared) if change is not None else set()
        return [element for element in self.elements if element.ref in refs]

    @property
    def elements(self) -> tuple[Element, ...]:
        """All perceived elements, in document order."""
        return self.observation.elements

    def shown(self) -> Iterator[Element]:
        """Elements that a person sees now, or would see after scrolling."""
        for element in self.elements:
            if element.visibility is not Visibility.COVERED and element.box.area > 0:
                yield element

    def now(self, element: Element) -> Element | None:
        """The element as it is in the newest observation."""
        return self.observation.by_ref.get(element.ref)

    def act(self, thought: str, *actions: Action) -> Decision:
        """A decision to do this."""
        named = tuple(by_name(each, self.task.values) for each in actions)
        if named != actions:
            thought = "Type a secret by its name."
        return Decision(thought=thought, actions=named, subgoal=self.subgoal)

    def click(self, element: Element, thought: str = "", count: int = 1) -> Decision:
        """A decision to click an element."""
        thought = thought or f"Click the {element.described()}."
        return self.act(thought, Click(target=ElementRef(ref=element.ref), count=count))

    def press(self, keys: str, thought: str = "", repeat: int = 1) -> Decision:
        """A decision to press keys where the focus is."""
        return self.act(thought or f"Press {keys}.", Press(keys=keys, repeat=repeat))

    def look_wider(self) -> Decision:
        """A decision to look at the whole page."""
        return self.act("It is not in view: look at the whole page.", Zoom())

    def ask(self, question: str, options: tuple[str, ...] = ()) -> Decision:
        """A decision to ask the person."""
        return self.act("Several things fit: ask.", Ask(question=question, options=options))
