"""The runner, with worker processes that die, hang and cannot be made."""

from pathlib import Path

import pytest
from eval_benches import ToyMaker

from actions.errors import EnvironmentUnavailable
from app.errors import UsageError
from app.evaluation.campaign import EPISODES, Results, evaluate, read_episodes
from app.evaluation.crew import LocalCrew
from app.evaluation.episode import Episode


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    folder = tmp_path / "marks"
    folder.mkdir()
    return folder


def test_each_episode_ends_once_though_workers_die(marks: Path, tmp_path: Path) -> None:
    work = [("good", 1), ("die-once", 1), ("die", 1), ("bad", 1), ("good", 2)]
    maker = ToyMaker(marks=marks)
    results = Results(tmp_path / "out", maker.settings())
    heard: list[Episode] = []
    episodes = evaluate(work, maker, results, LocalCrew(2), heard.append)
    assert [(each.task, each.seed) for each in episodes] == work
    assert [each.error for each in episodes if each.error] == ["the worker process died"]
    assert [each.raw for each in episodes if each.valid] == [1, 1, 0, 1]
    assert len(heard) == len(work)
    assert len(list(marks.glob("die-1-*"))) == 2


def test_what_has_a_result_is_not_played_again(marks: Path, tmp_path: Path) -> None:
    maker = ToyMaker(marks=marks)
    results = Results(tmp_path / "out", maker.settings())
    results.add(Episode(task="good", seed=1, raw=0.25))
    results.add(Episode(task="bad", seed=1, error="the disk was full"))
    results.add(Episode(task="good", seed=2, skipped="it was not installed then"))
    work = [("good", 1), ("bad", 1), ("good", 2)]
    episodes = evaluate(work, maker, results, LocalCrew(1), lambda _: None)
    assert [each.raw for each in episodes] == [0.25, 0, 1]
    assert not list(marks.glob("good-1-*"))
    assert len(list(marks.glob("closed-*"))) == 1, "its bench was let go of"
    assert {(e.task, e.seed): e.raw for e in read_episodes(results.folder)} == {
        ("good", 1): 0.25, ("bad", 1): 0, ("good", 2): 1,
    }  # fmt: skip


@pytest.mark.campaign
def test_an_episode_that_takes_too_long_is_given_up(marks: Path) -> None:
    crew = LocalCrew(1, limit=5)
    episodes = list(crew.play([("hang", 1), ("good", 1)], ToyMaker(marks=marks)))
    assert [each.error for each in episodes] == ["it took longer than 5 s", ""]


def test_that_nothing_can_be_played_is_said(marks: Path) -> None:
    with pytest.raises(EnvironmentUnavailable, match="there is no toy"):
        list(LocalCrew(2).play([("good", 1)], ToyMaker(marks=marks, broken=True)))


def test_a_damaged_line_costs_only_itself(tmp_path: Path) -> None:
    results = Results(tmp_path, {"planner": "toy"})
    results.add(Episode(task="good", seed=1, raw=1))
    with (tmp_path / EPISODES).open("a") as file:
        file.write('{"task": "goo')
    results.add(Episode(task="good", seed=2, raw=1))
    assert [each.seed for each in results.load()] == [1, 2]


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no evaluation"):
        read_episodes(tmp_path)
    (tmp_path / "settings.json").write_text("{")
    with pytest.raises(UsageError, match="damaged"):
        Results(tmp_path, {})
