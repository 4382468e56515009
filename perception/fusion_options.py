"""What of pictures is read, and with what."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from perception.fusion import Fusion
from perception.icons import IconFolders, icons_in
from perception.widgets import load_detector


@dataclass(frozen=True, slots=True, kw_only=True)
class PixelOptions:
    """How pictures are read.

    Attributes:
        languages: of text, as Tesseract names them.
        icons: the folders in which it is kept what icons look like; None: they have no names.
        always: pictures are read also where the tree tells enough.
        detector: a Python file that defines `detector()`, which proposes controls instead of the
            shapes that are looked for otherwise; see `perception.widgets.Detector`.
    """

    languages: tuple[str, ...] = ("eng",)
    icons: IconFolders | None = None
    always: bool = False
    detector: Path | None = None

    def fusion(self, scale: float) -> Fusion:
        """A reader of pictures of one environment.

        Args:
            scale: how large text is, compared with that of an unscaled screen.

        Raises:
            ValueError: the detector's file defines none; the message says what it needs.
        """
        return Fusion(
            self.languages,
            scale=scale,
            detector=load_detector(str(self.detector)) if self.detector is not None else None,
            icons=icons_in(self.icons) if self.icons is not None else None,
        )
