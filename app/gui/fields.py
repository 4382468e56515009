"""Fields for words, with names for the parts of them that Qt leaves nameless."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QKeySequenceEdit, QLineEdit, QToolButton


def clearable(field: QLineEdit | QKeySequenceEdit) -> None:
    """Give a field a button that empties it, and the button a name."""
    field.setClearButtonEnabled(True)
    for button in field.findChildren(QToolButton):
        button.setAccessibleName(QCoreApplication.translate("Fields", "Clear"))
