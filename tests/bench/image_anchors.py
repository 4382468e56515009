"""How many elements are found again by their pictures, after what happens to windows and pages.

    python tests/bench/image_anchors.py [--frames FOLDER] [--jobs 2] [--each] [--aside]

About 200 targets are recorded on real windows (GTK 3 and 4, Qt, LibreOffice) and pages (Chromium),
and looked for again: window moved, page beside a side bar, banner inserted, wider, rows in another
order, dark, another theme (fonts, icons, margins), text and page scales of 0.8, 1.25 and 1.5, JPEG
of quality 60 to 90, and resized as by a VNC viewer. An element that is not shown any more, or was
taken away, is to be refused. What counts is whether the point that was found lies in the box that
the toolkit or the page itself gives. Nothing but the picture is looked at.

Frames are made anew (`image_anchor_frames.py`), or kept in FOLDER for another time. A third of the
surfaces and of the changes was set aside while thresholds were chosen; `--aside` runs those too.
"""

from __future__ import annotations

import argparse
import collections
import functools
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grounding import by_image
from grounding.image_anchor import ImageAnchor, NoImageAnchor, read
from grounding.image_scene import Scene, scene
from perception import imaging
from perception.geometry import Box, Size

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

EACH = 8  # targets of one surface
ASIDE_SURFACES = frozenset(
    {"thunar", "calculator", "featherpad", "writer", "mouse-settings"}
    | {"page-mail", "page-settings", "page-flights", "demo-orders", "page-office"}
)
ASIDE_CHANGES = frozenset({"theme", "scale1.5", "wider", "jpeg60", "vnc1.2", "dark+banner+jpeg70"})
_BAND = 56  # pixels of a banner


@dataclass(frozen=True)
class Frame:
    """A picture, and what is where in it."""

    pixels: Pixels
    window: Box
    boxes: Mapping[str, Box]  # of what is shown, by key
    elements: Sequence[Mapping[str, Any]] = ()
    cut: frozenset[str] = frozenset()  # what a change left in view in part: neither there nor gone

    def scene(self) -> Scene:
        """What is looked in."""
        return scene(self.pixels, self.window)


def load(folder: Path, name: str) -> Frame:
    """A frame of a surface."""
    told = json.loads((folder / f"{name}.json").read_text("utf-8"))
    pixels = imaging.decoded((folder / f"{name}.png").read_bytes())
    boxes = {each["key"]: Box(*each["box"]) for each in told["elements"] if each["shown"]}
    return Frame(pixels, Box(*told["box"]), boxes, told["elements"])


# What happens to pictures on their way.


def jpeg(frame: Frame, quality: int) -> Frame:
    """Encoded and decoded."""
    pixels = imaging.decoded(imaging.jpeg(frame.pixels, quality))
    return replace(frame, pixels=pixels)


def resized(frame: Frame, factor: float, quality: int) -> Frame:
    """As a VNC viewer that fits its window shows it."""
    height, width = frame.pixels.shape[:2]
    size = Size(round(width * factor), round(height * factor))
    boxes = {key: box.scaled(factor) for key, box in frame.boxes.items()}
    small = Frame(imaging.resized(frame.pixels, size), frame.window.scaled(factor), boxes)
    return jpeg(small, quality)


def bannered(frame: Frame) -> Frame:
    """With a band of another picture put in under the window's first rows of controls."""
    import numpy as np

    cv2 = imaging.opencv()
    window = frame.window.rounded()
    left, right = int(window.x), int(window.right)
    at, bottom = int(window.y + 0.25 * window.height), int(window.bottom)
    pixels = np.array(frame.pixels)
    pixels[at + _BAND : bottom, left:right] = frame.pixels[at : bottom - _BAND, left:right]
    pixels[at : at + _BAND, left:right] = (196, 243, 255)
    words = "An update is ready. It is put in when the program is closed."
    cv2.putText(
        pixels, words, (left + 16, at + 34), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (40, 40, 40), 1,
        cv2.LINE_AA,
    )  # fmt: skip
    boxes, cut = {}, set()
    for key, box in frame.boxes.items():
        if box.bottom <= at:
            boxes[key] = box
        elif box.y >= at and box.bottom + _BAND <= bottom:
            boxes[key] = box.moved(0, _BAND)
        elif box.y < at or box.y + _BAND < bottom:
            cut.add(key)
    return Frame(pixels, frame.window, boxes, cut=frozenset(cut))


def erased(frame: Frame, key: str) -> Frame:
    """With an element painted over with what is around it."""
    import numpy as np

    box = frame.boxes[key]
    pixels = np.array(frame.pixels)
    left, top = max(int(box.x) - 1, 0), max(int(box.y) - 1, 0)
    ground = pixels[top, left].copy()
    pixels[top : int(box.bottom) + 2, left : int(box.right) + 2] = ground
    boxes = {other: each for other, each in frame.boxes.items() if other != key}
    return Frame(pixels, frame.window, boxes)


PICTURES: Mapping[str, Callable[[Frame], Frame]] = {
    "jpeg90": functools.partial(jpeg, quality=90),
    "jpeg75": functools.partial(jpeg, quality=75),
    "jpeg60": functools.partial(jpeg, quality=60),
    "vnc0.8": functools.partial(resized, factor=0.8, quality=75),
    "vnc0.9": functools.partial(resized, factor=0.9, quality=85),
    "vnc1.2": functools.partial(resized, factor=1.2, quality=80),
}
REAL = (
    "moved",
    "banner",
    "reversed",
    "wider",
    "dark",
    "theme",
    "scale0.8",
    "scale1.25",
    "scale1.5",
)


def frames(folder: Path) -> Iterator[tuple[str, Frame]]:
    """All changes of a surface, one after the other."""
    base = load(folder, "base")
    yield "same", base
    for name in REAL:
        if (folder / f"{name}.json").exists():
            yield name, load(folder, name)
        elif name == "banner":
            yield name, bannered(base)
    for name, change in PICTURES.items():
        yield name, change(base)
    if (folder / "dark.json").exists():
        yield "dark+banner+jpeg70", jpeg(bannered(load(folder, "dark")), 70)


# Targets.


def targets(folder: Path) -> list[str]:
    """Keys of what is recorded of a surface: chosen by chance, the same every time."""
    base = load(folder, "base")
    fit = []
    for each in base.elements:
        box = Box(*each["box"])
        inside = box.intersection(base.window).area >= 0.99 * box.area
        small = box.area < 0.2 * base.window.area and min(box.width, box.height) >= 8
        if each["shown"] and each["operable"] and inside and small:
            fit.append(each["key"])
    chance = random.Random(folder.name)
    # Those that can be told to be gone are among them.
    gone = {file.stem.removeprefix("gone-") for file in folder.glob("gone-*.json")}
    chance.shuffle(fit)
    fit.sort(key=lambda key: key not in gone)
    half = fit[: EACH // 2] + [key for key in fit[EACH // 2 :] if key not in gone]
    chosen = half[:EACH] if len(half) >= EACH else fit[:EACH]
    return sorted(chosen, key=fit.index)


_EDITABLE = frozenset({"textbox", "searchbox", "spinbutton", "input", "textarea"})


@dataclass
class Case:
    """What came of looking for one target in one frame."""

    surface: str
    change: str
    key: str
    name: str
    there: bool
    outcome: str  # "right", "wrong" or "refused"
    seconds: float
    told: str = ""


def recorded(base: Frame, key: str, made: Scene) -> ImageAnchor | str:
    """The anchor of a target, through its file; or why there is none."""
    each = next(each for each in base.elements if each["key"] == key)
    fields = [other["key"] for other in base.elements if other["role"] in _EDITABLE]
    covered = [base.boxes[other] for other in fields if other in base.boxes]
    hollow = each["role"] in _EDITABLE
    try:
        anchor = by_image.make_anchor(made, base.boxes[key], hollow=hollow, covered=covered)
    except NoImageAnchor as failure:
        return str(failure)
    return read(anchor.png())


def judged(anchor: ImageAnchor | str, frame: Frame, looked: Scene, key: str) -> tuple[str, str]:
    """Whether the target was found, and what was told."""
    if isinstance(anchor, str):
        return "refused", anchor
    found = by_image.find(anchor, looked)
    if isinstance(found, by_image.Refused):
        return "refused", found.reason
    truth = frame.boxes.get(key)
    right = truth is not None and truth.contains(found.point)
    return ("right" if right else "wrong"), repr(found)


def surface(folder: Path, aside: bool) -> list[Case]:
    """All cases of a surface."""
    base = load(folder, "base")
    keys = targets(folder)
    names = {each["key"]: each["name"] for each in base.elements}
    made = base.scene()
    anchors = {key: recorded(base, key, made) for key in keys}
    found = []

    def look(change: str, frame: Frame, keys: Iterable[str]) -> None:
        looked = frame.scene()
        _ = looked.words  # read once for all targets
        for key in (each for each in keys if each not in frame.cut):
            began = time.process_time()
            outcome, told = judged(anchors[key], frame, looked, key)
            took = time.process_time() - began
            there = key in frame.boxes
            found.append(Case(folder.name, change, key, names[key], there, outcome, took, told))

    for change, frame in frames(folder):
        if aside or change not in ASIDE_CHANGES:
            look(change, frame, keys)
    for key in keys:
        if (folder / f"gone-{key}.json").exists():
            look("gone", load(folder, f"gone-{key}"), [key])
        elif not list(folder.glob("gone-*.json")) and key in base.boxes:
            look("gone", erased(base, key), [key])
    return found


# Telling.


def table(cases: Sequence[Case], by: Callable[[Case], str]) -> Iterator[str]:
    """Lines of a table."""
    groups: dict[str, list[Case]] = collections.defaultdict(list)
    for case in cases:
        groups[by(case)].append(case)
    yield f"{'':22} {'there':>6} {'found':>6} {'%':>6} {'wrong':>6} {'not there':>10} {'wrong':>6}"
    for name, group in [*groups.items(), ("all", list(cases))]:
        there = [case for case in group if case.there]
        right = sum(case.outcome == "right" for case in there)
        wrong = sum(case.outcome == "wrong" for case in there)
        absent = [case for case in group if not case.there]
        false = sum(case.outcome == "wrong" for case in absent)
        share = f"{100 * right / len(there):6.1f}" if there else f"{'-':>6}"
        yield f"{name:22} {len(there):6} {right:6} {share} {wrong:6} {len(absent):10} {false:6}"


def main() -> None:
    """Make the frames, look for all targets, print tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--each", action="store_true")
    parser.add_argument("--aside", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = options.frames or Path(made)
        only = options.only.split(",") if options.only else []
        if not options.frames or not folder.exists():
            from image_anchor_frames import make

            make(folder, only)
        folders = sorted(each.parent for each in folder.glob("*/base.json"))
        wanted = [
            each
            for each in folders
            if (not only or each.name in only)
            and (options.aside or each.name not in ASIDE_SURFACES)
        ]
        with ProcessPoolExecutor(options.jobs) as pool:
            found = list(pool.map(surface, wanted, [options.aside] * len(wanted)))
    tell([case for cases in found for case in cases], each=options.each)


def tell(cases: Sequence[Case], *, each: bool) -> None:
    """Print what came out."""
    write = sys.stdout.write
    groups = {
        "seen while thresholds were chosen": lambda c: not _aside(c),
        "set aside: surfaces": lambda c: c.surface in ASIDE_SURFACES,
        "set aside: changes": lambda c: c.change in ASIDE_CHANGES,
        "all": lambda c: True,
    }
    for title, fits in groups.items():
        group = [case for case in cases if fits(case)]
        if group:
            write(f"\n{title}\n")
            write("\n".join(table(group, lambda case: case.change)) + "\n")
    write("\nby surface\n" + "\n".join(table(cases, lambda case: case.surface)) + "\n")
    for case in cases:
        if case.outcome == "wrong" or (each and case.outcome == "refused" and case.there):
            write(f"{case.outcome}: {case.surface} {case.change} {case.name!r} {case.key[-60:]}\n")
            write(f"    {case.told}\n")
    spent = sorted(case.seconds for case in cases)
    write(f"\nCPU seconds for a target: median {spent[len(spent) // 2]:.2f}\n")


def _aside(case: Case) -> bool:
    return case.surface in ASIDE_SURFACES or case.change in ASIDE_CHANGES


if __name__ == "__main__":
    main()
