"""Tesseract inside this process. The only door to tesserocr.

Debian keeps the data of the languages in packages of their own (`tesseract-ocr-eng`); they are
looked for where Debian and others put them, or where TESSDATA_PREFIX says.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]

_PLACES = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
    "C:/Program Files/Tesseract-OCR/tessdata",
)


class OcrUnavailable(Exception):
    """Text cannot be read from pictures; the message says what to install."""


class Letter(NamedTuple):
    """A letter as Tesseract tells it: pixels of the picture that it was given.

    Attributes:
        text: usually one character.
        left, top, right, bottom: its box; right and bottom just past it. Tesseract only guesses
            where a letter begins and ends.
        confidence: 0 to 1.
        begins: whether a word begins with it.
        word: 0 to 1, of the word that it is in. Letters of other scripts and pictures are taken for
            letters with confidence, but hardly for words.
    """

    text: str
    left: int
    top: int
    right: int
    bottom: int
    confidence: float
    begins: bool
    word: float


class Tesseract:
    """One Tesseract, for one thread. Loading takes a quarter of a second and 40 MB.

    Args:
        languages: as Tesseract names them: "eng", "deu", "chi_sim".

    Raises:
        OcrUnavailable: the library or the data of a language is missing.
    """

    def __init__(self, languages: Sequence[str]) -> None:
        self._library = _library()
        folder = _folder(languages)
        try:
            self._api: Any = self._library.PyTessBaseAPI(
                path=str(folder), lang="+".join(languages), psm=self._library.PSM.SINGLE_LINE
            )
        except RuntimeError as failure:
            raise OcrUnavailable(
                f"Tesseract cannot load {'+'.join(languages)} from {folder} ({failure})."
                " Are the files whole? Install the packages of these languages again."
            ) from failure

        # The pictures are dark on white; it would try the contrary on all that it does not know.
        self._api.SetVariable("invert_threshold", "0")

    def line(self, picture: Grey) -> list[Letter]:
        """The letters in a picture of one line of text: height, width, dark on white."""
        height, width = picture.shape
        api, level = self._api, self._library.RIL
        api.SetImageBytes(picture.tobytes(), width, height, 1, width)
        api.SetSourceResolution(192)  # else it guesses, and says so
        if not api.Recognize():
            return []
        found: list[Letter] = []
        iterator = api.GetIterator()
        while iterator is not None and not iterator.Empty(level.SYMBOL):
            text = iterator.GetUTF8Text(level.SYMBOL)
            box = iterator.BoundingBox(level.SYMBOL)
            if text and not text.isspace() and box:
                left, top, right, bottom = box
                sure = iterator.Confidence(level.SYMBOL) / 100
                begins = iterator.IsAtBeginningOf(level.WORD)
                word = iterator.Confidence(level.WORD) / 100
                found.append(Letter(text, left, top, right, bottom, sure, begins, word))
            if not iterator.Next(level.SYMBOL):
                break
        api.Clear()
        return found

    def close(self) -> None:
        """Give back its memory."""
        self._api.End()


def languages_here() -> list[str]:
    """The languages whose data is installed."""
    return sorted({file.stem for folder in _folders() for file in folder.glob("*.traineddata")})


def _folders() -> list[Path]:
    said = os.environ.get("TESSDATA_PREFIX")
    places = [Path(said), Path(said, "tessdata")] if said else []
    return [place for place in (*places, *map(Path, _PLACES)) if place.is_dir()]


def _folder(languages: Sequence[str]) -> Path:
    """A folder that has the data of all the languages.

    Raises:
        OcrUnavailable: there is none.
    """
    for folder in _folders():
        if all((folder / f"{each}.traineddata").is_file() for each in languages):
            return folder
    here = languages_here()
    missing = [each for each in languages if each not in here] or list(languages)
    packages = " ".join(f"tesseract-ocr-{each.lower().replace('_', '-')}" for each in missing)
    raise OcrUnavailable(
        f"The data for reading {', '.join(missing)} from pictures is missing"
        f" (installed: {', '.join(here) or 'none'})."
        f" Try: apt-get install {packages}; or put {missing[0]}.traineddata into a folder"
        " and set TESSDATA_PREFIX to it."
    )


@functools.cache
def _library() -> Any:
    """The module `tesserocr`, with one thread: more cost more than they bring.

    Raises:
        OcrUnavailable: it is not installed.
    """
    before = os.environ.get("OMP_THREAD_LIMIT")
    os.environ["OMP_THREAD_LIMIT"] = "1"  # read once, while the library is loaded
    try:
        import tesserocr
    except ImportError as failure:
        raise OcrUnavailable(
            f"Text cannot be read from pictures: {failure}. Try: pip install tesserocr"
        ) from failure
    finally:
        if before is None:
            del os.environ["OMP_THREAD_LIMIT"]
        else:
            os.environ["OMP_THREAD_LIMIT"] = before
    return tesserocr
