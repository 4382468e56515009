"""Scripts for the tasks with settings."""

from __future__ import annotations

from hands import Script, app, click, done, menu, press, put, script, there, window


def _dialog(program: str, *parts: Script) -> Script:
    """Open a settings dialog, change something, close it."""
    return script(app(program), *parts, click("Close", "button"), done())


def _keyboard(name: str) -> Script:
    return _dialog("Keyboard", put(name, "false", "checkbox"))


def _appearance(*parts: Script) -> Script:
    return _dialog("Appearance", click("Settings", "tab"), *parts)


def _double_click(milliseconds: str) -> Script:
    return _dialog(
        "Mouse and Touchpad",
        click("Behavior", "tab"),
        there("Time:", "slider"),
        put("Time:", milliseconds, "slider"),
    )


def _thunar(choice: str) -> Script:
    return _dialog(
        "Thunar",
        menu("Edit", "Preferences..."),
        window("File Manager Preferences"),
        click("Behavior", "tab"),
        there(choice, "radio"),
        click(choice, "radio"),
    )


def _mousepad(*parts: Script) -> Script:
    return script(
        app("Mousepad"),
        menu("Edit", "Preferences..."),
        window("Mousepad Preferences"),
        *parts,
        press("Escape"),
        done(),
    )


ORACLES = {
    "settings-no-blinking": _keyboard("Show blinking"),
    "settings-key-repeat-off": _keyboard("Enable key repeat"),
    "settings-menu-images": _appearance(put("Show images in menus", "false", "checkbox")),
    "settings-event-sounds": _appearance(put("Enable event sounds", "true", "checkbox")),
    "settings-double-click-time": _double_click("600"),
    "settings-single-click-files": _thunar("Single click to activate items"),
    "settings-tab-width": _mousepad(click("Editor", "tab"), put("Tab width:", "4", "spinbutton")),
    "settings-highlight-line": _mousepad(put("Highlight current line", "true", "checkbox")),
}

WRONG = {
    # The other box.
    "settings-no-blinking": _keyboard("Enable key repeat"),
    "settings-key-repeat-off": _keyboard("Show blinking"),
    "settings-menu-images": _appearance(put("Show images on buttons", "false", "checkbox")),
    "settings-event-sounds": _appearance(put("Show images in menus", "false", "checkbox")),
    "settings-double-click-time": _double_click("300"),
    "settings-single-click-files": _thunar("Double click to activate items"),
    "settings-tab-width": _mousepad(click("Editor", "tab"), put("Tab width:", "2", "spinbutton")),
    "settings-highlight-line": _mousepad(put("Show line numbers", "true", "checkbox")),
}
