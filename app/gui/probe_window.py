"""The small window that `deskhand doctor` clicks and types into; a process of its own.

python -m app.gui.probe_window TITLE X Y
"""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget


def main(title: str, x: int, y: int) -> int:
    """Show the window at a place of the screen until it is closed."""
    app = QApplication([])
    window = QWidget()
    window.setWindowTitle(title)
    column = QVBoxLayout(window)
    field = QLineEdit()
    field.setAccessibleName("Probe text")
    told = QLabel("Clicks: 0")
    button = QPushButton("Probe button")
    clicks = 0

    def clicked() -> None:
        nonlocal clicks
        clicks += 1
        told.setText(f"Clicks: {clicks}")

    button.clicked.connect(clicked)
    for each in (field, button, told):
        column.addWidget(each)
    window.resize(320, 140)
    window.move(x, y)
    window.show()
    window.activateWindow()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
