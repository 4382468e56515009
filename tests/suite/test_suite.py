"""The task suite is fair: it can be solved, and neither doing nothing nor a near miss scores."""

from __future__ import annotations

import hashlib

import pytest
from proving import TASKS, WAYS, faults, played, scripts, work

from app.evaluation.crew import LocalCrew
from app.evaluation.preflight import preflight
from app.evaluation.task import EvalTask, load_tasks

# The instructions as they were when no planner had tried one yet: a task that is to say something
# else gets another name, and is counted as another task.
_FROZEN = "9aa509161fed3fac5db4772bc294b1e34bb06cb169b7a97228e16abc8265b056"
_QUICK = ("terminal/terminal-count-errors", "text/text-shopping-list")
_OFTEN = (
    "browser/browser-maja-phone",
    "calc/calc-butter-price",
    "files/files-restore-recipe",
    "files/files-show-hidden",
    "images/images-turn-boat",
    "settings/settings-key-repeat-off",
    "settings/settings-tab-width",
    "terminal/terminal-temporary-files",
    "text/text-new-company-name",
    "writer/writer-italic-quote",
)


@pytest.fixture(scope="module")
def tasks() -> dict[str, EvalTask]:
    return {each.name: each for each in load_tasks(TASKS)}


def test_every_task_has_all_its_scripts(tasks: dict[str, EvalTask]) -> None:
    known = scripts()
    assert {each.id for each in tasks.values()} == set(known)
    assert all(set(several) == set(WAYS) for several in known.values())
    assert len(tasks) >= 60
    assert sum(each.evaluator.infeasible for each in tasks.values()) >= 5


def test_no_instruction_was_changed(tasks: dict[str, EvalTask]) -> None:
    told = "\n".join(f"{name}: {tasks[name].instruction}" for name in sorted(tasks))
    assert hashlib.sha256(told.encode()).hexdigest() == _FROZEN


@pytest.mark.timeout(300)
def test_a_few_tasks_are_fair(tasks: dict[str, EvalTask]) -> None:
    for name in _QUICK:
        if reason := preflight(tasks[name]):
            pytest.skip(f"{name}: {reason}")
    planned = work([tasks[name] for name in _QUICK], 1)
    assert not faults(played(LocalCrew(2), planned).values())


@pytest.mark.campaign
@pytest.mark.timeout(4 * 3600)
def test_all_tasks_are_fair_in_any_order_and_beside_each_other(
    tasks: dict[str, EvalTask],
) -> None:
    one = played(LocalCrew(1), work(tasks.values(), 1))
    two = played(LocalCrew(2), work(tasks.values(), 2))
    assert not faults([*one.values(), *two.values()])
    assert {key: each.raw for key, each in one.items()} == {
        key: each.raw for key, each in two.items()
    }


@pytest.mark.campaign
@pytest.mark.timeout(4 * 3600)
def test_nothing_is_left_over_however_often_a_task_is_played(tasks: dict[str, EvalTask]) -> None:
    planned = work([tasks[name] for name in _OFTEN], 3, times=20)
    assert not faults(played(LocalCrew(2), planned).values())
