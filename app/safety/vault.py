"""The vault: secrets by name, kept by the system's keyring, or given by the environment.

There is no third place: no file in clear, no fallback that keeps them in one. A keyring can hang
for ever (a locked collection on a machine where nobody sees its question), so it is always asked on
a thread of its own and given up after some seconds.

This is the only door to `keyring`.
"""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar, cast

from app.errors import DeskhandError

T = TypeVar("T")

SERVICE = "deskhand"

# Somebody who sits at the display may have to type the keyring's password first.
_PATIENCE = 5.0
_PATIENCE_AT_DISPLAY = 60.0

# Backends that keep secrets for this user only, encrypted or guarded by the system.
_TRUSTED = frozenset(
    {
        "keyring.backends.SecretService",
        "keyring.backends.libsecret",
        "keyring.backends.kwallet",
        "keyring.backends.macOS",
        "keyring.backends.Windows",
    }
)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/:-]{0,99}")

# Keyrings cannot be asked what they hold, so the names (no secrets) are kept in an entry of their
# own, which no secret can have for a name.
_NAMES = "(names)"


class _Ring(Protocol):
    """What we need of a keyring backend."""

    name: str

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


class VaultError(DeskhandError):
    """A secret cannot be read or kept; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Found:
    """A secret and where it comes from."""

    value: str
    source: Literal["environment", "keyring"]

    def __repr__(self) -> str:
        return f"Found(•••, {self.source!r})"


class Vault:
    """Secrets by name.

    Args:
        environment: variables that may hold secrets; `os.environ` if not given.
        patience: seconds to wait for the keyring; by default more where somebody can see it ask.
    """

    def __init__(
        self, environment: Mapping[str, str] | None = None, *, patience: float | None = None
    ) -> None:
        self._environment = os.environ if environment is None else environment
        at_display = any(self._environment.get(each) for each in ("DISPLAY", "WAYLAND_DISPLAY"))
        self._patience = patience or (_PATIENCE_AT_DISPLAY if at_display else _PATIENCE)
        self._silent = ""  # what was said of a keyring that did not answer: once is enough

    def find(self, name: str, variables: tuple[str, ...] = ()) -> Found | None:
        """The secret of that name: from one of these variables, else from the keyring.

        Raises:
            VaultError: the keyring does not answer.
        """
        for variable in (*variables, variable_of(name)):
            if value := self._environment.get(variable, "").strip():
                return Found(value, "environment")
        kept = self._ask(lambda: _keyring().get_password(SERVICE, _checked(name)))
        return Found(kept, "keyring") if kept else None

    def resolve(self, name: str) -> str:
        """The secret of that name; a `SecretResolver` for environments.

        Raises:
            KeyError: there is none.
            VaultError: the keyring does not answer.
        """
        found = self.find(name)
        if found is None:
            raise KeyError(name)
        return found.value

    def keep(self, name: str, value: str) -> None:
        """Keep a secret in the keyring, and see that it is there.

        Raises:
            VaultError: it could not be kept.
        """
        if not value or "\0" in value:
            raise VaultError("A secret must not be empty and must not contain NUL.")

        def store() -> bool:
            ring = _keyring()
            ring.set_password(SERVICE, _checked(name), value)
            _remember(ring, _kept_names(ring) | {name})
            return bool(ring.get_password(SERVICE, name) == value)

        if not self._ask(store):
            raise VaultError(f"The keyring took {name} but does not give it back.")

    def forget(self, name: str) -> bool:
        """Delete a secret from the keyring; whether there was one.

        Raises:
            VaultError: the keyring does not answer.
        """

        def delete() -> bool:
            ring = _keyring()
            there = ring.get_password(SERVICE, _checked(name)) is not None
            if there:
                ring.delete_password(SERVICE, name)
            if name in (names := _kept_names(ring)):
                _remember(ring, names - {name})
            return there

        return self._ask(delete)

    def names(self) -> tuple[str, ...]:
        """The names of all secrets that were kept with `keep` and are still there.

        Raises:
            VaultError: the keyring does not answer.
        """

        def look() -> tuple[str, ...]:
            ring = _keyring()
            names = sorted(_kept_names(ring))
            return tuple(name for name in names if ring.get_password(SERVICE, name) is not None)

        return self._ask(look)

    def describe(self) -> str:
        """Which keyring would be asked.

        Raises:
            VaultError: there is none that is fit for it, or it does not answer.
        """
        return self._ask(lambda: str(_keyring().name))

    def _ask(self, question: Callable[[], T]) -> T:
        """Put a question to the keyring on a thread that may be left behind."""
        if self._silent:
            raise VaultError(self._silent)
        answer: list[T] = []
        failure: list[BaseException] = []

        def work() -> None:
            try:
                answer.append(question())
            except BaseException as caught:  # noqa: BLE001 - raised again by the one who asked
                failure.append(caught)

        thread = threading.Thread(target=work, name="keyring", daemon=True)
        thread.start()
        thread.join(self._patience)
        if thread.is_alive():
            self._silent = (
                f"The keyring did not answer within {self._patience:.0f} s: it may be locked and "
                "ask where nobody sees it. Unlock it, or give the secret as an environment "
                "variable."
            )
            raise VaultError(self._silent)
        if failure:
            if isinstance(failure[0], VaultError):
                raise failure[0]
            raise VaultError(
                f"The keyring failed ({_reason(failure[0])}). Unlock it, or give the secret as an "
                "environment variable."
            ) from failure[0]
        return answer[0]


def variable_of(name: str) -> str:
    """The environment variable that may hold a secret instead of the keyring.

    >>> variable_of("models/openai")
    'DESKHAND_SECRET_MODELS_OPENAI'
    """
    return "DESKHAND_SECRET_" + re.sub(r"[^A-Za-z0-9]", "_", name).upper()


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise VaultError(f"{name!r} is no name for a secret: letters, digits, . _ - : / only.")
    return name


def _kept_names(ring: _Ring) -> set[str]:
    """The names that were remembered; none if the entry is damaged."""
    try:
        names = json.loads(ring.get_password(SERVICE, _NAMES) or "[]")
    except ValueError:
        return set()
    return {name for name in names if isinstance(name, str) and _NAME.fullmatch(name)}


def _remember(ring: _Ring, names: set[str]) -> None:
    ring.set_password(SERVICE, _NAMES, json.dumps(sorted(names)))


def _keyring() -> _Ring:
    """The system's keyring.

    Raises:
        VaultError: there is none, or only one that keeps secrets in clear.
    """
    import keyring
    from keyring.backends.chainer import ChainerBackend

    ring = keyring.get_keyring()
    candidates = list(ring.backends) if isinstance(ring, ChainerBackend) else [ring]
    for each in candidates:
        if type(each).__module__ in _TRUSTED:
            return cast(_Ring, each)  # keyring has no types
    raise VaultError(
        "There is no keyring that keeps secrets safely. On Linux, install and unlock one "
        "(gnome-keyring, KWallet or KeePassXC), or give the secret as an environment variable."
    )


def _reason(failure: BaseException) -> str:
    text = " ".join(str(failure).split())[:200]
    return text or type(failure).__name__
