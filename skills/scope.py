"""What the texts of a skill may speak of at one place, and their values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from actions.action import EnvironmentAction, SecretRef, Type
from actions.target import Anchors
from skills.filling import with_values
from skills.moves import Halt
from skills.skill import Skill
from skills.template import TemplateError, filled
from skills.values import Row


@dataclass(frozen=True)
class Scope:
    """What texts may speak of at one place.

    Attributes:
        skill: that is replayed there.
        texts: values by the names of parameters.
        secrets: names in the vault, likewise.
        tables: rows, likewise.
        depth: how many calls are around it.
        within: the ids of these calls, for messages.
    """

    skill: Skill
    texts: Mapping[str, str]
    secrets: Mapping[str, str]
    tables: Mapping[str, Sequence[Row]]
    depth: int = 0
    within: str = ""

    def at(self, step: str) -> str:
        """A step's id behind those of the calls around it."""
        return f"{self.within}{step}"

    def text(self, text: str, where: str) -> str:
        """A text with values in it.

        Raises:
            Halt: it speaks of what has no value.
        """
        try:
            return filled(text, self.texts)
        except TemplateError as failure:
            raise Halt(where, "a value for each parameter", str(failure)) from None

    def action(self, action: EnvironmentAction, where: str) -> EnvironmentAction:
        """An action with values, and names of secrets, in it.

        Raises:
            Halt: it speaks of what has no value.
        """
        if isinstance(action, Type) and isinstance(action.text, SecretRef):
            secret = self.secrets.get(action.text.name, "")
            action = replace(action, text=SecretRef(name=secret))
        try:
            made: EnvironmentAction = with_values(action, self.texts)
        except TemplateError as failure:
            raise Halt(where, "a value for each parameter", str(failure)) from None
        return made

    def anchors(self, stored: Anchors) -> Anchors | None:
        """Anchors with values in them; None where one is missing."""
        try:
            made: Anchors = with_values(stored, self.texts)
        except TemplateError:
            return None
        return made
