"""A model proposes names and descriptions for what was learned; never steps.

It is told the skill in words, without the values that were shown. What it proposes is taken if it
is valid, and marked to be looked at: a person has the last word. Whatever else it says is ignored.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Collection
from dataclasses import replace
from importlib import resources
from typing import Any

from actions.context import RunContext
from actions.errors import ReplyError
from actions.parse import find_json
from app.errors import UsageError
from app.models.config import load_models
from app.models.errors import ModelError
from app.models.profile import Profile
from app.models.use import ModelUse
from app.models.wire import ModelRequest, Text, UserTurn, WireClient
from app.paths import Paths
from app.planners.model.setup import ModelSetup
from app.planners.model.view import Fence
from app.safety.vault import Vault
from skills.check import faults, name_fault
from skills.generalise import Learned
from skills.page import render_steps
from skills.revise import CannotRevise, renamed, with_parameter
from skills.skill import Skill
from skills.template import NAME

logger = logging.getLogger(__name__)

_TOKENS = 2000  # of a reply, thinking included
_LONGEST = 300  # characters of a description
_UNPLAIN = re.compile(r"[\x00-\x1f<>{}`]")


class Namer:
    """Asks one model.

    Args:
        client: to it.
        profile: how it is spoken to.
        name: of the model, for people.
    """

    def __init__(self, client: WireClient, profile: Profile, name: str) -> None:
        self._client, self._profile, self._name = client, profile, name

    @classmethod
    def named(cls, name: str, home: Paths) -> Namer:
        """The namer behind a model that is set up.

        Raises:
            UsageError: there is no such model, or a profile or a key is missing.
        """
        models = load_models(home.models)
        if name not in models:
            raise UsageError(
                f"There is no model {name!r} to find names; set it up in {home.models}."
            )
        setup = ModelSetup(models, home.profiles, Vault(), ModelUse(prices=home.prices).wrap)
        return cls(*setup.client(name), name)

    def worded(
        self, learned: Learned, taken: Collection[str] = (), *, keep_name: bool = False
    ) -> Learned:
        """A draft with the words that the model proposes; as it was where it proposes none.

        Args:
            learned: the draft.
            taken: names that other skills have.
            keep_name: a person has named it.
        """
        try:
            told = self._asked(learned.skill)
        except ModelError as failure:
            note = f"{self._name} could not be asked for names: {failure}"
            return replace(learned, notes=(*learned.notes, note))
        skill = self._described(learned.skill, told)
        skill = self._parameters(skill, told.get("parameters"))
        name = told.get("name")
        if isinstance(name, str) and not keep_name and not name_fault(name) and name not in taken:
            skill = replace(skill, name=name)
        if skill == learned.skill:
            return learned
        note = f"{self._name} proposed names and descriptions; change them if they are not right"
        return replace(learned, skill=skill, notes=(*learned.notes, note))

    def close(self) -> None:
        """Let go of the model."""
        self._client.close()

    def _asked(self, skill: Skill) -> dict[str, Any]:
        fence = Fence()
        parameters = "\n".join(
            f"- {each.name} ({each.type}): {each.description}" for each in skill.parameters
        )
        told = f"{skill.name}: {skill.description}\n\nParameters:\n{parameters or 'none'}\n\n"
        shown = fence.around(told + render_steps(skill))
        request = ModelRequest(
            system=resources.files("resources").joinpath("prompts/name_skill.md").read_text(),
            turns=(UserTurn(parts=(Text(f"{fence.told}\n\n{shown}"),)),),
            max_tokens=_TOKENS,
        )
        reply = self._client.complete(request, RunContext())
        try:
            found = find_json(reply.text)
        except ReplyError as failure:
            logger.warning("the names that were proposed are of no use: %s", failure)
            return {}
        return found if isinstance(found, dict) else {}

    def _described(self, skill: Skill, told: dict[str, Any]) -> Skill:
        text = _plain(told.get("description"))
        described = replace(skill, description=text)
        return described if text and not faults(described) else skill

    def _parameters(self, skill: Skill, told: object) -> Skill:
        for old, words in told.items() if isinstance(told, dict) else ():
            parameter = skill.parameter(old) if isinstance(old, str) else None
            if parameter is None or not isinstance(words, dict):
                continue
            new = words.get("name")
            new = new if isinstance(new, str) and NAME.fullmatch(new) else old
            about = _plain(words.get("description")) or parameter.description
            asked = parameter.review
            if new != old and not asked:
                asked = f"{self._name} calls it {new!r} rather than {old!r}: is that right?"
            changed = replace(parameter, description=about, review=asked)
            try:
                skill = renamed(with_parameter(skill, old, changed), old, new)
            except CannotRevise:  # there is one of that name: only what it is for is taken
                skill = with_parameter(skill, old, replace(changed, review=parameter.review))
        return skill


def worded_by(
    model: str, learned: Learned, home: Paths, taken: Collection[str], *, keep_name: bool
) -> Learned:
    """A draft in the words of a model that is set up; as it is where none is asked for ("").

    Raises:
        UsageError: there is no such model, or a profile or a key is missing.
    """
    if not model:
        return learned
    namer = Namer.named(model, home)
    try:
        return namer.worded(learned, taken, keep_name=keep_name)
    finally:
        namer.close()


def _plain(text: object) -> str:
    """A description in one line, without signs that mean something elsewhere."""
    if not isinstance(text, str):
        return ""
    return " ".join(_UNPLAIN.sub(" ", text).split())[:_LONGEST].strip()
