"""Whether a task can be carried out here at all. One that cannot is skipped, and never scored."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from app.evaluation.getters import ELSEWHERE, known_getters
from app.evaluation.machine import HOME
from app.evaluation.metric_names import NoMetric, metric
from app.evaluation.setting_up import SetupFailed, known_steps, local_file
from app.evaluation.stand_ins import stand_ins
from app.evaluation.task import EvalTask, Getter, Step
from app.evaluation.upstream import packages_missing

# What OSWorld calls a program that a task is about -> programs, one of which must be installed.
_APPS: Mapping[str, tuple[str, ...]] = {
    "chrome": ("chromium", "google-chrome", "chromium-browser"),
    "gimp": ("gimp",),
    "libreoffice_calc": ("localc", "soffice"),
    "libreoffice_impress": ("loimpress",),
    "libreoffice_writer": ("lowriter",),
    "libreoffice": ("soffice",),
    "thunderbird": ("thunderbird",),
    "vlc": ("vlc",),
    "vscode": ("code", "codium"),
    "vs_code": ("code", "codium"),
    "ubuntu_media_player": ("totem",),
    "gedit": ("gedit",),
    "pdf": ("evince", "atril", "qpdfview"),
    "image": ("eog", "ristretto"),
}
_UNSUPPORTED = {
    "googledrive": "it needs Google Drive",
    "login": "it needs an account",
    "update_browse_history": "its setup needs the internet",
    "proxy": "it needs the internet",
}
# OSWorld's tasks whose goal, and not their file, is on the internet.
_ONLINE = frozenset(
    {
        "48d05431-6cd5-4e76-82eb-12b60d823f7d",
        "e1fc0df3-c8b9-4ee7-864c-d0b590d3aa56",
        "f8369178-fafe-40c2-adc4-b9b08a125456",
        "94d95f96-9699-4208-98ba-3c3119edf9c2",
    }
)
_URL = re.compile(r"\b(?:https?|ftp)://[^\s\"'<>\\]+")
_LOCAL = re.compile(
    r"(?:localhost|127\.[\d.]+|\[::1\]|\{SITE\}|0\.0\.0\.0)(?::\d+)?", re.IGNORECASE
)
_SYSTEMD = re.compile(r"\b(?:systemctl|timedatectl|loginctl|hostnamectl|localectl|snap)\b")
_NETWORK = re.compile(r"\b(?:apt|apt-get|pip3?|curl|wget|git clone|npm)\b")
_SOUND = re.compile(r"\b(?:pactl|pulseaudio|amixer|pacmd)\b")
_SCHEMA = re.compile(r"gsettings\s+(?:set|get|reset)\s+([\w.-]+)")
_TERMINAL = "gnome-terminal"


def preflight(task: EvalTask) -> str:
    """Why a task cannot be carried out here; "" if it can."""
    return next((reason for reason in _reasons(task) if reason), "")


def _reasons(task: EvalTask) -> Iterator[str]:
    for need in task.needs:
        yield "" if shutil.which(need) else f"{need} is not installed"
    for app in task.apps:
        programs = _APPS.get(app, ())
        if programs and not any(shutil.which(each) for each in programs):
            yield f"{programs[0]} is not installed"
    yield "it goes through a proxy to the internet" if task.proxy else ""
    for step in task.steps:
        yield _step(task, step)
    for getter in task.getters:
        yield _getter(task, getter)
    for check in task.evaluator.checks:
        try:
            missing = packages_missing(metric(check.func))
        except NoMetric as unknown:
            yield str(unknown)
        else:
            named = ", ".join(missing)
            yield f"{check.func} needs packages that are not installed: {named}" if named else ""
    yield _whole(task)


def _step(task: EvalTask, step: Step) -> str:
    if step.type in _UNSUPPORTED:
        return _UNSUPPORTED[step.type]
    if step.type not in known_steps():
        return f"there is no step {step.type!r} here"
    if step.type in ("download", "upload_file"):
        for each in step.parameters.get("files", ()):
            try:
                local_file(task, str(each.get("url") or each.get("local_path", "")))
            except SetupFailed as missing:
                web = urlsplit(str(each.get("url", ""))).scheme in ("http", "https")
                return "its setup downloads from the internet" if web else str(missing)
    if step.type in ("launch", "execute", "command"):
        return _program(step.parameters)
    return ""


def _program(given: Mapping[str, Any]) -> str:
    """What is missing for a command."""
    command = given.get("command", "")
    text = command if isinstance(command, str) else shlex.join(map(str, command))
    if given.get("shell") or not text:
        return ""
    try:
        words = shlex.split(command) if isinstance(command, str) else command
    except ValueError:
        return f"its command {command!r} is none"
    program = str(words[0])
    if program.startswith(("/", "~", HOME)) or program in stand_ins() or shutil.which(program):
        return ""
    return f"{program} is not installed"


def _getter(task: EvalTask, getter: Getter) -> str:
    if getter.type in ELSEWHERE:
        return ELSEWHERE[getter.type]
    if getter.type not in known_getters():
        return f"there is no getter {getter.type!r} here"
    if getter.type == "vm_terminal_output" and not shutil.which(_TERMINAL):
        return f"{_TERMINAL} is not installed"
    if getter.type == "cloud_file":
        paths = getter.settings.get("path", "")
        for path in [paths] if isinstance(paths, str) else paths:
            try:
                local_file(task, path)
            except SetupFailed as missing:
                web = urlsplit(path).scheme in ("http", "https")
                return "what it compares with is on the internet" if web else str(missing)
    return ""


def _whole(task: EvalTask) -> str:
    """What the steps and the evaluator speak of, wherever it stands."""
    if task.id in _ONLINE:
        return "it needs the internet (its goal is there)"
    parts: list[Any] = [task.instruction]
    parts += [dict(step.parameters) for step in task.steps]
    parts += [dict(getter.settings) for getter in task.getters]
    text = json.dumps(parts, ensure_ascii=False)
    for url in _URL.findall(text):
        host = url.partition("://")[2].partition("/")[0]
        if not _LOCAL.fullmatch(host):
            return f"it needs the internet ({host})"
    commands = json.dumps(
        [step.parameters.get("command", "") for step in task.steps]
        + [getter.settings.get("command", "") for getter in task.getters]
    )
    if found := _NETWORK.search(commands):
        return f"it needs the internet ({found[0]})"
    if (found := _SYSTEMD.search(commands)) and not Path("/run/systemd/system").is_dir():
        return f"it needs systemd ({found[0]})"
    if (found := _SOUND.search(commands)) and not shutil.which(found[0]):
        return f"{found[0]} is not installed"
    spread = commands.replace('", "', " ")
    for schema in _SCHEMA.findall(spread):
        if schema not in _schemas():
            return f"this machine has no settings {schema}"
    return ""


@cache
def _schemas() -> frozenset[str]:
    """The schemas of settings that are installed."""
    if not shutil.which("gsettings"):
        return frozenset()
    listed = subprocess.run(
        ["gsettings", "list-schemas"], capture_output=True, text=True, timeout=20, check=False
    )
    return frozenset(listed.stdout.split())
