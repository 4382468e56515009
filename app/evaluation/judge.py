"""A model judges what state cannot tell: open-ended tasks, by criteria, each met or not.

Its word never enters a score. It is kept and reported apart, because models are partial to fluent
work and can be talked round by what stands on a screen.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from actions.context import RunContext
from actions.errors import ReplyError
from actions.parse import find_json
from actions.trajectory import Step, Task
from app.errors import UsageError
from app.models.config import load_models
from app.models.profile import Profile
from app.models.use import ModelUse
from app.models.wire import ModelRequest, Part, Text, UserTurn, WireClient
from app.paths import Paths
from app.planners.model.setup import ModelSetup
from app.planners.model.view import Fence, look
from app.planners.model.words import steps_told
from app.safety.vault import Vault
from perception.observation import Observation

logger = logging.getLogger(__name__)

_TOKENS = 3000  # of a reply, thinking included
_MOST = 12  # criteria


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a judge says.

    Attributes:
        met: for each criterion, whether it is met; None where the judge said nothing of it.
        because: for each, why.
    """

    met: tuple[bool | None, ...]
    because: tuple[str, ...]

    @property
    def score(self) -> float:
        """The share of criteria that are met; -1 if the judge said nothing of one of them."""
        if not self.met or None in self.met:
            return -1.0
        return sum(bool(each) for each in self.met) / len(self.met)


def criteria_of(text: str) -> tuple[str, ...]:
    r"""The criteria in a text: its lines.

    >>> criteria_of("- Is it polite?\n\n- Is it short?")
    ('Is it polite?', 'Is it short?')
    """
    lines = (line.strip().removeprefix("-").removeprefix("*").strip() for line in text.splitlines())
    return tuple(line for line in lines if line)[:_MOST]


class Judge:
    """Asks one model.

    Args:
        client: to it.
        profile: how it is spoken to.
    """

    def __init__(self, client: WireClient, profile: Profile) -> None:
        self._client, self._profile = client, profile

    @classmethod
    def named(cls, name: str, home: Paths, use: ModelUse) -> Judge:
        """The judge behind a model that is set up.

        Raises:
            UsageError: there is no such model, or a profile or a key is missing.
        """
        models = load_models(home.models)
        if name not in models:
            raise UsageError(f"There is no model {name!r} to judge; set it up in {home.models}.")
        setup = ModelSetup(models, home.profiles, Vault(), use.wrap)
        return cls(*setup.client(name))

    def judge(
        self,
        task: Task,
        criteria: Sequence[str],
        steps: Sequence[Step],
        answer: str,
        final: Observation | None,
        context: RunContext | None = None,
    ) -> Judgement:
        """Judge a run by criteria.

        Raises:
            ModelError: the call failed.
        """
        fence = Fence()
        numbered = "\n".join(f"{at}. {each}" for at, each in enumerate(criteria, 1))
        parts: list[Part] = [
            Text(f"The task: {task.text}\n\n{fence.told}\n\nThe criteria:\n{numbered}"),
            Text("What was done:\n" + fence.around(steps_told(steps) or "nothing")),
            Text("The agent's answer:\n" + fence.around(answer or "none")),
        ]
        if final is not None:
            parts += [Text("The screen at the end:"), *look(final, self._profile, fence).parts]
        return _read(self._ask("judge_episode", parts, context), len(criteria))

    def induce(self, remarks: Sequence[str], context: RunContext | None = None) -> tuple[str, ...]:
        """Criteria behind what people wrote about runs; see `rubrics`.

        Raises:
            ModelError: the call failed.
        """
        fence = Fence()
        told = "\n\n".join(fence.around(each) for each in remarks)
        found = self._ask("judge_rubric", [Text(f"{fence.told}\n\n{told}")], context)
        listed = found.get("criteria")
        said = listed if isinstance(listed, list) else []
        return tuple(each.strip() for each in said if isinstance(each, str) and each.strip())[:8]

    def close(self) -> None:
        """Let go of the model."""
        self._client.close()

    def _ask(
        self, prompt: str, parts: Sequence[Part], context: RunContext | None
    ) -> dict[str, Any]:
        request = ModelRequest(
            system=resources.files("resources").joinpath(f"prompts/{prompt}.md").read_text(),
            turns=(UserTurn(parts=tuple(parts)),),
            max_tokens=_TOKENS,
        )
        reply = self._client.complete(request, context or RunContext())
        try:
            told = find_json(reply.text)
        except ReplyError as failure:
            logger.warning("the judge's reply is of no use: %s", failure)
            return {}
        return told if isinstance(told, dict) else {}


def _read(told: dict[str, Any], count: int) -> Judgement:
    met: list[bool | None] = [None] * count
    because = [""] * count
    listed = told.get("criteria")
    for each in listed if isinstance(listed, list) else []:
        number = each.get("number") if isinstance(each, dict) else None
        if isinstance(number, int) and 1 <= number <= count and isinstance(each.get("met"), bool):
            met[number - 1] = each["met"]
            because[number - 1] = str(each.get("because", ""))[:500]
    return Judgement(met=tuple(met), because=tuple(because))
