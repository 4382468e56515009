"""The element: one control or piece of text, in ARIA words on every platform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from perception.geometry import Box, Point


class Visibility(StrEnum):
    """Whether a person looking at the screen would see the element."""

    VISIBLE = "visible"
    COVERED = "covered"  # in view, but something else is in front of all of it
    OFFSCREEN = "offscreen"  # outside the viewport or scrolled out of its container


# Roles that a person operates. Anything else is structure or text, unless its states say that it
# can be clicked.
INTERACTIVE_ROLES = frozenset(
    {
        "button",
        "checkbox",
        "combobox",
        "link",
        "listbox",
        "menuitem",
        "menuitemcheckbox",
        "menuitemradio",
        "option",
        "radio",
        "scrollbar",
        "searchbox",
        "slider",
        "spinbutton",
        "switch",
        "tab",
        "textbox",
        "treeitem",
    }
)

# Roles that text can be typed into.
TEXT_ROLES = frozenset({"textbox", "searchbox", "spinbutton", "combobox"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One control or text on a surface, as perceived at one moment.

    Attributes:
        ref: short id, unique over all surfaces of an observation, stable while the element lives.
        surface: the `Surface.ref` that it is on.
        role: ARIA role ("button", "textbox", "row", "text" for plain text, "generic" for a
            clickable thing without a role).
        name: accessible name, white space folded.
        value: current value of a control: text, number, ISO date, chosen option; None where the
            role has none. Never the content of a password field: there it is "•" times its length.
        states: ARIA states and properties that hold: "checked", "mixed", "selected", "expanded",
            "collapsed", "disabled", "readonly", "required", "invalid", "focused", "pressed",
            "multiline", "multiselectable", "editable", "password", "clickable", "draggable",
            "modal", "busy", "haspopup".
        box: in environment pixels, clipped to nothing; may lie outside the viewport.
        click_point: a point where a click reaches the element itself, in environment pixels; None
            where there is none now.
        visibility: visible, covered or off-screen.
        parent: ref of the nearest enclosing perceived element.
        description: secondary text: tooltip, placeholder, aria-description.
        weak_name: the name is a guess (an image's file name, a CSS class, a title).
        source: who says so ("dom", "atspi", "ocr", "fake").
        confidence: 0 to 1.
        attributes: source-specific facts for the gate and for anchors. In a page: "tag", "type"
            (of an input or button), "id", "test_id", "href", "form" (an id of the enclosing form),
            "method" and "action" (of the form that the element would submit), "autocomplete",
            "placeholder", "options" (of a select, separated by line feeds), "min", "max", "step",
            "level" (of a heading), "row" and "column" (1-based, of a cell), "color", "shape". In a
            picture: "also" (further names of an icon, separated by line feeds), "words" (where each
            word of a text begins and ends: "12:40 44:81").
    """

    ref: str
    surface: str
    role: str
    name: str = ""
    value: str | None = None
    states: frozenset[str] = frozenset()
    box: Box
    click_point: Point | None = None
    visibility: Visibility = Visibility.VISIBLE
    parent: str | None = None
    description: str = ""
    weak_name: bool = False
    source: str = "dom"
    confidence: float = 1.0
    attributes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def interactive(self) -> bool:
        """Whether a person could operate it."""
        return self.role in INTERACTIVE_ROLES or bool(
            self.states & {"clickable", "editable", "draggable"}
        )

    @property
    def editable(self) -> bool:
        """Whether text can be typed into it now."""
        return (self.role in TEXT_ROLES or "editable" in self.states) and not self.states & {
            "disabled",
            "readonly",
        }

    def described(self) -> str:
        """A short phrase for people and logs, as in `button "Save"`."""
        label = self.name or self.description or (self.value or "")
        if len(label) > 60:
            label = label[:57] + "…"
        return f'{self.role} "{label}"' if label else self.role
