"""A key that stops the run whatever window has the focus, where X11 allows it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence

from app.errors import DeskhandError
from app.gui.session import RunSession
from app.paths import Paths
from app.settings import load_settings

if TYPE_CHECKING:
    from perception.platforms.x11_hotkey import X11Hotkey

logger = logging.getLogger(__name__)

_MODIFIERS = (
    (Qt.KeyboardModifier.ControlModifier, "Control"),
    (Qt.KeyboardModifier.AltModifier, "Alt"),
    (Qt.KeyboardModifier.ShiftModifier, "Shift"),
    (Qt.KeyboardModifier.MetaModifier, "Meta"),
)
# X11's names of keys that have no character (keysymdef.h); F1 is 0xFFBE, F2 the next.
_KEYSYMS = {
    Qt.Key.Key_Escape: 0xFF1B,
    Qt.Key.Key_Pause: 0xFF13,
    Qt.Key.Key_Backspace: 0xFF08,
    Qt.Key.Key_Delete: 0xFFFF,
    Qt.Key.Key_End: 0xFF57,
}


class HotKey(QObject):
    """Holds the key as long as a run goes on, and no longer: other programs may use it, too.

    Args:
        session: that is stopped.
        home: where the settings lie that name the key.
    """

    _pressed = Signal()

    def __init__(self, session: RunSession, home: Paths, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._home = session, home
        self._held: X11Hotkey | None = None
        self._pressed.connect(session.stop)  # from the key's thread to the window's
        session.began.connect(self._hold)
        session.ended.connect(self.close)

    def close(self) -> None:
        """Let go of the key."""
        held, self._held = self._held, None
        if held is not None:
            held.close()

    def _hold(self) -> None:
        if QGuiApplication.platformName() != "xcb" or self._held is not None:
            return
        try:
            keys = load_settings(self._home.settings).stop_anywhere_key
        except DeskhandError:
            return
        known = keysym_of(keys)
        if known is None:
            return
        from perception.platforms.interface import PlatformGone
        from perception.platforms.session import DesktopSession
        from perception.platforms.x11_hotkey import X11Hotkey

        keysym, modifiers = known
        try:
            self._held = X11Hotkey(DesktopSession.here(), keysym, modifiers, self._pressed.emit)
        except PlatformGone as failure:
            logger.info("%s does not stop runs from everywhere: %s", keys, failure)


def keysym_of(keys: str) -> tuple[int, tuple[str, ...]] | None:
    """The keysym and the modifiers of one key as Qt writes it; None where X11 has none for it.

    >>> keysym_of("Ctrl+Alt+.")
    (46, ('Control', 'Alt'))
    """
    sequence = QKeySequence(keys)
    if sequence.count() != 1:
        return None
    chord = sequence[0]  # type: ignore[index]  # PySide's stub does not know it
    key, held = chord.key(), chord.keyboardModifiers()
    modifiers = tuple(name for flag, name in _MODIFIERS if held & flag)
    if Qt.Key.Key_F1 <= key <= Qt.Key.Key_F12:
        return 0xFFBE + key - Qt.Key.Key_F1, modifiers
    if 0x20 < key < 0x7F:
        return ord(chr(key).lower()), modifiers
    return (_KEYSYMS[key], modifiers) if key in _KEYSYMS else None
