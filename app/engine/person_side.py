"""The person's side of a run: holding it, taking over, being asked, looking at actions first."""

from __future__ import annotations

from collections.abc import Generator
from functools import partial

from actions.action import Ask, Finish, GiveUp, GroundedAction, RunSkill, Zoom, targets
from actions.errors import ActionError, PersonStepsIn
from actions.target import ElementRef
from actions.trajectory import Step
from app.engine.approval import Person
from app.engine.events import (
    Asked,
    Corrected,
    Event,
    GivenBack,
    Paused,
    PreviewAnswered,
    Previewed,
    Resumed,
    TakenOver,
)
from app.engine.hands import Hands, told
from app.engine.hold import Say
from app.engine.needed import Needed, needed
from app.engine.state import RunState
from perception.observation import Observation
from skills.heal import aimed

_CONTROL = Ask | Finish | GiveUp | RunSkill | Zoom


class PersonSide(RunState):
    """What a run does where the person comes in."""

    def held(self, person: Person) -> Generator[Event, None, None]:
        """Wait while the person holds the run, or has its environment."""
        hold, index = person.hold, len(self.steps)
        while hold.taken or hold.paused:
            if hold.taken:
                yield from self.by_person(person)
                continue
            yield Paused(index=index)
            self.call.person(person.wait_while_paused)
            self.fresh = False  # the person may have done something meanwhile
            yield Resumed(index=index)

    def by_person(self, person: Person) -> Generator[Event, None, None]:
        """Leave the environment to the person until they give it back."""
        index = len(self.steps)
        yield TakenOver(index=index, reason=person.hold.reason)
        hands = Hands(self.environment, self.last)
        if (seen := self.last) is not None:
            self.call.person(lambda _context: self.witness.begin(seen))
        try:
            while (deed := self.call.person(person.deed)) is not None:
                self.call.person(partial(hands.do, deed))
            done = self.call.person(hands.steps)
        finally:
            heard = self.witness.end()
        steps, note = (*heard, *done), person.hold.given_note()
        self.fresh, self.whole, self.refused = False, False, ""
        yield GivenBack(index=index, steps=steps, note=note)
        did = f"The person took over and did this: {told(steps)}." if steps else ""
        did = did or "The person took over and gave back."
        yield self.heard(f"{did} {note}".strip())

    def needs_person(self, observation: Observation) -> Needed | None:
        """What only a person can do here, unless they were asked here before."""
        if not self.attended or self.person is None:
            return None
        need = needed(observation, self.task)
        if need is None or (need.kind, observation.place_key) in self.asked:
            return None
        self.asked.add((need.kind, observation.place_key))
        return need

    def let_person(self, need: Needed) -> Generator[Event, None, None]:
        """Ask for what only a person can do."""
        assert self.person is not None
        question = Asked(index=len(self.steps), question=need.question, kind=need.kind)
        yield question
        reply = self.call.person(lambda context: self.approver.reply(question, context))
        self.fresh = False
        if reply and not self.person.hold.taken:
            yield self.heard(f"{need.question} The person answers: {reply}")

    def preview(
        self, person: Person, grounded: GroundedAction, step: Step
    ) -> Generator[Event, None, GroundedAction]:
        """Show an action before it happens; the action as the person wants it.

        Raises:
            PersonStepsIn: it is not to happen.
        """
        identity = f"preview-{step.index}"
        person.hold.show(identity)
        coming = self._coming(step)
        yield Previewed(id=identity, index=step.index, action=grounded, coming=coming)
        answer = self.call.person(person.preview)
        yield PreviewAnswered(index=step.index, answer=answer)
        if answer.say is Say.NOT:
            said = f": {answer.note}" if answer.note else ""
            raise PersonStepsIn(f"the person does not want that{said}")
        element = step.observation.by_ref.get(answer.ref)
        if answer.say is Say.GO or element is None:
            return grounded
        wrong = grounded.grounding.element if grounded.grounding is not None else None
        yield Corrected(index=step.index, wrong=wrong, meant=element, note=answer.note)
        action = aimed(grounded.action, {0: ElementRef(ref=element.ref)})
        found = self.grounded(targets(action), step.observation)
        return GroundedAction(action=action, groundings=found)

    def _coming(self, step: Step) -> tuple[GroundedAction, ...]:
        """The rest of the batch, as far as its targets are here already."""
        actions = step.decision.actions
        at = next((i for i, each in enumerate(actions) if each is step.action), len(actions))
        found = []
        for action in actions[at + 1 :]:
            aims = targets(action)
            refs = [each.ref for each in aims if isinstance(each, ElementRef)]
            if isinstance(action, _CONTROL) or len(refs) != len(aims):
                break
            try:
                groundings = self.grounded(aims, step.observation)
            except ActionError:
                break
            found.append(GroundedAction(action=action, groundings=groundings))
        return tuple(found)

    def last_word(self, step: Step) -> Generator[Event, None, None]:
        """Wait if the person has paused meanwhile.

        Raises:
            PersonStepsIn: they have taken over: what was meant may make no sense any more.
        """
        if self.person is None:
            return
        hold = self.person.hold
        if hold.paused and not hold.taken:
            yield Paused(index=step.index)
            self.call.person(self.person.wait_while_paused)
            yield Resumed(index=step.index)
        if hold.taken:
            raise PersonStepsIn("the person took over before it was done")
