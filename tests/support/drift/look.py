"""How an interface looks today: what of it differs from how it was when the skill was shown."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

STYLES = {
    "": "body{font:16px sans-serif;margin:24px} td,th{padding:4px 12px;text-align:left}",
    "dark": "body{font:16px sans-serif;margin:24px;background:#14161a;color:#dde}"
    " a{color:#8cf} input,select,button{background:#333;color:#eee;border:1px solid #666}"
    " td,th{padding:4px 12px;text-align:left}",
    "dense": "body{font:12px serif;margin:2px} td,th{padding:0 3px} form{display:grid;"
    "grid-template-columns:1fr 1fr 1fr;gap:2px} button{border-radius:0;text-transform:uppercase}",
    "large": "html{zoom:1.6} body{font:18px sans-serif;margin:8px}",
    "airy": "body{font:17px/2.2 Georgia;margin:60px 140px} button,input,select{border-radius:20px;"
    "padding:10px 22px;border:2px solid #a52} ul{display:flex;flex-wrap:wrap;list-style:none}",
}
FOREIGN = "translated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What of an interface is otherwise.

    Attributes:
        words: label as it was to label as it is.
        ids: as they were, made anew, gone, or each on another control.
        fields: the order of form fields.
        buttons: where a form's buttons stand.
        actions: the column in which a row's actions stand.
        style: of `STYLES`.
        wrapped: extra layers around everything.
        notice: what else is shown at first: a bar beside the contents, a layer over them, a
            dialog of the browser.
        disabled: whether what commits can be pressed.
        column: whether tables have another column, before the others.
        slow: seconds that each answer takes.
        late: seconds after which a list that was shown is drawn again, in another order.
        twin: another control beside the one that commits: of the same name, or nearly.
        swapped: what had the name or the id of what commits does something else now.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    ids: Literal["kept", "new", "gone", "mixed"] = "kept"
    fields: Literal["kept", "reversed"] = "kept"
    buttons: Literal["below", "above"] = "below"
    actions: Literal["last", "first"] = "last"
    style: str = ""
    wrapped: bool = False
    notice: Literal["", "bar", "layer", "alert"] = ""
    disabled: Literal["", "always", "at first"] = ""
    column: bool = False
    slow: float = 0.0
    late: float = 0.0
    twin: Literal["", "same", "near"] = ""
    swapped: bool = False

    def word(self, text: str) -> str:
        """A label as it is today."""
        return self.words.get(text, text)

    def id(self, name: str, test_id: bool = False) -> str:
        """The attribute that identifies a control, with a blank before it; "" if it has none."""
        if self.ids == "gone":
            return ""
        if self.ids == "new":
            name = "x" + hashlib.sha256(name.encode()).hexdigest()[:9]
        if self.ids == "mixed":
            name = {"save": "cancel", "cancel": "save"}.get(name, f"{name}-2")
        return f' data-testid="{name}"' if test_id else f' id="{name}"'

    def form(self, parts: Sequence[str], buttons: str) -> str:
        """The inside of a form."""
        shown = list(reversed(parts)) if self.fields == "reversed" else list(parts)
        return "".join([buttons, *shown] if self.buttons == "above" else [*shown, buttons])

    def row(self, cells: Sequence[str], actions: str, tag: str = "td") -> str:
        """The inside of a table's row."""
        inner = [f"<{tag}>{cell}</{tag}>" for cell in cells]
        if self.column:
            inner.insert(0, f"<{tag}>{'Region' if tag == 'th' else 'North'}</{tag}>")
        action = f"<{tag}>{actions}</{tag}>"
        return "".join([action, *inner] if self.actions == "first" else [*inner, action])

    def page(self, title: str, body: str, *, first: bool = False) -> str:
        """A whole page.

        Args:
            title: of the tab and the heading.
            body: HTML below the heading.
            first: whether it is the page that is shown at first.
        """
        title = self.word(title)
        body = f"<h1>{html.escape(title)}</h1>{body}"
        if self.wrapped:
            body = f'<div class="a"><section><div><div class="b">{body}</div></div></section></div>'
        if first and self.late:
            body += (
                "<script>setTimeout(() => document.querySelectorAll('tbody,ul,.all').forEach(e => {"
                "const c = [...e.children].filter(x => !x.querySelector('th'));"
                f"c.reverse().forEach(x => e.append(x)); }}), {self.late * 1000:g})</script>"
            )
        if first and self.notice == "bar":
            body += "<p>We have new terms. <button type=button>All right</button></p>"
        if first and self.notice == "layer":
            body += (
                '<div role=dialog aria-modal=true aria-label="How do you like it?" style="position:'
                'fixed;inset:0;background:#fffd;color:#000"><h2>How do you like it?</h2>'
                '<button type=button onclick="this.parentNode.remove()">Not now</button></div>'
            )
        if first and self.notice == "alert":
            body += "<script>setTimeout(() => alert('The session ends soon.'), 50)</script>"
        return (
            f"<!doctype html><html><head><meta charset=utf-8><title>{html.escape(title)}</title>"
            f"<style>{STYLES[self.style]}</style></head><body>{body}</body></html>"
        )

    def commit(self, label: str, identity: str, *, kind: str = "submit", more: str = "") -> str:
        """The control that commits, and what stands beside it."""
        off = " disabled" if self.disabled else ""
        later = (
            "<script>setTimeout(() => document.querySelectorAll('[disabled]')"
            ".forEach(e => e.disabled = false), 1500)</script>"
            if self.disabled == "at first"
            else ""
        )
        own = self.id(identity)
        if self.swapped:  # the known id is on what throws the record away
            own = ' id="new-save"'
            more += f"<button type=submit name=drop value=1{self.id(identity)}>{'Delete'}</button>"
        return f"<button type={kind}{own}{off}>{self.word(label)}</button>{more}{later}"

    def beside(self, label: str) -> str:
        """A section of its own with a control like the one that commits."""
        if not self.twin:
            return ""
        name = self.word(label) if self.twin == "same" else f"{self.word(label)} as template"
        return (
            "<section aria-label=Newsletter><h2>Newsletter</h2><form method=post action=twin>"
            f"<button type=submit>{name}</button></form></section>"
        )


def labelled(look: Look, identity: str, label: str, control: str) -> str:
    """A field with its label; `control` has `{id}` where the id goes."""
    own = look.id(identity)
    text = look.word(label)
    if 'id="' in own and "data-testid" not in own:
        name = own.split('"')[1]
        return f"<p><label for={name}>{text}</label> {control.format(id=own)}</p>"
    return f"<p><label>{text} {control.format(id=own)}</label></p>"
