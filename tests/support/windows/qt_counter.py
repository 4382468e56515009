"""A window with a button that counts its clicks in a file, and a field.

qt_counter.py TITLE FILE X Y [dialog]: with "dialog", a click opens a modal message box.
"""

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

title, file, x, y = sys.argv[1:5]
app = QApplication(sys.argv)
window = QWidget()
window.setWindowTitle(title)
column = QVBoxLayout(window)
button = QPushButton("Press")
field = QLineEdit()
column.addWidget(button)
column.addWidget(field)
count = 0


def pressed():
    global count
    count += 1
    Path(file).write_text(str(count))


def ask():
    box = QMessageBox(window)
    box.setWindowTitle("Question")
    box.setText("Really?")
    box.setStandardButtons(QMessageBox.StandardButton.Ok | QMessageBox.StandardButton.Cancel)
    box.open()


button.clicked.connect(pressed)
field.textChanged.connect(lambda text: Path(f"{file}.text").write_text(text))
if "dialog" in sys.argv:
    QTimer.singleShot(1500, ask)
window.resize(300, 150)
window.move(int(x), int(y))
window.show()
window.activateWindow()
app.exec()
