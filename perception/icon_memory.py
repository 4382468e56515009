"""Icons that were seen with a name: learned from what trees told in earlier runs.

A toolbar button that the tree calls "Export" teaches what its picture means, also where a canvas,
a remote desktop or an unlabelled button shows it next. What is kept is no picture but the numbers
that it is compared by (`icon_shape`), with a name of a few words; nothing of records, fields and
people. The oldest go when there are too many.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from pathlib import Path

from perception import imaging
from perception.element import Element, Visibility
from perception.icon_naming import LARGEST
from perception.icon_shape import LENGTH, described
from perception.icon_themes import Entry
from perception.icon_views import icon_view
from perception.observation import Observation

logger = logging.getLogger(__name__)

FILE = "seen.npz"
SEEN = "seen"  # the theme of these icons
MOST = 2_000  # icons that are kept

_ROLES = frozenset({"button", "link", "menuitem", "switch", "tab", "checkbox", "radio"})
_PART_OF_RECORDS = frozenset(
    {"row", "listitem", "article", "option", "treeitem", "cell", "gridcell", "icon"}
)
_SMALLEST = 10  # environment pixels of a side
_SQUARE = 1.45  # longer side to shorter one; a button with a text on it is wider
_SAME = 0.97  # pictures of one name that are more alike than this are kept once
_EACH = 40  # icons of one observation
_LONGEST, _WORDS = 30, 3  # of a name
# Names of people, addresses, numbers and file names are no meanings.
_PERSONAL = re.compile(r"\d{2,}|[@/\\]|\w\.\w|’s\b|'s\b")


def harvested(seen: Observation) -> list[Entry]:
    """The icons of an observation whose names the tree tells.

    Args:
        seen: with a screenshot; without one nothing is known of what they look like.
    """
    named = named_icons(seen)
    if seen.screenshot is None or not named:
        return []
    pixels = imaging.decoded(seen.screenshot.data)
    found = []
    for element in named:
        shape = described(icon_view(pixels, seen.viewport, element.box))
        if shape is not None:
            found.append(Entry(_called(element.name), SEEN, shape))
    return found


def named_icons(seen: Observation) -> list[Element]:
    """The controls with nothing but an icon on them that the tree names; so many at most."""
    return [each for each in seen.elements if _is_icon(each, seen)][:_EACH]


def remember(folder: Path, entries: Sequence[Entry]) -> int:
    """Keep icons with those that are kept already; how many of them are new.

    Args:
        folder: where they are kept; it is made if it is not there.
        entries: the newest last.
    """
    from perception.icons import save

    known = recall(folder)
    shapes: dict[str, list[Entry]] = {}
    for each in known:
        shapes.setdefault(each.names, []).append(each)
    new = []
    for each in entries:
        others = shapes.setdefault(each.names, [])
        if all(float(other.shape @ each.shape) < _SAME for other in others):
            others.append(each)
            new.append(each)
    if new:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        save(folder / FILE, [*known, *new][-MOST:])
    return len(new)


def recall(folder: Path) -> list[Entry]:
    """The icons that are kept, the oldest first; none where the file cannot be read."""
    import numpy as np

    file = folder / FILE
    if not file.is_file():
        return []
    try:
        with np.load(file, allow_pickle=False) as told:
            shapes = told["shapes"].astype(np.float32)
            names = [str(each) for each in told["names"]]
    except (OSError, ValueError, KeyError) as failure:  # they are learned again
        logger.warning("the icons that were seen cannot be read: %s", failure)
        return []
    if shapes.shape != (len(names), LENGTH):
        return []
    return [Entry(name, SEEN, shape) for name, shape in zip(names, shapes, strict=True)]


def _is_icon(element: Element, seen: Observation) -> bool:
    """Whether it is a control with nothing but an icon on it, named by the tree."""
    if element.source == "pixels" or element.weak_name or element.role not in _ROLES:
        return False
    if element.visibility is not Visibility.VISIBLE or not _may_mean(element.name):
        return False
    width, height = element.box.size
    small, large = min(width, height), max(width, height)
    if small < _SMALLEST or large > LARGEST or large > _SQUARE * small:
        return False
    if any(_shows_more(inner) for inner in seen.within(element)):
        return False
    return not any(above.role in _PART_OF_RECORDS for above in seen.ancestors(element))


def _may_mean(name: str) -> bool:
    said = _called(name)
    if not 2 <= len(said) <= _LONGEST or len(said.split()) > _WORDS:
        return False
    return not _PERSONAL.search(name)


def _called(name: str) -> str:
    """A name without what programs put behind it: dots, and the keys that do the same."""
    return re.sub(r"\s*\([^)]*\)\s*$|[.…:]+$", "", name).strip()


def _shows_more(inner: Element) -> bool:
    """Whether a text or a value is shown on it."""
    return bool(inner.value) or (inner.role == "text" and len(inner.name) > 1)
