"""Episodes on real desktops: what is scored, what has no score, and what is kept of them."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from actions.action import Action, Finish, GiveUp, Wait
from actions.environments import private_space
from app.cli import main
from app.errors import UsageError
from app.evaluation.desk import DeskPlan, attempt
from app.evaluation.episode import Episode
from app.evaluation.task import EvalTask, parse_task
from app.evaluation.video import check_video
from app.planners.scripted import ScriptedPlanner

pytestmark = pytest.mark.skipif(bool(private_space.denied()), reason=private_space.denied())

ASKED: dict[str, Any] = {
    "id": "sum",
    "instruction": "What is 40 + 2?",
    "config": [{"type": "create", "parameters": {"files": [{"path": "a.txt", "text": "x"}]}}],
    "evaluator": {
        "func": ["compare_answer", "same_tree"],
        "result": [{"type": "answer"}, {"type": "home_tree", "folders": ["Documents"]}],
        "expected": [
            {"type": "rule", "rules": {"expected": "42"}},
            {"type": "rule", "rules": {}},
        ],
    },
}


def task(**parts: Any) -> EvalTask:
    return parse_task({**ASKED, **parts}, domain="sums")


def played(task: EvalTask, *actions: Action, folder: Path | None = None) -> Episode:
    return attempt(task, lambda _: ScriptedPlanner(list(actions)), folder=folder)


def test_the_state_is_scored_and_not_the_word(tmp_path: Path) -> None:
    right = played(task(), Wait(seconds=0.1), Finish(answer=" 42\n"), folder=tmp_path / "right")
    assert (right.raw, right.success, right.wrong_claim, right.steps) == (1.0, True, False, 1)
    assert 0 < right.setup < right.seconds
    assert (tmp_path / "right/result.txt").read_text() == "1\n"
    lines = [json.loads(each) for each in (tmp_path / "right/traj.jsonl").read_text().splitlines()]
    assert [each["step_num"] for each in lines] == [1, 2]
    assert (lines[0]["action"]["is"], lines[1]["done"]) == ("Wait", True)
    assert (tmp_path / "right" / lines[0]["screenshot_file"]).stat().st_size > 100
    assert (tmp_path / "right/run/report.html").exists()
    assert "scores 1" in (tmp_path / "right/runtime.log").read_text()
    wrong = played(task(), Finish(answer="41"))
    assert (wrong.raw, wrong.success, wrong.wrong_claim) == (0.0, False, True)


def test_who_gives_up_is_right_only_where_it_cannot_be_done() -> None:
    nowhere = task(evaluator={"func": "infeasible"})
    assert played(nowhere, GiveUp(reason="no way")).raw == 1
    assert played(nowhere, Finish(success=False)).raw == 1
    assert played(nowhere, Finish(answer="done")).raw == 0
    assert played(task(), GiveUp(reason="42")).raw == 0


def test_what_fails_beside_the_run_is_an_error_and_no_score(tmp_path: Path) -> None:
    setup = task(config=[{"type": "open", "parameters": {"path": "nowhere.txt"}}])
    episode = played(setup, Finish(), folder=tmp_path / "setup")
    assert "step 1 (open): there is no /home/user/nowhere.txt" in episode.error
    assert not episode.valid
    assert not (tmp_path / "setup/result.txt").exists()
    assert "Error" in json.loads((tmp_path / "setup/traj.jsonl").read_text())
    rules = {"func": "exact_match", "result": {"type": "answer"},
             "expected": {"type": "rule", "rules": {}}}  # fmt: skip
    assert "exact_match: KeyError" in played(task(evaluator=rules), Finish(answer="1")).error


def test_what_cannot_be_done_here_is_skipped_at_once() -> None:
    episode = played(task(deskhand={"needs": ["no-such-program"]}), Finish())
    assert (episode.skipped, episode.valid) == ("no-such-program is not installed", False)


def test_what_is_done_before_it_begins_is_skipped() -> None:
    done = task(evaluator={"func": "same_tree",
                           "result": {"type": "home_tree", "folders": ["Documents"]},
                           "expected": {"type": "rule", "rules": {}}})  # fmt: skip
    plan = DeskPlan(check_start=True)
    episode = attempt(done, lambda _: ScriptedPlanner([Finish()]), plan)
    assert (episode.skipped, episode.raw) == ("it is done here before it begins", 0)
    asked = attempt(task(), lambda _: ScriptedPlanner([Finish(answer="42")]), plan)
    assert asked.raw == 1


def test_the_command_writes_what_tools_and_people_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tasks = tmp_path / "tasks" / "sums"
    tasks.mkdir(parents=True)
    for name, parts in (("sum", {}), ("far", {"proxy": True})):
        (tasks / f"{name}.json").write_text(json.dumps({**ASKED, **parts, "id": name}))
    for answer in ("41", "42"):
        script = tmp_path / f"{answer}.json"
        script.write_text(json.dumps([{"is": "Finish", "answer": answer}]))
        command = ["eval", "suite", str(tmp_path / "tasks"), "--planner", f"script:{script}"]
        command += ["--repeat", "2", "--out", str(tmp_path / answer)]
        assert main(command) == 0
    shown = capsys.readouterr()
    assert "carried out:    100.0 % (2/2" in shown.out
    assert "skipped, because it goes through a proxy" in shown.err
    figures = json.loads((tmp_path / "42/summary.json").read_text())
    assert figures["skipped"] == {"sums/far": "it goes through a proxy to the internet"}
    assert figures["repetitions"]["2"] == {"tasks": 1, "pass_at": 1.0, "pass_all": 1.0}
    results = sorted(each.parent for each in (tmp_path / "42").rglob("result.txt"))
    assert [each.name for each in results] == ["sum", "repeat_2"]
    assert results[0].parent.name == "sums"
    page = (tmp_path / "42/report.html").read_text()
    assert f'href="{results[0].relative_to(tmp_path / "42")}/run/report.html"' in page.replace(
        "%20", " "
    )
    assert main([*command, "--json"]) == 0  # everything has a result: nothing is played again
    assert "2 of 4 have a result already" in capsys.readouterr().err
    assert main(["eval", "compare", str(tmp_path / "41"), str(tmp_path / "42")]) == 0
    assert "changed:  2 gained, 0 lost" in capsys.readouterr().out


@pytest.mark.campaign
@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is not installed")
def test_a_run_is_filmed_on_request(tmp_path: Path) -> None:
    plan = DeskPlan(video=True)
    planner = ScriptedPlanner([Wait(seconds=2), Finish(answer="42")])
    episode = attempt(task(), lambda _: planner, plan, folder=tmp_path / "a")
    assert episode.raw == 1, episode.error
    film = (tmp_path / "a/recording.mp4").read_bytes()
    assert film[4:8] == b"ftyp"
    assert b"moov" in film, "ffmpeg wrote it to its end"


def test_that_nothing_films_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="install the package ffmpeg"):
        check_video()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["suite", "/nowhere"], "no folder"),
        (["suite", "--tasks", "no-such-task"], "No task is called"),
        (["suite", "--planner", "no-such-planner"], "There is no planner"),
        (["compare", "/nowhere", "/nowhere"], "holds no evaluation"),
    ],
)
def test_wrong_use_is_said(
    wrong: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if wrong[0] == "suite":
        wrong = [*wrong, "--out", str(tmp_path / "out")]
    assert main(["eval", *wrong]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
