"""Real pages, a real browser, the engine as it is."""

import json
import urllib.request
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from app.cli import main
from app.errors import UsageError
from app.evaluation.campaign import Results, evaluate, share_of
from app.evaluation.crew import LocalCrew
from app.evaluation.episode import Episode
from app.evaluation.miniwob import MiniwobBench, MiniwobMaker, Plan
from app.evaluation.miniwob_pages import MiniwobPages, all_tasks, find_pages
from app.evaluation.summary import summarise_miniwob

DONE = Episode(task="click-test", seed=1, raw=1.0, ended=True, outcome="done, verified")


@pytest.fixture(scope="module")
def pages() -> Path:
    return find_pages()


def test_there_are_125_tasks(pages: Path) -> None:
    assert len(all_tasks(pages)) == 125


def test_an_episode_is_rewarded_by_the_page(pages: Path) -> None:
    bench = MiniwobBench(pages, Plan())
    try:
        good = bench.play("click-test", 3)
    finally:
        bench.close()
    assert (good.raw, good.ended, good.error) == (1.0, True, "")
    assert good.instruction == "Click the button."


def test_a_paraphrased_episode_says_the_same_in_other_words(pages: Path) -> None:
    bench = MiniwobBench(pages, Plan(paraphrased=True))
    try:
        said = {bench.play("click-button", seed).instruction for seed in (1, 2, 3)}
    finally:
        bench.close()
    assert all("button" in text for text in said)
    assert not any(text.startswith("Click on the") for text in said)


def test_the_page_reports_its_instruction_once(pages: Path) -> None:
    with MiniwobPages(pages) as server:
        _, report = server.begin("click-test", 1, 0)
        for words in ("first", "second"):
            request = urllib.request.Request(
                f"{server.origin}/report?episode=0",
                data=json.dumps({"utterance": words}).encode(),
            )
            urllib.request.urlopen(request).close()
    assert report.utterance == "first"
    assert not report.done.is_set()


def test_an_evaluation_is_taken_up_where_it_stopped(pages: Path, tmp_path: Path) -> None:
    maker = MiniwobMaker(pages=pages, plan=Plan())
    results = Results(tmp_path, maker.settings())
    results.add(DONE)
    results.add(replace(DONE, seed=2, error="the worker process died"))
    with (tmp_path / "episodes.jsonl").open("a") as file:
        file.write('{"task": "click-te')
    played: list[Episode] = []
    work = [("click-test", 1), ("click-test", 2)]
    episodes = evaluate(work, maker, results, LocalCrew(1), played.append)
    assert [(each.seed, each.raw) for each in played] == [(2, 1.0)]
    assert sorted(each.seed for each in episodes) == [1, 2]
    assert sorted(each.seed for each in Results(tmp_path, maker.settings()).load()) == [1, 2]


def test_other_settings_need_another_folder(tmp_path: Path) -> None:
    Results(tmp_path, asdict(Plan()))
    with pytest.raises(UsageError, match="other settings"):
        Results(tmp_path, asdict(Plan(paraphrased=True)))


def test_errors_count_neither_way() -> None:
    episodes = [DONE, replace(DONE, raw=0.5), replace(DONE, raw=-1.0), replace(DONE, error="x")]
    assert str(share_of(episodes, lambda each: each.raw > 0)).startswith("66.7 % (2/3")
    summary = summarise_miniwob(episodes, {})
    assert summary["raw_equals_1"]["successes"] == 1
    assert len(summary["errors"]) == 1


def test_the_command_prints_and_writes_the_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["eval", "miniwob", "--tasks", "click-test", "--seeds", "5", "--out", str(tmp_path)]
    assert main(command) == 0
    assert "raw reward > 0:  100.0 % (1/1" in capsys.readouterr().out
    assert main([*command, "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures == json.loads((tmp_path / "summary.json").read_text())
    assert figures["tasks"]["click-test"]["raw_equals_1"] == 1


@pytest.mark.parametrize(
    "wrong", [["--tasks", "no-such-task"], ["--seeds", "a-b"], ["--seeds", "5-4"]]
)
def test_wrong_use_is_said(wrong: list[str], tmp_path: Path) -> None:
    assert main(["eval", "miniwob", "--out", str(tmp_path), *wrong]) == 2
