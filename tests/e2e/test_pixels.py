"""Tasks in applications that tell no usable tree, with the built-in planner.

Canvas pages, a game's menus, views of icons, and another screen in a VNC viewer. What counts is
the state that the application itself has kept. A few tasks run always; all of them, in all their
wordings, with `--all`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pixel_desk import attempt, refuse
from pixel_tasks import REFUSALS, TASKS, PixelTask, Refusal

from actions.trajectory import Outcome

QUICK = ("add a task", "change an option", "star a picture")
KINDS = {"canvas", "game", "icons", "remote"}


def test_there_are_ten_tasks_of_all_kinds() -> None:
    assert len(TASKS) == 10
    assert {task.kind for task in TASKS} == {refusal.kind for refusal in REFUSALS} == KINDS


@pytest.mark.parametrize("name", QUICK)
def test_a_task(name: str, tmp_path: Path) -> None:
    task = next(task for task in TASKS if task.name == name)
    tried = attempt(task, task.wordings[0], tmp_path)
    assert tried.done, tried.told()


@pytest.mark.campaign
@pytest.mark.timeout(600)
@pytest.mark.parametrize("repeat", range(3))
@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_a_task_in_each_wording(task: PixelTask, repeat: int, tmp_path: Path) -> None:
    tried = attempt(task, task.wordings[repeat], tmp_path)
    assert tried.done, tried.told()


@pytest.mark.parametrize(
    "refusal",
    [
        pytest.param(each, marks=[pytest.mark.campaign] if at % 3 else [])
        for at, each in enumerate(REFUSALS)
    ],
    ids=lambda refusal: refusal.text,
)
def test_what_is_not_there_is_refused(refusal: Refusal, tmp_path: Path) -> None:
    tried = refuse(refusal, tmp_path)
    assert tried.achieved, tried.told()
    assert tried.result.outcome is Outcome.GAVE_UP, tried.told()
