"""The method of the own-box benchmark: sees pictures alone.

    own_boxes_method.py FOLDER LIBRARY [--without THEME,...]

Started without a display, a session bus or a browser. Reads each picture of FOLDER and the queries
beside it (never the boxes), and prints one JSON line for each picture: the name, CPU seconds, and
for each query a point, or null where it refuses.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

from actions.errors import ActionError
from actions.target import Description
from grounding import by_name
from perception import imaging
from perception.fusion import Fusion, fuse
from perception.geometry import Size
from perception.icons import IconLibrary, load
from perception.screenshot import Screenshot

BARRED = ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "AT_SPI_BUS_ADDRESS", "WAYLAND_DISPLAY")


def answered(picture: Path, queries: list[str], fusion: Fusion) -> tuple[list[object], float]:
    """The points for some queries about a picture, and CPU seconds for all of them."""
    data = picture.read_bytes()
    height, width = imaging.decoded(data).shape[:2]
    began = time.process_time()
    shot = Screenshot(data=data, size=Size(width, height))
    observation = fuse(shot, fusion=fusion)
    answers: list[object] = []
    for query in queries:
        try:
            found = by_name.ground(Description(text=query, purpose="click"), observation)
            answers.append([*found.point, found.element.name if found.element else ""])
        except ActionError:
            answers.append(None)
    return answers, time.process_time() - began


def main() -> None:
    """Answer for all pictures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("library", type=Path)
    parser.add_argument("--without", default="")
    given = parser.parse_args()
    seen = [name for name in BARRED if name in os.environ]
    if seen:
        raise SystemExit(f"the method must not see {seen}")
    library: IconLibrary = load(given.library).without(*given.without.split(","))
    fusions: dict[int, Fusion] = {}
    for asked in sorted(given.folder.glob("*.queries.json")):
        told = json.loads(asked.read_text("utf-8"))
        scale = told["scale"]
        if scale not in fusions:
            fusions[scale] = Fusion(scale=scale, icons=library)
        picture = given.folder / told["picture"]
        answers, seconds = answered(picture, told["queries"], fusions[scale])
        line = {"name": picture.stem, "answers": answers, "seconds": seconds}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
