"""A menu on a photograph: what is even by chance in the ground is no control."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from perception import imaging
from perception.fusion import fuse
from perception.fusion_texture import Ground
from perception.geometry import Box, Size
from perception.screenshot import Screenshot

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
ENTRIES = ("New round", "Settings", "Leave")


def _menu(*, photograph: bool) -> Image.Image:
    """A menu as a game shows it, on crumpled paper or on an even ground."""
    size = (640, 480)
    picture = Image.new("RGB", size, (150, 100, 70))
    if photograph:
        noise = np.random.default_rng(7).integers(0, 256, (size[1], size[0])).astype("uint8")
        rough = np.asarray(Image.fromarray(noise).filter(ImageFilter.GaussianBlur(2)), "float32")
        shades = 130 + 6 * (rough - rough.mean())
        picture = Image.fromarray(np.clip(shades, 0, 255).astype("uint8")).convert("RGB")
    pen = ImageDraw.Draw(picture)
    font = ImageFont.truetype(FONT, 18)
    for row, words in enumerate(ENTRIES):
        pen.rectangle((200, 120 + 70 * row, 440, 160 + 70 * row), fill=(30, 30, 40))
        pen.text((320, 140 + 70 * row), words, "white", font, anchor="mm")
    return picture


def test_only_the_menu_is_told() -> None:
    for photograph in (False, True):
        data = imaging.png(
            np.ascontiguousarray(np.asarray(_menu(photograph=photograph))[..., ::-1])
        )
        seen = fuse(Screenshot(data, Size(640, 480))).elements
        assert {each.name for each in seen} >= set(ENTRIES)
        assert len(seen) <= len(ENTRIES) + 6, [each.described() for each in seen]


def test_what_stands_on_an_even_face_is_not_lost() -> None:
    picture = np.ascontiguousarray(np.asarray(_menu(photograph=True))[..., ::-1])
    ground = Ground(picture)
    assert ground.busy(Box(40, 40, 16, 16))
    assert not ground.busy(Box(300, 130, 40, 16))
