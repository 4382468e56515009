"""The models that a person has set up: one YAML file.

    models:
      - name: claude                 # what --planner calls it
        model: claude-sonnet-4-6     # its name at the server
        profile: anthropic           # left out: found by the model's name
        address: https://...         # left out: the maker's own
        key: models/anthropic        # of the vault; left out: by the protocol
        price: anthropic             # section of the price table, or free; left out: the maker's
        silence: 180                 # seconds without a sign of life after which it is given up
        strong: opus                 # another model here: taken when this one is stuck
        checker: opus                # another model here: judges what is said to be done
        pointer: ui-tars             # another model here: finds what is only described
        habits: {plan: true, check: true, reflect: true, marks: false, lookahead: 1}
      - name: qwen                   # run on this machine, with transformers
        model: Qwen/Qwen3-VL-8B-Instruct
        weights: ~/models/qwen3-vl   # folder; with `address: local` instead, the hub's cache
        device: auto                 # or cuda, cuda:1, mps, cpu
        dtype: auto                  # or bfloat16, float16, float32

Keys never stand here: they are in the keyring or in an environment variable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal

import yaml

from app.errors import UsageError
from app.models.chat_completions import ChatCompletions
from app.models.gemini import Gemini
from app.models.habits import MOST_AHEAD, Habits
from app.models.local.client import local_client
from app.models.messages import VERSION, Messages
from app.models.price import FREE, Price, own_machine
from app.models.price_table import PriceTable, price_of
from app.models.profile import Profile, fitting, profiles
from app.models.responses import Responses
from app.models.transport import Patience, Transport
from app.models.wire import WireClient
from app.runs.serial import SerialError, load
from app.safety.vault import Found, Vault, variable_of

# Of each protocol: where its maker answers, the vault's name of the key, and usual variables.
_MAKERS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "chat_completions": ("https://api.openai.com/v1", "models/openai", ("OPENAI_API_KEY",)),
    "responses": ("https://api.openai.com/v1", "models/openai", ("OPENAI_API_KEY",)),
    "messages": ("https://api.anthropic.com/v1", "models/anthropic", ("ANTHROPIC_API_KEY",)),
    "gemini": (
        "https://generativelanguage.googleapis.com/v1beta",
        "models/google",
        ("GEMINI_API_KEY", "GOOGLE_API_KEY"),
    ),
}

_SILENCE = Patience().silence

LOCAL = "local"  # in place of an address: the model runs here

# The vault's names of the makers' keys, with the environment variables that may hold them.
MAKERS_KEYS: Mapping[str, tuple[str, ...]] = {name: which for _, name, which in _MAKERS.values()}


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSetting:
    """One model, as a person has set it up; see the module."""

    name: str
    model: str
    profile: str = ""
    address: str = ""
    key: str = ""
    price: str = ""
    silence: float = _SILENCE
    strong: str = ""
    checker: str = ""
    pointer: str = ""
    weights: str = ""
    device: str = ""
    dtype: str = ""
    habits: Habits = field(default_factory=Habits)

    @property
    def local(self) -> bool:
        """Whether it runs in a process of our own, rather than at a server."""
        return bool(self.weights) or self.address == LOCAL

    def its_profile(
        self, folder: Path | None = None, purpose: Literal["planning", "grounding"] = "planning"
    ) -> Profile:
        """The profile that is named, or the one for the model's name.

        Raises:
            UsageError: there is none.
        """
        known = profiles(folder)
        if self.profile:
            if self.profile not in known:
                listed = ", ".join(sorted(known))
                raise UsageError(
                    f"The model {self.name} has the profile {self.profile!r}; there are {listed}."
                )
            found: Profile | None = known[self.profile]
        else:
            found = fitting(self.model, known.values(), purpose)
            if (
                self.local
                and found is not None
                and purpose == "planning"
                and found.spoken.functions
            ):
                found = known["compatible-text"]  # no server makes calls of what it writes
        if found is None or found.purpose != purpose:
            hint = "; `compatible` suits most servers" if purpose == "planning" else ""
            raise UsageError(
                f"No profile for {purpose} fits the model {self.model!r}: name one with "
                f"`profile:` in models.yaml{hint}."
            )
        return found

    def its_price(self, profile: Profile, tables: Sequence[PriceTable]) -> Price | None:
        """What the model costs; None if that is unknown.

        On a server of one's own nobody charges; what another server takes must be said.

        Raises:
            UsageError: `price` names a section without a price for the model.
        """
        if self.price:
            found = price_of(self.model, self.price, tables)
            if found is None:
                raise UsageError(
                    f"The model {self.name} has `price: {self.price}`, but no price for "
                    f"{self.model!r} stands there; write it into prices.toml beside models.yaml."
                )
            return found
        if self.local:
            return FREE
        if self.address:
            return FREE if own_machine(self.address) else None
        return price_of(self.model, profile.price, tables)


def load_models(path: Path) -> Mapping[str, ModelSetting]:
    """The models in a file, by name; none if there is no file.

    Raises:
        UsageError: the file has faults; the message says where.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as failure:
        raise UsageError(f"{path} cannot be read: {failure}.") from failure
    return parse_models(text, path)


def parse_models(text: str, path: Path) -> Mapping[str, ModelSetting]:
    """The models in the text of a file, by name.

    Raises:
        UsageError: it has faults; the message says where.
    """
    try:
        loaded = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as failure:
        raise UsageError(f"{path} cannot be read: {failure}.") from failure
    entries = loaded.get("models") if isinstance(loaded, dict) else loaded
    if entries is None:
        return {}
    if not isinstance(entries, list):
        raise UsageError(f"{path} must have a list under `models:`.")
    found: dict[str, ModelSetting] = {}
    for at, entry in enumerate(entries, 1):
        setting = model_setting(entry, f"{path}, model {at}")
        if setting.name in found or setting.name == "builtin":
            raise UsageError(f"{path}, model {at}: the name {setting.name!r} is taken.")
        found[setting.name] = setting
    for setting in found.values():
        for what in ("strong", "checker", "pointer"):
            other = getattr(setting, what)
            if other and other not in found:
                raise UsageError(f"{path}, {setting.name}: there is no model {other!r} ({what}).")
    return found


def model_setting(entry: object, place: str) -> ModelSetting:
    """A model from an entry of the file.

    Raises:
        UsageError: the entry has a fault; the message begins with the place.
    """
    known = [each.name for each in fields(ModelSetting)]
    if not isinstance(entry, dict):
        raise UsageError(f"{place} must be a mapping with name and model.")
    for name, value in entry.items():
        if name not in known:
            raise UsageError(f"{place}: there is no {name!r}; there are {', '.join(known)}.")
        if name not in ("habits", "silence") and (not isinstance(value, str) or not value.strip()):
            raise UsageError(f"{place}: {name} must be a text.")
    if isinstance(entry.get("weights"), str):
        entry = {"model": Path(entry["weights"]).name, **entry}
    for name in ("name", "model"):
        if name not in entry:
            raise UsageError(f"{place} needs a {name}.")
    try:
        habits = load(entry.get("habits", {}), Habits)
    except SerialError as failure:
        raise UsageError(f"{place}, habits: {failure}.") from failure
    if not 1 <= habits.lookahead <= MOST_AHEAD:
        raise UsageError(f"{place}, habits: lookahead is from 1 to {MOST_AHEAD}.")
    silence = entry.get("silence", _SILENCE)
    if isinstance(silence, bool) or not isinstance(silence, int | float) or not silence > 0:
        raise UsageError(f"{place}: silence must be a number of seconds.")
    setting = ModelSetting(**{**entry, "habits": habits})
    if setting.weights and setting.address not in ("", LOCAL):
        raise UsageError(f"{place}: a model has weights here or an address elsewhere, not both.")
    if not setting.local and (setting.device or setting.dtype):
        raise UsageError(f"{place}: device and dtype go with weights, or with `address: {LOCAL}`.")
    return setting


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFacts:
    """The key of a model.

    Attributes:
        name: in the vault; "" where nobody asks for one.
        variables: usual ones that may hold it.
        needed: the model cannot be used without it.
        found: the key, if it is there.
    """

    name: str
    variables: tuple[str, ...] = ()
    needed: bool = False
    found: Found | None = None


def key_facts(setting: ModelSetting, profile: Profile, vault: Vault) -> KeyFacts:
    """What key a model wants, and whether it is there.

    Raises:
        VaultError: the keyring does not answer.
    """
    _, name, variables = _MAKERS.get(profile.protocol, ("", "", ()))
    # A maker's key is for the maker only: another server must not be sent it.
    own = bool(setting.address)
    if setting.local or (not setting.key and (own or not name)):
        return KeyFacts(name="")
    usual = () if setting.key else variables
    name = setting.key or name
    return KeyFacts(name=name, variables=usual, needed=True, found=vault.find(name, usual))


def key_name(setting: ModelSetting, folder: Path | None = None) -> str:
    """The vault's name of the key that a model wants; "" if it wants none or has no profile."""
    if setting.key or setting.address or setting.local:
        return setting.key
    known = profiles(folder)
    profile = known.get(setting.profile) or fitting(setting.model, known.values())
    return _MAKERS.get(profile.protocol, ("", "", ()))[1] if profile is not None else ""


def address_of(setting: ModelSetting, profile: Profile) -> str:
    """Where a model is spoken to; "" where it runs in a process of our own.

    Raises:
        UsageError: it does not say, and there is no maker who would have it.
    """
    if setting.local:
        return ""
    if setting.address:
        return setting.address
    if profile.protocol == "chat_completions" and profile.price != "openai":
        raise UsageError(
            f"The model {setting.name} needs the address of the server that has it, as in "
            "`address: http://localhost:8000/v1`."
        )
    return _MAKERS[profile.protocol][0] if profile.protocol in _MAKERS else ""


def make_client(
    setting: ModelSetting, profile: Profile, vault: Vault, patience: Patience | None = None
) -> WireClient:
    """A client for the model.

    Raises:
        UsageError: a key, an address or the weights are missing, or the profile is for another
            way of running the model.
        VaultError: the keyring does not answer.
    """
    if setting.local:
        return local_client(
            setting.name,
            setting.model,
            profile,
            weights=setting.weights,
            device=setting.device,
            dtype=setting.dtype,
        )
    if profile.protocol not in _MAKERS:
        raise UsageError(
            f"The profile {profile.name} is for models that run here: give {setting.name} "
            f"`weights: FOLDER`, or `address: {LOCAL}`."
        )
    address = address_of(setting, profile)
    key = _key(setting, profile, vault)
    headers = dict(profile.headers)
    if profile.protocol == "messages":
        headers |= {"x-api-key": key, "anthropic-version": VERSION}
    elif profile.protocol == "gemini":
        headers |= {"x-goog-api-key": key}
    elif key:
        headers |= {"authorization": f"Bearer {key}"}
    transport = Transport(address, headers, patience or Patience(silence=setting.silence))
    if profile.protocol == "messages":
        return Messages(transport, setting.model)
    if profile.protocol == "gemini":
        return Gemini(transport, setting.model)
    if profile.protocol == "responses":
        return Responses(transport, setting.model)
    openai = not setting.address
    limit = "max_completion_tokens" if openai else "max_tokens"
    return ChatCompletions(transport, setting.model, limit_name=limit)


def _key(setting: ModelSetting, profile: Profile, vault: Vault) -> str:
    """The key for the model; "" for a server of one's own that wants none."""
    key = key_facts(setting, profile, vault)
    if key.found is None and key.needed:
        raise UsageError(missing_key(setting.name, key))
    return key.found.value if key.found is not None else ""


def missing_key(model: str, key: KeyFacts) -> str:
    """What to do about a key that is not there."""
    variables = " or ".join((*key.variables[:1], variable_of(key.name)))
    return (
        f"There is no key for the model {model}: keep one with `deskhand keys set {key.name}`, or "
        f"give it as the environment variable {variables}."
    )
