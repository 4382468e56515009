"""Draws every screen of the window in all variants, for people to look at.

`PYTHONPATH=.:tests/support python tests/support/window_pictures.py FOLDER [VARIANT …]` puts a
picture of each screen into `FOLDER/VARIANT`, sheets with many of them into `FOLDER`, and prints
what `window_audit.py` finds wrong. Without a variant it draws all.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw
from window_home import used_home

# Language, appearance, size of the window in device-independent pixels, scale.
_SIZES = {"small": ("1280x720", 1), "small-2x": ("1280x720", 2), "4k": ("1920x1080", 2)}
VARIANTS = {
    f"{language}-{appearance}-{size}": (language, appearance, *_SIZES[size])
    for language in ("en", "de")
    for appearance in ("light", "dark")
    for size in _SIZES
}
_PATIENCE = 400  # seconds
_ACROSS, _WIDE, _HIGH = 3, 900, 540  # pictures in a row, and pixels of one
_ON_A_SHEET = 9


def draw(folder: Path, variant: str) -> list[str]:
    """Draw the screens of a variant; what is wrong with them."""
    language, appearance, size, scale = VARIANTS[variant]
    with tempfile.TemporaryDirectory() as made:
        done = subprocess.run(
            [
                sys.executable, Path(__file__).with_name("window_audit.py"),
                used_home(Path(made) / "home"), language, appearance, size, folder / variant,
            ],
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(scale)},
            capture_output=True, text=True, timeout=_PATIENCE, check=False,
        )  # fmt: skip
    return [*done.stdout.splitlines(), *done.stderr.splitlines()]


def sheets(folder: Path, variant: str) -> None:
    """Put the pictures of a variant together, in the order in which they were drawn."""
    files = sorted((folder / variant).glob("*.png"), key=lambda each: each.stat().st_mtime_ns)
    for number in range(0, len(files), _ON_A_SHEET):
        some = files[number : number + _ON_A_SHEET]
        rows = -(-len(some) // _ACROSS)
        sheet = Image.new("RGB", (_ACROSS * _WIDE, rows * (_HIGH + 20)), "#888888")
        for at, file in enumerate(some):
            left, top = at % _ACROSS * _WIDE, at // _ACROSS * (_HIGH + 20)
            with Image.open(file) as shot:
                shot.thumbnail((_WIDE - 10, _HIGH), Image.Resampling.LANCZOS)
                sheet.paste(shot, (left + 5, top + 18))
            ImageDraw.Draw(sheet).text((left + 6, top + 3), file.stem, fill="black")
        sheet.save(folder / f"{variant}-{number // _ON_A_SHEET}.png")


def main() -> None:
    """Draw what is asked for."""
    folder, *wanted = sys.argv[1:]
    for variant in wanted or VARIANTS:
        for line in draw(Path(folder).absolute(), variant):
            print(f"{variant}: {line}", flush=True)  # noqa: T201  it is what the program is for
        sheets(Path(folder), variant)


if __name__ == "__main__":
    main()
