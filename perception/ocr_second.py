"""A second opinion on lines that Tesseract is not sure of. The only door to onnxruntime.

Optional. It needs the package onnxruntime (`pip install 'deskhand[second-ocr]'`) and a recognition
model as RapidOCR and PaddleOCR (PP-OCR) use them: DESKHAND_OCR_MODEL names its file; without it the
models of an installed `rapidocr` are looked at. Such a model knows many scripts, and reads a line
some fifteen times slower than Tesseract. Its input, its output (CTC: one guess for each narrow
column of the line) and where it keeps its letters are those of PP-OCR (Du et al., "PP-OCR: A
Practical Ultra Lightweight OCR System", 2020).
"""

from __future__ import annotations

import functools
import importlib.util
import os
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from perception import imaging
from perception.geometry import Size
from perception.ocr_engine import OcrUnavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

_HEIGHT = 48  # pixels: that of the model's input, where it does not say
_WIDEST = 3200  # pixels of the input


class Guess(NamedTuple):
    """A word as the model read it: pixels of the line from its left side, right just past it."""

    text: str
    left: float
    right: float
    confidence: float


class SecondReader:
    """Reads single lines with a recognition model.

    Args:
        model: its file.

    Raises:
        OcrUnavailable: onnxruntime is missing, or the file is no such model; the message says what
            to do.
    """

    def __init__(self, model: Path) -> None:
        try:
            import onnxruntime
        except ImportError as failure:
            raise OcrUnavailable(
                "A second opinion on text in pictures needs onnxruntime."
                " Try: pip install 'deskhand[second-ocr]'"
            ) from failure
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # more cost more
        options.log_severity_level = 3
        try:
            self._session: Any = onnxruntime.InferenceSession(
                str(model), options, providers=["CPUExecutionProvider"]
            )
            told = self._session.get_modelmeta().custom_metadata_map
        except Exception as failure:  # its errors share no base class but this one
            raise OcrUnavailable(f"{model} cannot be loaded: {failure}") from failure
        if "character" not in told:
            raise OcrUnavailable(
                f"{model} does not name its letters: it is no recognition model of PP-OCR."
            )
        self._letters = ["", *told["character"].splitlines(), " "]
        entry = self._session.get_inputs()[0]
        self._input = entry.name
        said = entry.shape[2]
        self._height = said if isinstance(said, int) and said > 0 else _HEIGHT

    def words(self, line: Pixels) -> list[Guess]:
        """The words in a picture of one line: height, width, blue green red."""
        import numpy as np

        height, width = line.shape[:2]
        across = min(max(round(width * self._height / height), self._height), _WIDEST)
        picture = imaging.resized(line, Size(across, self._height)).astype(np.float32)
        values = (picture.transpose(2, 0, 1)[np.newaxis] / 255 - 0.5) / 0.5
        (output,) = self._session.run(None, {self._input: values})[:1]
        return _words(np.asarray(output)[0], self._letters, width)


def _words(guesses: NDArray[np.float32], letters: list[str], width: int) -> list[Guess]:
    """The words in what a model says of each column of a line: columns, letters."""
    best, sure = guesses.argmax(axis=1), guesses.max(axis=1)
    column = width / max(len(best), 1)
    found: list[tuple[str, float, float, float]] = []  # a letter, where it is, how sure
    at = 0
    for letter, run in groupby(best.tolist()):
        length = len(list(run))
        if 0 < letter < len(letters):
            place = (at * column, (at + length) * column)
            found.append((letters[letter], *place, float(sure[at : at + length].max())))
        at += length
    words = []
    for blank, grouped in groupby(found, key=lambda each: each[0].isspace()):
        if not blank:
            parts = list(grouped)
            mean = sum(each[3] for each in parts) / len(parts)
            text = "".join(each[0] for each in parts)
            words.append(Guess(text, parts[0][1], parts[-1][2], min(mean, 1.0)))
    return words


def model_here() -> Path | None:
    """The recognition model that is there; None if there is none."""
    said = os.environ.get("DESKHAND_OCR_MODEL", "")
    if said:
        return Path(said)
    found = importlib.util.find_spec("rapidocr")
    places = list(found.submodule_search_locations or ()) if found is not None else []
    models = (each for place in places for each in sorted(Path(place, "models").glob("*rec*.onnx")))
    return next(models, None)


@functools.cache
def second_reader() -> SecondReader | None:
    """The second reader, if it is set up here.

    Raises:
        OcrUnavailable: DESKHAND_OCR_MODEL names a model that cannot be used.
    """
    model = model_here()
    if model is None or importlib.util.find_spec("onnxruntime") is None:
        if os.environ.get("DESKHAND_OCR_MODEL"):
            raise OcrUnavailable(
                "DESKHAND_OCR_MODEL is set, but onnxruntime is missing."
                " Try: pip install 'deskhand[second-ocr]'"
            )
        return None
    return SecondReader(model)
