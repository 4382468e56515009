"""Marks texts for translators where they stand in a table, before they are shown."""

from __future__ import annotations


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802  lupdate knows it by this name
    """The text as it is; `QCoreApplication.translate` with the same context translates it.

    PySide6 has the same, without a useful type in some of its versions.
    """
    del context
    return text
