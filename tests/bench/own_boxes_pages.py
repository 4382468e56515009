"""The pages of the own-box benchmark, with what Chromium says of them over its debugging protocol.

Their icons are from Font Awesome (Debian's fonts-font-awesome), which no icon theme holds.
"""

from __future__ import annotations

import base64
import os
from pathlib import Path

from own_boxes_truth import questions, write
from playwright.sync_api import sync_playwright

from actions.environments.find_browser import find_browser
from perception import imaging
from perception.element import Element, Visibility
from perception.page import PageReader

FONT = Path("/usr/share/fonts-font-awesome/fonts/fontawesome-webfont.woff2")
_SIZE = (1000, 700)

_STYLE = """
@font-face {{ font-family: fa; src: url(data:font/woff2;base64,{font}) }}
body {{ font: 15px/1.5 'DejaVu Sans', sans-serif; margin: 20px; background: Canvas;
  color: CanvasText; color-scheme: light dark }}
i {{ font: normal 18px/1 fa }}
button, a.b {{ font: inherit; padding: 6px 12px; border: 1px solid #8889; border-radius: 5px;
  background: #8881; color: inherit }}
button.flat {{ border: 0; background: none; padding: 8px 10px }} input, select {{ font: inherit }}
td, th {{ padding: 4px 14px; text-align: left; border-bottom: 1px solid #8885 }}
nav a {{ margin-right: 18px; color: inherit }} .card {{ border: 1px solid #8886; padding: 14px;
  margin: 12px 0; border-radius: 8px }}
"""


def _icon(code: str, label: str) -> str:
    return (
        f'<button class="flat" aria-label="{label}"><i aria-hidden="true">&#x{code};</i></button>'
    )


PAGES = {
    "page-mail": (True, f"""<nav>{_icon("f0c9", "Menu")} {_icon("f002", "Search")}
{_icon("f013", "Settings")} {_icon("f059", "Help")}</nav><h1>Inbox</h1>
<p>{_icon("f187", "Archive")} {_icon("f1f8", "Delete")} {_icon("f112", "Reply")}
{_icon("f064", "Forward")} {_icon("f02b", "Label")} {_icon("f0c6", "Attach")}
{_icon("f005", "Star")} {_icon("f02f", "Print")} {_icon("f021", "Refresh")}</p>
<p><button>Compose</button> <a href="#1">Drafts</a> <a href="#2">Sent mail</a>
<a href="#3">Spam folder</a></p><table><tr><td><input type=checkbox aria-label=Select></td>
<td>Maria Lindqvist</td><td><a href="#4">Delivery on Friday</a></td></tr>
<tr><td></td><td>Harbour office</td><td><a href="#5">Reading of the meters</a></td></tr>
</table>"""),
    "page-orders": (False, """<nav><a href="#a">Overview</a> <a href="#b">Customers</a>
<a href="#c">Reports</a> <a href="#d">Sign out</a></nav><h1>Open orders</h1>
<div class=card><p><label>Customer <input></label> <label>Reference <input value="AX-20931"></label>
<p><label><input type=checkbox> Urgent only</label> <label><input type=radio name=k> Pickup</label>
<label><input type=radio name=k> Delivery</label></p>
<p><button>Search orders</button> <button>Reset filters</button> <button>Export list</button></p>
</div><table><tr><th>Number</th><th>Subject</th><th></th></tr>
<tr><td>2401</td><td>24 crates</td><td><a href="#e">Show details</a></td></tr>
<tr><td>2402</td><td>Keys to room B-114</td><td><button>Cancel order</button></td></tr></table>
<p><a href="#f">Terms of delivery</a> <a href="#g">Imprint</a></p>"""),
    "page-player": (False, f"""<h1>Night music</h1><div class=card>{_icon("f048", "Previous")}
{_icon("f04b", "Play")} {_icon("f04c", "Pause")} {_icon("f04d", "Stop")} {_icon("f051", "Next")}
{_icon("f074", "Shuffle")} {_icon("f01e", "Repeat")} {_icon("f028", "Volume")}
{_icon("f065", "Fullscreen")} {_icon("f08a", "Like")} {_icon("f1e0", "Share")}
{_icon("f019", "Download")}</div><p><button>Add to library</button> <button>Follow artist</button>
<a href="#q">Similar albums</a> <a href="#r">Lyrics</a></p>"""),
    "page-editor": (False, f"""<div class=card>{_icon("f0c7", "Save")} {_icon("f0e2", "Undo")}
{_icon("f01e", "Redo")} {_icon("f0c4", "Cut")} {_icon("f0c5", "Copy")} {_icon("f0ea", "Paste")}
{_icon("f032", "Bold")} {_icon("f033", "Italic")} {_icon("f0cd", "Underline")}
{_icon("f036", "Align left")} {_icon("f037", "Align center")} {_icon("f0c1", "Link")}
{_icon("f03e", "Image")} {_icon("f0ce", "Table")} {_icon("f067", "Add")} {_icon("f068", "Remove")}
</div><p><label>Title <input value="Travel plan"></label></p>
<p><button>Publish</button> <button>Discard draft</button> <button>Preview page</button></p>"""),
    "page-settings": (True, """<h1>Account settings</h1><div class=card>
<p><label>Display name <input value="Ada"></label></p><p><label>Time zone <select>
<option>Oslo</option></select></label></p><p><label><input type=checkbox> Weekly summary</label></p>
<p><label><input type=checkbox> Product news</label></p>
<p><button>Save changes</button> <button>Change password</button> <button>Delete account</button>
</p></div><p><a href="#p">Privacy policy</a> <a href="#c">Contact support</a></p>"""),
}  # fmt: skip


def pages_of(folder: Path, *, dark: bool, scale: int) -> None:
    """Make the pictures of pages in one theme and scale."""
    font = base64.b64encode(FONT.read_bytes()).decode() if FONT.is_file() else ""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(find_browser()), args=arguments)
        page = browser.new_page(
            viewport={"width": _SIZE[0], "height": _SIZE[1]},
            device_scale_factor=scale,
            color_scheme="dark" if dark else "light",
        )
        for name, (held, body) in PAGES.items():
            style = _STYLE.format(font=font)
            page.set_content(f"<!doctype html><meta charset=utf-8><style>{style}</style>{body}")
            page.evaluate("document.fonts.ready.then(() => 1)")
            elements = [
                _scaled(each, scale)
                for each in PageReader(page, "t1").read(whole=False).elements
                if each.visibility is Visibility.VISIBLE
            ]
            pixels = imaging.decoded(page.screenshot(scale="device"))
            items = questions(elements, elements, pixels, scale, {})
            write(
                folder / f"{name}-{'dark' if dark else 'light'}-{scale}",
                pixels,
                items,
                toolkit="page",
                held=held,
                dark=dark,
                scale=scale,
                names=sorted({each.name for each in elements if each.name}),
                elements=[[each.role, each.name, *each.box] for each in elements],
            )
        browser.close()


def _scaled(element: Element, scale: int) -> Element:
    import dataclasses

    return dataclasses.replace(element, box=element.box.scaled(scale))
