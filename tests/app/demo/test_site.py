"""The demonstration site over HTTP, as a browser talks to it."""

import http.cookiejar
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator

import pytest

from app.demo.server import DemoSite
from app.demo.state import initial


class Browser:
    """Keeps cookies, follows redirects, returns status and text."""

    def __init__(self, site: DemoSite) -> None:
        self._url = site.url
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar, urllib.request.ProxyHandler({}))

    def get(self, path: str) -> tuple[int, str]:
        return self._open(urllib.request.Request(self._url + path))

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        body = urllib.parse.urlencode(fields).encode()
        return self._open(urllib.request.Request(self._url + path, body))

    def raw(self, path: str, body: bytes, content_type: str) -> tuple[int, str]:
        headers = {"Content-Type": content_type}
        return self._open(urllib.request.Request(self._url + path, body, headers))

    def _open(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self._opener.open(request, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()


@pytest.fixture(scope="module")
def served() -> Iterator[DemoSite]:
    with DemoSite() as site:
        yield site


@pytest.fixture
def site(served: DemoSite) -> DemoSite:
    served.reset()
    return served


@pytest.fixture
def browser(site: DemoSite) -> Browser:
    return Browser(site)


ORDER = {
    "customer": "Chen Wei",
    "product": "Desk lamp",
    "quantity": "3",
    "delivery": "2026-12-15",
    "shipping": "Express",
    "terms": "yes",
}


def test_every_session_begins_with_the_same_data() -> None:
    one, other = initial(), initial()
    assert one.contacts == other.contacts
    assert one.orders == other.orders
    assert (len(one.contacts), len(one.orders)) == (60, 40)


def test_links_lead_somewhere(site: DemoSite, browser: Browser) -> None:
    browser.post("/login", user="demo", password="harbour")
    seen, waiting = {"/"}, ["/"]
    while waiting:
        path = waiting.pop()
        status, text = browser.get(path)
        assert status == 200, path
        for found in re.findall(r'(?:href|src)="(/[^"#]*)"', text):
            key = re.sub(r"\d+", "1", found.replace("&amp;", "&"))  # one of each kind
            if key not in seen:
                seen.add(key)
                waiting.append(found.replace("&amp;", "&"))
    assert len(seen) > 25


def test_paging_and_search_and_sorting(browser: Browser) -> None:
    _, last = browser.get("/contacts?page=6")
    assert "Hugo Peeters" in last
    assert "Chen Wei" not in last
    _, found = browser.get("/contacts?q=fischer")
    assert "2 contacts" in found
    _, by_city = browser.get("/contacts?sort=city")
    assert by_city.index("Antofagasta") < by_city.index("Berlin")
    assert browser.get("/contacts?page=99&sort=nonsense")[0] == 200


def test_an_order_is_checked_and_stored(site: DemoSite, browser: Browser) -> None:
    status, text = browser.post("/orders/new", **{**ORDER, "quantity": "0", "delivery": "soon"})
    assert status == 422
    assert "2 fields need your attention" in text
    assert len(site.state.orders) == 40
    status, text = browser.post("/orders/new", **ORDER)
    assert status == 200
    assert "Order 1041 was placed." in text
    assert site.state.orders[1041].total == 144.0


def test_reports_need_a_login(site: DemoSite, browser: Browser) -> None:
    assert "Revenue by month" not in browser.get("/reports")[1]
    assert browser.post("/login", user="demo", password="wrong")[0] == 401
    assert (
        "Revenue by month"
        in browser.post("/login", user="demo", password="harbour", back="/reports")[1]
    )
    assert (
        "https://evil.test"
        not in browser.post("/login", user="demo", password="harbour", back="https://evil.test")[1]
    )
    browser.post("/logout")
    assert "Revenue by month" not in browser.get("/reports")[1]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/newsletter", {"email": "a@b.test", "frequency": "Weekly"}),
        ("/newsletter/subscribe", {"email": "a@b.test"}),
    ],
)
def test_the_newsletter_pages_lie(
    path: str, fields: dict[str, str], site: DemoSite, browser: Browser
) -> None:
    before = site.state.newsletter
    _, text = browser.post(path, **fields)
    assert "Saved." in text
    assert "Subscribed (weekly)" in text
    assert site.state.newsletter == before == initial().newsletter
    _, later = browser.get("/newsletter")
    assert "Not subscribed" in later


def test_the_topic_is_accepted_and_dropped(site: DemoSite, browser: Browser) -> None:
    assert browser.post("/newsletter/topics", topic="Chairs")[0] == 204
    assert site.state.newsletter == initial().newsletter


def test_upload(site: DemoSite, browser: Browser) -> None:
    part = 'Content-Disposition: form-data; name="file"; filename="plän.txt"\r\n\r\n'
    body = f"--x\r\n{part}".encode() + b"\x00\xffdata\r\n--x--\r\n"
    browser.raw("/contacts/1/attach", body, "multipart/form-data; boundary=x")
    (attachment,) = site.state.contacts[1].attachments
    assert attachment.name == "plän.txt"
    assert attachment.content == b"\x00\xffdata"


def test_what_is_typed_is_only_text(site: DemoSite, browser: Browser) -> None:
    name = "<script>alert(1)</script>$name"
    _, text = browser.post("/contacts/new", name=name, email="a@b.test")
    assert name not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;$name" in text
    assert site.state.contacts[61].name == name


def test_what_is_not_there(browser: Browser) -> None:
    for path in ("/nothing", "/contacts/999", "/orders/1/ship", "/static/../state.py"):
        assert browser.get(path)[0] == 404, path
    assert browser.post("/contacts/999/delete")[0] == 404


def test_no_page_hands_out_the_state_as_data(browser: Browser) -> None:
    for path in ("/state", "/state.json", "/api", "/api/state", "/orders.json"):
        assert browser.get(path)[0] == 404
    names = json.loads(browser.get("/orders/customers?q=anna")[1])
    assert names == ["Anna Berg", "Anna Bergström", "Hannah Weiss"]


def test_sessions_are_separate(site: DemoSite) -> None:
    one, other = Browser(site), Browser(site)
    one.post("/login", user="demo", password="harbour")
    assert "Revenue" not in other.get("/reports")[1]
