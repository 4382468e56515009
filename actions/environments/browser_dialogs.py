"""The dialogs that a page opens: kept until they are answered, shown as elements meanwhile.

A dialog stops all scripts of its page. It is stored by the handler and answered by whoever decides,
never by itself, save where a page keeps opening them.
"""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Dialog as PageDialog

from perception.element import Element
from perception.geometry import Box, Size
from perception.observation import Dialog

# So many dialogs in a row, with nothing done but answering, are a loop.
MOST_IN_A_ROW = 8

_OK, _CANCEL, _TEXT = "ok", "cancel", "text"


class DialogOpened(Exception):
    """A dialog opened, and the call under way waits for it."""


@dataclass(slots=True)
class OpenDialog:
    """A dialog that waits, and what has been typed into it so far."""

    ref: str
    surface: str
    dialog: PageDialog
    typed: str | None = None

    @property
    def shown(self) -> Dialog:
        """The dialog as part of an observation."""
        return Dialog(
            surface=self.surface,
            kind=self.dialog.type,
            message=self.dialog.message,
            default=self.dialog.default_value,
        )

    @property
    def text(self) -> str:
        """What the text field of a prompt holds."""
        return self.dialog.default_value if self.typed is None else self.typed

    def part(self, ref: str) -> str:
        """Which part of the dialog has this ref: "ok", "cancel", "text"; "" for none."""
        part = ref.removeprefix(self.ref)
        return part if ref.startswith(self.ref) and part in (_OK, _CANCEL, _TEXT) else ""

    def elements(self, viewport: Size) -> tuple[Element, ...]:
        """The dialog as elements, at the top of the page where browsers show it."""
        frame = Box(max(viewport.width / 2 - 220, 0), 8, min(440, viewport.width), 150)
        name = self.dialog.message or _TITLES.get(self.dialog.type, "")
        whole = Element(
            ref=self.ref,
            surface=self.surface,
            role="alertdialog",
            name=name,
            states=frozenset({"modal"}),
            box=frame,
            click_point=frame.center,
            attributes={"type": self.dialog.type},
        )
        found = [whole]
        if self.dialog.type == "prompt":
            box = Box(frame.x + 20, frame.y + 60, frame.width - 40, 30)
            found.append(self._part(_TEXT, "textbox", name, box, value=self.text))
        accept, dismiss = _LABELS.get(self.dialog.type, ("OK", "Cancel"))
        row = frame.bottom - 44
        found.append(self._part(_OK, "button", accept, Box(frame.right - 200, row, 80, 32)))
        if self.dialog.type != "alert":
            found.append(
                self._part(_CANCEL, "button", dismiss, Box(frame.right - 110, row, 90, 32))
            )
        return tuple(found)

    def _part(
        self, part: str, role: str, name: str, box: Box, *, value: str | None = None
    ) -> Element:
        return Element(
            ref=self.ref + part,
            surface=self.surface,
            role=role,
            name=name,
            value=value,
            states=frozenset({"focused"} if part == _TEXT else ()),
            box=box,
            click_point=box.center,
            parent=self.ref,
        )


_TITLES = {
    "beforeunload": "Leave this page? Changes that you made may not be saved.",
    "alert": "The page says nothing",
    "confirm": "The page asks",
    "prompt": "The page asks for a text",
}
_LABELS = {"beforeunload": ("Leave", "Stay")}
