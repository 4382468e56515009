"""The gate: every action passes it, whoever planned it.

What it says depends on rules (`app.safety.permissions`), on the judged risk (`app.safety.risk`) and
on the mode; never on a model, and never on what a page says of itself beyond the names and forms
of its controls. A few things are fixed and no file can allow them.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Collection, Iterator
from pathlib import PurePath
from urllib.parse import urljoin

from actions.action import (
    Click,
    Drag,
    EnvironmentAction,
    GroundedAction,
    MouseDown,
    MouseUp,
    Move,
    Navigate,
    Open,
    Press,
    SecretRef,
    Select,
    SetValue,
    Type,
    Upload,
    Window,
)
from actions.environment import Probe
from actions.errors import TargetChanged
from actions.target import Grounding
from actions.trajectory import Task
from app.engine.events import Answer, ApprovalRequest, Effect, Risk, Verdict
from app.engine.frames import SkillScope, absolute
from app.safety.permissions import Facts, Mode, Permissions, Rule, normal_origin
from app.safety.programs import is_called_for
from app.safety.risk import Judgement, heavier, judge
from grounding.by_icon import ICON
from perception.observation import Observation, Surface, SurfaceKind

SecretOrigins = Callable[[str], Collection[str]]  # name of a secret -> origins it may be typed into

# Addresses that run code or reach into the browser itself.
_FORBIDDEN_SCHEMES = ("javascript", "vbscript", "data", "chrome", "devtools", "view-source", "edge")
_ADDRESS = re.compile(
    r"\b[a-z][a-z0-9+.-]*://[^\s<>\"'`]+|(?<![\w@.])(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?\b",
    re.IGNORECASE,
)

_NEW_PLACE = "new-origin"  # why it asks where the task says nothing of a place


def _no_secrets(_name: str) -> Collection[str]:
    """Without a vault no secret belongs anywhere."""
    return ()


class Gate:
    """Judges actions, and keeps what the person allowed during the run.

    Args:
        permissions: the rules; see `app.safety.permissions.load_permissions`.
        mode: instead of the permissions' own.
        secret_origins: where a secret may be typed.
    """

    def __init__(
        self,
        permissions: Permissions,
        mode: Mode | None = None,
        *,
        secret_origins: SecretOrigins = _no_secrets,
    ) -> None:
        # A file that could not be read leaves nothing but observing, whatever else was asked for.
        self.mode = permissions.mode if mode is None or permissions.problem else mode
        self.permissions = permissions
        self._secret_origins = secret_origins
        self._scope: set[str] = set()
        self._home: frozenset[str] = frozenset()
        self._attachments: frozenset[str] = frozenset()
        self._text = ""
        self._before_opening: frozenset[str] | None = None  # windows that were there before
        self._granted: set[tuple[str, ...]] = set()
        self._skills: list[SkillScope] = []  # that are being carried out, outer first

    @property
    def scope(self) -> frozenset[str]:
        """The origins that belong to the task."""
        return frozenset(self._scope)

    @property
    def home(self) -> frozenset[str]:
        """Those of them where the task began, without what was added since."""
        return self._home

    def begin(self, task: Task, observation: Observation) -> None:
        """Take the task's scope: where it begins, and what it names.

        That is addresses, files and programs; a program that is brought up by opening something
        that belongs to the task belongs to it as well.
        """
        named = (normal_origin(_with_scheme(text)) for text in _ADDRESS.findall(task.text))
        active = observation.active
        # Programs whose windows are there already were opened by the person.
        windows = (_origin(each) for each in observation.surfaces if not each.url)
        self._scope |= {normal_origin(task.url), _origin(active), *named, *windows} - {""}
        # "example.com" without a scheme means the site, however it is reached.
        self._scope |= {f"https://{o[7:]}" for o in self._scope if o.startswith("http://")}
        self._home = frozenset(self._scope)
        self._attachments = frozenset(task.attachments)
        self._text = task.text

    def narrow(self, scope: SkillScope) -> None:
        """Allow nothing beyond a skill's scope from here, in addition to all that holds anyway."""
        self._skills.append(scope)

    def widen(self) -> None:
        """The last skill is over."""
        self._skills.pop()

    def check(self, grounded: GroundedAction, observation: Observation) -> Verdict:
        """Whether the action may be done."""
        self._take_in_opened(observation)
        judgement = judge(grounded, observation)
        facts = self._facts(grounded, observation, judgement)
        verdict = self._verdict(grounded, facts, judgement)
        if isinstance(grounded.action, Open) and verdict.effect is not Effect.DENY:
            self._before_opening = frozenset(each.ref for each in observation.surfaces)
        return verdict

    def _verdict(self, grounded: GroundedAction, facts: Facts, judgement: Judgement) -> Verdict:
        if refused := self._floor(grounded, facts):
            return _verdict(Effect.DENY, judgement, *refused)
        if reason := next(filter(None, (_beyond(each, facts) for each in self._skills)), ""):
            return _verdict(Effect.DENY, judgement, "skill-scope", reason)
        rule = self.permissions.deciding(facts)
        if rule is not None and rule.effect is Effect.DENY:
            return _verdict(Effect.DENY, judgement, rule.id, rule.reason or "A rule forbids it.")
        if self.mode is Mode.OBSERVE and facts.risk is not Risk.READ:
            reason = self.permissions.problem or "Mode observe: nothing but reading."
            return _verdict(Effect.DENY, judgement, "mode-observe", reason)
        if _grant(grounded, facts) in self._granted:
            return _verdict(Effect.ALLOW, judgement, "granted", "Allowed for this task.")
        if facts.risk is Risk.COMMIT and any(each.commits_ask for each in self._skills):
            reason = f"The skill {self._skills[-1].name} has not been verified yet."
            return _verdict(Effect.ASK, judgement, "skill-unverified", reason)
        if rule is not None and rule.effect is Effect.ASK:
            return _verdict(Effect.ASK, judgement, rule.id, rule.reason)
        if self.mode is Mode.ASK_ALL and facts.risk is not Risk.READ:
            return _verdict(Effect.ASK, judgement, "mode-ask-all", "Mode ask-all.")
        if judgement.always:
            return _verdict(Effect.ASK, judgement, "always-asked", judgement.reason)
        if rule is not None:
            return _verdict(Effect.ALLOW, judgement, rule.id, rule.reason)
        return self._by_mode(grounded, facts, judgement)

    def confirm(self, grounding: Grounding, probe: Probe, observation: Observation) -> None:
        """Refuse if what is at the target now is no longer what was judged.

        Raises:
            TargetChanged: surface, origin or element are others, or something lies over it.
        """
        what = grounding.described()
        surface = observation.surface(grounding.surface)
        if probe.surface != grounding.surface:
            raise TargetChanged(f"{what} is no longer on the page that it was on")
        if surface is not None and _moved(surface, probe.origin):
            raise TargetChanged(f"the page is now at {probe.origin or 'an unknown place'}")
        meant, live = grounding.element, probe.element
        if meant is None or grounding.bare:
            return  # `still` judges whatever is at the point now
        if live is None:
            raise TargetChanged(f"{what} is gone")
        if live.ref != meant.ref or live.role != meant.role:
            raise TargetChanged(f"at the place of {what} there is now {live.described()}")
        if ICON not in grounding.families and _steady(live.name) != _steady(meant.name):
            raise TargetChanged(f"{what} is now called {live.described()}")
        for fact in ("href", "action", "method", "type"):
            if live.attributes.get(fact) != meant.attributes.get(fact):
                raise TargetChanged(f"{what} now does something else: its {fact} has changed")

    def still(self, grounded: GroundedAction, observation: Observation, verdict: Verdict) -> None:
        """Refuse if the action, aimed at the live elements, risks more than was judged.

        Raises:
            TargetChanged: it does.
        """
        now = judge(grounded, observation)
        if heavier(now.risk, verdict.risk):
            raise TargetChanged(f"what is there now would {now.category or now.risk.value}")

    def remember(self, answer: Answer, grounded: GroundedAction, observation: Observation) -> None:
        """Keep what the person allowed for longer than once."""
        if answer not in (Answer.TASK, Answer.ALWAYS):
            return
        facts = self._facts(grounded, observation, judge(grounded, observation))
        self._granted.add(_grant(grounded, facts))
        if facts.risk is not Risk.COMMIT:
            self._scope |= set(facts.origins) - {""}

    def request(
        self, identity: str, grounded: GroundedAction, observation: Observation, verdict: Verdict
    ) -> ApprovalRequest:
        """What a person must know to answer."""
        facts = self._facts(grounded, observation, judge(grounded, observation))
        return ApprovalRequest(
            id=identity,
            action=grounded,
            verdict=verdict,
            verb=facts.kind,
            target=", ".join(g.described() for g in grounded.groundings),
            application=facts.application,
            origin=facts.origins[-1] if facts.origins else "",
            data=shown_data(grounded),
            in_scope=facts.in_scope,
            origins=facts.origins,
        )

    def _facts(
        self, grounded: GroundedAction, observation: Observation, judgement: Judgement
    ) -> Facts:
        action, grounding = grounded.action, grounded.grounding
        surface = _acted_on(grounded, observation)
        origins = _origins(grounded, surface)
        element = grounding.element if grounding is not None else None
        return Facts(
            kind=type(action).__name__.lower(),
            origins=origins,
            application=surface.application if surface is not None else "",
            risk=judgement.risk,
            category=judgement.category,
            role=element.role if element is not None else None,
            name=element.name if element is not None else None,
            states=element.states if element is not None else None,
            arguments=_arguments(grounded),
            in_scope=bool(origins) and all(self._covers(each, action) for each in origins),
        )

    def _covers(self, origin: str, action: EnvironmentAction) -> bool:
        """Whether an origin belongs to the task."""
        if origin in self._scope:
            return True
        if isinstance(action, Open) and origin == "file://":
            name = PurePath(action.what).name.casefold()
            named = bool(name) and name in self._text.casefold()
            return named or action.what in self._attachments
        return origin.startswith("app://") and is_called_for(origin[6:], self._text)

    def _take_in_opened(self, observation: Observation) -> None:
        """Count the program that the last `Open` brought up among the task's places."""
        if self._before_opening is None:
            return
        new = {_origin(s) for s in observation.surfaces if s.ref not in self._before_opening}
        if new := {origin for origin in new if origin.startswith("app://")}:
            self._scope |= new
            self._before_opening = None

    def _floor(self, grounded: GroundedAction, facts: Facts) -> tuple[str, str] | None:
        """What is refused whatever any file says: rule and reason."""
        action = grounded.action
        if isinstance(action, Open) and action.kind == "url":
            scheme = action.what.strip().partition(":")[0].strip().casefold()
            if "".join(scheme.split()) in _FORBIDDEN_SCHEMES:
                return "floor-scheme", f"Addresses that begin with {scheme}: are never opened."
        if isinstance(action, Type) and isinstance(action.text, SecretRef):
            belongs = {normal_origin(origin) for origin in self._secret_origins(action.text.name)}
            if not facts.origins or not all(o and o in belongs for o in facts.origins):
                where = facts.origins[0] if facts.origins else ""
                reason = f'The secret "{action.text.name}" does not belong to {where or "here"}.'
                return "floor-secret", reason
        return None

    def _by_mode(self, grounded: GroundedAction, facts: Facts, judgement: Judgement) -> Verdict:
        """What the mode makes of an action that no rule speaks of."""
        if isinstance(grounded.action, Upload):
            foreign = [p for p in grounded.action.paths if p not in self._attachments]
            if foreign:
                reason = f"{', '.join(foreign)} was not given to the task."
                return _verdict(Effect.ASK, judgement, "foreign-file", reason)
        leads_out = len(facts.origins) > 1 and facts.origins[-1] not in self._scope
        opens = isinstance(grounded.action, Open)
        if not facts.in_scope and (leads_out or opens or facts.risk is not Risk.READ):
            where = facts.origins[-1] if facts.origins else ""
            reason = f"{where or 'This place'} is not part of the task so far."
            return _verdict(Effect.ASK, judgement, _NEW_PLACE, reason)
        if facts.risk is Risk.COMMIT and self.mode is not Mode.AUTO:
            return _verdict(Effect.ASK, judgement, "commit", judgement.reason)
        return _verdict(Effect.ALLOW, judgement, f"mode-{self.mode.value}", judgement.reason)


def _beyond(scope: SkillScope, facts: Facts) -> str:
    """Why an action lies outside what a skill may touch; "" if it lies within."""
    if facts.kind == "wait":
        return ""
    if facts.kind not in scope.actions and facts.kind != "scroll":  # looking is always allowed
        return f"The skill {scope.name} does not list the action {facts.kind}."
    for origin in facts.origins:
        program = origin[6:] if origin.startswith("app://") else None
        if program is not None and program.casefold() in scope.apps:
            continue
        if program is None and origin in scope.origins:
            continue
        return f"The skill {scope.name} does not list {origin or 'this place'}."
    for path in _given_files(facts):
        if not any(fnmatch.fnmatchcase(path, pattern) for pattern in scope.files):
            return f"The skill {scope.name} does not list the file {path}."
    return ""


def _given_files(facts: Facts) -> Iterator[str]:
    """The files that an action opens or gives away, as absolute paths."""
    paths = facts.arguments.get("paths", ()) if facts.kind == "upload" else ()
    if facts.kind == "open" and "file://" in facts.origins:
        paths = facts.arguments.get("what", ())
    for path in paths:
        yield absolute(path.removeprefix("file://"))


def needs_hit(grounded: GroundedAction) -> bool:
    """Whether a real pointer event must reach the target itself."""
    return isinstance(grounded.action, Click | Drag | MouseDown | MouseUp | Move)


def shown_data(grounded: GroundedAction) -> str:
    """Exactly what the action puts in; secrets by name only."""
    match grounded.action:
        case Type(text=SecretRef(name=name)):
            return f"secret:{name}"
        case Type(text=str(text), submit=submit):
            return text + (" ⏎" if submit else "")
        case Press(keys=keys, repeat=repeat):
            return keys if repeat == 1 else f"{keys} ×{repeat}"
        case SetValue(value=value):
            return value
        case Select(options=options):
            return "\n".join(options)
        case Upload(paths=paths):
            return "\n".join(paths)
        case Open(what=what):
            return what
        case _:
            return str(getattr(grounded.action, "text", ""))


def always_rule(request: ApprovalRequest) -> Rule | None:
    """The rule that "always" stands for: such an action, in that place or leading there.

    None for a commit, which is never allowed for good, and where such a rule would change nothing:
    a rule or a mode that asks is stronger.
    """
    places = request.origins or (request.origin,)
    asked_for_place = request.verdict.rule == _NEW_PLACE
    if request.verdict.risk is Risk.COMMIT or not asked_for_place or not all(places):
        return None
    return Rule(
        id=f"always-{request.verb}-{'-'.join(places)}",
        effect=Effect.ALLOW,
        kinds=frozenset({request.verb}),
        origins=places,
    )


def _verdict(effect: Effect, judgement: Judgement, rule: str, reason: str) -> Verdict:
    return Verdict(effect=effect, risk=judgement.risk, rule=rule, reason=reason)


def _moved(surface: Surface, origin: str) -> bool:
    """Whether a page is now at another origin; windows have none of their own."""
    if surface.kind is SurfaceKind.WINDOW and not surface.url:
        return origin not in ("", _origin(surface))
    return normal_origin(origin) != _origin(surface)


def _acted_on(grounded: GroundedAction, observation: Observation) -> Surface | None:
    """The window or page that the action is done to."""
    if grounded.grounding is not None:
        return observation.surface(grounded.grounding.surface)
    if isinstance(grounded.action, Window | Navigate) and grounded.action.surface:
        return observation.surface(grounded.action.surface)
    return observation.active


def _origin(surface: Surface | None) -> str:
    """Of a page its origin, of a window its program; "" for unknown."""
    if surface is None:
        return ""
    known = normal_origin(surface.origin) or normal_origin(surface.url)
    return known or (
        f"app://{surface.application}" if surface.application and not surface.url else ""
    )


def _origins(grounded: GroundedAction, surface: Surface | None) -> tuple[str, ...]:
    """Where the action acts, and where it leads if that is elsewhere."""
    action = grounded.action
    here = _origin(surface)
    base = surface.url if surface is not None else ""
    if isinstance(action, Open):
        if action.kind == "url":
            return (normal_origin(urljoin(base, _with_scheme(action.what))),)
        if action.kind == "file":
            program = f"app://{action.application}" if action.application else ""
            return ("file://", program) if program else ("file://",)
        return (f"app://{action.what}",)
    leads = ""
    element = grounded.grounding.element if grounded.grounding is not None else None
    if element is not None and isinstance(action, Click | MouseUp | Press):
        href = element.attributes.get("href", "")
        target = element.attributes.get("action", "") if element.role == "button" else href
        leads = normal_origin(urljoin(base, target)) if target else ""
    return (here, leads) if leads and leads != here else (here,)


def _with_scheme(address: str) -> str:
    """A URL for what was written; one that is relative stays so."""
    bare = address.strip()
    if "://" in bare or bare.startswith(("/", "?", "#", "./", "../", "about:", "file:")):
        return bare
    return f"http://{bare}"


def _arguments(grounded: GroundedAction) -> dict[str, tuple[str, ...]]:
    """The texts that rules may look at, without secrets."""
    action = grounded.action
    found: dict[str, tuple[str, ...]] = {}
    for name in ("text", "keys", "what", "value"):
        value = getattr(action, name, None)
        if isinstance(value, str) and value:
            found[name] = (value,)
    for name in ("paths", "options"):
        if name in getattr(action, "__dataclass_fields__", ()):
            values = getattr(action, name)
            if values and not isinstance(action, Drag):
                found[name] = tuple(values)
    return found


def _grant(grounded: GroundedAction, facts: Facts) -> tuple[str, ...]:
    """What an answer "for this task" covers: such an action, there, on such a target.

    Edits are covered per kind and place, commits only on the very same control.
    """
    where = (facts.kind, *facts.origins)
    if facts.risk is not Risk.COMMIT:
        return where
    return (*where, facts.category, facts.role or "", facts.name or "", shown_data(grounded))


def _steady(name: str) -> str:
    """A name without what counts up by itself."""
    return re.sub(r"\d+", "#", " ".join(name.split()).casefold())
