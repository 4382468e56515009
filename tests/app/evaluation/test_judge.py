"""The judge, with a scripted model behind a real server."""

import doctest
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from model_server.listed import list_model
from model_server.server import Fault, ModelServer
from model_server.talk import Say, Seen

from actions.action import Finish
from actions.environments import private_space
from actions.trajectory import Task
from app.errors import UsageError
from app.evaluation import judge as judging
from app.evaluation import rubrics
from app.evaluation.desk import DeskPlan, attempt
from app.evaluation.judge import Judge
from app.evaluation.rubrics import Remarked, induce
from app.evaluation.task import parse_task
from app.models.use import ModelUse
from app.paths import paths
from app.planners.scripted import ScriptedPlanner

TASK = Task(text="Write a kind letter.")
CRITERIA = ("Is it a letter?", "Is it kind?")


class Critic:
    """Finds a letter kind if it says so."""

    def __init__(self) -> None:
        self.said: dict[str, object] | None = None

    def __call__(self, seen: Seen) -> Say:
        if "People looked at" in seen.system:
            return Say(text=json.dumps({"criteria": ["Does it say please?"]}))
        if self.said is not None:
            return Say(text=json.dumps(self.said))
        answer = seen.conversation.partition("The agent's answer:")[2]
        numbers = range(
            1, seen.conversation.count("Is it") + seen.conversation.count("Does it") + 1
        )
        return Say(
            text=json.dumps(
                {
                    "criteria": [
                        {"number": n, "met": "please" in answer, "because": "…"} for n in numbers
                    ]
                }
            )
        )


@pytest.fixture
def critic() -> Critic:
    return Critic()


@pytest.fixture
def server(
    critic: Critic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ModelServer]:
    monkeypatch.setenv("DESKHAND_HOME", str(tmp_path / "home"))
    with ModelServer(critic) as server:
        list_model(tmp_path / "home", server.address, monkeypatch, name="critic", price="free")
        yield server


@pytest.fixture
def judge(server: ModelServer) -> Iterator[Judge]:
    judge = Judge.named("critic", paths(), ModelUse(prices=paths().prices))
    yield judge
    judge.close()


def test_doctests() -> None:
    assert doctest.testmod(judging).failed == 0
    assert doctest.testmod(rubrics).failed == 0


def test_each_criterion_is_met_or_not(judge: Judge, critic: Critic, server: ModelServer) -> None:
    found = judge.judge(TASK, CRITERIA, (), "please", None)
    assert (found.met, found.score) == ((True, True), 1.0)
    critic.said = {"criteria": [{"number": 2, "met": False}, {"number": 7, "met": True}, "x"]}
    found = judge.judge(TASK, CRITERIA, (), "please", None)
    assert (found.met, found.score) == ((None, False), -1.0)
    critic.said = {"verdict": "very good"}
    assert judge.judge(TASK, CRITERIA, (), "please", None).score == -1.0
    assert "<screen-" in server.seen[0].text, "what the agent says is data"


def remark(number: int, *, good: bool) -> Remarked:
    answer = "yes, please" if good else "no"
    return Remarked(
        folder=Path(str(number)), task=TASK, steps=(), answer=answer, final=None, good=good,
        note="polite" if good else "rude",
    )  # fmt: skip


def test_criteria_are_tried_on_runs_they_were_not_found_on(judge: Judge) -> None:
    runs = [remark(number, good=number % 4 < 2) for number in range(8)]
    found = induce(runs, judge)
    assert found.criteria == ("Does it say please?",)
    assert (found.learned_from, found.tried_on) == (4, 4)
    assert (found.agreement, found.kappa) == (1.0, 1.0)
    with pytest.raises(UsageError, match="Only 2 runs"):
        induce(runs[:2], judge)


def test_a_judge_that_is_not_set_up_is_said(server: ModelServer) -> None:
    with pytest.raises(UsageError, match="no model 'nobody' to judge"):
        Judge.named("nobody", paths(), ModelUse(prices=paths().prices))


@pytest.mark.skipif(bool(private_space.denied()), reason=private_space.denied())
def test_a_judgement_stands_beside_the_score(server: ModelServer, tmp_path: Path) -> None:
    task = parse_task(
        {
            "id": "letter", "instruction": TASK.text,
            "evaluator": {"func": "compare_answer", "result": {"type": "answer"},
                          "expected": {"type": "rule", "rules": {"expected": "never said"}}},
            "deskhand": {"judge": "\n".join(CRITERIA)},
        },
        domain="letters",
    )  # fmt: skip
    plan = DeskPlan(judge="critic")
    planner = ScriptedPlanner([Finish(answer="please"), Finish(answer="please")])
    episode = attempt(task, lambda _: planner, plan, folder=tmp_path / "a")
    assert (episode.raw, episode.judged, episode.wrong_claim) == (0.0, 1.0, True)
    kept = json.loads((tmp_path / "a/judgement.json").read_text())
    assert kept["criteria"] == list(CRITERIA)
    server.faults += [Fault(status=401)] * 3
    episode = attempt(task, lambda _: planner, plan)
    assert (episode.raw, episode.judged, episode.error) == (0.0, -1.0, "")
