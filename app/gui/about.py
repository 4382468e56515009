"""What Deskhand is, and what leaves the machine."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from app.gui.look import EDGE, GAP
from app.gui.settings_form import heading, paragraph

_WIDTH = 560


def what_leaves() -> str:
    """A plain statement of what leaves the machine."""
    return QCoreApplication.translate(
        "Privacy",
        "Nothing, with the built-in planner and with models that run on this machine: what is "
        "seen, done and learned stays in your folders.\n\n"
        "If you choose a model at a server, each step sends it the task, what was done so far, a "
        "picture of the environment and what is in it, and the skills and tips that may help. "
        "Passwords and keys are never sent. Every run keeps word for word what was sent: you can "
        "read it there.\n\n"
        "A browser that Deskhand works in talks to the sites that it opens, as any browser "
        "does.\n\n"
        "Deskhand reports to nobody: no telemetry, no accounts, no look for updates.",
    )


class AboutDialog(QDialog):
    """Name, version, licence, and what leaves the machine."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Deskhand"))
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(GAP)
        column.addWidget(heading(f"Deskhand {_version()}"))
        column.addWidget(
            paragraph(
                self.tr(
                    "Say what you want, or show it once. Free software under the Apache License "
                    "2.0."
                )
            )
        )
        column.addWidget(heading(self.tr("What leaves this machine")))
        column.addWidget(paragraph(what_leaves()))
        buttons = QDialogButtonBox()
        buttons.addButton(self.tr("&Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        # A layout alone does not ask words that wrap how high they become.
        self.setMinimumSize(_WIDTH, column.totalHeightForWidth(_WIDTH))


def _version() -> str:
    try:
        return version("deskhand")
    except PackageNotFoundError:
        return ""
