"""Windows of Deskhand's own. The only door to PySide6."""
