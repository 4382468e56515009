"""The pages of the benchmark, and what is on them.

A made-up shop's back office: sections of cards, forms and a table, with links, buttons, fields,
selects, listener-only and pointer-only controls. `data-truth` numbers every interactive element
by construction; perception does not read it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

HEAD = """<!doctype html><html><head><meta charset="utf-8"><title>Back office</title><style>
body{font:14px sans-serif;margin:0}
header{position:sticky;top:0;background:#eef;padding:8px;z-index:2}
.card{border:1px solid #ccc;margin:8px;padding:8px;width:380px;float:left;min-height:250px}
.chip{cursor:pointer;background:#def;padding:2px 6px}.table{clear:both;margin:8px}
td,th{padding:2px 8px;border:1px solid #ddd}.gone{display:none}
</style></head><body><header>
<a data-truth href="/home">Home</a> <a data-truth href="/orders">Orders</a>
<input data-truth type="search" placeholder="Search" aria-label="Search">
<button data-truth>Account</button></header><main><h1>Back office</h1>
"""
TABLE = """<table class="table">
<thead><tr><th>No</th><th>Name</th><th>Sum</th><th></th></tr></thead>
"""
TAIL = """</main><script>
for (const each of document.querySelectorAll('.listener')) each.addEventListener('click', () => {});
</script></body></html>"""


def _card(number: int) -> str:
    return f"""<section class="card"><h2>Order {number}</h2>
<p>Placed by <b>Customer {number}</b>, <i>paid</i>, due in {number % 9} days.</p>
<form action="/orders/{number}" method="post">
<label>Note {number} <input data-truth name="note{number}" value="n{number}"></label><br>
<label for="q{number}">Quantity {number}</label>
<input data-truth type="number" id="q{number}" value="{number % 7}"><br>
<label><input data-truth type="checkbox" {"checked" if number % 2 else ""}> Express {number}</label>
<select data-truth aria-label="State {number}"><option>Open</option><option>Packed</option>
<option>Sent</option></select>
<button data-truth>Save order {number}</button></form>
<ul><li>Item A{number}</li>
<li>Item B{number} <a data-truth href="/item/{number}">details</a></li></ul>
<span data-truth class="listener">Flag {number}</span>
<div data-truth class="chip">Chip {number}</div>
<div class="gone"><button>Hidden {number}</button></div>
<div data-truth role="button" tabindex="0">Archive {number}</div></section>
"""


def _row(number: int) -> str:
    return f"""<tr><td>{number}</td><td><a data-truth href="/c/{number}">Customer {number}</a></td>
<td>{number * 13 % 997}.50</td><td><button data-truth>Edit</button>
<button data-truth>Delete</button></td></tr>
"""


def _count(html: str) -> int:
    """How many elements the text makes; good enough to aim at a size."""
    return html.count("<") - html.count("</") - html.count("<!")


def synthetic(size: int) -> str:
    """A page of about `size` elements."""
    parts = [HEAD]
    total = _count(HEAD + TAIL)
    cards, rows = itertools.count(1), itertools.count(1)

    def fill(make: Callable[[int], str], numbers: Iterator[int], until: float) -> None:
        nonlocal total
        while total < until:
            part = make(next(numbers))
            parts.append(part)
            total += _count(part)

    fill(_card, cards, size * 0.6)
    parts.append(
        '<table class="table"><thead><tr><th>No</th><th>Name</th><th>Sum</th><th></th></tr></thead>'
    )
    fill(_row, rows, size)
    parts.append("</table>")
    parts.append(TAIL)
    return "".join(parts)


def write(folder: Path, sizes: tuple[int, ...]) -> dict[str, Path]:
    """Write the pages; name -> file."""
    found = {}
    for size in sizes:
        path = folder / f"page-{size}.html"
        path.write_text(synthetic(size), "utf-8")
        found[f"{size:,} elements"] = path
    return found
