"""A Qt window with one text field, or a password field that tells its text in the title."""

import sys

from PySide6.QtWidgets import QApplication, QLineEdit

app = QApplication(sys.argv)
entry = QLineEdit()
entry.setWindowTitle("Entry")
entry.resize(500, 60)
if "password" in sys.argv:
    entry.setEchoMode(QLineEdit.EchoMode.Password)
    entry.textChanged.connect(lambda text: entry.setWindowTitle(f"Entry {text}"))
entry.show()
entry.activateWindow()
entry.setFocus()
app.exec()
