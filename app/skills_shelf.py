"""The skills of a person as a run finds them: what may be run, and within which bounds."""

from __future__ import annotations

import glob
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from actions.action import RunSkill
from actions.environment import Environment
from actions.errors import ActionRefused, InvalidAction
from app.engine.events import Verification
from app.engine.frames import Opened, SkillScope, absolute
from app.engine.planner import Planner
from app.planners.skill import Ended, SkillPlanner
from app.safety.permissions import normal_origin
from app.safety.risk import category
from grounding.grounder import Grounder
from grounding.pictures import PICTURES
from perception.observation import Observation
from skills.check import pictures
from skills.evidence import Evidence
from skills.load import SkillError
from skills.match import Where, match
from skills.replay import Replay
from skills.skill import Call, Skill, nodes
from skills.store import NoSuchSkill, Store, now
from skills.template import TemplateError, filled
from skills.values import Values, ValuesError, bind

_DEEPEST = 5  # skills that call each other
_LONGEST = 300  # characters that are told of what a skill does


def suggested(
    store: Store, index: Path, query: str, observation: Observation, most: int = 5
) -> str:
    """The skills that may help here, a line each with what they take; "" if there are none.

    Args:
        store: the library.
        index: of its index.
        query: what is to be done, in words.
        observation: of now.
        most: at most so many.
    """
    if not store.names():
        return ""
    active = observation.active
    where = Where(origin=active.origin if active is not None and active.origin else "")
    lines = []
    for hit in match(store, index, query, where=where, observation=observation, most=most):
        taken = ", ".join(each.name for each in store.get(hit.name).parameters)
        lines.append(f"- {hit.name}({taken}): {hit.description[:_LONGEST]}")
    return "\n".join(lines)


class Shelf:
    """Skills of a store, for a run.

    Args:
        store: where they lie.
        grounder: finds their targets.
        run_id: of the run, for what is kept of it.
        helper: makes a planner for the parts that are left to one; None: nobody does these.
        note: told what a person should know (a healed step, a new version).
    """

    def __init__(
        self,
        store: Store,
        grounder: Grounder,
        *,
        run_id: str = "",
        helper: Callable[[], Planner] | None = None,
        note: Callable[[str], None] | None = None,
    ) -> None:
        self._store = store
        self._grounder = grounder
        self._run_id = run_id
        self._helper = helper
        self._note = note or (lambda text: None)

    def open(self, action: RunSkill, environment: Environment) -> Opened:
        """See `app.engine.frames.Skills.open`."""
        skill = self.usable(action.name)
        try:
            values = bind(skill, dict(action.arguments))
        except ValuesError as failure:
            raise InvalidAction(f"{skill.name}: {failure}") from None
        began = time.monotonic()
        replay = Replay(
            skill,
            values,
            self._grounder,
            library=self._called,
            home=environment.capabilities.home or Path.home(),
            deed=other_deed,
        )

        planner = SkillPlanner(replay, self._helper() if self._helper else None)

        def left(checked: Verification | None) -> None:
            if planner.ended is not None:
                self._keep(skill, planner.ended, checked, time.monotonic() - began)

        return Opened(planner=planner, scope=scope_of(skill, self._called, values), left=left)

    def usable(self, name: str) -> Skill:
        """A skill that may be run.

        Raises:
            InvalidAction: there is none, or it cannot be read.
            ActionRefused: it is retired or in quarantine.
        """
        try:
            skill = self._store.get(name)
            state, reason = self._store.state(name)
        except NoSuchSkill as failure:
            raise InvalidAction(str(failure)) from None
        except (SkillError, OSError) as failure:
            raise InvalidAction(f"the skill {name} cannot be read: {failure}") from None
        if state != "active":
            raise ActionRefused(
                f"the skill {name} is {state}: {reason}. "
                f"`deskhand skills retire {name} --restore` puts it back.",
                f"skill-{state}",
            )
        if skill.trust == "quarantined":
            raise ActionRefused(f"the skill {name} is in quarantine", "skill-quarantined")
        self._keep_pictures(skill)
        return skill

    def _keep_pictures(self, skill: Skill) -> None:
        """Give the pictures of its anchors to whoever finds elements."""
        for way in pictures(skill):
            try:
                PICTURES.keep((self._store.folder(skill.name) / way).read_bytes(), way)
            except (OSError, ValueError) as failure:  # the other anchors are left
                self._note(f"{skill.name}: {way} cannot be used: {failure}")

    def _called(self, name: str) -> Skill:
        try:
            return self.usable(name)
        except (InvalidAction, ActionRefused) as failure:
            raise KeyError(str(failure)) from None

    def _keep(
        self, skill: Skill, ended: Ended, checked: Verification | None, seconds: float
    ) -> None:
        """Keep what came of a replay; heals count only where its claims were seen to be true."""
        last = ended.steps[-1] if ended.steps else None
        where, scale = "", 1.0
        if last is not None and (shown := last.after or last.observation).active is not None:
            active = shown.active
            where = active.origin or active.application
            scale = shown.viewport.scale
        verified = not ended.halted and checked is not None and checked.agreed is True
        refuted = not ended.halted and checked is not None and checked.agreed is False
        failed = ended.halted or (checked.reason if checked is not None and refuted else "")
        evidence = Evidence(
            skill=skill.name,
            version=skill.version,
            at=now(),
            success=not failed,
            verified=verified,
            wrong=(refuted and ended.committed) or (bool(ended.halted) and ended.committing),
            where=where,
            scale=scale,
            seconds=round(seconds, 3),
            run=self._run_id,
            halted=failed[:500],
        )
        state = self._store.witness(evidence)
        if state != "active":
            self._note(f"{skill.name} is {state} now: {self._store.state(skill.name)[1]}")
        if failed:
            return
        for patch in ended.patches:
            healed = self._store.sight(patch, self._run_id, verified=verified)
            self._note(
                f"{patch.skill}: {patch.reason}; "
                + (f"kept as version {healed.version}" if healed else "kept as a proposal")
            )


def other_deed(old: str, new: str, risk: str) -> str:
    """What a control would do under its new name that it did not under its old one; "" if nothing.

    Args:
        old: its name when the skill was made.
        new: its name now.
        risk: of the step. What cannot be taken back anyway may be sent, paid or submitted.

    >>> other_deed("Edit", "Delete", "read"), other_deed("Send money", "Pay now", "commit")
    ('delete', '')
    """
    was, now = category(old), category(new)
    if now == was or (risk == "commit" and now in ("pay", "send", "submit")):
        return ""
    return now


def scope_of(
    skill: Skill,
    library: Callable[[str], Skill],
    values: Values | None = None,
    depth: int = 0,
) -> SkillScope:
    """What a skill may touch: what it lists, and what the skills that it calls list.

    Args:
        skill: that is run.
        library: a skill by its name, for those that it calls; raises KeyError.
        values: that it is run with; files that were given as values may be touched.
        depth: how many skills called each other to come here.
    """
    mine = skill.capabilities
    files = {*_patterns(mine.files, values.texts if values is not None else {})}
    for parameter in skill.parameters:
        if parameter.type == "path" and values is not None and values.texts.get(parameter.name):
            files.add(glob.escape(absolute(values.texts[parameter.name])))
    actions = {kind.replace("_", "") for kind in mine.actions}
    origins = {normal_origin(origin) for origin in mine.origins}
    apps = {app.casefold() for app in mine.apps}
    unsure = skill.trust in ("draft", "imported")
    for node in nodes(skill.steps):
        if not isinstance(node, Call) or depth >= _DEEPEST:
            continue
        try:
            inner = scope_of(library(node.skill), library, None, depth + 1)
        except KeyError:
            continue  # the replay halts there and says so
        actions |= inner.actions
        origins |= inner.origins
        apps |= inner.apps
        files |= {*inner.files}
        unsure = unsure or inner.commits_ask
    return SkillScope(
        name=skill.name,
        actions=frozenset(actions),
        origins=frozenset(origins),
        apps=frozenset(apps),
        files=tuple(sorted(files)),
        commits_ask=unsure,
    )


def _patterns(patterns: Sequence[str], texts: Mapping[str, str]) -> Iterator[str]:
    """Patterns of files with values in them, taken literally; what lacks a value fits nothing."""
    plain = {name: glob.escape(text) for name, text in texts.items()}
    for pattern in patterns:
        try:
            yield absolute(filled(pattern, plain))
        except TemplateError:
            continue
