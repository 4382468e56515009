"""How well and how fast the words on a screen are read, over a task of 25 frames.

    python tests/bench/ocr.py [--frames FOLDER] [--only light1,dark1,light2,dark2] [--each]

The frames are made anew on private desktops (`ocr_frames.py`), or kept in FOLDER for another time.
One reader goes through the frames of a task in their order, as a run would. Truth is what the
programs say of their visible words. A word counts as read if exactly its letters were read with
their middle in its place (six pixels around it are granted; quotes, dashes and dots of an ellipsis
count as the same in all their forms; signs alone are no words). Words that are cut off, and
anything in parts of windows whose words the program does not tell, count neither way. CPU seconds
are those of this process.

Making frames needs thunar, mousepad, libreoffice-calc, xfce4-settings, chromium, xdotool, wmctrl,
and python3-gi with gir1.2-atspi-2.0 for the system's Python.
"""

from __future__ import annotations

import argparse
import collections
import json
import statistics
import sys
import tempfile
import time
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ocr_frames

from perception import imaging
from perception.geometry import Box, Point
from perception.ocr import Reader, Word

GRANTED = 6  # pixels around a word's place, on an unscaled screen
_LOOSE = ("check box", "radio button", "tree item")
VARIANTS = {"light1": (False, 1), "dark1": (True, 1), "light2": (False, 2), "dark2": (True, 2)}
_CORNER = Box(0, 0, 9, 9)  # read first, so that libraries are loaded
_FORMS = str.maketrans("‘’‚“”„–—−‐‑", "'''\"\"\"-----")


@dataclass(slots=True)
class Truth:
    """A word that a program says it shows."""

    text: str
    box: Box
    certain: bool
    role: str = ""
    exact: bool = True


@dataclass(slots=True)
class Scored:
    """What came of one frame."""

    name: str
    right: int
    told: int
    read: int
    seconds: float
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def folded(text: str) -> str:
    """A word in one of its forms."""
    plain = unicodedata.normalize("NFKC", text).translate(_FORMS)
    return plain if any(each.isalnum() for each in plain) else ""


class Frame:
    """One picture of the task, and what is known of it."""

    def __init__(self, picture: Path, scale: int) -> None:
        told = json.loads(picture.with_suffix(".json").read_text("utf-8"))
        self.name = told["name"]
        self.pixels = imaging.decoded(picture.read_bytes())
        self.scale = scale
        self.windows = told["windows"]  # front first
        self.truth = self._truth(told["words"])

    def owner(self, point: Point) -> dict[str, Any] | None:
        """The window that shows at a place; None for a decoration or nothing."""
        for window in self.windows:
            if Box(*window["frame"]).contains(point):
                return window if Box(*window["box"]).contains(point) else None
        return None

    def _truth(self, words: Sequence[dict[str, Any]]) -> list[Truth]:
        shown: list[Truth] = []
        for word in sorted(words, key=lambda each: not each["exact"]):
            box = Box(*word["box"]).scaled(self._unit(word["pid"]))
            text = folded(word["text"])
            if text and self._shown(word, box):
                certain = bool(word["whole"]) and self._shown_whole(word, box)
                if not any(_same(each, text, box, word["exact"], self.scale) for each in shown):
                    shown.append(Truth(text, box, certain, word["role"], word["exact"]))
        return shown

    def _unit(self, pid: int) -> int:
        """Pixels of the screen for one of those in which a program tells places: GTK scales."""
        programs = {each["application"] for each in self.windows if each["pid"] == pid}
        return 1 if "chromium" in programs else self.scale

    def _shown(self, word: dict[str, Any], box: Box) -> bool:
        """Whether the window that a word belongs to shows at some of its place."""
        return any(self._owned(word, point) for point in _points(box))

    def _shown_whole(self, word: dict[str, Any], box: Box) -> bool:
        return all(self._owned(word, point) for point in _points(box))

    def _owned(self, word: dict[str, Any], point: Point) -> bool:
        screen = Box(0, 0, self.pixels.shape[1], self.pixels.shape[0])
        owner = self.owner(point) if screen.contains(point) else None
        if owner is None or owner["pid"] != word["pid"]:
            return False
        if owner["popup"]:
            return bool(word["popup"])
        return not word["popup"] and _same_title(owner["title"], word["window"])

    def regions(self) -> list[tuple[dict[str, Any], Box]]:
        """Where all words are told, with the window that must own the place."""
        found = []
        for window in self.windows:
            if window["application"] == "chromium" and self.scale != 1:
                continue  # it mixes the places of a scaled and of an unscaled screen
            if window["popup"]:  # the keys on the right of its entries are not told
                left, top, width, height = window["box"]
                found.append((window, Box(left, top, width / 2, height)))
                continue
            if window["application"] != "soffice":
                found.append((window, Box(*window["box"])))
                continue
            # LibreOffice tells nothing of its rulers, nor what some of its lists show.
            own = [each for each in self.truth if self.owner(each.box.center) == window]
            cells = [each.box for each in own if each.role == "table cell"]
            if len(cells) > 100:
                found.append((window, around(cells)))
            found += [(window, each.box) for each in own if each.role != "table cell"]
        return found

    def score(self, words: Sequence[Word], seconds: float) -> Scored:
        """Compare what was read with what is told."""
        own = [each for each in self.truth if self._main_of_office(each.box.center)]
        shift = displaced(own, words)
        for each in own:
            each.box = each.box.moved(0, shift.get(each.role, 0))
        regions = self.regions()
        granted = GRANTED * self.scale
        taken: set[int] = set()
        scored = Scored(self.name, 0, 0, 0, seconds)
        for truth in self.truth:
            # Where rows of lists and trees have pictures, programs misplace their texts.
            wide = 120 * self.scale if truth.role in _LOOSE and not truth.exact else granted
            if truth.role == "table cell":
                wide = 70 * self.scale
            place = grown(truth.box, granted)
            place = Box(truth.box.x - wide, place.y, truth.box.width + 2 * wide, place.height)
            near = [
                at
                for at, word in enumerate(words)
                if at not in taken and place.contains(word.box.center)
            ]
            match = next((at for at in near if folded(words[at].text) == truth.text), None)
            if match is not None:
                taken.add(match)
            if truth.certain and self._in(regions, truth.box.center):
                scored.told += 1
                scored.right += match is not None
                scored.read += match is not None
                if match is None:
                    scored.missed.append(f"{truth.text!r}@{truth.box.x:.0f},{truth.box.y:.0f}")
        doubtful = [grown(each.box, granted) for each in self.truth if not each.certain]
        for at, word in enumerate(words):
            center = word.box.center
            if at in taken or not folded(word.text) or not self._in(regions, center):
                continue
            if not any(each.contains(center) for each in doubtful):
                scored.read += 1
                scored.wrong.append(f"{word.text!r}@{word.box.x:.0f},{word.box.y:.0f}")
        return scored

    def _main_of_office(self, point: Point) -> bool:
        owner = self.owner(point)
        return owner is not None and "LibreOffice" in owner["title"]

    def _in(self, regions: Sequence[tuple[dict[str, Any], Box]], point: Point) -> bool:
        owner = self.owner(point)
        return owner is not None and any(
            window["id"] == owner["id"] and box.contains(point) for window, box in regions
        )


def _same(known: Truth, text: str, box: Box, exact: bool, scale: int) -> bool:
    """Whether a word was told already: by a parent, or by a control that the text labels."""
    if known.text != text:
        return False
    if exact:
        return known.box.center.distance(box.center) < 14 * scale
    return grown(box, 100 * scale if known.exact else 4).contains(known.box.center) and (
        abs(known.box.center.y - box.center.y) < box.height
    )


def _points(box: Box) -> list[Point]:
    """The middle, and points near the ends."""
    middle = box.center.y
    return [Point(x, middle) for x in (box.x + 1, box.center.x, box.right - 2)]


def _same_title(title: str, said: str) -> bool:
    return title == said or not said or title.strip("*") == said.strip("*")


def grown(box: Box, by: float) -> Box:
    """A box with a margin."""
    return Box(box.x - by, box.y - by, box.width + 2 * by, box.height + 2 * by)


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box around boxes."""
    left, top = min(each.x for each in boxes), min(each.y for each in boxes)
    right, bottom = max(each.right for each in boxes), max(each.bottom for each in boxes)
    return Box(left, top, right - left, bottom - top)


def displaced(truth: Sequence[Truth], words: Sequence[Word]) -> dict[str, float]:
    """By how much LibreOffice's main window misplaces what it draws itself.

    Pixels downwards for each role: where most equal words agree.
    """
    votes: dict[str, collections.Counter[int]] = collections.defaultdict(collections.Counter)
    for each in truth:
        for word in words:
            dy = word.box.center.y - each.box.center.y
            inside = each.box.x - 12 <= word.box.center.x <= each.box.right + 12
            if inside and abs(dy) < 80 and folded(word.text) == each.text:
                votes[each.role][round(dy / 4) * 4] += 1
    return {role: counted.most_common(1)[0][0] for role, counted in votes.items()}


def measured(folder: Path, scale: int, reader: Reader) -> list[Scored]:
    """Go through the frames of one task."""
    rows = []
    for picture in sorted(folder.glob("*.png")):
        frame = Frame(picture, scale)
        began = time.process_time()
        words = reader.words(frame.pixels)
        rows.append(frame.score(words, time.process_time() - began))
    return rows


def f1(rows: Iterable[Scored]) -> tuple[float, float, float]:
    """Recall, precision and F1 over all words of frames."""
    rows = list(rows)
    right = sum(each.right for each in rows)
    recall = right / max(sum(each.told for each in rows), 1)
    precision = right / max(sum(each.read for each in rows), 1)
    return recall, precision, 2 * recall * precision / max(recall + precision, 1e-9)


def main() -> None:
    """Measure all, print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=Path)
    parser.add_argument("--only", default=",".join(VARIANTS))
    parser.add_argument("--each", action="store_true", help="a line for each frame")
    parser.add_argument("--faults", action="store_true", help="what was missed and misread")
    given = parser.parse_args()
    base = given.frames or Path(tempfile.mkdtemp(prefix="ocr-frames-"))
    out = sys.stdout.write
    out(f"{'task':10} {'words':>6} {'recall':>7} {'precis.':>7} {'F1':>7} {'worst':>7} "
        f"{'median s':>9} {'mean s':>7} {'first s':>8}\n")  # fmt: skip
    for name in given.only.split(","):
        dark, scale = VARIANTS[name]
        if not (base / name).is_dir():
            ocr_frames.make(base / name, dark=dark, scale=scale)
        reader = Reader(scale=scale)
        reader.words(
            imaging.decoded(next((base / name).glob("*.png")).read_bytes()), Box(0, 0, 9, 9)
        )
        rows = measured(base / name, scale, reader)
        reader.close()
        recall, precision, mean = f1(rows)
        costs = [each.seconds for each in rows]
        worst = min(f1([each])[2] for each in rows if each.told)
        out(f"{name:10} {sum(each.told for each in rows):6} {recall:7.3f} {precision:7.3f} "
            f"{mean:7.4f} {worst:7.3f} "
            f"{statistics.median(costs):9.3f} {statistics.mean(costs):7.3f} "
            f"{costs[0]:8.3f}\n")  # fmt: skip
        for each in rows if given.each or given.faults else ():
            out(f"    {each.name:14} {each.told:5} {f1([each])[2]:7.3f} {each.seconds:7.3f}\n")
            if given.faults:
                out(f"        missed {' '.join(each.missed[:40])}\n")
                out(f"        wrong  {' '.join(each.wrong[:40])}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
