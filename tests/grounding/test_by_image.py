"""Elements found again by their picture: moved, coded, dark, taken away, and beside their doubles.

`tests/bench/image_anchors.py` does the same with 200 targets of real windows and pages.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from grounding.by_image import Found, Refused, find, make_anchor
from grounding.image_anchor import read
from grounding.image_scene import Scene, scene
from perception import imaging
from perception.geometry import Box, Point, Size

SIZE = (900, 600)
WINDOW = Box(100, 60, 600, 400)
NAMES = ("Reports", "Invoices", "Customers", "Suppliers")


def window(
    at: tuple[int, int] = (100, 60),
    *,
    names: Sequence[str] = NAMES,
    ink: str = "black",
    paper: str = "#f4f4f4",
) -> Scene:
    """A window with a row for each name, and a button "Open" in each row."""
    image = Image.new("RGB", SIZE, "#30506a")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(16)
    left, top = at
    draw.rectangle((left, top, left + 600, top + 400), fill=paper)
    draw.text((left + 20, top + 14), "Accounts", fill=ink, font=ImageFont.load_default(22))
    for row, name in enumerate(names):
        y = top + 70 + 70 * row
        draw.text((left + 30, y + 6), name, fill=ink, font=font)
        draw.rectangle((left + 420, y, left + 500, y + 32), outline=ink)
        draw.text((left + 440, y + 6), "Open", fill=ink, font=font)
    pixels = np.asarray(image)[:, :, ::-1].copy()
    return scene(pixels, Box(left, top, 600, 400))


def button(row: int, at: tuple[int, int] = (100, 60)) -> Box:
    return Box(at[0] + 420, at[1] + 70 + 70 * row, 80, 32)


def kept(row: int = 1) -> bytes:
    """What a skill keeps of the button of a row."""
    return make_anchor(window(), button(row)).png()


def place(made: Scene) -> Point:
    found = find(read(kept()), made)
    assert isinstance(found, Found), found
    return found.point


def test_it_is_found_where_it_was() -> None:
    assert button(1).contains(place(window()))


def test_it_is_found_after_the_window_moved() -> None:
    assert button(1, (240, 150)).contains(place(window((240, 150))))


def test_it_is_found_after_coding() -> None:
    pixels = imaging.decoded(imaging.jpeg(window().pixels, 75))
    assert button(1).contains(place(scene(pixels, WINDOW)))


def test_it_is_found_in_the_dark() -> None:
    assert button(1).contains(place(window(ink="#eeeeee", paper="#222222")))


def test_it_follows_its_row() -> None:
    names = ("Customers", "Reports", "Suppliers", "Invoices")
    assert button(3).contains(place(window(names=names)))


@pytest.mark.parametrize(
    "names",
    [
        ("Reports", "Customers", "Suppliers"),  # its row is gone
        ("Invoices", "Reports", "Invoices", "Customers"),  # there are two, neither in its place
        (),
    ],
)
def test_what_is_not_there_or_not_alone_is_refused(names: Sequence[str]) -> None:
    found = find(read(kept()), window(names=names))
    assert isinstance(found, Refused), found
    assert found.reason


def test_it_is_found_at_another_scale() -> None:
    pixels = imaging.resized(window().pixels, Size(SIZE[0] * 1.25, SIZE[1] * 1.25))
    made = scene(pixels, WINDOW.scaled(1.25))
    assert button(1).scaled(1.25).contains(place(made))
