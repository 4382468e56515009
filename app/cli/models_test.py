"""`deskhand models test`."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from actions.context import RunContext
from app.cli.terminal import out, print_json, say
from app.models.config import ModelSetting, make_client
from app.models.errors import ModelError, ModelUnreachable
from app.models.metered import Account, Metered
from app.models.price_table import known_prices
from app.models.profile import Profile
from app.models.transport import Patience
from app.models.wire import Loading, Retrying, WireClient
from app.paths import Paths
from app.planners.model.probe import RADIUS, Probed, probe
from app.safety.vault import Vault

_MISSED, _UNAVAILABLE = 1, 4
_PATIENCE = Patience(tries=2, silence=120, longest_wait=20)
_SHOWN_NAMES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What the server says that it has."""

    names: tuple[str, ...] = ()
    problem: str = ""


def try_out(setting: ModelSetting, profile: Profile, home: Paths, *, as_json: bool) -> int:
    """Make the calls and say what came of them; the exit code.

    Raises:
        UsageError: the model cannot be called as it is set up.
    """
    price = setting.its_price(profile, known_prices(home.prices))
    account = Account()
    client = Metered(make_client(setting, profile, Vault(), _PATIENCE), price, account)
    context = RunContext(emit=_tell_progress)
    listed, probed, problem = Listed(), None, ""
    try:
        listed = _listed(client, context)
        probed = probe(client, profile, context)
    except ModelError as failure:
        problem = str(failure)
    finally:
        client.close()
    code = _UNAVAILABLE if probed is None else 0 if probed.hit else _MISSED
    spent = account.spent
    if as_json:
        print_json(
            {
                "model": setting.name,
                "profile": profile.name,
                "exit_code": code,
                "error": problem,
                "server_has": list(listed.names),
                "hit": probed.hit if probed else None,
                "wanted": list(probed.wanted) if probed else None,
                "clicked": list(probed.point) if probed and probed.point else None,
                "apart": round(probed.apart, 1) if probed and probed.apart is not None else None,
                "sent": list(probed.sent) if probed else None,
                "said": probed.said if probed else "",
                "models": asdict(spent),
            }
        )
        return code
    _tell_listed(listed, setting)
    if probed is not None:
        _tell(probed, profile)
    if problem:
        out(f"✗ {problem}")
    out(f"  {spent}")
    return code


def _tell_progress(text: str) -> None:
    """Say what is going on; tokens are not shown."""
    if isinstance(text, Retrying | Loading):
        say(text)


def _listed(client: WireClient, context: RunContext) -> Listed:
    """The names that the server gives. Many servers give none, which is no fault."""
    try:
        return Listed(names=client.models(context))
    except ModelUnreachable:
        raise
    except ModelError as failure:
        return Listed(problem=str(failure))


def _tell_listed(listed: Listed, setting: ModelSetting) -> None:
    if setting.local:
        return
    if listed.problem:
        out(f"  the server does not say which models it has ({listed.problem})")
    elif setting.model in listed.names:
        out(f"✓ the server has {setting.model}")
    elif listed.names:
        some = ", ".join(listed.names[:_SHOWN_NAMES])
        more = f" and {len(listed.names) - _SHOWN_NAMES} more" if len(listed.names) > 8 else ""
        out(f"? the server does not list {setting.model}; it lists {some}{more}")


def _tell(probed: Probed, profile: Profile) -> None:
    wide, high = probed.sent
    out(f"  a picture of {wide:g} x {high:g} pixels was sent")
    if probed.point is None:
        out(f"✗ {probed.said}")
    elif probed.hit:
        out(f"✓ it clicked {probed.apart:.0f} px from the middle of a disc of radius {RADIUS}")
    else:
        (x, y), (a, b) = probed.point, probed.wanted
        out(
            f"✗ it clicked at ({x:.0f}, {y:.0f}), {probed.apart:.0f} px from ({a:.0f}, {b:.0f}): "
            f"perhaps it does not mean what the profile {profile.name} says its coordinates mean "
            f"({profile.space}), or its server resizes pictures"
        )
