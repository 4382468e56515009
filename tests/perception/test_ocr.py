"""Reading real windows and pages."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser

from actions.environments.private_desktop import PrivateDesktop
from perception import imaging, ocr
from perception.geometry import Box, Size
from perception.platforms.x11 import X11Windows
from perception.screen import MssCapture
from perception.screenshot import Screenshot

STYLE = "font: 15px/1.6 'DejaVu Sans', sans-serif; margin: 20px"
LINES = [
    "The harbour office confirmed 24 crates",
    "A neighbour asked for a receipt",
    "Invoice (no. 5817) at $1,249.50",
    "Write to info@example.org before Friday",
]


@pytest.fixture(scope="module")
def reader() -> ocr.Reader:
    return ocr.Reader()


def shot(browser: Browser, html: str, *, scale: float = 1, scroll: int = 0) -> Screenshot:
    context = browser.new_context(viewport={"width": 700, "height": 420}, device_scale_factor=scale)
    try:
        page = context.new_page()
        page.set_content(html)
        page.evaluate("y => scrollTo(0, y)", scroll)
        return Screenshot(page.screenshot(), Size(700 * scale, 420 * scale))
    finally:
        context.close()


def texts(words: tuple[ocr.Word, ...]) -> list[str]:
    return [each.text for each in words]


def lines(words: tuple[ocr.Word, ...]) -> list[str]:
    found: dict[int, list[str]] = {}
    for each in words:
        found.setdefault(each.line, []).append(each.text)
    return [" ".join(each) for each in found.values()]


@pytest.mark.parametrize(
    ("ink", "ground"), [("#222", "#fff"), ("#ddd", "#202124"), ("#777", "#eee")]
)
def test_reads_lines_of_a_page_in_any_theme(browser, reader, ink, ground):
    body = "".join(f"<div>{each}</div>" for each in LINES)
    page = shot(browser, f'<body style="{STYLE}; color: {ink}; background: {ground}">{body}')
    assert lines(reader.words(page)) == LINES


def test_reads_a_scaled_screen(browser):
    body = "".join(f"<div>{each}</div>" for each in LINES)
    scaled = ocr.Reader(scale=2)
    assert lines(scaled.words(shot(browser, f'<body style="{STYLE}">{body}', scale=2))) == LINES
    scaled.close()


@pytest.mark.parametrize("font", ["Liberation Sans", "Liberation Mono"])
def test_reads_long_lines_of_small_letters(browser, reader, font):
    said = " ".join(LINES[:3])
    html = f"<body style=\"font: 11px '{font}'; margin: 9px; white-space: nowrap\">{said}"
    assert lines(reader.words(shot(browser, html))) == [said]


def test_boxes_lie_where_the_words_are(browser, reader):
    html = (
        f"<body style=\"{STYLE}\"><span style='position: absolute; left: 301px; top: 204px'"
        " id=word>Schedule</span> and more"
    )
    word = next(each for each in reader.words(shot(browser, html)) if each.text == "Schedule")
    assert Box(295, 198, 90, 36).contains(word.box.center)
    assert word.box.x == pytest.approx(302, abs=3)
    assert 0.5 < word.confidence <= 1


def test_reads_a_selection_within_a_line(browser, reader):
    html = (
        f"<body style=\"{STYLE}\"><div>Please keep <span style='background: #1a5fb4; color: white'>"
        "these selected words</span> as they are</div>"
    )
    assert lines(reader.words(shot(browser, html))) == [
        "Please keep these selected words as they are"
    ]


def test_cells_and_carets_add_no_strokes(browser, reader):
    cell = "border: 1px solid #999; padding: 1px 3px"
    rows = "".join(
        f"<tr><td style='{cell}'>{city}</td><td style='{cell}'>open</td></tr>"
        for city in ("Bergen", "Lyon", "Porto")
    )
    html = f"""<body style="{STYLE}"><table style='border-collapse: collapse'>{rows}</table>
      <p>first.<span style='border-left: 1px solid black'></span>Then</p>"""
    found = texts(reader.words(shot(browser, html)))
    assert found[:6] == ["Bergen", "open", "Lyon", "open", "Porto", "open"]
    assert not any("|" in each for each in found)


def test_only_the_region_is_read(browser, reader):
    body = "".join(f"<div style='height: 60px'>{each}</div>" for each in LINES)
    page = shot(browser, f'<body style="{STYLE}">{body}')
    found = reader.words(page, Box(0, 75, 700, 50))
    assert lines(found) == [LINES[1]]
    assert all(75 <= each.box.center.y < 125 for each in found)
    assert reader.words(page, Box(-50, -50, 20, 20)) == ()


def test_what_scrolled_is_not_read_again(browser, monkeypatch):
    """Ten lines scroll by two: only the new ones reach the engine."""
    body = "".join(f"<div style='height: 40px'>Line {n}: {LINES[n % 4]}</div>" for n in range(30))
    html = f'<body style="{STYLE}">{body}'
    reader = ocr.Reader()
    asked = []
    recognise = ocr.Tesseract.line
    monkeypatch.setattr(
        ocr.Tesseract, "line", lambda self, picture: asked.append(1) or recognise(self, picture)
    )
    before = reader.words(shot(browser, html))
    first = len(asked)
    assert reader.words(shot(browser, html)) == before
    assert len(asked) == first
    after = reader.words(shot(browser, html, scroll=80))
    assert 0 < len(asked) - first <= 4  # two new ones, and those that the edges cut
    moved = {each.text: each.box.y for each in before}
    assert [moved[each.text] - each.box.y for each in after if each.text == "4:"] == [80]
    reader.close()


def test_a_plain_or_tiny_picture_has_no_words(reader):
    assert reader.words(np.full((200, 300, 3), 90, np.uint8)) == ()
    assert reader.words(np.full((2, 2, 4), 90, np.uint8)) == ()


def test_reads_a_real_window(desktop: PrivateDesktop, reader, tmp_path: Path):
    file = desktop.home / "letter.txt"
    file.write_text("\n".join(LINES) + "\n", "utf-8")
    windows, capture = X11Windows(desktop.session), MssCapture(desktop.session)
    pid = desktop.launch(["featherpad", "--standalone", str(file)])
    try:
        end = time.monotonic() + 40
        found: list[str] = []
        while time.monotonic() < end and not set(LINES) <= set(found):
            capture.stable(3.0, 0.2)
            found = lines(reader.words(capture.pixels()))
        assert set(LINES) <= set(found)
    finally:
        os.kill(pid, signal.SIGTERM)
        end = time.monotonic() + 20
        while time.monotonic() < end and desktop.running(pid):
            time.sleep(0.05)
        capture.close()
        windows.close()


def test_a_missing_language_says_what_to_install():
    reader = ocr.Reader(("eng", "tlh"))
    picture = imaging.opencv().putText(
        np.full((60, 300, 3), 255, np.uint8), "Hello", (20, 40), 0, 1, (0, 0, 0), 2, 16
    )
    with pytest.raises(ocr.OcrUnavailable, match="apt-get install tesseract-ocr-tlh"):
        reader.words(picture)


def test_data_elsewhere_is_found(monkeypatch, tmp_path: Path):
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    (tmp_path / "xyz.traineddata").write_bytes(b"no model")
    assert "xyz" in ocr.languages_here()
    reader = ocr.Reader(("xyz",))
    picture = np.full((60, 300, 3), 255, np.uint8)
    picture[20:40:3, 20:200] = 0
    picture[20:40, 20:200:5] = 0
    with pytest.raises(ocr.OcrUnavailable, match="cannot load xyz"):
        reader.words(picture)
