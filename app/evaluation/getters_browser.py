"""What an evaluator looks at in the browser: tabs, bookmarks, settings, cookies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from actions.environments.browser_query import Part, Query, texts_of_new_page, texts_of_page
from app.evaluation.browser_state import address, profile_json, profile_rows, tabs
from app.evaluation.look import Look, NoGetter

Settings = Mapping[str, Any]

_PREFERENCES = "Default/Preferences"

# How active_tab_html_parse finds elements: its setting, the kind of selector, what is read.
_CATEGORIES: Mapping[str, tuple[str, str, Part]] = {
    "label": ("labelObject", "text=", "text"),
    "xpath": ("xpathObject", "xpath=", "text"),
    "input": ("inputObject", "xpath=", "value"),
}
_CLASS_PARTS: Mapping[str, Part] = {
    "class_multiObject": "text",
    "class_multiObject_child": "own",
    "class_multiObject_only_child": "heading",
    "class_multiObject_search_exist": "text",
    "class_singleObject": "text",
}
_OTHERS = "is_other_exist"
_SETTINGS = "chrome://settings/appearance"
_MODE = Query("css=#colorSchemeModeSelect", "value")
_MODES = {"0": "system", "1": "light", "2": "dark"}


def _active_tab(_: Settings, look: Look) -> dict[str, str] | None:
    found = tabs(look.machine)
    return found[0] if found else None


def _open_tabs(_: Settings, look: Look) -> list[dict[str, str]] | None:
    return tabs(look.machine)


def _active_url(given: Settings, look: Look) -> str | None:
    """The address of the tab in front; without a scheme `goto_prefix` comes before it."""
    tab = _active_tab(given, look)
    if tab is None:
        return None
    url = tab["url"]
    return url if ":" in url else f"{given.get('goto_prefix', 'https://')}{url}"


def _url_parts(given: Settings, look: Look) -> dict[str, Any] | None:
    """Parameters of the address of the tab in front, perhaps under other names."""
    url = _active_url(given, look)
    if url is None:
        return None
    query = parse_qs(urlsplit(url).query)
    renamed: Mapping[str, str] = given.get("replace") or {}
    found: dict[str, Any] = {
        renamed.get(key, key): query.get(key, [""])[0] for key in given["parse_keys"]
    }
    return {key: found[key].split(",") for key in found} if given.get("split_list") else found


def _page_texts(given: Settings, look: Look) -> dict[str, Any] | None:
    """Texts of the page in front, by what the task calls them.

    `category` says how elements are found: by "class", "label", "xpath", or "input" for the value
    of a field found by XPath. What is not there is "".

    Raises:
        NoGetter: the category is one that only live sites need.
    """
    tab = _active_tab(given, look)
    browser = address(look.machine)
    if tab is None or not browser:
        return None
    if given["category"] == "class":
        return _by_class(given, lambda asked: texts_of_page(browser, tab["url"], asked))
    if given["category"] not in _CATEGORIES:
        raise NoGetter(f"active_tab_html_parse by {given['category']!r} is about a live site")
    setting, prefix, part = _CATEGORIES[given["category"]]
    keys: Mapping[str, str] = given.get(setting) or {}
    asked = [Query(prefix + selector, part) for selector in keys]
    found = texts_of_page(browser, tab["url"], asked)
    if found is None:
        return {}
    return {key: (texts or [""])[0] for key, texts in zip(keys.values(), found, strict=True)}


def _by_class(
    given: Settings, ask: Callable[[Sequence[Query]], list[list[str]] | None]
) -> dict[str, Any]:
    """What elements of some classes say: the n-th of each, or whether some texts are there."""
    wanted = [
        (kind, Query(f"css=.{name}", part), keys)
        for kind, part in _CLASS_PARTS.items()
        for name, keys in (given.get(kind) or {}).items()
    ]
    found = ask([query for _, query, _ in wanted])
    told: dict[str, Any] = {}
    for (kind, _, keys), texts in zip(wanted, found or (), strict=found is not None):
        if kind == "class_singleObject":
            told[keys] = texts[0] if texts else ""
        elif kind == "class_multiObject_search_exist":
            told |= {key: key in texts for key in keys if key != _OTHERS}
            if _OTHERS in keys:
                told[_OTHERS] = any(text not in keys for text in texts)
        else:
            told |= {
                key: texts[int(at)] if int(at) < len(texts) else "" for at, key in keys.items()
            }
    return told


def _appearance(given: Settings, look: Look) -> str:
    """Whether the browser is "light", "dark" or goes with the "system".

    Its settings page says it at once, the file of its profile some seconds later.
    """
    browser = address(look.machine)
    told = texts_of_new_page(browser, _SETTINGS, _MODE) if browser else None
    if told and told[0] in _MODES:
        return _MODES[told[0]]
    theme = _preference("browser", "theme", default={})(given, look)
    return _MODES.get(str(theme.get("color_scheme2", theme.get("color_scheme", 0))), "system")


def _bookmarks(_: Settings, look: Look) -> Any:
    return profile_json(look.machine, "Default/Bookmarks").get("roots", {})


def _cookies(_: Settings, look: Look) -> list[tuple[Any, ...]] | None:
    query = "SELECT * FROM cookies"
    for name in ("Default/Cookies", "Default/Network/Cookies"):
        if (rows := profile_rows(look.machine, name, query)) is not None:
            return rows
    return None


def _history(_: Settings, look: Look) -> list[tuple[Any, ...]] | None:
    query = "SELECT url, title, last_visit_time FROM urls"
    return profile_rows(look.machine, "Default/History", query)


def _shortcuts(_: Settings, look: Look) -> dict[str, str]:
    """Starters on the desktop: file name -> what stands in it."""
    listed = look.machine.run(["find", look.machine.path("Desktop"), "-name", "*.desktop"])
    found = {}
    for path in listed.output.splitlines():
        copy = look.machine.fetch(path)
        if copy is not None:
            found[copy.name] = copy.read_text("utf-8", "replace")
    return found


def _preference(*way: str, default: Any = None) -> Callable[[Settings, Look], Any]:
    """A getter of one of the browser's settings."""

    def fetch(_: Settings, look: Look) -> Any:
        value: Any = profile_json(look.machine, _PREFERENCES)
        for key in way:
            if not isinstance(value, Mapping) or key not in value:
                return default
            value = value[key]
        return value

    return fetch


def _told(*ways: tuple[str, ...]) -> Callable[[Settings, Look], str]:
    """A getter of "true" if one of some settings is on, else "false"."""

    def fetch(given: Settings, look: Look) -> str:
        return "true" if any(_preference(*way)(given, look) for way in ways) else "false"

    return fetch


def _startup(given: Settings, look: Look) -> str:
    """Whether the browser begins with a new tab; it says nothing of it until it is changed."""
    how = _preference("session", "restore_on_startup", default=None)(given, look)
    if "session" not in profile_json(look.machine, _PREFERENCES):
        return "true"
    return "true" if how == 5 else "false"


def _data_deleted(given: Settings, look: Look) -> str:
    values = _preference("profile", "default_content_setting_values")(given, look)
    return "true" if values is not None else "false"


def _extension_names(given: Settings, look: Look) -> list[str]:
    known = _preference("extensions", "settings", default={})(given, look)
    manifests = [each.get("manifest", {}) for each in known.values()]
    return [each["name"] for each in manifests if "name" in each]


def _extension_paths(given: Settings, look: Look) -> list[str]:
    known = _preference("extensions", "settings", default={})(given, look)
    return [each["path"] for each in known.values() if "path" in each]


def _experiments(_: Settings, look: Look) -> list[str]:
    state = profile_json(look.machine, "Local State")
    found: list[str] = state.get("browser", {}).get("enabled_labs_experiments", [])
    return found


BROWSER_GETTERS: Mapping[str, Callable[[Settings, Look], Any]] = {
    "active_tab_info": _active_tab,
    "open_tabs_info": _open_tabs,
    "active_url_from_accessTree": _active_url,
    "active_tab_url_parse": _url_parts,
    "bookmarks": _bookmarks,
    "cookie_data": _cookies,
    "history": _history,
    "shortcuts_on_desktop": _shortcuts,
    "active_tab_html_parse": _page_texts,
    "chrome_appearance_mode_ui": _appearance,
    "chrome_color_scheme": _appearance,
    "profile_name": _preference("profile", "name"),
    "chrome_font_size": _preference(
        "webkit", "webprefs", default={"default_fixed_font_size": 13, "default_font_size": 16}
    ),
    "default_search_engine": _preference(
        "default_search_provider_data", "template_url_data", "short_name", default="Google"
    ),
    "enable_do_not_track": _told(("enable_do_not_track",)),
    "enable_safe_browsing": _told(("safebrowsing", "enhanced"), ("safebrowsing", "enabled")),
    "enable_enhanced_safety_browsing": _told(("safebrowsing", "enhanced")),
    "new_startup_page": _startup,
    "data_delete_automacally": _data_deleted,
    "enabled_experiments": _experiments,
    "find_installed_extension_name": _extension_names,
    "find_unpacked_extension_path": _extension_paths,
}
