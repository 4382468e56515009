"""Tasks in applications that tell no usable tree, with the built-in planner.

Canvas pages, a game's menus, views of icons, and another screen in a VNC viewer. What counts is
the state that the application itself has kept.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pixel_desk import attempt
from pixel_tasks import TASKS


def test_there_are_ten_tasks_of_all_kinds() -> None:
    assert len(TASKS) == 10
    assert {task.kind for task in TASKS} == {"canvas", "game", "icons", "remote"}


@pytest.mark.campaign
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("repeat", range(3))
@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_a_task(task, repeat: int, tmp_path: Path) -> None:
    tried = attempt(task, task.wordings[repeat], tmp_path)
    assert tried.done, tried.told()
