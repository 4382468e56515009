"""Tasks as OSWorld writes them: one JSON file each, read strictly.

The format is that of OSWorld (Xie et al., 2024, arXiv:2404.07972): an instruction, the steps that
set the machine up, and an evaluator that looks at the state which is left.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from app.errors import UsageError

INFEASIBLE = "infeasible"

_REQUIRED = frozenset({"id", "instruction", "evaluator"})
_KNOWN = _REQUIRED | {
    "snapshot", "source", "trajectory", "related_apps", "config", "proxy", "fixed_ip", "hint",
    "possibility_of_env_change", "env_may_change", "deskhand",
}  # fmt: skip
_EVALUATOR = frozenset({"func", "result", "expected", "options", "conj", "postconfig"})
_OWN = frozenset({"needs", "minutes", "tags", "judge"})


class TaskFault(UsageError):
    """A task file does not say what a task file must say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of setting up, or of what comes before the evaluation."""

    type: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Getter:
    """Where something that is compared comes from.

    Attributes:
        settings: everything beside the type.
    """

    type: str
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One metric over one result.

    Attributes:
        func: name of the metric.
        result: what it looks at; None for nothing.
        expected: what that is compared with; None where the metric needs nothing.
        options: further arguments of the metric.
    """

    func: str
    result: Getter | None = None
    expected: Getter | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluator:
    """How the state at the end is scored.

    Attributes:
        checks: at least one, unless the task is infeasible.
        conj: how several scores become one.
        postconfig: what is done before looking.
        infeasible: the only right end is to say that it cannot be done.
    """

    checks: tuple[Check, ...] = ()
    conj: Literal["and", "or"] = "and"
    postconfig: tuple[Step, ...] = ()
    infeasible: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EvalTask:
    """A task.

    Attributes:
        domain: of the file's folder, as "os" or "libreoffice_calc".
        apps: that OSWorld says it is about.
        needs: programs that must be installed (an extension of ours).
        minutes: that a run may take; 0 for the runner's own limit (an extension of ours).
        tags: for choosing among tasks (an extension of ours).
        judge: what an open-ended task is judged by beside its evaluator (an extension of ours).
        proxy: OSWorld gives it a way to the internet through a proxy.
        path: of its file.
    """

    id: str
    domain: str
    instruction: str
    evaluator: Evaluator
    config: tuple[Step, ...] = ()
    apps: tuple[str, ...] = ()
    snapshot: str = ""
    source: str = ""
    proxy: bool = False
    needs: tuple[str, ...] = ()
    minutes: float = 0.0
    tags: tuple[str, ...] = ()
    judge: str = ""
    path: Path = Path()

    @property
    def name(self) -> str:
        """Domain and id."""
        return f"{self.domain}/{self.id}"

    @property
    def steps(self) -> tuple[Step, ...]:
        """Those of the setup and those before the evaluation."""
        return (*self.config, *self.evaluator.postconfig)

    @property
    def getters(self) -> tuple[Getter, ...]:
        """All of the evaluator's."""
        found = [each for check in self.evaluator.checks for each in (check.result, check.expected)]
        return tuple(each for each in found if each is not None)


def load_task(path: Path) -> EvalTask:
    """The task in a file.

    Raises:
        TaskFault: it is no task; the message says where and why.
    """
    try:
        data = json.loads(path.read_text("utf-8"))
    except OSError as failure:
        raise TaskFault(f"{path}: {failure.strerror}") from failure
    except (ValueError, RecursionError) as failure:
        raise TaskFault(f"{path}: no JSON ({failure})") from failure
    return parse_task(data, domain=path.parent.name, path=path)


def parse_task(data: Any, *, domain: str, path: Path = Path()) -> EvalTask:
    """The task in the JSON of a file.

    Raises:
        TaskFault: it is none.
    """
    read = _Reader(str(path))
    task = read.mapping(data, "the task")
    read.keys(task, _KNOWN, "the task", required=_REQUIRED)
    own = read.mapping(task.get("deskhand", {}), "deskhand")
    read.keys(own, _OWN, "deskhand")
    minutes = own.get("minutes", 0)
    if not isinstance(minutes, int | float) or isinstance(minutes, bool) or minutes < 0:
        raise read.fault("deskhand.minutes must be a number of minutes")
    return EvalTask(
        id=read.text(task["id"], "id"),
        domain=domain,
        instruction=read.text(task["instruction"], "instruction"),
        evaluator=_evaluator(read, task["evaluator"]),
        config=_steps(read, task.get("config", []), "config"),
        apps=read.texts(task.get("related_apps", []), "related_apps"),
        snapshot=str(task.get("snapshot", "")),
        source=str(task.get("source", "")),
        proxy=bool(task.get("proxy", False)),
        needs=read.texts(own.get("needs", []), "deskhand.needs"),
        minutes=float(minutes),
        tags=read.texts(own.get("tags", []), "deskhand.tags"),
        judge=read.text(own["judge"], "deskhand.judge") if "judge" in own else "",
        path=path,
    )


def load_tasks(folder: Path) -> tuple[EvalTask, ...]:
    """All tasks below a folder, sorted by name.

    Files whose name has a second suffix (`ID.moves.json`) are no tasks, and neither are files of
    other JSON than objects, as the lists of OSWorld's `test_all.json`.

    Raises:
        TaskFault: a file is no task, two have the same name, or there is none.
    """
    if not folder.is_dir():
        raise TaskFault(f"{folder} is no folder of tasks.")
    inner = folder / "examples"  # OSWorld's own folder holds lists beside it
    root = inner if inner.is_dir() else folder
    tasks: dict[str, EvalTask] = {}
    for path in sorted(root.glob("*/*.json")):
        if "." in path.stem:
            continue
        task = load_task(path)
        if task.name in tasks:
            raise TaskFault(f"{path}: {tasks[task.name].path} has the same id.")
        tasks[task.name] = task
    if not tasks:
        raise TaskFault(f"There are no tasks in {folder}: they lie there as DOMAIN/ID.json.")
    return tuple(tasks[name] for name in sorted(tasks))


def _evaluator(read: _Reader, given: Any) -> Evaluator:
    data = read.mapping(given, "evaluator")
    # Names that begin with an underscore are remarks.
    read.keys(
        {key: data[key] for key in data if not key.startswith("_")},
        _EVALUATOR,
        "evaluator",
        required=frozenset({"func"}),
    )
    postconfig = _steps(read, data.get("postconfig", []), "evaluator.postconfig")
    if data["func"] == INFEASIBLE:
        return Evaluator(infeasible=True, postconfig=postconfig)
    listed = isinstance(data["func"], list)
    funcs = read.texts(data["func"] if listed else [data["func"]], "evaluator.func")
    if not funcs:
        raise read.fault("evaluator.func is empty")
    conj = data.get("conj", "and")
    if conj not in ("and", "or"):
        raise read.fault(f"evaluator.conj must be and or or, not {conj!r}")
    checks = []
    for number, func in enumerate(funcs):
        if func == INFEASIBLE:
            raise read.fault("infeasible stands alone, not in a list")
        parts = {}
        for key in ("result", "expected", "options"):
            value = data.get(key)
            if listed and value:
                if not isinstance(value, list) or len(value) != len(funcs):
                    raise read.fault(f"evaluator.{key} must be a list as long as func")
                value = value[number]
            parts[key] = value
        where = f"[{number}]" if listed else ""
        checks.append(
            Check(
                func=func,
                result=_getter(read, parts["result"], f"evaluator.result{where}"),
                expected=_getter(read, parts["expected"], f"evaluator.expected{where}"),
                options=read.mapping(parts["options"] or {}, f"evaluator.options{where}"),
            )
        )
    return Evaluator(checks=tuple(checks), conj=conj, postconfig=postconfig)


def _getter(read: _Reader, given: Any, where: str) -> Getter | None:
    if given is None or given == {} or given == []:
        return None
    data = dict(read.mapping(given, where))
    return Getter(type=read.text(data.pop("type", None), f"{where}.type"), settings=data)


def _steps(read: _Reader, given: Any, where: str) -> tuple[Step, ...]:
    if not isinstance(given, list):
        raise read.fault(f"{where} must be a list of steps")
    steps = []
    for number, each in enumerate(given):
        at = f"{where}[{number}]"
        data = read.mapping(each, at)
        read.keys(data, frozenset({"type", "parameters"}), at, required=frozenset({"type"}))
        steps.append(
            Step(
                type=read.text(data["type"], f"{at}.type"),
                parameters=read.mapping(data.get("parameters", {}), f"{at}.parameters"),
            )
        )
    return tuple(steps)


class _Reader:
    """Says what is wrong with a file, and where."""

    def __init__(self, name: str) -> None:
        self._name = name

    def fault(self, what: str) -> TaskFault:
        return TaskFault(f"{self._name}: {what}.")

    def mapping(self, value: Any, where: str) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise self.fault(f"{where} must be an object, not {_kind(value)}")
        return value

    def keys(
        self,
        value: Mapping[str, Any],
        known: frozenset[str],
        where: str,
        required: frozenset[str] = frozenset(),
    ) -> None:
        if missing := sorted(required - set(value)):
            raise self.fault(f"{where} lacks {', '.join(missing)}")
        if unknown := sorted(set(value) - known):
            raise self.fault(
                f"{where} has {', '.join(unknown)}, which is not known; there are "
                f"{', '.join(sorted(known))}"
            )

    def text(self, value: Any, where: str) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self.fault(f"{where} must be a text, not {_kind(value)}")
        return value

    def texts(self, value: Any, where: str) -> tuple[str, ...]:
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise self.fault(f"{where} must be a list of texts, not {_kind(value)}")
        return tuple(self.text(each, f"{where}[{n}]") for n, each in enumerate(value))


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a text", type(None): "nothing"}
    return names.get(type(value), f"{value!r}")
