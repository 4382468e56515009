"""How much of what can be hit is perceived, on a page made of hard cases."""

import json
from pathlib import Path

from playwright.sync_api import Page

from perception.page import PageReader

HARD = """<style>
body{font:15px sans-serif}.chip{cursor:pointer;display:inline-block;padding:4px}
.scroll{height:90px;overflow:auto;border:1px solid}
</style>
<nav><a href=/a>Home</a> <a href=/b>A link that is long enough to be broken over several lines
when the column that it stands in is narrow</a></nav>
<div style="position:fixed;right:0;bottom:0;background:#eee"><button>Chat</button></div>
<div style="width:90px"><a href=/c>narrow link that wraps over lines</a></div>
<div style="display:contents"><button>In contents</button></div>
<ul role=menu><li role=menuitem tabindex=0>Cut</li><li role=menuitem tabindex=0>Copy</li></ul>
<div class=scroll>{rows}</div>
<table><tr><td onclick="f()">cell</td><td><input type=checkbox></td></tr></table>
<details open><summary>More</summary><button>Inside</button></details>
<div style="transform:rotate(20deg);display:inline-block"><button>Turned</button></div>
<div style="position:relative;height:40px"><button style="position:absolute;left:200px">Placed
</button></div>
<label>Name <input></label><select><option>A</select><select size=3><option>x<option>y</select>
<textarea></textarea><div contenteditable=true>edit</div><span class=listener>heard</span>
<div class=chip>chip</div><div draggable=true>drag</div><input type=range><input type=color>
<button style="opacity:.4">Faint</button><button disabled>Off</button>
<div style="height:1500px"></div><div role=button tabindex=0>Far <b>away</b></div>
<script>document.querySelector('.listener').addEventListener('mousedown', () => {})</script>
"""
ORACLE = Path(__file__).parent.parent / "bench" / "oracle.js"


def test_nearly_all_that_can_be_hit_is_perceived(page: Page, reader: PageReader) -> None:
    rows = "".join(f"<p><button>Row {number}</button></p>" for number in range(9))
    page.set_content(HARD.replace("{rows}", rows))
    found = [each for each in reader.read(whole=True).elements if each.interactive]
    judged = json.loads(page.evaluate(ORACLE.read_text("utf-8"), [6, 20]))
    missed = [
        (tag, text)
        for left, top, width, height, tag, text in judged
        if not any(
            abs(each.box.x - left) < 2
            and abs(each.box.y - top) < 2
            and abs(each.box.width - width) < 2
            and abs(each.box.height - height) < 2
            for each in found
        )
        # what is fixed to the window is elsewhere in the document on each screen
        and text != "Chat"
    ]
    assert len(judged) > 25
    assert missed == []
