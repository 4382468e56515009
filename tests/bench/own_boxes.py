"""How well what is asked for by name is found in bare pictures of windows and pages.

    python tests/bench/own_boxes.py [--frames FOLDER] [--library FILE] [--faults] [--held]
                                    [--without THEME,...]

One process brings up windows of each toolkit and pages, in light and dark, unscaled and at scale 2,
some partly covered, and writes down pictures and what the toolkits (AT-SPI) and pages (CDP) say of
them (`own_boxes_truth.py`). Another one, which has no display, no session bus and no browser, sees
the pictures alone and answers queries like "the Save button" with a point, or refuses
(`own_boxes_method.py`). An answer is right if it lies in the box of what has the name; for names of
things that are not there only a refusal is right.

"text": the name is drawn in the window; "icon": only a picture stands for it. A third of the
windows and pages (by program) was set aside before anything was measured: "held out".

The windows need the programs of `installer/test`, and the icon themes breeze-icon-theme and
elementary-xfce-icon-theme; the icons of pages fonts-font-awesome.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import own_boxes_pages
import own_boxes_truth

from perception.geometry import Box, Point
from perception.icon_themes import gathered, sources
from perception.icons import save

METHOD = Path(__file__).parent / "own_boxes_method.py"
REFUSALS = 4  # for each picture
# What a picture may show without any toolkit telling: the buttons of a window's decoration.
_DECORATION = {"close", "minimize", "maximize", "restore", "menu", "more", "window", "shade"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one query."""

    picture: str
    query: str
    kind: str
    right: bool
    answer: Sequence[Any] | None
    toolkit: str
    dark: bool
    scale: int
    covered: bool
    held: bool
    seconds: float


def words(name: str) -> set[str]:
    """The words of a name, without the ends of plurals."""
    return {each.rstrip("s") for each in re.findall(r"[a-z0-9]+", name.casefold())}


def refusals(told: dict[str, Any], others: Iterable[str], number: int) -> list[dict[str, Any]]:
    """Queries for things that are not in a picture: names from other pictures."""
    here = set().union(*(words(each) for each in told["names"])) | _DECORATION
    absent = [each for each in others if not words(each.split(" ", 1)[1].rsplit(" ", 1)[0]) & here]
    step = max(len(absent) // REFUSALS, 1)
    return [
        {"query": query, "kind": "refusal", "boxes": [], "name": "", "role": "", "covered": False}
        for query in absent[number % step :: step][:REFUSALS]
    ]


def prepared(folder: Path) -> dict[str, dict[str, Any]]:
    """What is known of each picture, with refusals; the queries are written beside it."""
    told = {
        each.stem: json.loads(each.read_text("utf-8"))
        for each in sorted(folder.glob("*.json"))
        if not each.name.endswith(".queries.json")
    }
    for number, (name, one) in enumerate(told.items()):
        same = [each for each in told.values() if each["held"] == one["held"]]
        others = sorted({item["query"] for each in same for item in each["items"]})
        one["items"] = one["items"] + refusals(one, others, number * 7)
        asked = {
            "picture": f"{name}.png",
            "scale": one["scale"],
            "queries": [item["query"] for item in one["items"]],
        }
        (folder / f"{name}.queries.json").write_text(json.dumps(asked), "utf-8")
    return told


def outcomes(folder: Path, library: Path, without: str) -> list[Outcome]:
    """Ask the method, and judge what it answers."""
    told = prepared(folder)
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    with tempfile.TemporaryDirectory() as copied:
        for each in (*folder.glob("*.png"), *folder.glob("*.queries.json")):
            Path(copied, each.name).symlink_to(each.resolve())
        done = subprocess.run(
            [sys.executable, str(METHOD), copied, str(library), "--without", without],
            env=kept, check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
    found = []
    for line in done.stdout.splitlines():
        answer = json.loads(line)
        one = told[answer["name"]]
        for item, said in zip(one["items"], answer["answers"], strict=True):
            found.append(
                Outcome(
                    answer["name"], item["query"], item["kind"], right(item, said), said,
                    one["toolkit"], one["dark"], one["scale"], item["covered"], one["held"],
                    answer["seconds"],
                )
            )  # fmt: skip
    return found


def right(item: dict[str, Any], said: Sequence[Any] | None) -> bool:
    """Whether an answer is the right one."""
    if item["kind"] == "refusal":
        return said is None
    return said is not None and any(
        Box(*box).contains(Point(said[0], said[1])) for box in item["boxes"]
    )


def share(found: Sequence[Outcome]) -> str:
    """The share that is right, with the interval of Wilson for 95 %, and of how many."""
    number = len(found)
    if not number:
        return f"{'-':>24}"
    hits = sum(each.right for each in found)
    p, z = hits / number, 1.96
    middle = (p + z * z / (2 * number)) / (1 + z * z / number)
    half = z * math.sqrt(p * (1 - p) / number + z * z / (4 * number**2)) / (1 + z * z / number)
    wrong = sum(not each.right and each.answer is not None for each in found) / number
    return f"{p:.3f} {middle - half:.2f}-{middle + half:.2f} w{wrong:.2f} {number:5}"


def table(found: Sequence[Outcome], title: str) -> list[str]:
    """The shares of each kind, of all and split."""
    splits: dict[str, Callable[[Outcome], str]] = {
        "theme": lambda each: "dark" if each.dark else "light",
        "scale": lambda each: f"scale {each.scale}",
        "toolkit": lambda each: each.toolkit,
        "occlusion": lambda each: "covered" if each.covered else "free",
    }
    lines = [f"{title:14} " + "  ".join(f"{kind:^24}" for kind in ("text", "icon", "refusal"))]
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for each in found:
        groups["all"].append(each)
        for name, of in splits.items():
            groups[of(each) if name != "occlusion" or each.kind != "refusal" else ""].append(each)
    groups.pop("", None)
    order = ["all", *sorted(key for key in groups if key != "all")]
    for key in order:
        cells = [
            share([each for each in groups[key] if each.kind == kind])
            for kind in ("text", "icon", "refusal")
        ]
        lines.append(f"{key:14} " + "  ".join(cells))
    return lines


def made(folder: Path) -> None:
    """Make all pictures in a folder."""
    for dark in (False, True):
        for scale in (1, 2):
            faults = own_boxes_truth.windows_of(folder, dark=dark, scale=scale)
            own_boxes_pages.pages_of(folder, dark=dark, scale=scale)
            for each in faults:
                sys.stderr.write(f"{each}\n")


def main() -> None:
    """Make what is missing, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=Path, help="kept there for another time")
    parser.add_argument("--library", type=Path, help="icons; gathered anew if not given")
    parser.add_argument("--without", default="", help="icon themes that the method does not know")
    parser.add_argument("--faults", action="store_true", help="what went wrong, of those not held")
    parser.add_argument("--held", action="store_true", help="those set aside, too")
    given = parser.parse_args()
    folder = given.frames or Path(tempfile.mkdtemp(prefix="own-boxes-"))
    if not any(folder.glob("*.png")):
        folder.mkdir(parents=True, exist_ok=True)
        made(folder)
    library = given.library or folder / "icons.npz"
    if not library.is_file():
        save(library, list(gathered(sources())))
    found = outcomes(folder, library, given.without)
    out = sys.stdout.write
    own = [each for each in found if not each.held]
    for line in table(own, "worked with"):
        out(f"{line}\n")
    if given.held:
        for line in table([each for each in found if each.held], "held out"):
            out(f"{line}\n")
    costs = sorted({(each.picture, each.seconds) for each in found}, key=lambda each: each[1])
    out(f"CPU seconds of a picture with its queries: median {costs[len(costs) // 2][1]:.2f}\n")
    for each in own if given.faults else ():
        if not each.right:
            out(f"  {each.picture} [{each.kind}] {each.query!r}: {each.answer}\n")


if __name__ == "__main__":
    main()
