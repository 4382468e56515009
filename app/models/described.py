"""What is known of the models that are set up, for the terminal and the window alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.errors import UsageError
from app.models.config import (
    LOCAL,
    ModelSetting,
    address_of,
    key_facts,
    key_name,
    make_client,
    missing_key,
)
from app.models.price import Price
from app.models.price_table import PriceTable, known_prices
from app.models.profile import Profile, ProfileError, fitting, profiles
from app.paths import Paths
from app.safety.vault import Vault, VaultError, variable_of


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
        profile = profile_of(setting, home)
    except UsageError as failure:
        return replace(
            found, profile=setting.profile, address=setting.address, problem=str(failure)
        )
    protocol = LOCAL if setting.local else profile.protocol
    found = replace(found, profile=profile.name, purpose=profile.purpose, protocol=protocol)
    try:
        found = replace(found, address=address_of(setting, profile))
        found = replace(found, price=_in_words(setting.its_price(profile, prices(home))))
        key = key_facts(setting, profile, vault or Vault())
        if setting.local:  # that the weights are there, and what runs them; nothing is started
            make_client(setting, profile, vault or Vault()).close()
    except UsageError as failure:
        return replace(found, key="not looked for", problem=str(failure))
    except VaultError as failure:
        name = key_name(setting, home.profiles)
        problem = f"{failure} (here {variable_of(name)})"
        return replace(found, key="not known", key_name=name, problem=problem)
    if key.found is not None:
        return replace(found, key=f"from the {key.found.source}", key_name=key.name)
    if not key.needed:
        return replace(found, key="not needed")
    return replace(found, key="missing", key_name=key.name, problem=missing_key(setting.name, key))


def _in_words(price: Price | None) -> str:
    return "price unknown" if price is None else str(price)


def prices(home: Paths) -> Sequence[PriceTable]:
    """The tables of prices, the person's own first."""
    return known_prices(home.prices)


def known_profiles(home: Paths) -> Mapping[str, Profile]:
    """All profiles, by name.

    Raises:
        UsageError: one of the person's own cannot be used.
    """
    try:
        return profiles(home.profiles)
    except ProfileError as failure:
        raise UsageError(f"A profile in {home.profiles} cannot be used: {failure}.") from failure


def profile_of(setting: ModelSetting, home: Paths) -> Profile:
    """The profile of a model, whatever it is for.

    Raises:
        UsageError: there is none.
    """
    known = known_profiles(home)
    named = known.get(setting.profile)
    if named is not None:
        return setting.its_profile(home.profiles, named.purpose)
    plans = fitting(setting.model, known.values())
    points = fitting(setting.model, known.values(), "grounding")
    # What fits every model says less than a grounding profile that knows this one.
    for_pointing = points is not None and (plans is None or plans.matches == ("*",))
    return setting.its_profile(home.profiles, "grounding" if for_pointing else "planning")
