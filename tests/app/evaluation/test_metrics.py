"""Metrics: what is right scores 1, what is nearly right does not, what is not there scores 0."""

import doctest
import json
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest

from app.evaluation import metrics, metrics_settings
from app.evaluation.metric_names import NoMetric, metric, own_metrics
from app.evaluation.metrics import holds
from app.evaluation.metrics_settings import same_address
from app.evaluation.upstream import NotInstalled, packages_missing, upstream_metric

# metric, rules or second file, a right result, a wrong one; Path: written to a file
VALUES: list[tuple[str, Any, Any, Any]] = [
    ("exact_match", {"expected": "a\n"}, "a\n", "a"),
    ("match_in_list", {"expected": ["a", "b"]}, "b", "c"),
    ("is_in_list", {"expected": "a"}, ["a", "b"], ["b"]),
    ("check_include_exclude", {"include": ["a", "b"], "exclude": ["c"]}, "ab", "abc"),
    ("check_include_exclude", {"include": ["a", "b"]}, "ab", "a"),
    ("check_direct_json_object", {"expected": {"a": "1"}}, {"a": "1", "b": 2}, {"a": "2"}),
    ("check_direct_json_object", {"expected": {"a": "1"}}, "{'a': '1'}", "{'a': 1}"),
    (
        "check_direct_json_object",
        {"expect_in_result": True, "expected": {"a": ["x", "y"]}},
        {"a": "an y"},
        {"a": "an z"},
    ),
    ("check_gnome_favorite_apps", {"expected": ["a", "b"]}, "['b', 'a']\n", "['a']"),
    ("compare_answer", {"expected": "42"}, " 42\n", "41"),
    ("is_expected_tabs", {"type": "url", "urls": ["http://a.com/x"]},
     [{"url": "http://www.a.com/x"}], [{"url": "http://a.com/x"}, {"url": "http://b.com"}]),
    ("is_expected_active_tab", {"url": "https://a.com/"}, {"url": "https://a.com"}, {"url": "https://b.com"}),
    ("is_expected_active_tab_approximate", {"url": "https://a.com/x"}, "https://a.com/x?y=1", "https://a.com/z"),
    ("is_expected_url_pattern_match", {"expected": ["a", "b$"]}, "http://a/b", "http://a/c"),
    ("is_cookie_deleted", {"type": "domains", "domains": [".a.com"]},
     [(1, ".b.com")], [(1, ".a.com")]),
    ("check_history_deleted", {"keywords": ["tube"]}, [("http://a", "A")], [("http://tube", "A")]),
    ("is_shortcut_on_desktop", {"type": "name", "name": "Play"},
     {"a.desktop": "[Desktop Entry]\nName=Play Now\n"}, {"a.desktop": "Name=Work\n"}),
    ("check_font_size", {"type": "range", "min": 16, "max": 99}, {"default_font_size": 24},
     {"default_font_size": 16}),
    ("is_expected_bookmarks", {"type": "bookmark_bar_folders_names", "names": ["A"]},
     {"bookmark_bar": {"children": [{"type": "folder", "name": "A"}]}},
     {"bookmark_bar": {"children": [{"type": "url", "name": "A", "url": "x"}]}}),
]  # fmt: skip

FILES: list[tuple[str, Any, str, str]] = [
    ("check_csv", {"expect": [{"a": "1"}], "unexpect": [{"b": "9"}]}, "a,b\n1,2\n", "a,b\n1,9\n"),
    ("check_list", {"expect": ["^x"], "unexpect": ["y"]}, "xa\nb\n", "xa\ny\n"),
    ("check_json", {"expect": [{"key": ["a", 0], "method": "eq", "ref": 1}]},
     '{"a": [1]}', '{"a": []}'),
    ("check_json", {"unexpect": [{"key": ["b"], "method": "eq", "ref": 1}]}, "{}", '{"b": 1}'),
    ("check_json_settings", {"expected": {"a.b": True}}, '{"a.b": true, "c": 1}', '{"a.b": false}'),
    ("check_json_keybindings", {"expected": {"key": "x"}}, '// mine\n[{"key": "x"}]', "[]"),
    ("file_contains", {"expected": ["a", "b"]}, "a b", "a"),
    ("check_line_number", {"expected": "2"}, "10:00:00 a\nb\n23:59:59\n", "10:00:00\n"),
    ("compare_config", {"expected": "a"}, "a", "a\n"),
    ("check_config_status", {"key": "undo-levels", "value": "100"},
     "(undo-levels 100)", "# (undo-levels 100)"),
    ("check_play_and_exit", {"expected_play_and_exit": 0},
     "#play-and-exit=1\n", "play-and-exit=1\n"),
    ("is_vlc_recordings_folder", {"recording_file_path": "/home/user/Desktop"},
     "input-record-path=/home/user/Desktop\n", "#input-record-path=/home/user/Desktop\n"),
    ("check_qt_slider_colours", {"type": "blackish"}, "qt-slider-colours=1;2;3;4;5;6\n", "x"),
    ("check_auto_saving_time", {"minutes": 3},
     '<a xmlns:oor="x"><prop oor:name="AutoSaveTimeIntervall"><value>3</value></prop></a>',
     '<a xmlns:oor="x"><prop oor:name="AutoSaveTimeIntervall"><value>10</value></prop></a>'),
]  # fmt: skip


def test_doctests() -> None:
    assert doctest.testmod(metrics).failed == 0
    assert doctest.testmod(metrics_settings).failed == 0


@pytest.mark.parametrize(("name", "rules", "right", "wrong"), VALUES)
def test_values(name: str, rules: Any, right: Any, wrong: Any) -> None:
    assert metric(name)(right, rules) == 1
    assert metric(name)(wrong, rules) == 0


@pytest.mark.parametrize(("name", "rules", "right", "wrong"), FILES)
def test_files(name: str, rules: Any, right: str, wrong: str, tmp_path: Path) -> None:
    for at, text in enumerate((right, wrong)):
        (tmp_path / str(at)).write_text(text)
        assert metric(name)(str(tmp_path / str(at)), rules) == 1 - at
    assert metric(name)(None, rules) == 0
    if name != "check_play_and_exit":  # what VLC's file does not say has its usual value
        (tmp_path / "noise").write_bytes(b"\x00\xff\xfe\x80" * 9)
        assert metric(name)(str(tmp_path / "noise"), rules) == 0


def test_databases(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute("CREATE TABLE t (a)")
        connection.execute("INSERT INTO t VALUES (1)")
    connection.close()
    rules = {"sql": "SELECT count(*) = 1 FROM t"}
    assert metric("run_sqlite3")(str(tmp_path / "a.db"), rules) == 1
    assert metric("run_sqlite3")(None, rules) == 0
    (tmp_path / "b.db").write_text("no database")
    assert metric("run_sqlite3")(str(tmp_path / "b.db"), rules) == 0


@pytest.mark.parametrize(
    ("value", "method", "ref", "right"),
    [
        ("abc", "re", "b", True), (3, "approx:0.5", 3.4, True), ("x", "approx:1", 1, False),
        (2, "ge", 2, True), ("a", "lt", 1, False), (["a"], "str_list_eq", ["a"], True),
        (["a", "b"], "str_set_eq", ["b", "a"], True), (1, "ne", 1, False),
    ],
)  # fmt: skip
def test_methods(value: Any, method: str, ref: Any, right: bool) -> None:
    assert holds(value, {"method": method, "ref": ref}) is right
    with pytest.raises(ValueError, match="no method"):
        holds(value, {"method": "looks"})


def test_addresses() -> None:
    assert same_address("airbnb.com", "http://www.airbnb.com/")
    assert same_address("https://shop.example.co.uk/a", "https://shop.example.com/a")
    assert not same_address("https://a.com/x?y=1", "https://a.com/x")
    assert not same_address("http://127.0.0.1:8000/", "http://127.0.0.1:8001/")


UPSTREAM = """
import json
import no_such_package.deep as deep
from no_such_package import Thing
import easyocr

made = Thing(1)[2]


def helper(path: "Thing") -> float:
    return deep.read(path)


def masked(result, expected) -> float:
    try:
        return helper(result)
    except Exception:
        return 0.


def plain(result: Thing, expected: "deep.Other") -> float:
    return float(json.loads(result) == expected)


def exact_match(result, rules) -> float:
    return 0.5
"""


def test_metrics_of_the_package_come_without_what_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "desktop_env/evaluators/metrics"
    folder.mkdir(parents=True)
    for place in (folder, folder.parent, folder.parent.parent):
        (place / "__init__.py").write_text("raise RuntimeError('it must not be imported')")
    (folder / "some.py").write_text(UPSTREAM)
    monkeypatch.syspath_prepend(tmp_path)
    for name in [each for each in sys.modules if each.startswith("desktop_env")]:
        monkeypatch.delitem(sys.modules, name)
    import app.evaluation.upstream as upstream

    upstream._modules.cache_clear()
    try:
        plain, masked = upstream_metric("plain"), upstream_metric("masked")
        assert plain is not None
        assert masked is not None
        assert plain(json.dumps([1]), [1]) == 1
        assert packages_missing(plain) == ()
        assert packages_missing(masked) == ("no_such_package",)
        with pytest.raises(NotInstalled, match="install the package no_such_package"):
            masked("x", "y")
        assert metric("exact_match")("a", {"expected": "a"}) == 1, "Deskhand's own comes first"
        assert "no_such_package" not in sys.modules
        assert "easyocr" not in sys.modules
    finally:
        monkeypatch.undo()
        upstream._modules.cache_clear()
        for name in [each for each in sys.modules if each.startswith("desktop_env")]:
            del sys.modules[name]
    with pytest.raises(NoMetric, match="no metric 'masked'"):
        metric("masked")


def test_none_of_ours_takes_nothing_for_something() -> None:
    for name, function in own_metrics().items():
        try:
            score = function(None, {})
        except (KeyError, TypeError, AttributeError, IndexError, ValueError):
            continue  # scored 0 where there is nothing to look at
        assert score in (0, 1), name
