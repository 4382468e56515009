"""A line over the live view that says something and asks for a word: quiet, and never a dialog."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.gui.look import GAP, Tone, colour

Choice = tuple[str, Callable[[], object]]  # what a button says, and what it does

_STRIP = 4  # pixels of the coloured edge


class Banner(QFrame):
    """Words, perhaps a field, and buttons.

    Args:
        text: what is said; it may come from the screen, so it is shown as it is.
        buttons: their names and what they do; the first is the one that Enter presses in the field.
        field: what stands in an empty field; None for no field.
        tone: of its edge.
    """

    def __init__(
        self,
        text: str,
        buttons: Sequence[Choice],
        *,
        field: str | None = None,
        tone: Tone = Tone.WAITING,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tone = tone
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.label = QLabel(text)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.label.setSizePolicy(policy)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.label, 1)
        self.field: QLineEdit | None = None
        if field is not None:
            self.field = QLineEdit()
            self.field.setPlaceholderText(field)
            self.field.setAccessibleName(field)
            row.addWidget(self.field, 1)
        self.buttons: list[QPushButton] = []
        for name, do in buttons:
            button = QPushButton(name)
            button.clicked.connect(lambda _=False, do=do: do())
            row.addWidget(button)
            self.buttons.append(button)
        if self.field is not None and self.buttons:
            self.field.returnPressed.connect(self.buttons[0].click)
        row.setContentsMargins(GAP + _STRIP, GAP // 2, GAP, GAP // 2)
        self.setLayout(row)

    @property
    def text(self) -> str:
        """What stands in the field."""
        return self.field.text().strip() if self.field is not None else ""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  as Qt calls it
        """The coloured edge."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(0, 0, _STRIP, self.height(), colour(self._tone))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  as Qt calls it
        """Follow the scheme of the system."""
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)


class Banners(QWidget):
    """The banners that are shown now, one for each matter."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: dict[str, Banner] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP // 2)
        self.hide()

    def put(self, matter: str, banner: Banner, *, focus: bool = False) -> None:
        """Show a banner in place of the one on the same matter.

        Args:
            matter: what it is about.
            banner: to be shown.
            focus: its field, or its first button, takes the focus.
        """
        self.take(matter)
        self._shown[matter] = banner
        self._column.addWidget(banner)
        self.show()
        if focus:
            (banner.field or banner.buttons[0]).setFocus()

    def take(self, matter: str) -> None:
        """Take a banner away, if it is there."""
        banner = self._shown.pop(matter, None)
        if banner is not None:
            banner.hide()
            banner.deleteLater()
        self.setVisible(bool(self._shown))

    def clear(self) -> None:
        """Take all away."""
        for matter in list(self._shown):
            self.take(matter)

    def of(self, matter: str) -> Banner | None:
        """The banner on a matter."""
        return self._shown.get(matter)

    def __contains__(self, matter: object) -> bool:
        return matter in self._shown


def shortcut(button: QPushButton, keys: str) -> None:
    """Give a button a key, beside the one in its text, and say so where one rests on it."""
    for old in button.findChildren(QShortcut):
        old.setParent(None)
        old.deleteLater()
    if not keys:
        return
    made = QShortcut(QKeySequence(keys), button)
    made.activated.connect(button.click)
    told = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    before = button.toolTip().split(" (")[0] or button.text().replace("&", "")
    button.setToolTip(f"{before} ({told})")
