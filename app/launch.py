"""From options to a run that is under way: the only place that wires the parts together."""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from actions.context import RunContext
from actions.environment import Environment
from actions.late import LateEnvironment
from actions.trajectory import Outcome, Task
from app.engine.approval import Approver, HeadlessApprover, Person
from app.engine.events import (
    ActionIntended,
    Answer,
    Approval,
    ApprovalRequest,
    Asked,
    Event,
    RunFinished,
    StepFinished,
)
from app.engine.gate import Gate
from app.engine.handle import RunHandle
from app.engine.limits import Limits
from app.engine.planner import Planner
from app.engine.run import run
from app.errors import StorageError, UsageError
from app.handover import HOME, Handover
from app.icons_seen import IconLearner
from app.instruction import check_text, clean_instruction
from app.models.use import ModelUse
from app.paths import Paths, ensure_folder
from app.place import Place
from app.result import load_schema
from app.runs.folders import delete_run, new_folder, new_run_id, run_folders
from app.runs.lock import held
from app.runs.log import RunLog, record
from app.runs.prompts import PromptLog
from app.runs.recover import REPEATED, CarefulApprover, CarefulGate
from app.safety.permissions import Mode, load_permissions
from app.safety.secrets import Secrets
from app.settings import Settings
from app.skills_shelf import Shelf, suggested
from app.tips import TipBook
from app.where import Where, is_headless, normal_url, open_environment
from app.witness import Listener
from grounding.chain import default_grounder
from grounding.grounder import Grounder
from perception.icons import icons_in
from perception.observation import Observation
from perception.screenshot import Screenshot
from skills.store import Store

if TYPE_CHECKING:  # what it needs to talk with a server is imported when one is
    from app.models.config import ModelSetting
    from app.planners.model.setup import ModelSetup

logger = logging.getLogger(__name__)

# What models are told before the skills and the tips that may help.
_SKILLS = "Skills that may help; run one with run_skill and the arguments that it takes:"
_TIPS = "What earlier runs found out here:"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchOptions:
    """What a person wants done, and how; as given, not yet checked.

    Attributes:
        planner: "builtin", "script:FILE" with a JSON list of actions, or the name of a model; ""
            takes that of the settings.
        mode: instead of the permissions' own.
        yes: approves edits; with `commits` also commits within the task.
        attended: a person can be asked.
        budget: dollars that models may cost; None takes that of the settings.
        values: named values for the task. Those that are named like a secret stay out of the log.
        parent: id of the run that this one goes on from.
        earlier: what that run did, or may have done, that cannot be taken back.
        note: what the planner is told first.
    """

    task: str
    where: Where = field(default_factory=Where)
    planner: str = "builtin"
    mode: Mode | None = None
    yes: bool = False
    commits: bool = False
    attended: bool = False
    max_steps: int | None = None
    minutes: float | None = None
    budget: float | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    attachments: Sequence[Path] = ()
    schema: Path | None = None
    parent: str = ""
    earlier: tuple[ActionIntended, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Launched:
    """A run that is under way.

    Attributes:
        handle: to watch and steer it.
        folder: with its log.
        options: that it was started with.
        frame: a picture of the environment for the live view; None if there is none now.
        place: the environment, if it was to be kept; whoever launched the run closes it.
    """

    run_id: str
    task: Task
    folder: Path
    handle: RunHandle
    options: LaunchOptions
    frame: Callable[[], Screenshot | None] = lambda: None
    place: Place | None = None

    def asks(self, request: ApprovalRequest) -> bool:
        """Whether the run waits for a person to answer this request."""
        return self.options.attended and _by_flags(self.options, request) is None


def launch(
    options: LaunchOptions,
    paths: Paths,
    settings: Settings,
    *,
    emit: Callable[[str], None] | None = None,
    examine: Callable[[RunFinished, Environment], None] | None = None,
    planner: Planner | None = None,
    library: Store | None = None,
    place: Place | None = None,
    keep: bool = False,
) -> Launched:
    """Check the options, make the run's folder, and start the run on a thread of its own.

    The environment is opened inside the run, so that a stop reaches it while it starts, and that
    it is not available is an outcome of the run.

    Args:
        options: what is wanted.
        paths: where things lie.
        settings: of the person.
        emit: told progress that is shown and not logged.
        examine: called on the run's thread when the run is over, before the environment is closed.
        planner: decides, instead of the one that the options name; that one is then asked only for
            the parts that a skill leaves to a planner.
        library: of the skills that may be run; None takes the person's.
        place: an environment that an earlier run has left open; the options' `where` is its own.
        keep: leave the environment open when the run is over, as `Launched.place`.

    Raises:
        UsageError: an option makes no sense.
        StorageError: the run's folder cannot be written to.
    """
    task = make_task(options)
    use = ModelUse(_budget(options, settings), paths.prices)
    planner_name = options.planner or settings.planner
    tips, icons = TipBook(paths), IconLearner(paths.icons.seen)
    asked = make_planner(planner_name, paths, use, tips)
    helper = asked if planner is not None and planner_name != "builtin" else None
    planner = planner or asked
    grounder = make_grounder(planner_name, paths, use)
    permissions = load_permissions(paths.permissions)
    if permissions.problem:
        raise UsageError(f"The permissions cannot be understood: {permissions.problem}")
    secrets = Secrets(task.values)
    gate = (
        CarefulGate(permissions, options.mode, options.earlier, secret_origins=secrets.origins)
        if options.earlier
        else Gate(permissions, options.mode, secret_origins=secrets.origins)
    )
    secrets.home = lambda: gate.home
    limits = Limits(
        steps=options.max_steps or settings.max_steps,
        minutes=options.minutes or settings.minutes,
        dollars=use.budget or 0.0,
    )
    clear_old_runs(paths, settings)
    run_id = new_run_id()
    folder = new_folder(ensure_folder(paths.runs), task.text, run_id)
    redact = secrets.redaction()
    log = RunLog(folder, redact)
    use.log = PromptLog(folder, redact)
    if place is None:
        place = Place(
            environment=LateEnvironment(
                options.where.environment,
                lambda: open_environment(options.where, settings, folder=folder),
            ),
            where=options.where,
            home=folder / HOME if options.where.environment == "sandbox" else None,
        )
    environment = place.environment
    handover = Handover(place.home, folder, options.where.home) if place.home else None

    finished: list[RunFinished] = []

    def play(context: RunContext, person: Person) -> Iterator[Event]:
        if options.note:
            person.say(options.note)
        events = run(
            task,
            environment=environment,
            planner=planner,
            grounder=grounder,
            gate=gate,
            approver=_approver(options, person),
            limits=limits,
            context=context,
            person=person,
            secrets=secrets.resolve,
            skills=Shelf(
                library or Store(paths.skills),
                grounder,
                run_id=run_id,
                helper=(lambda: helper) if helper is not None else None,
                note=emit,
            ),
            run_id=run_id,
            parent=options.parent,
            settings=_for_log(options, gate, limits),
            spent=lambda: use.account.spent,
            attended=options.attended,
            witness=Listener(environment) if _has_window(options.where, settings) else None,
        )
        events = use.watch(handover.watch(events) if handover else events)
        recorded = record(events, folder, log=log)
        for event in recorded:
            icons.see(event)
            if isinstance(event, StepFinished):
                tips.see(event.step)
            elif isinstance(event, RunFinished):
                finished.append(event)
            yield event

    def end() -> None:
        try:
            if examine is not None and finished:
                examine(finished[-1], environment)
        finally:
            if not keep:
                environment.close()
            planner.close()
            asked.close()
            grounder.close()
            if handover is not None and not keep:
                handover.clear()
            if finished:
                _learn(tips, run_id, finished[-1].outcome)
            icons.keep()

    handle = RunHandle(play, emit=emit, at_end=end)
    return Launched(
        run_id=run_id,
        task=task,
        folder=folder,
        handle=handle,
        options=options,
        frame=environment.frame,
        place=replace(place, clear=handover.clear if handover else place.clear) if keep else None,
    )


def _has_window(where: Where, settings: Settings) -> bool:
    """Whether a person can work in the environment without Deskhand's live view."""
    if where.environment == "browser":
        return bool(where.cdp) or not is_headless(where, settings)
    return where.environment == "desktop" or where.show or where.vnc


def _learn(tips: TipBook, run_id: str, outcome: Outcome) -> None:
    """Keep what the run taught; that it cannot be kept is no fault of the run."""
    try:
        tips.learn(run_id, outcome)
    except StorageError as failure:
        logger.warning("what the run taught was not kept: %s", failure)


def make_task(options: LaunchOptions) -> Task:
    """The task, checked.

    Raises:
        UsageError: something about it makes no sense.
    """
    for name, value in options.values.items():
        if not _NAME.fullmatch(name):
            raise UsageError(f"{name!r} is no name for a value: letters, digits, _ . - only.")
        check_text(value, f"The value of {name}")
    attachments = []
    for path in options.attachments:
        if not path.is_file():
            what = "is a folder, not a file" if path.is_dir() else "does not exist"
            raise UsageError(f"The attached file {path} {what}.")
        attachments.append(str(path.resolve()))
    return Task(
        text=clean_instruction(options.task),
        values=dict(options.values),
        attachments=tuple(attachments),
        schema=json.dumps(load_schema(options.schema)) if options.schema else "",
        url=normal_url(options.where.url),
    )


def make_planner(
    name: str, paths: Paths, use: ModelUse | None = None, tips: TipBook | None = None
) -> Planner:
    """A planner by its name: "builtin", "script:FILE", or a model of models.yaml.

    Args:
        name: of the planner.
        paths: where the models are written down.
        use: counts and writes down what is said to models.
        tips: models are told of.

    Raises:
        UsageError: there is none of that name.
    """
    if name == "builtin":
        from app.planners.builtin import BuiltinPlanner

        return BuiltinPlanner()
    kind, _, file = name.partition(":")
    if kind == "script" and file:
        return _scripted(Path(file))
    models = _models(paths)
    if name in models:
        return _model_setup(models, paths, use, tips).planner(name)
    listed = ", ".join(["builtin", "script:FILE", *models])
    raise UsageError(
        f"There is no planner {name!r}. There are: {listed}. Models are set up in {paths.models}."
    )


def make_grounder(planner: str, paths: Paths, use: ModelUse | None = None) -> Grounder:
    """The grounder that goes with a planner: with a model behind it where one is set up.

    Raises:
        UsageError: a profile or a key is missing.
    """
    models = _models(paths) if planner != "builtin" else {}
    if planner not in models:
        return default_grounder(icons_in(paths.icons))
    found = default_grounder(icons_in(paths.icons))
    return _model_setup(models, paths, use).grounder(planner, found)


def _models(paths: Paths) -> Mapping[str, ModelSetting]:
    from app.models.config import load_models

    return load_models(paths.models)


def _model_setup(
    models: Mapping[str, ModelSetting],
    paths: Paths,
    use: ModelUse | None,
    tips: TipBook | None = None,
) -> ModelSetup:
    from app.planners.model.setup import ModelSetup
    from app.safety.vault import Vault

    def hints(query: str, observation: Observation) -> list[tuple[str, str]]:
        skills = suggested(Store(paths.skills), paths.skills_index, query, observation)
        learned = tips.told(observation) if tips is not None else ""
        found = [(_SKILLS, skills), (_TIPS, learned)]
        return [(told, listed) for told, listed in found if listed]

    wrap = use.wrap if use is not None else None
    return ModelSetup(models, paths.profiles, Vault(), wrap, hints)


def clear_old_runs(paths: Paths, settings: Settings) -> None:
    """Delete runs that are older than the settings keep them."""
    if not settings.keep_days:
        return
    oldest = time.strftime(
        "%Y%m%d-%H%M%S", time.localtime(time.time() - settings.keep_days * 86400)
    )
    for folder in run_folders(paths.runs):
        if folder.name < oldest and not held(folder):
            delete_run(folder)


class _Attended:
    """A person is there; what the flags approve is not asked."""

    def __init__(self, options: LaunchOptions, person: Person) -> None:
        self._options, self._person = options, person

    def approve(self, request: ApprovalRequest, context: RunContext) -> Approval:
        """By the flags, else by the person."""
        given = _by_flags(self._options, request)
        return self._person.approve(request, context) if given is None else given

    def reply(self, question: Asked, context: RunContext) -> str | None:
        """By the person."""
        return self._person.reply(question, context)


def _by_flags(options: LaunchOptions, request: ApprovalRequest) -> Approval | None:
    """The approval that the flags give; None if they do not cover it."""
    flags = HeadlessApprover(yes=options.yes, commits=options.commits)
    if request.verdict.rule == REPEATED:
        return None
    given = flags.approve(request, RunContext())
    return None if given.answer is Answer.DENY else given


def _approver(options: LaunchOptions, person: Person) -> Approver:
    if options.attended:
        return _Attended(options, person)
    return CarefulApprover(HeadlessApprover(yes=options.yes, commits=options.commits))


def _scripted(path: Path) -> Planner:
    """A planner that plays a JSON list of actions."""
    from actions.action import Action
    from app.planners.scripted import ScriptedPlanner
    from app.runs.serial import SerialError, load_any

    try:
        entries = json.loads(path.read_text("utf-8"))
        actions = load_any(entries, tuple[Action, ...])
    except OSError as failure:
        raise UsageError(f"Cannot read the script {path}: {failure.strerror}.") from failure
    except (SerialError, ValueError, RecursionError) as failure:
        raise UsageError(f"The script {path} is no list of actions: {failure}.") from failure
    return ScriptedPlanner(list(actions), name=f"script:{path.resolve()}")


def _budget(options: LaunchOptions, settings: Settings) -> float | None:
    """The dollars that models may cost; None if there is no limit."""
    return options.budget if options.budget is not None else settings.budget or None


def _for_log(options: LaunchOptions, gate: Gate, limits: Limits) -> dict[str, str]:
    return {
        "mode": gate.mode.value,
        "yes": str(options.yes).lower(),
        "commits": str(options.commits).lower(),
        "attended": str(options.attended).lower(),
        "max_steps": str(limits.steps),
        "minutes": f"{limits.minutes:g}",
        **({"budget": f"{limits.dollars:g}"} if limits.dollars else {}),
    }
