"""Metrics over the browser's state and over the settings of programs; see `metrics`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

Rules = Mapping[str, Any]

_TWO_LEVELS = re.compile(r"\.(?:co|com|org|net|ac|gov|edu)\.[a-z]{2}$")


def is_expected_active_tab(result: Any, rules: Rules) -> float:
    """Whether the tab in front shows the address `url`."""
    return float(bool(result) and same_address(_address(result), rules["url"]))


def is_expected_active_tab_approximate(result: Any, rules: Rules) -> float:
    """The same, whatever its parameters."""
    if not result:
        return 0.0
    first, second = (urlsplit(each)._replace(query="") for each in (_address(result), rules["url"]))
    return float(first == second)


def is_expected_url_pattern_match(result: Any, rules: Rules) -> float:
    """Whether all patterns of `expected` are in an address."""
    if not result:
        return 0.0
    return float(all(re.search(each, _address(result)) for each in rules["expected"]))


def is_expected_tabs(result: Sequence[Mapping[str, str]] | None, rules: Rules) -> float:
    """Whether just the addresses `urls` are open."""
    if not result:
        return 0.0
    left = list(rules["urls"])
    for tab in result:
        found = next((each for each in left if same_address(each, tab["url"])), None)
        if found is None:
            return 0.0
        left.remove(found)
    return float(not left)


def is_expected_search_query(result: Mapping[str, str] | None, rules: Rules) -> float:
    """Whether a pattern is in the address of the tab in front."""
    pattern = rules["expect"]["pattern"]
    return float(bool(result) and re.search(pattern, _address(result)) is not None)


def is_expected_bookmarks(result: Mapping[str, Any] | None, rules: Rules) -> float:
    """Whether the bookmarks bar holds just these folders or addresses.

    Raises:
        ValueError: the type of the rule is not known.
    """
    if not result:
        return 0.0
    bar: Sequence[Mapping[str, Any]] = result.get("bookmark_bar", {}).get("children", [])
    if rules["type"] == "bookmark_bar_folders_names":
        names = {each["name"] for each in bar if each["type"] == "folder"}
        return float(names == set(rules["names"]))
    if rules["type"] == "bookmark_bar_websites_urls":
        return float(_urls(bar) == set(rules["urls"]))
    if rules["type"] == "liked_authors_websites_urls":
        return _one_of_each(bar, rules["urls"])
    raise ValueError(f"there is no rule {rules['type']!r} for bookmarks")


def _one_of_each(bar: Sequence[Mapping[str, Any]], urls: Sequence[Any]) -> float:
    """Whether a folder holds one address of each group of alternatives, and nothing else."""
    folder = next((each for each in bar if each["name"] == "Liked Authors"), None)
    if folder is None:
        return 0.0
    held = _urls(folder.get("children", []))
    groups = [{each} if isinstance(each, str) else set(each) for each in urls]
    right = len(held) == len(groups) and all(len(group & held) == 1 for group in groups)
    return float(right and held <= set().union(*groups))


def _urls(entries: Sequence[Mapping[str, Any]]) -> set[str]:
    return {each["url"] for each in entries if each["type"] == "url"}


def is_cookie_deleted(result: Sequence[Sequence[Any]] | None, rules: Rules) -> float:
    """Whether no cookie of the `domains` is left."""
    kept = [str(row[1]).lstrip(".") for row in result or ()]
    return float(
        not any(
            same_address(domain.lstrip("."), each) for domain in rules["domains"] for each in kept
        )
    )


def check_history_deleted(result: Sequence[Sequence[Any]] | None, rules: Rules) -> float:
    """Whether no address in the history has one of the `keywords`."""
    visited = [str(row[0]) for row in result or ()]
    return float(not any(word in each for word in rules["keywords"] for each in visited))


def is_shortcut_on_desktop(result: Mapping[str, str] | None, rules: Rules) -> float:
    """Whether a starter of this `name` or `exec` is on the desktop.

    Raises:
        ValueError: the type of the rule is not known.
    """
    kind = rules["type"]
    if kind not in ("name", "exec"):
        raise ValueError(f"there is no rule {kind!r} for shortcuts")
    wanted = str(rules[kind]).casefold()
    for text in (result or {}).values():
        for line in text.splitlines():
            key, _, value = line.partition("=")
            value = value.casefold()
            if key == kind.capitalize() and value and (wanted in value or value in wanted):
                return 1.0
    return 0.0


def is_expected_installed_extensions(result: Sequence[str] | None, rules: Rules) -> float:
    """Whether all extensions of `expected` are installed."""
    return float(bool(result) and set(rules["expected"]) <= set(result or ()))


def check_enabled_experiments(result: Sequence[str] | None, rules: Rules) -> float:
    """Whether just the experiments `names` are on."""
    return float([each.partition("@")[0] for each in result or ()] == rules["names"])


def check_font_size(result: Mapping[str, Any] | None, rules: Rules) -> float:
    """Whether the usual size of text is `value`, or between `min` and `max`."""
    size = (result or {}).get("default_font_size", 16)
    if rules["type"] == "value":
        return float(size == rules["value"])
    return float(rules["min"] < size < rules["max"])


def is_added_to_steam_cart(result: Mapping[str, str] | None, rules: Rules) -> float:
    """Whether all `items` are in a page's content."""
    content = (result or {}).get("content", "")
    return float(bool(content) and all(each in content for each in rules["items"]))


def check_config_status(result: str | None, rules: Rules) -> float:
    """Whether a file of GIMP's settings has `value` for `key`; a key may name what it is within."""
    keys = [rules["key"]] if isinstance(rules["key"], str) else list(rules["key"])
    for line in _text(result).splitlines():
        words = line.strip().removeprefix("(").removesuffix(")").split()
        if line.lstrip().startswith("#") or words[: len(keys)] != keys:
            continue
        if words[-1].strip('"') == str(rules["value"]).strip('"'):
            return 1.0
    return 0.0


def check_auto_saving_time(result: str | None, rules: Rules) -> float:
    """Whether LibreOffice saves every so many `minutes` by itself."""
    try:
        items = ElementTree.fromstring(_text(result))
    except ElementTree.ParseError:
        return 0.0
    for prop in items.iter("prop"):
        if next((v for k, v in prop.attrib.items() if k.endswith("name")), "") == (
            "AutoSaveTimeIntervall"
        ):
            return float((prop.findtext("value") or "") == str(rules["minutes"]))
    return 0.0


def is_vlc_recordings_folder(result: str | None, rules: Rules) -> float:
    """Whether VLC records to `recording_file_path`."""
    return float(_vlc(result, "input-record-path", "") == rules["recording_file_path"])


def check_qt_slider_colours(result: str | None, rules: Rules) -> float:
    """Whether VLC's volume slider has these colours, or dark ones (`type` blackish)."""
    usual = "153;210;153;20;210;20;255;199;15;245;39;29"
    held = _vlc(result, "qt-slider-colours", usual)
    if rules["type"] == "match":
        return float(held == rules["expected_qt_slider_colours"])
    return float(result is not None and all(int(each) < 100 for each in held.split(";") if each))


def check_global_key_play_pause(result: str | None, rules: Rules) -> float:
    """Whether VLC has a key for play and pause everywhere (1) or not (0)."""
    held = _vlc(result, "global-key-play-pause", "")
    return float(
        result is not None and bool(held) is bool(int(rules["expected_global_key_play_pause"]))
    )


def _vlc_option(metric: str, key: str, usual: str) -> Callable[..., float]:
    """A metric that compares one of VLC's settings."""

    def check(result: str | None, rules: Rules) -> float:
        wanted = str(rules[f"expected_{metric}"])
        return float(result is not None and _vlc(result, key, usual) == wanted)

    return check


def _vlc(path: str | None, key: str, usual: str) -> str:
    """A setting of VLC; what is commented out has its usual value."""
    held = usual
    for line in _text(path).splitlines():
        name, equals, value = line.partition("=")
        if equals and name.strip() == key:
            held = value.strip()
    return held


def same_address(first: str, second: str) -> bool:
    """Whether two addresses are the same to OSWorld: www, suffix and a last slash aside."""
    return _plain(first) == _plain(second)


def _plain(url: str) -> tuple[str, ...]:
    parts = urlsplit(url if re.match(r"[a-zA-Z][\w+.-]*:", url) else f"http://{url}")
    host = parts.netloc.lower().removeprefix("www.")
    if not re.fullmatch(r"[\d.:]+|\[.*\](?::\d+)?|localhost(?::\d+)?", host):
        host = (
            _TWO_LEVELS.sub("", host)
            if _TWO_LEVELS.search(host)
            else host.rpartition(".")[0] or host
        )
    path = "" if parts.path == "/" else parts.path
    return parts.scheme.lower(), host, path, parts.query, parts.fragment


def _address(result: Any) -> str:
    return result if isinstance(result, str) else str(result.get("url", ""))


def _text(path: str | None) -> str:
    try:
        return Path(path).read_text("utf-8", "replace") if path is not None else ""
    except OSError:
        return ""


METRICS: Mapping[str, Callable[..., float]] = {
    function.__name__: function
    for function in (
        is_expected_active_tab, is_expected_active_tab_approximate, is_expected_url_pattern_match,
        is_expected_tabs, is_expected_search_query, is_expected_bookmarks, is_cookie_deleted,
        check_history_deleted, is_shortcut_on_desktop, is_expected_installed_extensions,
        check_enabled_experiments, check_font_size, is_added_to_steam_cart, check_config_status,
        check_auto_saving_time, is_vlc_recordings_folder, check_qt_slider_colours,
        check_global_key_play_pause,
    )
} | {
    "check_qt_bgcone": _vlc_option("qt_bgcone", "qt-bgcone", "1"),
    "check_qt_max_volume": _vlc_option("qt_max_volume", "qt-max-volume", "125"),
    "check_qt_minimal_view": _vlc_option("qt_minimal_view", "qt-minimal-view", "0"),
    "check_play_and_exit": _vlc_option("play_and_exit", "play-and-exit", "0"),
    "check_one_instance_when_started_from_file": _vlc_option(
        "one_instance_when_started_from_file", "one-instance-when-started-from-file", "1"
    ),
}  # fmt: skip
