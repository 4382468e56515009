"""Tooltips that come up when the pointer rests on something, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from actions.context import RunContext
from actions.environment import Environment
from actions.environments.browser import BrowserOptions, open_browser
from actions.target import Description
from actions.tooltip import tooltip
from grounding import by_name

PAGE = """<!doctype html><style>button { margin: 60px }
.tip { display: none; position: absolute; left: 180px }
button:hover + .tip { display: block }</style><p>Nothing to see</p>
<button aria-label=First>1</button><span class=tip role=tooltip>Saves the whole document</span>
<button aria-label=Second>2</button><span class=tip>Prints it</span>
<button aria-label=Third>3</button>"""


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> Iterator[Environment]:
    file = tmp_path_factory.mktemp("tips") / "tips.html"
    file.write_text(PAGE, "utf-8")
    environment = open_browser(BrowserOptions(headless=True, url=file.as_uri()))
    yield environment
    environment.close()


@pytest.mark.parametrize(
    ("name", "said"),
    [("First", "Saves the whole document"), ("Second", "Prints it"), ("Third", "")],
)
def test_what_comes_up_on_hovering_is_read(page, name, said):
    context = RunContext()
    found = by_name.ground(Description(text=f"the {name} button"), page.observe(context))
    assert tooltip(page, found, context, limit=2.0 if said else 0.3) == said
