"""What a task begins with is made right, and what it left is compared strictly."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from app.errors import UsageError
from app.evaluation.home_tree import home_tree
from app.evaluation.material import make_files
from app.evaluation.metrics_own import METRICS
from app.evaluation.odf import OpenDocument
from app.evaluation.sites import serve

_RED, _GREEN, _BLUE, _WHITE = [200, 0, 0], [0, 200, 0], [0, 0, 200], [255, 255, 255]


def _made(home: Path, **entry: Any) -> str:
    make_files(home, [entry])
    return str(home / entry["path"])


def test_a_tree_is_compared_as_a_whole(tmp_path: Path) -> None:
    make_files(
        tmp_path,
        [
            {"path": "Documents/a.txt", "text": "one\n"},
            {"path": "Documents/Empty", "folder": True},
            {"path": "Documents/.hidden", "text": "x"},
            {"path": "Documents/p.png", "width": 4, "height": 4, "color": _RED},
        ],
    )
    (tmp_path / "Documents/link").symlink_to("a.txt")
    held = home_tree(tmp_path, ["Documents", "Missing"])
    wanted = {
        "Documents/a.txt": "one",
        "Documents/Empty/": "",
        "Documents/p.png": "*",
        "Documents/link": "-> a.txt",
    }
    assert METRICS["same_tree"](held, wanted) == 1
    assert METRICS["same_tree"](held, {**wanted, "Documents/a.txt": "two"}) == 0
    assert METRICS["same_tree"]({**held, "Documents/b.txt": ""}, wanted) == 0


def test_nothing_is_made_outside_of_home(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="below the home folder"):
        make_files(tmp_path / "home", [{"path": "../a.txt", "text": "x"}])
    with pytest.raises(UsageError, match="not said what is in"):
        make_files(tmp_path, [{"path": "a.ods"}])


def test_cells_with_their_formulas_and_sheets(tmp_path: Path) -> None:
    path = _made(tmp_path, path="a.ods", sheets={"One": [["x", 1.5], ["y & z"]], "Two": []})
    check = METRICS["check_cells"]
    assert check(path, {"rows": [["x", 1.5], ["y & z"]]}) == 1
    assert check(path, {"sheets": {"One": [["x", 1.5], ["y & z"]], "Two": []}}) == 1
    assert check(path, {"sheets": {"Two": [], "One": [["x", 1.5], ["y & z"]]}}) == 0
    assert check(path, {"rows": [["x", 1.5]]}) == 0
    assert check(path, {"rows": [["x", "1.5"], ["y & z"]]}) == 0
    assert check(path, {"rows": [["x", 1.5], ["y & z"]], "formulas": {"B1": "SUM"}}) == 0
    assert check(path, {"rows": [["x", 1.5], ["y & z"]], "looks": {"A1": {"bold": True}}}) == 0
    assert check(None, {"rows": []}) == 0


def test_a_document_with_headings_and_tables(tmp_path: Path) -> None:
    path = _made(
        tmp_path, path="a.odt", paragraphs=[{"heading": 2, "text": "Top"}, "text", [["a", "b"]]]
    )
    check = METRICS["check_document"]
    right = {
        "paragraphs": [{"text": "Top", "level": 2}, {"text": "text", "bold": False}],
        "tables": [[["a", "b"]]],
    }
    assert check(path, right) == 1
    assert check(path, {**right, "tables": []}) == 0
    assert check(path, {**right, "paragraphs": [{"text": "Top", "level": 1}, "text"]}) == 0
    assert check(path, {**right, "page": {"orientation": "landscape"}}) == 0


def test_slides_and_pictures(tmp_path: Path) -> None:
    slides = [{"title": "A", "lines": ["b", "c"]}, {"title": "D"}]
    path = _made(tmp_path, path="a.odp", slides=slides)
    assert OpenDocument(Path(path)).slides()[0].title == "A"
    assert METRICS["check_slides"](path, {"slides": slides}) == 1
    assert METRICS["check_slides"](path, {"slides": slides[:1]}) == 0
    corners = [_RED, _GREEN, _BLUE, _WHITE]
    picture = _made(tmp_path, path="p.png", width=8, height=4, corners=corners)
    check = METRICS["check_picture"]
    assert check(picture, {"width": 8, "height": 4, "corners": corners}) == 1
    assert check(picture, {"width": 4}) == 0
    assert check(picture, {"format": "jpeg"}) == 0
    assert check(picture, {"corners": [_GREEN, _RED, _BLUE, _WHITE]}) == 0
    assert check(_made(tmp_path, path="no.txt", text="no picture"), {}) == 0


def test_what_is_no_document_scores_nothing(tmp_path: Path) -> None:
    path = _made(tmp_path, path="a.txt", text="%PDF-1.4")
    assert METRICS["check_slides"](path, {"slides": []}) == 0
    assert METRICS["is_pdf"](path, {}) == 1
    assert METRICS["is_pdf"](path, {"pages": 1}) == 0
    assert METRICS["same_number"]("4,588", {"number": 4588}) == 1
    assert METRICS["same_number"]("about 4588", {"number": 4588}) == 0


def test_a_site_remembers_what_it_was_sent(tmp_path: Path) -> None:
    make_files(
        tmp_path,
        [{"path": "site/index.html", "text": "<h1>Home</h1>"}, {"path": "secret.txt", "text": "s"}],
    )
    with serve(tmp_path / "site") as site:
        with urllib.request.urlopen(f"{site.url}/", timeout=10) as page:
            assert page.read() == b"<h1>Home</h1>"
        for path in ("/missing", "/..%2Fsecret.txt"):
            with pytest.raises(urllib.error.HTTPError) as failure:
                urllib.request.urlopen(f"{site.url}{path}", timeout=10)
            failure.value.close()
        data = urllib.parse.urlencode({"name": "Ada", "note": ""}).encode()
        with pytest.raises(urllib.error.HTTPError) as failure:
            urllib.request.urlopen(f"{site.url}/sent?x=1", data, timeout=10)
        failure.value.close()
        assert METRICS["same_forms"](site.posted, [{"path": "/sent", "name": "Ada", "note": ""}])
        assert not METRICS["same_forms"](site.posted, [])
