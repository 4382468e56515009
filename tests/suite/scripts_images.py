"""Scripts for the tasks with pictures."""

from __future__ import annotations

from hands import Script, done, file, menu, press, save_as, script, there, window, write


def _picture(name: str, *parts: Script, program: str = "LXImage-Qt") -> Script:
    """Open a picture, change it, save it."""
    return script(file(f"Pictures/{name}.png", program), *parts, press("Control+s"), done())


def _edit(item: str) -> Script:
    return menu("Edit", item)


def _resize(width: str) -> Script:
    return script(
        menu("Edit", "Resize"),
        window("Resize*"),
        press("Control+a"),
        write(width),
        press("Tab", "Enter"),
    )


def _copy(name: str) -> Script:
    return script(
        file("Pictures/flag.png", "Image Viewer"),
        there("Zoom In", "button"),
        press("Control+Shift+s"),
        save_as(f"~/Pictures/{name}"),
        done(),
    )


ORACLES = {
    "images-turn-boat": _picture("boat", _edit("Rotate Clockwise")),
    "images-mirror-map": _picture("map", _edit("Flip Horizontally")),
    "images-shrink-banner": _picture("banner", _resize("120")),
    "images-jpeg-copy": _copy("flag.jpg"),
    "images-upside-down": _picture("scan", press("Control+r", "Control+r"), program="Image Viewer"),
}

WRONG = {
    "images-turn-boat": _picture("boat", _edit("Rotate Counterclockwise")),
    "images-mirror-map": _picture("map", _edit("Flip Vertically")),
    # The height for the width.
    "images-shrink-banner": _picture("banner", _resize("60")),
    # A copy that is no JPEG.
    "images-jpeg-copy": _copy("flag-copy.png"),
    # Only a quarter turn.
    "images-upside-down": _picture("scan", press("Control+r"), program="Image Viewer"),
}
