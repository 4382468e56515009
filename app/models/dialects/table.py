"""The table of what each dialect can say, found out by letting it say everything."""

from __future__ import annotations

from collections.abc import Mapping

from actions.action import Action
from actions.coordinates import Frame
from app.models.dialects.features import FEATURES, features
from app.models.dialects.interface import Dialect, Support
from app.models.dialects.registry import DIALECTS
from perception.geometry import Size, Viewport

_FRAME = Frame(viewport=Viewport(size=Size(1920, 1080)), sent=Size(1920, 1080))
_ORDER = (Support.NATIVE, Support.EMULATED, Support.FUNCTION, Support.REFUSED)
_SIGNS: Mapping[Support, str] = {
    Support.NATIVE: "●",
    Support.EMULATED: "◐",
    Support.FUNCTION: "ƒ",
    Support.REFUSED: "–",
}
_HEAD = """\
# What each dialect can say

Written by `installer/docs` from the code: each dialect was given every action to say, and tests
hold it to that for thousands of random actions. Whatever is not refused is read back as the same
action.

● one word of the dialect  ◐ emulated exactly by several  ƒ through our own function `act`, which is
offered beside the native tool  – refused, with a message that says what to do instead

"""


def supports(dialect: Dialect) -> Mapping[str, Support]:
    """How a dialect says each feature."""
    return {name: dialect.support(action, _FRAME) for name, action in FEATURES.items()}


def expected(table: Mapping[str, Support], action: Action) -> Support:
    """How a dialect with this table says an action: as well as the least of its features."""
    return max((table[name] for name in features(action)), key=_ORDER.index)


def document() -> str:
    """The table as Markdown."""
    tables = {name: supports(dialect) for name, dialect in DIALECTS.items()}
    rows = [f"| | {' | '.join(tables)} |", "|---" * (len(tables) + 1) + "|"]
    for feature in FEATURES:
        signs = " | ".join(_SIGNS[table[feature]] for table in tables.values())
        rows.append(f"| {feature} | {signs} |")
    return _HEAD + "\n".join(rows) + "\n"
