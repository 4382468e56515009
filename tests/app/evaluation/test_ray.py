"""A Ray cluster of two nodes on this machine; needs the extra `ray`."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from eval_benches import ToyMaker

from actions.environments import private_space
from actions.errors import EnvironmentUnavailable
from app.evaluation.campaign import EPISODES, Results, evaluate
from app.evaluation.desk import DeskMaker, DeskPlan
from app.evaluation.episode import Episode
from app.evaluation.ray_crew import RayCrew

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
ray: Any = pytest.importorskip("ray")

pytestmark = [
    pytest.mark.campaign,
    pytest.mark.timeout(1500),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # Ray's own processes
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]

_NODE = {"num_cpus": 2, "memory": 4 << 30, "object_store_memory": 200 << 20}
_MANY = 200


@pytest.fixture
def cluster() -> Iterator[Any]:
    """A head with two cores; it is connected to."""
    from ray.cluster_utils import Cluster

    support = str(Path(__file__).parents[2] / "support")
    cluster = Cluster(initialize_head=True, head_node_args=_NODE)
    ray.init(
        address=cluster.address,
        log_to_driver=False,
        runtime_env={"env_vars": {"PYTHONPATH": support}},
    )
    yield cluster
    ray.shutdown()
    cluster.shutdown()


def test_a_node_is_killed_in_the_middle_and_each_result_is_there_once(
    cluster: Any, tmp_path: Path
) -> None:
    if reason := private_space.denied():
        pytest.skip(reason)
    second = cluster.add_node(**_NODE)
    cluster.wait_for_nodes()
    tasks = tmp_path / "tasks/files"
    tasks.mkdir(parents=True)
    files = [{"path": "Documents/a.txt", "text": "a"}]
    held = {"type": "home_tree", "folders": ["Documents"]}
    wanted = {"type": "rule", "rules": {"Documents/a.txt": "a"}}
    task = {
        "id": "held", "instruction": "Leave it as it is.",
        "config": [{"type": "create", "parameters": {"files": files}}],
        "evaluator": {"func": "same_tree", "result": held, "expected": wanted},
    }  # fmt: skip
    (tasks / "held.json").write_text(json.dumps(task))
    script = tmp_path / "nothing.json"
    script.write_text('[{"is": "Finish"}]')
    plan = DeskPlan(planner=f"script:{script}", report=False)
    maker = DeskMaker(tasks=tmp_path / "tasks", plan=plan, results=tmp_path / "out")
    results = Results(tmp_path / "out", maker.settings())
    heard: list[Episode] = []

    def progress(episode: Episode) -> None:
        heard.append(episode)
        if len(heard) == _MANY // 2:
            cluster.remove_node(second, allow_graceful=False)

    work = [("files/held", number) for number in range(1, _MANY + 1)]
    episodes = evaluate(work, maker, results, RayCrew(workers=4), progress)
    assert [(each.task, each.seed) for each in episodes] == work
    assert [each for each in episodes if not each.success] == []
    lines = (tmp_path / "out" / EPISODES).read_text().splitlines()
    assert len(lines) == len(heard) == _MANY
    assert len(list((tmp_path / "out").rglob("result.txt"))) == _MANY


def test_what_dies_or_cannot_be_is_said(cluster: Any, tmp_path: Path) -> None:
    del cluster
    maker = ToyMaker(marks=tmp_path)
    work = [("good", 1), ("die-once", 1), ("die", 1), ("good", 2)]
    crew = RayCrew(workers=2)
    found = {(each.task, each.seed): each for each in crew.play(work, maker)}
    assert len(found) == 4
    assert found["die", 1].error == "its worker was lost"
    assert found["die-once", 1].raw == 1
    with pytest.raises(EnvironmentUnavailable, match="there is no toy"):
        list(crew.play([("good", 1)], ToyMaker(marks=tmp_path, broken=True)))


def test_an_episode_that_takes_too_long_is_given_up(cluster: Any, tmp_path: Path) -> None:
    del cluster
    crew = RayCrew(workers=1, limit=20)
    episodes = list(crew.play([("hang", 1), ("good", 1)], ToyMaker(marks=tmp_path)))
    assert episodes[0].error.startswith("it took longer than")
    assert episodes[1].raw == 1
