"""`deskhand models list | show | add | test | use | remove`."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from app.cli.terminal import ask, attended, out, print_json, safe, say
from app.errors import UsageError
from app.models.config import (
    LOCAL,
    ModelSetting,
    address_of,
    key_facts,
    key_name,
    load_models,
    make_client,
    missing_key,
    model_setting,
)
from app.models.price import Price
from app.models.price_table import PriceTable, known_prices
from app.models.profile import Profile, ProfileError, fitting, profiles
from app.paths import Paths, paths
from app.safety.vault import Vault, VaultError, variable_of
from app.settings import load_settings, set_setting

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
BUILTIN = "builtin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A model as it is set up, with what follows from it.

    Attributes:
        key: where its key comes from: "keyring", "environment", "not needed", "missing", or why
            that is not known. Never the key.
        price: in words.
        default: whether runs take it when no planner is named.
        problem: why it cannot be used; "" if nothing is known against it.
    """

    name: str
    model: str
    profile: str = ""
    purpose: str = ""
    protocol: str = ""
    address: str = ""
    key: str = ""
    key_name: str = ""
    price: str = ""
    default: bool = False
    problem: str = ""


def list_models(options: argparse.Namespace) -> int:
    """List the models that are set up, or the profiles that there are."""
    home = paths()
    if getattr(options, "profiles", False):
        return _list_profiles(home, as_json=options.json)
    found = load_models(home.models)
    default = load_settings(home.settings).planner
    vault = Vault()  # one for all: a keyring that does not answer is waited for once
    shown = [describe(setting, home, default, vault) for setting in found.values()]
    if options.json:
        print_json([asdict(each) for each in shown])
        return 0
    if not shown:
        say(
            "No model is set up. Begin with one of these:\n"
            "  deskhand models add gpt-5.4\n"
            "  deskhand models add claude-sonnet-5-5\n"
            "  deskhand models add local --model qwen3-vl:8b --address http://localhost:11434/v1"
        )
    for each in shown:
        mark = "*" if each.default else " "
        out(f"{mark} {each.name}: {each.model} ({each.profile or 'no profile'}, {each.protocol})")
        out(f"    {each.address or 'on this machine'}; key {each.key}; {each.price}")
        if each.problem:
            out(f"    {each.problem}")
    if not any(each.default for each in shown):
        out(f"* {default}: decides when no planner is named")
    return 0


def _list_profiles(home: Paths, *, as_json: bool) -> int:
    known = _profiles(home)
    if as_json:
        print_json(
            [
                {
                    "name": each.name,
                    "title": each.title,
                    "purpose": each.purpose,
                    "protocol": each.protocol,
                    "dialect": each.dialect,
                    "models": list(each.matches),
                }
                for each in known.values()
            ]
        )
        return 0
    for each in known.values():
        fits = f"; for {', '.join(each.matches)}" if each.matches else "; only when named"
        out(f"{each.name}: {each.title} ({each.purpose}, {each.protocol}){fits}")
    return 0


def show(options: argparse.Namespace) -> int:
    """Show one model with all that is known of it."""
    home = paths()
    setting = _named(options.name, home)
    found = describe(setting, home, load_settings(home.settings).planner)
    profile = _profile_of(setting, home) if not found.problem or found.profile else None
    facts: dict[str, Any] = asdict(found)
    if profile is not None:
        facts |= {
            "title": profile.title,
            "dialect": profile.dialect,
            "coordinates": profile.space,
            "pictures": asdict(profile.resize),
            "limits": asdict(profile.limits),
        }
    facts |= {name: getattr(setting, name) for name in ("strong", "checker", "pointer")}
    facts |= {name: getattr(setting, name) for name in ("weights", "device", "dtype")}
    facts["habits"] = asdict(setting.habits)
    if options.json:
        print_json(facts)
        return 0
    for name, value in facts.items():
        if value not in ("", None):
            out(f"{name.replace('_', ' '):12} {value}")
    return 0


def add(options: argparse.Namespace) -> int:
    """Write a model into models.yaml."""
    from app.models.store import add_model

    home = paths()
    entry = _entry(options)
    setting = model_setting(entry, "The model")
    profile = _profile_of(setting, home)
    address_of(setting, profile)
    setting.its_price(profile, _prices(home))
    setting = add_model(home.models, entry)
    found = describe(setting, home, load_settings(home.settings).planner)
    if options.json:
        print_json({"file": str(home.models), **asdict(found)})
        return 0
    out(f"{found.name} is set up with the profile {found.profile} ({profile.title}).")
    out(f"It is written into {home.models}.")
    if found.problem:
        out(found.problem)
    out(f"Try it out: deskhand models test {found.name}")
    return 0


def remove(options: argparse.Namespace) -> int:
    """Take a model out of models.yaml."""
    from app.models.store import remove_model

    home = paths()
    _named(options.name, home)
    if load_settings(home.settings).planner == options.name:
        raise UsageError(
            f"{options.name} decides when no planner is named: `deskhand models use {BUILTIN}`, "
            "or another one, first."
        )
    if not options.yes:
        if not attended():
            raise UsageError(f"The model {options.name} would be taken out: confirm with --yes.")
        if ask(f"Take {options.name} out of {home.models}? [y/N] ").lower() not in ("y", "yes"):
            return 0
    remove_model(home.models, options.name)
    if options.json:
        print_json({"removed": options.name})
    else:
        out(f"{options.name} is taken out. Its key, if it has one, is kept.")
    return 0


def use(options: argparse.Namespace) -> int:
    """Say who decides when no planner is named."""
    home = paths()
    if options.name != BUILTIN:
        setting = _named(options.name, home)
        profile = _profile_of(setting, home)
        if profile.purpose != "planning":
            raise UsageError(f"{options.name} finds things in pictures; it cannot plan.")
    set_setting(home.settings, "planner", options.name)
    if options.json:
        print_json({"planner": options.name, "file": str(home.settings)})
    else:
        out(f"{options.name} decides from now on when no planner is named.")
    return 0


def test(options: argparse.Namespace) -> int:
    """Make one small call: does the model see, and where does its click land?"""
    from app.cli.models_test import try_out

    home = paths()
    setting = _named(options.name, home)
    return try_out(setting, _profile_of(setting, home), home, as_json=options.json)


# What is known of a model.


def describe(
    setting: ModelSetting, home: Paths, default: str, vault: Vault | None = None
) -> Described:
    """A model as it is set up; nothing is asked but the keyring."""
    found = Described(
        name=setting.name,
        model=setting.model,
        default=setting.name == default,
        price="price unknown",
    )
    try:
        profile = _profile_of(setting, home)
    except UsageError as failure:
        return _with(found, profile=setting.profile, address=setting.address, problem=str(failure))
    protocol = LOCAL if setting.local else profile.protocol
    found = _with(found, profile=profile.name, purpose=profile.purpose, protocol=protocol)
    try:
        found = _with(found, address=address_of(setting, profile))
        found = _with(found, price=_in_words(setting.its_price(profile, _prices(home))))
        key = key_facts(setting, profile, vault or Vault())
        if setting.local:  # that the weights are there, and what runs them; nothing is started
            make_client(setting, profile, vault or Vault()).close()
    except UsageError as failure:
        return _with(found, key="not looked for", problem=str(failure))
    except VaultError as failure:
        name = key_name(setting, home.profiles)
        problem = f"{failure} (here {variable_of(name)})"
        return _with(found, key="not known", key_name=name, problem=problem)
    if key.found is not None:
        return _with(found, key=f"from the {key.found.source}", key_name=key.name)
    if not key.needed:
        return _with(found, key="not needed")
    return _with(found, key="missing", key_name=key.name, problem=missing_key(setting.name, key))


def _with(found: Described, **more: Any) -> Described:
    return Described(**{**asdict(found), **more})


def _in_words(price: Price | None) -> str:
    return "price unknown" if price is None else str(price)


def _prices(home: Paths) -> Sequence[PriceTable]:
    return known_prices(home.prices)


def _profiles(home: Paths) -> Mapping[str, Profile]:
    try:
        return profiles(home.profiles)
    except ProfileError as failure:
        raise UsageError(f"A profile in {home.profiles} cannot be used: {failure}.") from failure


def _profile_of(setting: ModelSetting, home: Paths) -> Profile:
    """The profile of a model, whatever it is for."""
    known = _profiles(home)
    named = known.get(setting.profile)
    if named is not None:
        return setting.its_profile(home.profiles, named.purpose)
    plans = fitting(setting.model, known.values())
    points = fitting(setting.model, known.values(), "grounding")
    # What fits every model says less than a grounding profile that knows this one.
    for_pointing = points is not None and (plans is None or plans.matches == ("*",))
    return setting.its_profile(home.profiles, "grounding" if for_pointing else "planning")


def _named(name: str, home: Paths) -> ModelSetting:
    found = load_models(home.models)
    if name not in found:
        listed = f"There are: {', '.join(found)}" if found else "There is none yet"
        raise UsageError(f"There is no model {safe(name, 60)!r}. {listed}; see `models add`.")
    return found[name]


def _entry(options: argparse.Namespace) -> dict[str, str]:
    """What `add` was told, as it stands in the file.

    Raises:
        UsageError: something about it makes no sense.
    """
    if not _NAME.fullmatch(options.name) or options.name in (BUILTIN, "script"):
        raise UsageError(
            f"{safe(options.name, 60)!r} is no name for a model: letters, digits, . _ - only. A "
            "model whose own name has others is given with --model."
        )
    if options.address and options.address != LOCAL:
        parts = urlsplit(options.address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(f"{options.address!r} is no address like http://localhost:8000/v1.")
        if parts.username or parts.password:
            raise UsageError("A key does not belong into the address: `deskhand keys set`.")
    entry = {"name": options.name, "model": options.model or options.name}
    if options.weights:
        entry["weights"] = str(Path(options.weights).expanduser().absolute())
        entry["model"] = options.model or Path(entry["weights"]).name
    for name in ("profile", "address", "key", "price", "device", "dtype"):
        if value := getattr(options, name):
            entry[name] = value
    if any("\0" in value or "\n" in value or not value.strip() for value in entry.values()):
        raise UsageError("A value is empty or has a line break in it.")
    return entry
