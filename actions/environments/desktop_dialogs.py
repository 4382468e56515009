"""Message boxes: windows that ask something and take one of a few buttons for an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from perception.element import Element
from perception.observation import Dialog, Surface

_MOST_BUTTONS = 4
_YES = frozenset(
    {"ok", "yes", "save", "accept", "continue", "replace", "overwrite", "keep", "open", "close"}
    | {"delete", "discard", "apply", "allow", "retry", "ja", "speichern", "weiter", "löschen"}
)
_NO = frozenset({"cancel", "no", "abort", "dismiss", "abbrechen", "nein", "don't save"})
_PASSIVE = frozenset({"text", "paragraph", "heading", "img", "group", "separator", "generic"})


@dataclass(frozen=True, slots=True)
class MessageBox:
    """A question in a window of its own.

    Attributes:
        accept: the button that agrees; `dismiss` the one that does not, None if there is none.
    """

    shown: Dialog
    accept: Element
    dismiss: Element | None


def message_boxes(elements: Sequence[Element], surfaces: Sequence[Surface]) -> list[MessageBox]:
    """The message boxes among windows, front first.

    A window is one if it holds nothing but words and a few buttons, and says that it is a dialog.
    """
    found = []
    for surface in surfaces:
        inside = [each for each in elements if each.surface == surface.ref]
        whole = next((e for e in inside if e.role in ("alertdialog", "dialog")), None)
        if whole is None:
            continue
        buttons = [each for each in inside if each.role == "button" and each.name]
        others = [
            each
            for each in inside
            if each is not whole and each.role != "button" and each.role not in _PASSIVE
        ]
        if not buttons or len(buttons) > _MOST_BUTTONS or others:
            continue
        texts = [e.name for e in inside if e.role in ("text", "paragraph", "heading") and e.name]
        texts = [text for text in texts if text not in {each.name for each in buttons}]
        message = " ".join(dict.fromkeys(texts)) or whole.name or surface.title
        accept, dismiss = _answers(buttons)
        kind = "alert" if dismiss is None else "confirm"
        dialog = Dialog(surface=surface.ref, kind=kind, message=message)
        found.append(MessageBox(dialog, accept, dismiss))
    return found


def _answers(buttons: Sequence[Element]) -> tuple[Element, Element | None]:
    """Which button agrees and which does not."""

    def word(button: Element) -> str:
        return button.name.casefold().replace("&", "").replace("_", "").strip(" .…")

    no = next((each for each in buttons if word(each) in _NO), None)
    rest = [each for each in buttons if each is not no]
    if not rest:
        return buttons[0], None
    yes = next((each for each in rest if word(each) in _YES), None)
    yes = yes or next((each for each in rest if word(each).split(" ")[0] in _YES), rest[-1])
    if no is None and len(rest) > 1:
        no = next(each for each in rest if each is not yes)
    return yes, no
