"""The secrets of one run: which there are, and where each may be typed.

A planner knows a secret by its name only. Two kinds can be typed:

* a value that came with the task and is named like a secret (`--with password=…`): where the task
  begins, and nowhere that was added later;
* one in the vault that is named after the place that it belongs to, as `shop.example/password` or
  `localhost:8000/pin`: on that host. Any other name in the vault, as those of models' keys, is
  never typed anywhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from actions.action import Action, SecretRef, SetValue, Type
from actions.errors import InvalidAction
from app.safety.vault import Vault, VaultError

_NAMED = re.compile(r"pass|secret|token|pin$|api.?key|credential", re.IGNORECASE)
_PLACE = re.compile(
    r"(?P<host>localhost|\d+(\.\d+){3}|[a-z0-9-]+(\.[a-z0-9-]+)+)(?P<port>:\d+)?/.+"
)
_LOCAL = re.compile(r"localhost|127(\.\d+){3}")
_SHORTEST = 4  # a shorter text would be found in too many others


def is_secret_name(name: str) -> bool:
    """Whether a value of this name is a secret.

    >>> is_secret_name("shop_password"), is_secret_name("city")
    (True, False)
    """
    return _NAMED.search(name) is not None


def by_name(action: Action, values: Mapping[str, str]) -> Action:
    """The action with a text that is one of these values, if that is a secret, as its name.

    For planners that know the values. Setting a value becomes typing it, which can be done so.
    """
    text = action.text if isinstance(action, Type) else ""
    if isinstance(action, SetValue):
        text = action.value
    for name, value in values.items():
        if value and text == value and is_secret_name(name):
            secret = SecretRef(name=name)
            if isinstance(action, Type):
                return replace(action, text=secret)
            assert isinstance(action, SetValue)
            return Type(text=secret, into=action.target, clear=True)
    return action


class Secrets:
    """Resolves and places secrets; for the environment and the gate of one run.

    Args:
        values: that came with the task.
        vault: asked for the others, when one is typed.
    """

    def __init__(self, values: Mapping[str, str], vault: Vault | None = None) -> None:
        self._given = {name: text for name, text in values.items() if is_secret_name(name)}
        self._vault = vault
        self.home: Callable[[], Collection[str]] = frozenset  # the origins where the task begins

    def resolve(self, name: str) -> str:
        """The secret of that name; a `SecretResolver`.

        Raises:
            KeyError: there is none, or it belongs nowhere.
            InvalidAction: the keyring does not answer; told to the planner.
        """
        if name in self._given:
            return self._given[name]
        if not _places(name):
            raise KeyError(name)
        try:
            return (self._vault or Vault()).resolve(name)
        except VaultError as failure:
            raise InvalidAction(f"the secret {name} cannot be had: {failure}") from failure

    def origins(self, name: str) -> Collection[str]:
        """Where it may be typed; the gate's `SecretOrigins`."""
        return self.home() if name in self._given else _places(name)

    def redaction(self) -> Callable[[str], str] | None:
        """Takes what came with the task out of what is written."""
        secret = sorted(
            {text for text in self._given.values() if len(text) >= _SHORTEST}, key=len, reverse=True
        )
        if not secret:
            return None
        # Also as they stand inside JSON that stands in a text.
        inner = [
            json.dumps(each, ensure_ascii=way)[1:-1] for each in secret for way in (False, True)
        ]
        pattern = re.compile("|".join(map(re.escape, dict.fromkeys([*secret, *inner]))))
        return lambda text: pattern.sub("•••", text)


def _places(name: str) -> frozenset[str]:
    """The origins that a name in the vault stands for."""
    found = _PLACE.fullmatch(name)
    if found is None:
        return frozenset()
    place = found["host"] + (found["port"] or "")
    schemes = ("https", "http") if _LOCAL.fullmatch(found["host"]) else ("https",)
    return frozenset(f"{scheme}://{place}" for scheme in schemes)
