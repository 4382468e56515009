"""Fields for words, with names for the parts of them that Qt leaves nameless."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QKeySequenceEdit, QLineEdit, QToolButton


def clearable(field: QLineEdit | QKeySequenceEdit) -> None:
    """Give a field a button that empties it, and the button a name."""
    field.setClearButtonEnabled(True)
    for button in field.findChildren(QToolButton):
        button.setAccessibleName(QCoreApplication.translate("Fields", "Clear"))


class KeysEdit(QKeySequenceEdit):
    """Takes the keys that are pressed in it, but Tab goes on to the next control."""

    def event(self, event: QEvent) -> bool:
        """Let Tab and Shift+Tab through."""
        tabs = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in tabs
        ):
            return self.focusNextPrevChild(event.key() == Qt.Key.Key_Tab)
        return super().event(event)
