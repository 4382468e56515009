"""A form in three steps, as a Qt window: what is sent is written to Documents/sent.txt."""

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

app = QApplication(sys.argv)
window = QWidget()
window.setWindowTitle("Steps")
column = QVBoxLayout(window)
said = QLabel("Press Start")
start = QPushButton("Start")
field = QLineEdit()
field.setAccessibleName("Name")
send = QPushButton("Send")


def begin() -> None:
    said.setText("The form is here")
    field.show()
    send.show()


def finish() -> None:
    (Path.home() / "Documents" / "sent.txt").write_text(field.text(), "utf-8")
    said.setText(f"Thanks {field.text()}")


start.clicked.connect(begin)
send.clicked.connect(finish)
row = QHBoxLayout()
row.addStretch()
row.addWidget(send)
for each in (start, said, field):
    column.addWidget(
        each, alignment=Qt.AlignmentFlag.AlignLeft if each is start else Qt.Alignment()
    )
column.addLayout(row)
field.hide()
send.hide()
window.resize(340, 220)
window.show()
window.activateWindow()
app.exec()
