"""What icons mean: gathered from real themes, known again in other sizes and colours."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from perception import icon_themes, imaging
from perception.element import Element
from perception.fusion import Fusion, fuse
from perception.geometry import Box, Size
from perception.icon_names import spoken
from perception.icon_naming import with_names
from perception.icon_shape import described
from perception.icon_themes import gathered, sources
from perception.icons import IconLibrary, Meaning, load, save
from perception.screenshot import Screenshot

SAVE = """<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16"><path fill="{ink}"
d="M2 1h10l3 3v11H1V1zm2 0v5h7V1zm-1 8v5h10V9z"/></svg>"""
FIND = """<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16"><path fill="none"
stroke="{ink}" stroke-width="2" d="M6.5 2a4.5 4.5 0 1 0 .01 0zM10 10l5 5"/></svg>"""
MENU = """<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16"><path fill="{ink}"
d="M1 2h14v2H1zM1 7h14v2H1zM1 12h14v2H1z"/></svg>"""
NAMES = {"document-save": SAVE, "edit-find": FIND, "open-menu": MENU}


@pytest.fixture(scope="module")
def theme(tmp_path_factory) -> Path:
    """A theme as freedesktop.org describes them."""
    theme = tmp_path_factory.mktemp("themes") / "Plain"
    for size, folder in (("16x16", "actions"), ("scalable", "actions")):
        place = theme / size / folder
        place.mkdir(parents=True)
        for name, picture in NAMES.items():
            (place / f"{name}-symbolic.svg").write_text(picture.format(ink="#222"), "utf-8")
    (theme / "16x16/actions/go-next-rtl.svg").write_text(SAVE.format(ink="#222"), "utf-8")
    (theme / "16x16/mimetypes").mkdir()
    (theme / "16x16/mimetypes/text-x-generic.svg").write_text(SAVE.format(ink="#222"), "utf-8")
    (theme / "index.theme").write_text("[Icon Theme]\nName=Plain\n", "utf-8")
    return theme


@pytest.fixture(scope="module")
def library(theme) -> IconLibrary:
    """The icons of a theme, through a file."""
    file = theme.parent / "icons.npz"
    save(file, list(gathered([theme])))
    return load(file)


def drawn(svg: str, ink: str, ground: str, size: int, browser) -> np.ndarray:
    page = browser.new_page(viewport={"width": 80, "height": 80})
    try:
        page.set_content(
            f"<body style='margin:20px;background:{ground}'>"
            f"<div style='width:{size}px;height:{size}px'>"
            + svg.format(ink=ink).replace("<svg ", f"<svg viewBox='0 0 16 16' style='width:{size}px"
                                                   f";height:{size}px' ")
        )  # fmt: skip
        picture = imaging.decoded(page.screenshot())
    finally:
        page.close()
    return picture[17 : 23 + size, 17 : 23 + size]


@pytest.mark.parametrize("size", [16, 20, 32])
@pytest.mark.parametrize(("ink", "ground"), [("#222", "#fff"), ("#eee", "#2b2b2b")])
def test_known_again_in_other_sizes_and_inverted(library, browser, size, ink, ground):
    pictures = [drawn(svg, ink, ground, size, browser) for svg in NAMES.values()]
    found = library.meanings(pictures)
    assert [each.name if each else "" for each in found] == ["save", "find", "menu"]


def test_what_looks_like_nothing_known_stays_unknown(library):
    noise = np.random.default_rng(5).integers(0, 255, (24, 24, 3), np.uint8)
    even = np.full((24, 24, 3), 200, np.uint8)
    assert library.meanings([noise, even]) == [None, None]
    assert library.without("Plain").meanings([noise]) == [None]
    assert described(even) is None


def test_only_what_can_stand_on_a_button_is_gathered(library):
    assert set(library._names) == {"save", "find\nsearch", "menu\nmain menu\noptions\nmore"}


def test_names_of_themes_become_words():
    assert spoken("document-save-as-symbolic") == ("save as", "document save as")
    assert spoken("tab-close-symbolic")[0] == "close tab"
    assert spoken("go-up")[0] == "up"
    assert spoken("") == ()


class Knowing:
    """Knows every picture for the same thing."""

    def __init__(self, confidence: float) -> None:
        self.meaning = Meaning(names=("save", "store"), confidence=confidence)

    def meanings(self, pictures):
        return [self.meaning] * len(pictures)


def element(role: str, name: str, box: Box) -> Element:
    return Element(ref="p1", surface="w1", role=role, name=name, box=box, source="pixels")


def named(confidence: float, *elements: Element) -> list[Element]:
    pixels = np.zeros((200, 200, 3), np.uint8)
    boxes = [each.box for each in elements]
    return with_names(elements, boxes, pixels, Knowing(confidence), 1.0)


def test_a_nameless_icon_gets_a_weak_name():
    (found,) = named(0.9, element("img", "", Box(20, 20, 16, 16)))
    assert (found.role, found.name, found.weak_name) == ("button", "save", True)
    assert found.confidence == pytest.approx(0.9)
    assert found.attributes["also"] == "store"


def test_texts_and_named_buttons_keep_their_names():
    texts = [
        element("text", "Save all", Box(20, 20, 50, 12)),
        element("button", "Print", Box(90, 20, 60, 24)),
        element("text", "12", Box(20, 60, 14, 12)),
    ]
    assert named(0.95, *texts) == texts


def test_a_letter_is_an_icon_only_if_that_is_sure():
    letter = element("text", "C", Box(20, 20, 14, 14))
    assert named(0.6, letter) == [letter]
    assert named(0.95, letter)[0].name == "save"


def test_a_button_and_the_glyph_on_it_are_one():
    found = named(0.9, element("button", "", Box(20, 20, 34, 34)),
                  element("img", "", Box(29, 29, 16, 16)))  # fmt: skip
    assert len(found) == 1


def test_icons_of_a_bare_picture_are_named(library, browser):
    page = browser.new_page(viewport={"width": 400, "height": 120})
    icons = "".join(svg.format(ink="#333") for svg in NAMES.values())
    page.set_content(
        f"<style>svg {{ margin: 12px 10px }}</style><div>{icons}</div>"
        "<p style='font:15px sans-serif'>Nothing else is here</p>"
    )
    data = page.screenshot()
    page.close()
    seen = fuse(Screenshot(data, Size(400, 120)), fusion=Fusion(icons=library))
    names = [each.name for each in seen.elements if each.role == "button"]
    assert names == ["save", "find", "menu"]


def test_themes_are_looked_for_where_they_are_installed():
    assert all(isinstance(each, Path) and each.exists() for each in sources())


def test_what_several_ask_for_is_gathered_once(
    theme: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "themes.npz"
    asked: list[Path] = []
    monkeypatch.setattr(
        icon_themes, "gathered", lambda found: asked.extend(found) or gathered(found)
    )
    with ThreadPoolExecutor(4) as several:
        list(several.map(lambda _: icon_themes.keep(file, [theme]), range(4)))
    assert asked == [theme]
    assert len(load(file)) > 0
