"""The steps that bring a machine into the state that a task begins with.

The names and parameters are those of OSWorld's task files; `create` and `serve` are ours.
"""

from __future__ import annotations

import time
import urllib.parse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from actions.action import Open, Window
from actions.errors import ActionError
from app.errors import UsageError
from app.evaluation.machine import Machine
from app.evaluation.material import make_files
from app.evaluation.task import EvalTask, Step

Parameters = Mapping[str, Any]

_WINDOW = 20.0  # seconds that a window may take to appear
_UNTIL = 30.0  # seconds for which a command is repeated until it says what is wanted


class SetupFailed(Exception):
    """A step could not be carried out: the task has no result."""


def set_up(task: EvalTask, steps: Sequence[Step], machine: Machine) -> None:
    """Carry out steps, one after the other.

    Raises:
        SetupFailed: one could not be carried out.
        EnvironmentUnavailable: the machine is gone.
    """
    for number, step in enumerate(steps):
        try:
            _STEPS[step.type](task, step.parameters, machine)
        except KeyError as missing:
            raise SetupFailed(f"step {number + 1} ({step.type}) lacks {missing}") from missing
        except (ActionError, UsageError, OSError, ValueError, SetupFailed) as failure:
            raise SetupFailed(f"step {number + 1} ({step.type}): {failure}") from failure


def known_steps() -> frozenset[str]:
    """The types of steps that can be carried out here."""
    return frozenset(_STEPS)


def local_file(task: EvalTask, url: str) -> Path:
    """The file beside the task that an address means.

    Raises:
        SetupFailed: it is elsewhere, outside the folder of the tasks, or not there.
    """
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in ("", "file"):
        raise SetupFailed(f"{url} is not on this machine")
    suite = task.path.resolve().parent.parent
    path = (task.path.parent / urllib.parse.unquote(parts.path)).resolve()
    if not path.is_relative_to(suite):
        raise SetupFailed(f"{url} lies outside the folder of the tasks, {suite}")
    if not path.is_file():
        raise SetupFailed(f"there is no file {path}")
    return path


def _launch(_: EvalTask, given: Parameters, machine: Machine) -> None:
    machine.launch(given["command"], shell=bool(given.get("shell", False)))


def _execute(_: EvalTask, given: Parameters, machine: Machine) -> None:
    """Run a command; its output can be kept for the evaluator, and repeated until it is right."""
    until: Mapping[str, Any] = given.get("until") or {}
    end = time.monotonic() + _UNTIL
    while True:
        ran = machine.run(given["command"], shell=bool(given.get("shell", False)))
        for stream, said in (("stdout", ran.output), ("stderr", ran.error)):
            if name := given.get(stream):
                (machine.cache / Path(name).name).write_text(said, "utf-8")
        right = (
            ("returncode" in until and ran.code == until["returncode"])
            or ("stdout" in until and until["stdout"] in ran.output)
            or ("stderr" in until and until["stderr"] in ran.error)
        )
        if not until or right:
            return
        if time.monotonic() > end:
            raise SetupFailed(f"{given['command']} never said {dict(until)}")
        time.sleep(0.3)


def _verified(_: EvalTask, given: Parameters, machine: Machine) -> None:
    """Run a command and wait until what it should bring about is there."""
    machine.run(given["command"], shell=bool(given.get("shell", False)))
    wanted: Mapping[str, Any] = given.get("verification") or {}
    limit = float(given.get("max_wait_time", 10))
    title = wanted.get("window_exists")
    if title and not machine.wait_for_window(title, strict=False, limit=limit):
        raise SetupFailed(f"no window {title!r} appeared")
    if check := wanted.get("command_success"):
        end = time.monotonic() + limit
        while machine.run(check, shell=True).code != 0:
            if time.monotonic() > end:
                raise SetupFailed(f"{check} never succeeded")
            time.sleep(float(given.get("check_interval", 1)))


def _sleep(_: EvalTask, given: Parameters, machine: Machine) -> None:
    del machine
    time.sleep(min(float(given["seconds"]), 120.0))


def _open(_: EvalTask, given: Parameters, machine: Machine) -> None:
    path = machine.path(given["path"])
    if machine.run(["test", "-e", path]).code != 0:
        raise SetupFailed(f"there is no {path}")
    seen = machine.observe()
    before = {each.ref for each in seen.surfaces}
    machine.do(Open(what=path, kind="file"))
    end = time.monotonic() + _WINDOW
    while all(each.ref in before for each in machine.observe().surfaces):
        if time.monotonic() > end:
            raise SetupFailed(f"no window of {path} appeared")
        time.sleep(0.2)


def _download(task: EvalTask, given: Parameters, machine: Machine) -> None:
    for each in given["files"]:
        machine.put(local_file(task, each["url"]), each["path"])


def _upload(task: EvalTask, given: Parameters, machine: Machine) -> None:
    for each in given["files"]:
        machine.put(local_file(task, each["local_path"]), each["path"])


def _activate(_: EvalTask, given: Parameters, machine: Machine) -> None:
    machine.do(Window(surface=_window(given, machine), how="focus"))


def _close(_: EvalTask, given: Parameters, machine: Machine) -> None:
    machine.do(Window(surface=_window(given, machine), how="close"))


def _window(given: Parameters, machine: Machine) -> str:
    """The window that is meant: by its title, or the program that it is of."""
    name = machine.filled(given["window_name"])
    if given.get("by_class"):
        program = name.rpartition(".")[2].casefold()
        for surface in machine.observe().surfaces:
            if program in (surface.application or "").casefold():
                return surface.ref
        raise SetupFailed(f"there is no window of {name}")
    ref = machine.wait_for_window(name, strict=bool(given.get("strict", False)), limit=_WINDOW)
    if not ref and "Google Chrome" in name:
        name = name.replace("Google Chrome", "Chromium")
        ref = machine.wait_for_window(name, strict=bool(given.get("strict", False)), limit=1)
    if not ref:
        raise SetupFailed(f"there is no window {name!r}")
    return ref


def _open_tabs(_: EvalTask, given: Parameters, machine: Machine) -> None:
    for number, url in enumerate(given["urls_to_open"]):
        machine.do(Open(what=machine.filled(url), kind="url", new_surface=number > 0))


def _close_tabs(_: EvalTask, given: Parameters, machine: Machine) -> None:
    from app.evaluation.browser_state import close_tabs

    close_tabs(machine, [machine.filled(each) for each in given["urls_to_close"]])


def _create(_: EvalTask, given: Parameters, machine: Machine) -> None:
    make_files(machine.desktop.home, given["files"])


def _serve(task: EvalTask, given: Parameters, machine: Machine) -> None:
    pages = task.path.resolve().parent.parent / "pages" / Path(given["site"]).name
    if not pages.is_dir():
        raise SetupFailed(f"there are no pages {pages}")
    machine.serve(pages)


_STEPS: Mapping[str, Callable[[EvalTask, Parameters, Machine], None]] = {
    "launch": _launch,
    "execute": _execute,
    "command": _execute,
    "execute_with_verification": _verified,
    "sleep": _sleep,
    "open": _open,
    "download": _download,
    "upload_file": _upload,
    "activate_window": _activate,
    "close_window": _close,
    "chrome_open_tabs": _open_tabs,
    "chrome_close_tabs": _close_tabs,
    "create": _create,
    "serve": _serve,
}
