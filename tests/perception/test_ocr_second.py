"""The second opinion on text, with a real runtime and a model of a few bytes."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from tiny_onnx import recogniser

from perception import imaging, ocr_second
from perception.ocr import Reader
from perception.ocr_engine import OcrUnavailable
from perception.ocr_second import SecondReader, model_here, second_reader


@pytest.fixture
def model(tmp_path) -> Path:
    file = tmp_path / "tiny_rec.onnx"
    file.write_bytes(recogniser())
    return file


@pytest.fixture(autouse=True)
def _forgotten():
    second_reader.cache_clear()
    yield
    second_reader.cache_clear()


def line(*parts: tuple[int, int], height: int = 24) -> np.ndarray:
    """Columns of shades: so many pixels of each."""
    row = np.concatenate([np.full(width, shade, np.uint8) for width, shade in parts])
    return np.repeat(np.repeat(row[np.newaxis, :, np.newaxis], height, 0), 3, 2)


def shown(browser, html: str) -> np.ndarray:
    page = browser.new_page(viewport={"width": 400, "height": 100})
    try:
        page.set_content(f"<meta charset=utf-8><body style='font:16px sans-serif'>{html}")
        return imaging.decoded(page.screenshot())
    finally:
        page.close()


def test_letters_and_where_they_stand(model):
    (word,) = SecondReader(model).words(line((20, 255), (20, 0), (60, 255)))
    assert word.text == "BAB"  # grey where white becomes black
    assert word.left == pytest.approx(20, abs=2)
    assert word.right == pytest.approx(40, abs=2)
    assert word.confidence > 0.5


def test_nothing_in_a_white_line(model):
    assert SecondReader(model).words(line((200, 255))) == []


def test_a_model_without_letters_is_refused(tmp_path):
    file = tmp_path / "other.onnx"
    file.write_bytes(recogniser(letters=""))
    with pytest.raises(OcrUnavailable, match="does not name its letters"):
        SecondReader(file)


def test_what_is_no_model_is_refused(tmp_path):
    file = tmp_path / "broken.onnx"
    file.write_bytes(b"no model")
    with pytest.raises(OcrUnavailable, match="cannot be loaded"):
        SecondReader(file)


def test_without_the_runtime_the_message_says_what_to_install(model, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(OcrUnavailable, match="pip install"):
        SecondReader(model)


def test_found_by_its_variable_or_not_at_all(model, monkeypatch):
    monkeypatch.delenv("DESKHAND_OCR_MODEL", raising=False)
    monkeypatch.setattr(ocr_second.importlib.util, "find_spec", lambda _name: None)
    assert model_here() is None
    assert second_reader() is None
    monkeypatch.setenv("DESKHAND_OCR_MODEL", str(model))
    assert model_here() == model
    second_reader.cache_clear()
    with pytest.raises(OcrUnavailable, match="onnxruntime is missing"):
        second_reader()


def test_the_variable_is_enough(model, monkeypatch):
    monkeypatch.setenv("DESKHAND_OCR_MODEL", str(model))
    assert isinstance(second_reader(), SecondReader)


def test_only_doubtful_lines_are_asked_about(browser, model):
    """What is read with the letters of another script, nobody is sure of."""
    asked = []

    class Asked(SecondReader):
        def words(self, line):
            asked.append(line.shape)
            return super().words(line)

    reader = Reader(second=Asked(model))
    words = reader.words(shown(browser, "<p>שלום עולם</p>"))
    reader.close()
    assert len(asked) == 1
    assert words
    assert all(set(word.text) <= {"A", "B"} for word in words)
    assert all(0 < word.box.x < 200 and word.box.width < 200 for word in words)


def test_sure_lines_are_not_asked_about(browser):
    class Refused:
        def words(self, _line):
            raise AssertionError("asked about a line that is plain to read")

    reader = Reader(second=Refused())
    words = reader.words(shown(browser, "<p>Save the whole document</p>"))
    assert [word.text for word in words] == ["Save", "the", "whole", "document"]
    reader.close()
