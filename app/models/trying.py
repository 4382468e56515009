"""Trying a model out: one small call that shows whether it sees, and where its click lands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from actions.context import RunContext
from app.engine.spending import Spending
from app.models.config import ModelSetting, make_client
from app.models.errors import ModelError, ModelUnreachable
from app.models.metered import Account, Metered
from app.models.price_table import known_prices
from app.models.profile import Profile
from app.models.transport import Patience
from app.models.wire import WireClient
from app.paths import Paths
from app.planners.model.probe import RADIUS, Probed, probe
from app.safety.vault import Vault

_PATIENCE = Patience(tries=2, silence=120, longest_wait=20)
_SHOWN_NAMES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What the server says that it has."""

    names: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedOut:
    """What came of it.

    Attributes:
        setting: of the model; and `profile`.
        listed: the models that the server says that it has.
        probed: where its click landed; None where the call failed.
        problem: why it failed.
        spent: what the calls used up.
    """

    setting: ModelSetting
    profile: Profile
    listed: Listed = Listed()
    probed: Probed | None = None
    problem: str = ""
    spent: Spending

    @property
    def works(self) -> bool:
        """Whether it answered, and clicked where it should."""
        return self.probed is not None and self.probed.hit

    def lines(self) -> Sequence[str]:
        """In words, a line for each finding; a mark tells how it went."""
        lines = [*_of_list(self.listed, self.setting)]
        if self.probed is not None:
            lines += _of_probe(self.probed, self.profile)
        if self.problem:
            lines.append(f"✗ {self.problem}")
        return [*lines, f"  {self.spent}"]


def try_out(
    setting: ModelSetting,
    profile: Profile,
    home: Paths,
    *,
    emit: Callable[[str], None] | None = None,
    context: RunContext | None = None,
) -> TriedOut:
    """Make the calls.

    Args:
        setting: of the model.
        profile: of the model.
        home: where things lie.
        emit: told progress.
        context: by which it can be stopped.

    Raises:
        UsageError: the model cannot be called as it is set up.
        VaultError: the keyring does not answer.
    """
    price = setting.its_price(profile, known_prices(home.prices))
    account = Account()
    client = Metered(make_client(setting, profile, Vault(), _PATIENCE), price, account)
    context = context or (RunContext(emit=emit) if emit is not None else RunContext())
    listed, probed, problem = Listed(), None, ""
    try:
        listed = _listed(client, context)
        probed = probe(client, profile, context)
    except ModelError as failure:
        problem = str(failure)
    finally:
        client.close()
    return TriedOut(
        setting=setting,
        profile=profile,
        listed=listed,
        probed=probed,
        problem=problem,
        spent=account.spent,
    )


def _listed(client: WireClient, context: RunContext) -> Listed:
    """The names that the server gives. Many servers give none, which is no fault."""
    try:
        return Listed(names=client.models(context))
    except ModelUnreachable:
        raise
    except ModelError as failure:
        return Listed(problem=str(failure))


def _of_list(listed: Listed, setting: ModelSetting) -> list[str]:
    if setting.local:
        return []
    if listed.problem:
        return [f"  the server does not say which models it has ({listed.problem})"]
    if setting.model in listed.names:
        return [f"✓ the server has {setting.model}"]
    if listed.names:
        some = ", ".join(listed.names[:_SHOWN_NAMES])
        rest = len(listed.names) - _SHOWN_NAMES
        more = f" and {rest} more" if rest > 0 else ""
        return [f"? the server does not list {setting.model}; it lists {some}{more}"]
    return []


def _of_probe(probed: Probed, profile: Profile) -> list[str]:
    wide, high = probed.sent
    lines = [f"  a picture of {wide:g} x {high:g} pixels was sent"]
    if probed.point is None:
        lines.append(f"✗ {probed.said}")
    elif probed.hit:
        lines.append(
            f"✓ it clicked {probed.apart:.0f} px from the middle of a disc of radius {RADIUS}"
        )
    else:
        (x, y), (a, b) = probed.point, probed.wanted
        lines.append(
            f"✗ it clicked at ({x:.0f}, {y:.0f}), {probed.apart:.0f} px from ({a:.0f}, {b:.0f}): "
            f"perhaps it does not mean what the profile {profile.name} says its coordinates mean "
            f"({profile.space}), or its server resizes pictures"
        )
    return lines
