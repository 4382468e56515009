"""`deskhand models test`."""

from __future__ import annotations

from dataclasses import asdict

from app.cli.terminal import out, print_json, say
from app.models.config import ModelSetting
from app.models.profile import Profile
from app.models.trying import TriedOut, try_out
from app.models.wire import Loading, Retrying
from app.paths import Paths

_MISSED, _UNAVAILABLE = 1, 4


def try_and_tell(setting: ModelSetting, profile: Profile, home: Paths, *, as_json: bool) -> int:
    """Make the calls and say what came of them; the exit code.

    Raises:
        UsageError: the model cannot be called as it is set up.
    """
    tried = try_out(setting, profile, home, emit=_tell_progress)
    code = 0 if tried.works else _UNAVAILABLE if tried.probed is None else _MISSED
    if as_json:
        print_json(_facts(tried) | {"exit_code": code})
        return code
    for line in tried.lines():
        out(line)
    return code


def _facts(tried: TriedOut) -> dict[str, object]:
    probed = tried.probed
    return {
        "model": tried.setting.name,
        "profile": tried.profile.name,
        "error": tried.problem,
        "server_has": list(tried.listed.names),
        "hit": probed.hit if probed else None,
        "wanted": list(probed.wanted) if probed else None,
        "clicked": list(probed.point) if probed and probed.point else None,
        "apart": round(probed.apart, 1) if probed and probed.apart is not None else None,
        "sent": list(probed.sent) if probed else None,
        "said": probed.said if probed else "",
        "models": asdict(tried.spent),
    }


def _tell_progress(text: str) -> None:
    """Say what is going on; tokens are not shown."""
    if isinstance(text, Retrying | Loading):
        say(text)
