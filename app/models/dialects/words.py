"""What the vocabularies share: small pieces of reading and writing."""

from __future__ import annotations

from actions import keys
from actions.action import Action, Modifier, Scroll, SecretRef, Type
from actions.coordinates import Frame
from actions.errors import ReplyError
from actions.parse import check_keys
from actions.schema import name_of
from actions.target import PointOn, Target
from app.models.dialects.given import Given
from app.models.dialects.hand import Hand
from perception.geometry import Point

LOOK = 0.0  # seconds: to ask for a screenshot is to wait for nothing and be shown it
_DIRECTIONS = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}


def cannot(action: Action, instead: str = "use several simpler actions") -> ReplyError:
    """The error that a dialect has no words for an action."""
    return ReplyError(f"{name_of(action)} cannot be said so in this dialect: {instead}")


def at(target: Target | None, frame: Frame) -> tuple[float, float]:
    """A point in the model's coordinates.

    Raises:
        ReplyError: the target is no point of the active surface, or lies outside the picture.
    """
    if not isinstance(target, PointOn) or target.surface:
        raise ReplyError("this dialect aims at points of the picture only")
    return frame.to_model(Point(target.x, target.y))


def typed(action: Type) -> str:
    """The text of typing where the focus is.

    Raises:
        ReplyError: it is a secret, or there is more to it.
    """
    if isinstance(action.text, SecretRef):
        raise cannot(action, "this dialect cannot name a secret")
    if action.into is not None or action.clear:
        raise cannot(action, "click the field first, and select what is to be replaced")
    return action.text


def modifiers_of(text: str) -> tuple[Modifier, ...]:
    """The modifiers that a text such as "ctrl+shift" names.

    Raises:
        ReplyError: another key is among them.
    """
    named = [key for chord in check_keys(text) for key in (*chord.modifiers, chord.key)]
    if wrong := [key for key in named if key not in keys.MODIFIERS]:
        raise ReplyError(f"{wrong[0]} cannot be held during this; only Control, Alt, Shift, Meta")
    return tuple(each for each in keys.MODIFIERS if each in named)


def direction(dx: float, dy: float) -> tuple[str, float]:
    """A scroll along one axis as a direction and an amount.

    Raises:
        ReplyError: it goes along both, or nowhere.
    """
    if bool(dx) == bool(dy):
        raise ReplyError("this dialect scrolls in one direction at a time: scroll twice")
    name = ("right" if dx > 0 else "left") if dx else ("down" if dy > 0 else "up")
    return name, abs(dx or dy)


def toward(name: str, amount: float) -> tuple[float, float]:
    """The inverse of `direction`."""
    across, down = _DIRECTIONS[name]
    return across * amount, down * amount


def scroll_target(action: Scroll, frame: Frame) -> tuple[float, float] | None:
    """Where to scroll, in the model's coordinates; None for the active surface.

    Raises:
        ReplyError: see `at`; or the dialect would scroll where the pointer is instead.
    """
    if action.target is not None:
        return at(action.target, frame)
    if frame.pointer is not None:
        raise cannot(action, "give the point to scroll at")
    return None


def whole(number: float) -> int:
    """A number that the dialect writes as a whole one.

    Raises:
        ReplyError: it is none.
    """
    if number != int(number):
        raise ReplyError(f"this dialect has whole numbers only, not {number:g}")
    return int(number)


def look(given: Given, hand: Hand) -> None:
    """The reader of a screenshot request."""
    hand.wait(LOOK)
