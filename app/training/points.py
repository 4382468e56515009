"""Actions as a planner would have said them that sees nothing but the picture."""

from __future__ import annotations

from dataclasses import replace

from actions.action import (
    Action,
    Ask,
    Click,
    Drag,
    Finish,
    GiveUp,
    MouseDown,
    MouseUp,
    Move,
    Press,
    Scroll,
    SecretRef,
    Type,
    targets,
)
from actions.errors import ReplyError
from actions.target import Grounding, PointOn
from app.training.samples import Said


def pointed(said: Said) -> tuple[Action, ...]:
    """The same, aimed at points, in actions that a mouse and a keyboard can do.

    Claims are left out: only Deskhand's own words have them.

    A secret stands as `<secret:name>` in the text that is typed.

    Raises:
        ReplyError: it cannot be said so; the message says why.
    """
    action = said.action
    found = said.grounded.groundings if said.grounded is not None else ()
    if targets(action) and not found:
        raise ReplyError("its target was not found")
    match action:
        case Click() | Move() | MouseDown() | MouseUp():
            return (replace(action, target=_at(found[0])),)
        case Scroll(target=target) if target is not None:
            return (replace(action, target=_at(found[0])),)
        case Drag():
            return (replace(action, path=tuple(_at(each) for each in found)),)
        case Type():
            return _typed(action, found[0] if found else None)
        case Finish():
            return (Finish(answer=action.answer, success=action.success),)
        case _ if targets(action):
            raise ReplyError(f"{type(action).__name__} is no act of mouse and keyboard")
        case _:
            return (action,)


def otherwise(said: Said) -> tuple[tuple[Action, ...], ...]:
    """Other ways of saying the end of a run, for those who have no word for it; best first."""
    match said.action:
        case GiveUp(reason=reason):
            failed = Finish(answer=reason, success=False)
            return (failed,), (Finish(success=False),), (Ask(question=reason),)
        case Finish(success=success, answer=answer):
            asked = () if success else ((Ask(question=answer),),)
            return (Finish(success=success),), *asked
        case _:
            return ()


def _at(grounding: Grounding) -> PointOn:
    return PointOn(x=grounding.point.x, y=grounding.point.y)


def _typed(action: Type, field: Grounding | None) -> tuple[Action, ...]:
    text = action.text
    if isinstance(text, SecretRef):
        text = f"<secret:{text.name}>"
    plain = Type(text=text, clear=False, submit=action.submit)
    held = field is not None and field.element is not None and bool(field.element.value)
    clear = (Press(keys="Control+a"),) if action.clear and (held or field is None) else ()
    focus = (Click(target=_at(field)),) if field is not None else ()
    return (*focus, *clear, plain)
