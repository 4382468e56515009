"""The run: one task carried out, as a generator of events.

It knows no front end, no file and no vendor. Front ends hold it through `app.engine.handle`.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from actions.action import (
    Action,
    Ask,
    EnvironmentAction,
    Finish,
    GiveUp,
    GroundedAction,
    RunSkill,
    Wait,
    Zoom,
    targets,
)
from actions.context import RunContext
from actions.environment import Environment, Probe, Reading, SecretResolver
from actions.errors import (
    ActionError,
    ActionRefused,
    EnvironmentUnavailable,
    PersonStepsIn,
    RunCancelled,
    TargetChanged,
    TargetNotFound,
)
from actions.target import ElementRef, Grounding
from actions.trajectory import Decision, History, Message, Outcome, Step, Task, Timing
from app.engine.approval import Approver, Person
from app.engine.call import Caller, TimeOver
from app.engine.events import (
    ActionIntended,
    Answer,
    ApprovalGiven,
    ApprovalRequested,
    Asked,
    Corrected,
    Decided,
    Effect,
    Event,
    Observed,
    Risk,
    RunFinished,
    RunStarted,
    StepFinished,
    Verdict,
    Verification,
    Warned,
)
from app.engine.evidence import tells
from app.engine.files import FilesBefore
from app.engine.frames import Frame, NoSkills, Skills, asked_for
from app.engine.gate import Gate, needs_hit
from app.engine.hands import NoWitness, Witness
from app.engine.hovering import with_hovering
from app.engine.limits import Limits, Watch
from app.engine.person_side import PersonSide
from app.engine.planner import Planner, PlannerLimit, PlannerUnavailable
from app.engine.spending import Spending
from app.engine.verify import outcome_of, verify
from grounding.grounder import Grounder
from perception.change import diff
from perception.element import Element
from perception.observation import Observation
from perception.predicate import located

_NOBODY = "nobody is there to answer: decide yourself, or give up"


def run(
    task: Task,
    *,
    environment: Environment,
    planner: Planner,
    grounder: Grounder,
    gate: Gate,
    approver: Approver,
    limits: Limits | None = None,
    context: RunContext | None = None,
    person: Person | None = None,
    secrets: SecretResolver | None = None,
    skills: Skills | None = None,
    screenshots: bool = True,
    run_id: str = "",
    parent: str = "",
    settings: Mapping[str, str] | None = None,
    spent: Callable[[], Spending] = Spending,
    attended: bool = False,
    witness: Witness | None = None,
) -> Iterator[Event]:
    """Carry out a task.

    The last event is always a `RunFinished`. After a crash the cause is raised behind it.

    Args:
        task: what is wanted. The environment is where it begins: opening `task.url` is up to
            whoever made the environment.
        environment: to act on; it is not closed.
        planner: decides.
        grounder: finds targets.
        gate: judges every action.
        approver: answers what the gate and the planner ask.
        limits: how far the run may go.
        context: with the stop flag.
        person: who may pause the run and say things unasked.
        secrets: resolves secrets inside the environment.
        skills: where `RunSkill` finds its skills.
        screenshots: whether observations carry pictures; without them a run is faster.
        run_id: name of the run.
        parent: the run that this one resumes.
        settings: what the run was started with, for the log.
        spent: what models used up so far.
        attended: somebody is there who can be asked to log in, or to solve a CAPTCHA.
        witness: listens to what the person does while they have the environment.
    """
    context = context or RunContext()
    limits = limits or Limits()
    caller = Caller(context, limits.minutes * 60)
    this = _Run(
        task, environment, planner, grounder, gate, approver, person, secrets, screenshots, caller
    )
    this.grounder = with_hovering(grounder, environment, gate)
    this.watch, this.models_spent = Watch(limits), spent
    this.skills = skills or NoSkills()
    this.attended, this.witness = attended, witness or NoWitness()
    yield RunStarted(
        run_id=run_id,
        task=task,
        environment=environment.name,
        planner=planner.name,
        settings=dict(settings or {}),
        parent=parent,
    )
    try:
        finished = yield from this.play()
    except RunCancelled as stop:
        finished = this.finished(Outcome.STOPPED, str(stop) or "stopped")
    except PlannerLimit as spent:
        finished = this.finished(Outcome.LIMIT, str(spent))
    except (EnvironmentUnavailable, PlannerUnavailable) as gone:
        finished = this.finished(Outcome.UNAVAILABLE, str(gone))
    except TimeOver:
        finished = this.finished(Outcome.LIMIT, f"the {limits.minutes:g} minutes are over")
    except Exception as failure:
        # Not handled, only written down: it is raised again behind the last event.
        cause = f"{type(failure).__name__}: {failure}\n{traceback.format_exc()}"
        yield this.finished(Outcome.CRASHED, cause)
        raise
    finally:
        caller.close()
        this.close_skills()
    yield finished


class _Run(PersonSide):
    """The loop of one run."""

    def play(self) -> Generator[Event, None, RunFinished]:
        """The loop."""
        self.frames.append(Frame(self.planner))
        while True:
            if ended := (yield from self._between()):
                return ended
            observation = self._perceive()
            yield Observed(index=len(self.steps), observation=observation)
            if (need := self.needs_person(observation)) is not None:
                yield from self.let_person(need)
                continue
            decision = self._decide(observation)
            yield Decided(index=len(self.steps), decision=decision)
            for at, action in enumerate(decision.actions):
                if isinstance(action, Finish | GiveUp):
                    if len(self.frames) == 1:
                        return self._end(action, observation)
                    step = self._leave_skill(action, observation)
                elif isinstance(action, RunSkill) and self._enter_skill(
                    action, decision, observation
                ):
                    break  # its planner decides now
                else:
                    step = yield from self._take(action, decision, observation)
                coming = decision.actions[at + 1 :]
                dropped = unexpected(step, coming) if coming else ""
                if dropped:
                    note = f"{step.note}; " if step.note else ""
                    step = replace(step, note=f"{note}the rest was dropped: {dropped}")
                self.steps.append(step)
                self.frames[-1].steps.append(step)
                if self.person is not None:
                    self.person.hold.stepped()
                yield StepFinished(step=step)
                if step.error or step.after is None or dropped:
                    break
                observation = step.after
                if coming and (ended := (yield from self._between())):
                    return ended

    # Between steps.

    def _between(self) -> Generator[Event, None, RunFinished | None]:
        """Hear the person, look at the limits; the last event if the run ends here."""
        if self.person is not None:
            yield from self.held(self.person)
            for correction in self.person.corrections():
                yield Corrected(
                    index=correction.index,
                    wrong=correction.wrong,
                    meant=correction.meant,
                    note=correction.note,
                )
                yield self.heard(correction.told())
            for text in self.person.said():
                yield self.heard(text)
        finding = self.watch.look(self.steps, self.call.seconds, self.models_spent())
        if finding is None:
            return None
        if finding.ends:
            refused = self.refused and self.steps and self.steps[-1].error
            return self.finished(Outcome.REFUSED if refused else Outcome.LIMIT, finding.text)
        self.warnings.append(Message(text=finding.text, step=len(self.steps)))
        yield Warned(text=finding.text)
        return None

    def _perceive(self) -> Observation:
        """What there is now: the settled after-observation of the last step, or a new one."""
        if self.last is None or not self.fresh:
            self._observe()
        assert self.last is not None
        if self.first is None:
            self.first = self.last
            self.gate.begin(self.task, self.last)
            home = self.environment.capabilities.home or Path.home()
            self.before = FilesBefore.take(home, self.task.text, self.began)
        return self.last

    def _observe(self, *, whole: bool = False, picture: bool = True) -> Observation:
        shots = picture and self.screenshots
        with self.timed("perceive"):
            self.last = self.call(
                lambda context: self.environment.observe(
                    context, whole=whole or self.whole, screenshot=shots
                )
            )
        self.fresh = True
        return self.last

    def _decide(self, observation: Observation) -> Decision:
        frame = self.frames[-1]
        planner = frame.planner
        history = History(
            steps=tuple(frame.steps), messages=tuple(self.messages), warnings=tuple(self.warnings)
        )
        with self.timed("decide"):
            try:
                decision = self.call(
                    lambda context: planner.decide(self.task, observation, history, context)
                )
            except ActionError as failure:  # a reply that makes no sense: told like any error
                self.mistake = str(failure)
                return Decision(actions=(Wait(seconds=0),))
        if not decision.actions:
            self.mistake = "no action was decided"
            return replace(decision, actions=(Wait(seconds=0),))
        return decision

    # Skills.

    def _enter_skill(self, action: RunSkill, decision: Decision, observation: Observation) -> bool:
        """Let a skill decide from here; False if that cannot be, which `mistake` then says."""
        try:
            opened = self.skills.open(action, self.environment)
        except ActionError as failure:
            self.mistake = str(failure)
            return False
        asked = asked_for(action, decision, observation)
        self.frames.append(Frame(opened.planner, opened, asked))
        self.gate.narrow(opened.scope)
        return True

    def _leave_skill(self, end: Finish | GiveUp, observation: Observation) -> Step:
        """Let its caller decide again; the one step that stands for the skill."""
        if observation.screenshot is None and self.screenshots:
            observation = self._observe()  # what it looked like where the skill ended
        frame = self.frames.pop()
        self.gate.widen()
        frame.planner.close()
        assert frame.opened is not None
        assert frame.asked is not None
        checked = None
        if isinstance(end, Finish) and end.success and end.claims:
            checked = self._verify(end, frame.steps, frame.asked.observation, observation)
            self.checked = (end.claims, checked)
        frame.opened.left(checked)
        return frame.result(end, len(self.steps), observation, checked)

    def close_skills(self) -> None:
        """Let go of skills that were broken off."""
        while len(self.frames) > 1:
            frame = self.frames.pop()
            frame.planner.close()
            self.gate.widen()
            if frame.opened is not None:
                frame.opened.left(None)

    # One step.

    def _take(
        self, action: Action, decision: Decision, observation: Observation
    ) -> Generator[Event, None, Step]:
        """Carry out one action that does not end the run."""
        step = Step(
            index=len(self.steps), observation=observation, decision=decision, action=action
        )
        self.checked = ((), None)
        if self.mistake:
            step, self.mistake = replace(step, error=self.mistake), ""
        elif isinstance(action, Ask):
            step = yield from self._ask(action, step)
        elif isinstance(action, Zoom):
            self.whole = True  # a region is shown with the whole page
            step = replace(step, after=self._observe())
        elif isinstance(action, RunSkill | Finish | GiveUp):
            raise AssertionError("changes who decides")
        else:
            step = yield from self._act(action, step)
        spent, self.spent = self.spent, {}
        return replace(step, timing=Timing(**spent))

    def _ask(self, action: Ask, step: Step) -> Generator[Event, None, Step]:
        question = Asked(index=step.index, question=action.question, options=action.options)
        yield question
        reply = self.call.person(lambda context: self.approver.reply(question, context))
        self.fresh = False
        if self.person is not None and self.person.hold.taken:
            yield from self.by_person(self.person)
        return replace(step, error=_NOBODY) if reply is None else replace(step, reply=reply)

    def _act(self, action: EnvironmentAction, step: Step) -> Generator[Event, None, Step]:
        """Ground, pass the gate, confirm, execute, and see what came of it."""
        intended = False
        try:
            grounded, observation = self._ground(self._located(action), step.observation)
            step = replace(step, grounded=None, observation=observation)
            if self.person is not None and self.person.hold.previews:
                grounded = yield from self.preview(self.person, grounded, step)
                step = replace(step, action=grounded.action)
                action = grounded.action
            verdict = yield from self._pass_gate(grounded, step)
            step = replace(step, grounded=grounded, risk=verdict.risk.value)
            yield ActionIntended(index=step.index, action=grounded, verdict=verdict)
            intended = True
            yield from self.last_word(step)
            step = replace(step, note=self._execute(grounded, observation, verdict))
            if verdict.risk is not Risk.READ:
                self.refused = ""
        except ActionError as failure:
            if isinstance(failure, ActionRefused):
                self.refused = str(failure)
            self.fresh = False
            step = replace(step, error=f"{_called(failure)}: {failure}")
        return self._see(step) if intended else step

    def _located(self, action: EnvironmentAction) -> EnvironmentAction:
        """The action with the files that it waits for where the environment has them."""
        if isinstance(action, Wait) and action.until is not None:
            assert self.before is not None
            return replace(action, until=located(action.until, self.before.home))
        return action

    def _ground(
        self, action: EnvironmentAction, observation: Observation
    ) -> tuple[GroundedAction, Observation]:
        """The action with its targets found; on a miss in a part of the page, in all of it."""
        aims = targets(action)
        with self.timed("ground"):
            try:
                found = self.grounded(aims, observation)
                return GroundedAction(action=action, groundings=found), observation
            except (TargetNotFound, TargetChanged):
                if observation.complete:
                    raise
        self.whole = True
        observation = self._observe()
        with self.timed("ground"):
            found = self.grounded(aims, observation)
        return GroundedAction(action=action, groundings=found), observation

    def _pass_gate(self, grounded: GroundedAction, step: Step) -> Generator[Event, None, Verdict]:
        """The gate's verdict on an action that may be done.

        Raises:
            ActionRefused: it may not.
        """
        with self.timed("gate"):
            verdict = self.gate.check(grounded, step.observation)
        if verdict.effect is Effect.ALLOW:
            return verdict
        if verdict.effect is Effect.DENY:
            raise ActionRefused(verdict.reason, verdict.rule)
        again = (verdict.rule, repr(grounded.action), step.observation.progress_key)
        if again in self.denied:
            raise ActionRefused(f"the person said no to this a moment ago: {verdict.reason}")
        identity = f"{step.index}-{len(self.steps)}"
        request = self.gate.request(identity, grounded, step.observation, verdict)
        yield ApprovalRequested(index=step.index, request=request)
        approval = self.call.person(lambda context: self.approver.approve(request, context))
        yield ApprovalGiven(index=step.index, approval=approval)
        if self.person is not None and self.person.hold.taken:
            raise PersonStepsIn("the person took over before it was done")
        if approval.answer is Answer.DENY:
            said = f" ({approval.note})" if approval.note else ""
            if approval.by == "person":
                self.denied.add(again)
            raise ActionRefused(f"not approved by {approval.by}{said}: {verdict.reason}")
        self.gate.remember(approval.answer, grounded, step.observation)
        if approval.note:
            yield self.heard(approval.note)
        return verdict

    def _execute(self, grounded: GroundedAction, observation: Observation, verdict: Verdict) -> str:
        """Look once more at what is there, then do it; what the environment notes."""
        with self.timed("act"):
            grounded = self._confirm(grounded, observation, verdict)
            effect = self.call(
                lambda context: self.environment.execute(grounded, context, secrets=self.secrets)
            )
        self.files.extend(effect.files)
        return effect.note

    def _confirm(
        self, grounded: GroundedAction, observation: Observation, verdict: Verdict
    ) -> GroundedAction:
        """The action aimed at what is there right now.

        Raises:
            TargetChanged: that is not what was meant, or something lies over it.
        """
        live = []
        for grounding in grounded.groundings:
            probe = self.call(partial(self._probe, grounding))
            self.gate.confirm(grounding, probe, observation)
            if needs_hit(grounded) and _by_element(grounding) and not probe.hit:
                over = probe.obstacle or "something else"
                raise TargetChanged(f"{over} lies over {grounding.described()}")
            live.append(_aimed_at(grounding, probe.element))
        now = replace(grounded, groundings=tuple(live))
        self.gate.still(now, observation, verdict)
        return now

    def _probe(self, grounding: Grounding, context: RunContext) -> Probe:
        return self.environment.probe(grounding, context)

    def _see(self, step: Step) -> Step:
        """The step with the settled observation after it and what changed."""
        until = step.decision.until if not step.error else None
        with self.timed("settle"):
            self.call(lambda context: self.environment.settle(context, until=until))
        after = self._observe(picture=until is None)
        change = diff(step.observation, after)
        if change.moved_on:
            self.whole = False
        self.files.extend(n.path for n in after.notices if n.path and n.path not in self.files)
        return replace(step, after=after, change=change)

    # The end.

    def _end(self, action: Finish | GiveUp, observation: Observation) -> RunFinished:
        """The last event, after a second reading of what a planner claims."""
        if isinstance(action, GiveUp):
            outcome = Outcome.REFUSED if self.refused else Outcome.GAVE_UP
            return self.finished(outcome, self.refused or action.reason, control=action)
        if not action.success and self.refused:
            return self.finished(Outcome.REFUSED, self.refused, control=action)
        assert self.first is not None
        claims, checked = self.checked
        bare = action.claims == claims and not action.unclaimed and not tells(action)
        if checked is not None and bare:
            verification = checked  # a moment ago, when the skill that this run was had ended
        else:
            verification = self._verify(action, self.steps, self.first, observation)
        outcome = outcome_of(action, verification)
        return self.finished(
            outcome, verification.reason, control=action, verification=verification
        )

    def _verify(
        self, end: Finish, steps: Sequence[Step], first: Observation, last: Observation
    ) -> Verification:
        assert self.before is not None
        return verify(
            end,
            self.task,
            steps,
            first,
            last,
            self._read,
            files=self.before,
            sleep=self.call.sleep,
        )

    def _read(self, fresh: bool, url: str) -> Reading:
        return self.call(lambda context: self.environment.read(context, fresh=fresh, url=url))

    def finished(
        self,
        outcome: Outcome,
        reason: str,
        *,
        control: Finish | GiveUp | None = None,
        verification: Verification | None = None,
    ) -> RunFinished:
        """The last event."""
        ended = control if isinstance(control, Finish) else None
        gave_up = control.reason if isinstance(control, GiveUp) else ""
        return RunFinished(
            outcome=outcome,
            answer=ended.answer if ended else gave_up,
            data=ended.data if ended else "",
            reason=reason,
            verification=verification,
            files=tuple(dict.fromkeys(self.files)),
            seconds=time.time() - self.began,
            final=self.last,
            control=control,
        )


def unexpected(step: Step, coming: tuple[Action, ...]) -> str:
    """Why the rest of a batch is dropped after this step; "" if it may go on."""
    before, after = step.observation, step.after
    if after is None:
        return ""
    if step.change is not None and step.change.moved_on:
        return "the place is another one"
    if after.dialogs and after.dialogs != before.dialogs:
        return "a dialog has appeared"
    for aim in targets(coming[0]):
        if isinstance(aim, ElementRef) and aim.ref not in after.by_ref:
            return "the next target is gone"
    return ""


def _by_element(grounding: Grounding) -> bool:
    """Whether an element was meant, not merely a point."""
    return not grounding.bare


def _aimed_at(grounding: Grounding, live: Element | None) -> Grounding:
    """The grounding at the place where its element is now; a point stays where it is."""
    if live is None:
        return grounding
    if not _by_element(grounding):
        return replace(grounding, element=live)
    return replace(grounding, element=live, point=live.click_point or live.box.center)


def _called(failure: ActionError) -> str:
    """What kind of failure it is, in words: "target not found"."""
    name = type(failure).__name__
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()
