"""Setting models up, choosing one and taking one out, for the terminal and the window alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from app.errors import UsageError
from app.models.config import LOCAL, ModelSetting, address_of, load_models, model_setting
from app.models.described import Described, describe, prices, profile_of
from app.models.store import add_model, remove_model
from app.paths import Paths
from app.settings import load_settings, set_setting

BUILTIN = "builtin"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_MORE = ("profile", "address", "key", "price", "device", "dtype")


def named(home: Paths, name: str) -> ModelSetting:
    """A model by its name.

    Raises:
        UsageError: there is none of that name.
    """
    found = load_models(home.models)
    if name not in found:
        listed = f"There are: {', '.join(found)}" if found else "There is none yet"
        raise UsageError(f"There is no model {_safe(name)!r}. {listed}; see `models add`.")
    return found[name]


def new_entry(name: str, *, model: str = "", weights: str = "", **more: str) -> Mapping[str, str]:
    """A model as it stands in the file.

    Args:
        name: what it is called here.
        model: its name at the server; as `name` if "".
        weights: folder, for a model that runs here.
        more: `profile`, `address`, `key`, `price`, `device`, `dtype`, as in models.yaml; "" for
            none.

    Raises:
        UsageError: something about it makes no sense.
    """
    if not _NAME.fullmatch(name) or name in (BUILTIN, "script"):
        raise UsageError(
            f"{_safe(name)!r} is no name for a model: letters, digits, . _ - only. A model whose "
            "own name has others is given with --model."
        )
    address = more.get("address", "")
    if address and address != LOCAL:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(f"{address!r} is no address like http://localhost:8000/v1.")
        if parts.username or parts.password:
            raise UsageError("A key does not belong into the address: `deskhand keys set`.")
    entry = {"name": name, "model": model or name}
    if weights:
        entry["weights"] = str(Path(weights).expanduser().absolute())
        entry["model"] = model or Path(entry["weights"]).name
    entry |= {each: more[each] for each in _MORE if more.get(each)}
    if any("\0" in value or "\n" in value or not value.strip() for value in entry.values()):
        raise UsageError("A value is empty or has a line break in it.")
    return entry


def add(home: Paths, entry: Mapping[str, str]) -> Described:
    """Write a model into models.yaml; what is known of it then.

    Raises:
        UsageError: something about it makes no sense, or its name is taken.
        StorageError: the file cannot be written.
    """
    setting = model_setting(entry, "The model")
    profile = profile_of(setting, home)
    address_of(setting, profile)
    setting.its_price(profile, prices(home))
    setting = add_model(home.models, entry)
    return describe(setting, home, load_settings(home.settings).planner)


def remove(home: Paths, name: str) -> None:
    """Take a model out of models.yaml.

    Raises:
        UsageError: it is not there, decides by default, or another one refers to it.
        StorageError: the file cannot be written.
    """
    may_remove(home, name)
    remove_model(home.models, name)


def may_remove(home: Paths, name: str) -> None:
    """See that a model is there and does not decide by default.

    Raises:
        UsageError: it is not so.
    """
    named(home, name)
    if load_settings(home.settings).planner == name:
        raise UsageError(
            f"{name} decides when no planner is named: `deskhand models use {BUILTIN}`, "
            "or another one, first."
        )


def use(home: Paths, name: str) -> None:
    """Say who decides when no planner is named: a model, or "builtin".

    Raises:
        UsageError: there is no such model, or it cannot plan.
        StorageError: the settings cannot be written.
    """
    if name != BUILTIN and profile_of(named(home, name), home).purpose != "planning":
        raise UsageError(f"{name} finds things in pictures; it cannot plan.")
    set_setting(home.settings, "planner", name)


def _safe(name: str) -> str:
    """A name that somebody typed, fit to be shown."""
    return "".join(each if each.isprintable() else "?" for each in name[:60])
