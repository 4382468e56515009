"""The drop-in agent for BrowserGym's loop and for AgentLab's studies.

    from app.evaluation.agents.browsergym import BrowserGymAgent, BrowserGymAgentArgs
    agent = BrowserGymAgent(planner="builtin")
    env = gymnasium.make("browsergym/miniwob.click-test",
                         action_mapping=agent.action_set.to_python_code)

It never raises: a fault of ours becomes `report_infeasible`, with the reason.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from actions.environments.machine_code import literal
from app.evaluation.agents.browsergym_hands import SUBSETS, PageHands
from app.evaluation.agents.browsergym_seeing import Brought, PageEyes
from app.evaluation.agents.conducted import AgentOptions, Conducted, Step
from app.evaluation.agents.relay import Relay
from app.evaluation.agents.turned import Turned

logger = logging.getLogger(__name__)

_MOST_WAITS = 5
_LONGEST = 1_000  # characters of a message


class BrowserGymAgent:
    """Implements what BrowserGym's loop and AgentLab ask of an agent.

    Args:
        planner: "builtin", "script:FILE", or the name of a model of models.yaml.
        options: more; `planner` above goes before that of these.
    """

    def __init__(self, planner: str = "builtin", *, options: AgentOptions | None = None) -> None:
        base = options or AgentOptions()
        self.options = base if base.make_planner is not None else replace(base, planner=planner)
        self._action_set: Any = None
        self._episode: Conducted[Brought, str] | None = None
        self._last: tuple[str, dict[str, Any]] | None = None
        self._waits = 0

    @property
    def action_set(self) -> Any:
        """BrowserGym's own set of actions, of which this agent writes calls."""
        if self._action_set is None:
            from browsergym.core.action.highlevel import (  # type: ignore[import-not-found] # theirs
                HighLevelActionSet,
            )

            self._action_set = HighLevelActionSet(
                subsets=list(SUBSETS), multiaction=True, strict=False
            )
        return self._action_set

    def obs_preprocessor(self, obs: dict[str, Any]) -> dict[str, Any]:
        """What is kept of an observation: what is looked at, nothing else."""
        kept = (
            "goal", "goal_object", "chat_messages", "open_pages_urls", "open_pages_titles",
            "active_page_index", "url", "screenshot", "axtree_object", "extra_element_properties",
            "last_action", "last_action_error",
        )  # fmt: skip
        return {name: obs[name] for name in kept if name in obs}

    def reset(self, **_: Any) -> None:
        """Begin a new episode; the one before is ended."""
        episode, self._episode = self._episode, None
        self._last, self._waits = None, 0
        if episode is not None:
            try:
                episode.stop()
            except Exception:  # the loop must get its next task whatever the last one left
                logger.exception("the last episode did not end cleanly")

    def get_action(self, obs: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """What to do next: calls of BrowserGym's functions, and what is noted of it."""
        if self._last is not None:
            return self._last
        try:
            step = self._step(obs)
        except Exception as failure:  # any fault of ours ends this episode, not the study
            logger.exception("a fault of its own")
            said = f"Deskhand failed: {type(failure).__name__}: {failure}"
            return self._end(f"report_infeasible({literal(said[:_LONGEST])})", said)
        if step.ended is not None:
            said = "\n".join(filter(None, [step.said, step.ended.said]))
            told = (step.ended.answer or step.ended.said)[:_LONGEST]
            name = "report_infeasible" if step.ended.infeasible else "send_msg_to_user"
            return self._end(f"{name}({literal(told)})", said)
        if step.late:
            self._waits += 1
            if self._waits > _MOST_WAITS:
                return self._end("report_infeasible('no decision came in time')", step.said)
            return "noop(1000)", {"think": step.said}
        self._waits = 0
        return "\n".join(step.actions), {"think": step.said}

    def close(self) -> None:
        """End what is under way."""
        self.reset()

    def _end(self, action: str, said: str) -> tuple[str, dict[str, Any]]:
        self._last = action, {"think": said}
        return self._last

    def _step(self, obs: Mapping[str, Any]) -> Step[str]:
        if self._episode is None:
            self._episode = self._begun(_goal(obs))
        return self._episode.step(obs)

    def _begun(self, instruction: str) -> Conducted[Brought, str]:
        relay: Relay[Brought, str] = Relay()
        episode = Conducted(
            instruction=instruction,
            relay=relay,
            make_environment=lambda: Turned(relay, PageEyes(), PageHands()),
            options=self.options,
        )
        episode.start()
        return episode


@dataclass
class BrowserGymAgentArgs:
    """What AgentLab makes agents with.

    Attributes:
        planner: of the agent.
        agent_name: in its tables.
    """

    planner: str = "builtin"
    agent_name: str = "Deskhand"

    def make_agent(self) -> BrowserGymAgent:
        """The agent."""
        return BrowserGymAgent(self.planner)

    def set_benchmark(self, benchmark: Any, demo_mode: bool) -> None:
        """Nothing depends on the benchmark."""

    def set_reproducibility_mode(self) -> None:
        """It draws no lots."""

    def prepare(self) -> None:
        """Nothing is to be prepared."""

    def close(self) -> None:
        """Nothing is held."""


def _goal(obs: Mapping[str, Any]) -> str:
    """The task in words, from whatever form BrowserGym gives it in."""
    goal = obs.get("goal")
    if isinstance(goal, str) and goal.strip():
        return goal
    texts = [
        str(part.get("text", ""))
        for part in obs.get("goal_object") or ()
        if isinstance(part, Mapping) and part.get("type") == "text"
    ]
    return "\n".join(filter(None, texts)) or "The task names nothing to do."
