"""Colour fields and colour pickers."""

from __future__ import annotations

from actions.action import Press, SetValue
from actions.target import ElementRef
from app.planners.builtin import fields
from app.planners.builtin.desk import Desk, Script
from app.planners.builtin.plan import Phrase
from app.planners.builtin.qualities import hex_of


def set_color(desk: Desk, wanted: Phrase, place: Phrase) -> Script:
    """Give the colour field the colour, as a value or typed as hex digits."""
    color = next((hex_of(word) for word in [wanted.text, *wanted.qualities, *wanted.text.split()]
                  if hex_of(word)), "")  # fmt: skip
    if not color:
        return False
    for element in desk.shown():
        if element.attributes.get("type") == "color":
            yield desk.act(
                "Set the colour.", SetValue(target=ElementRef(ref=element.ref), value="#" + color)
            )
            return not desk.failure
    named = fields.field_named(desk, "color")
    pool = [e for e in fields.editable_fields(desk) if e.editable]
    holding = [e for e in pool if hex_of(e.value or "")]
    field = named or next(iter(holding or pool), None)
    if field is None:
        return False
    if not (yield from fields.type_into(desk, field, color.upper())):
        return False
    yield desk.act("Leave the field so that it takes the colour.", Press(keys="Enter"))
    return True
