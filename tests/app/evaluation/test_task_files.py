"""Task files: what is read, what is refused, what is skipped."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from app.evaluation.preflight import preflight
from app.evaluation.setting_up import SetupFailed, local_file
from app.evaluation.task import TaskFault, load_task, load_tasks, parse_task

GOOD: dict[str, Any] = {
    "id": "a",
    "snapshot": "os",
    "instruction": "Do it.",
    "source": "",
    "trajectory": "trajectories/",
    "related_apps": ["os"],
    "config": [{"type": "sleep", "parameters": {"seconds": 1}}],
    "evaluator": {
        "postconfig": [{"type": "sleep", "parameters": {"seconds": 1}}],
        "func": ["exact_match", "check_include_exclude"],
        "conj": "or",
        "result": [{"type": "answer"}, {"type": "vm_command_line", "command": "true"}],
        "expected": [
            {"type": "rule", "rules": {"expected": "x"}},
            {"type": "rule", "rules": {"include": []}},
        ],
        "options": [{}, {"strict": True}],
        "_config_note": "a remark",
    },
    "proxy": False,
    "fixed_ip": False,
    "possibility_of_env_change": "low",
    "deskhand": {"needs": ["sh"], "minutes": 2, "tags": ["quick"]},
}


def changed(**parts: Any) -> dict[str, Any]:
    """The good task with other parts; a name with a double underscore leads inside."""
    task = deepcopy(GOOD)
    for name, value in parts.items():
        place, *rest = name.split("__")
        if rest:
            task[place][rest[0]] = value
        else:
            task[place] = value
    return task


def test_all_of_a_task_is_read() -> None:
    task = parse_task(GOOD, domain="os")
    assert (task.name, task.minutes, task.needs) == ("os/a", 2.0, ("sh",))
    first, second = task.evaluator.checks
    assert (first.func, first.result and first.result.type) == ("exact_match", "answer")
    assert second.result is not None
    assert second.result.settings == {"command": "true"}
    assert second.options == {"strict": True}
    assert task.evaluator.conj == "or"
    assert [step.type for step in task.steps] == ["sleep", "sleep"]


def test_an_infeasible_task_needs_nothing_else() -> None:
    task = parse_task(changed(evaluator={"func": "infeasible"}), domain="os")
    assert task.evaluator.infeasible
    assert task.evaluator.checks == ()


@pytest.mark.parametrize(
    ("task", "said"),
    [
        ([], "must be an object, not a list"),
        (changed(colour="red"), "colour, which is not known"),
        ({"id": "a", "instruction": "x"}, "lacks evaluator"),
        (changed(instruction=" "), "instruction must be a text"),
        (changed(config={}), "config must be a list"),
        (changed(config=[{"parameters": {}}]), r"config\[0\] lacks type"),
        (changed(evaluator__func=[]), "func is empty"),
        (changed(evaluator__func=["infeasible"]), "infeasible stands alone"),
        (changed(evaluator__conj="xor"), "conj must be"),
        (changed(evaluator__result=[{"type": "answer"}]), "as long as func"),
        (changed(evaluator__result=[{"type": "answer"}, {}, {}]), "as long as func"),
        (changed(evaluator__weight=1), "weight, which is not known"),
        (changed(deskhand__minutes=-1), "minutes must be"),
        (changed(related_apps="os"), "related_apps must be a list"),
    ],
)
def test_what_is_wrong_is_said(task: Any, said: str) -> None:
    with pytest.raises(TaskFault, match=said):
        parse_task(task, domain="os")


def test_a_folder_of_tasks(tmp_path: Path) -> None:
    (tmp_path / "examples" / "os").mkdir(parents=True)
    (tmp_path / "test_all.json").write_text("{}")
    (tmp_path / "examples/os/a.json").write_text(json.dumps(GOOD))
    (tmp_path / "examples/os/a.moves.json").write_text("[]")
    assert [task.name for task in load_tasks(tmp_path)] == ["os/a"]
    (tmp_path / "examples/os/b.json").write_text(json.dumps(GOOD))
    with pytest.raises(TaskFault, match="has the same id"):
        load_tasks(tmp_path)
    (tmp_path / "examples/os/b.json").write_text("{")
    with pytest.raises(TaskFault, match="no JSON"):
        load_tasks(tmp_path)
    with pytest.raises(TaskFault, match="no folder"):
        load_tasks(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({}, ""),
        ({"deskhand": {"needs": ["no-such-program"]}}, "no-such-program is not installed"),
        ({"proxy": True}, "through a proxy"),
        (
            {"config": [{"type": "download", "parameters": {"files": [
                {"url": "https://example.com/a", "path": "/home/user/a"}]}}]},
            "downloads from the internet",
        ),
        (
            {"config": [{"type": "launch", "parameters": {"command": ["no-such-program"]}}]},
            "no-such-program is not installed",
        ),
        ({"config": [{"type": "login", "parameters": {}}]}, "needs an account"),
        ({"config": [{"type": "teleport", "parameters": {}}]}, "no step 'teleport'"),
        ({"evaluator": {"func": "no_such_metric", "result": {"type": "answer"}}}, "no metric"),
        ({"evaluator": {"func": "exact_match", "result": {"type": "aura"}}}, "no getter 'aura'"),
        ({"instruction": "Look at https://example.com/x."}, "example.com"),
        ({"instruction": "Look at http://localhost:8000/x."}, ""),
        (
            {"config": [{"type": "execute", "parameters": {
                "command": "gsettings set org.no.such key 1", "shell": True}}]},
            "no settings org.no.such",
        ),
        (
            {"config": [{"type": "execute", "parameters": {
                "command": "apt-get install x", "shell": True}}]},
            "internet",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_done_here_is_skipped(parts: dict[str, Any], why: str) -> None:
    reason = preflight(parse_task(changed(**parts), domain="os"))
    assert why in reason
    assert bool(reason) is bool(why)


def test_files_come_from_beside_the_task_only(tmp_path: Path) -> None:
    suite = tmp_path / "suite"
    (suite / "os").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("x")
    (suite / "os/a.txt").write_text("a")
    (suite / "os/link.txt").symlink_to(tmp_path / "secret.txt")
    path = suite / "os/a.json"
    path.write_text(json.dumps(GOOD))
    task = load_task(path)
    assert local_file(task, "a.txt").read_text() == "a"
    assert local_file(task, "file:a.txt").read_text() == "a"
    for url in ("../../secret.txt", "/etc/hostname", "file:///etc/hostname", "link.txt"):
        with pytest.raises(SetupFailed, match="outside the folder"):
            local_file(task, url)
    with pytest.raises(SetupFailed, match="there is no file"):
        local_file(task, "b.txt")
