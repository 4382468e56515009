"""How a page of the fresh set looks today. Shares nothing with `drift.look` and its changes."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Literal

_STYLE = (
    "body{{font:15px Verdana,sans-serif;margin:18px;max-width:900px}}"
    "fieldset,li,section,[role=row],tr{{margin:6px;padding:6px}} [role=cell]{{margin-right:24px}}"
    " .span{{border:1px solid #777;padding:2px 9px;cursor:pointer}} .gone{{display:none}}{more}"
)
_SUBMIT = "event.preventDefault();this.closest('form').requestSubmit()"


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What of an interface is otherwise.

    Attributes:
        wording: how labels are written: in capitals, with a sign before them, with blanks that do
            not break, with dots behind them, or with a longer accessible name.
        control: what buttons are made of.
        split: the names of records are in two parts.
        around: what everything is inside of.
        layout: read from the right, or shown in another order than it is written.
        footer: a bar covers the lower part of the view.
        twin: a control of the same name that cannot be seen, or a list of what was used last.
        flow: what comes before: groups are closed, one must log in, one is asked once more.
    """

    wording: Literal["", "capitals", "sign", "blanks", "dots", "longer"] = ""
    control: Literal["", "link", "span", "input"] = ""
    split: bool = False
    around: Literal["", "shadow", "frame"] = ""
    layout: Literal["", "rtl", "reversed"] = ""
    footer: bool = False
    twin: Literal["", "hidden", "recent"] = ""
    flow: Literal["", "closed", "login", "asks"] = ""

    def word(self, text: str) -> str:
        """A label as it is written today."""
        match self.wording:
            case "capitals":
                return text.upper()
            case "sign":
                return f"➤ {text}"
            case "blanks":
                return text.replace(" ", "\u00a0") + "\u200b"
            case "dots":
                return f"{text}…"
            case _:
                return text

    def name(self, text: str) -> str:
        """The name of a record, in HTML."""
        first, _, rest = text.partition(" ")
        if self.split and rest:
            return f"<b>{html.escape(first)}</b> <i>{html.escape(rest)}</i>"
        return html.escape(text)

    def button(self, label: str, *, identity: str = "", more: str = "") -> str:
        """A control that sends the form around it."""
        text = html.escape(self.word(label))
        own = f' id="{identity}"' if identity else ""
        if self.wording == "longer":
            more += f' aria-label="{text}, opens nothing new"'
        match self.control:
            case "link":
                return f'<a href="#"{own}{more} onclick="{_SUBMIT}">{text}</a>'
            case "span":
                return (
                    f'<span class=span role=button tabindex=0{own}{more} onclick="{_SUBMIT}">'
                    f"{text}</span>"
                )
            case "input":
                return f'<input type=submit{own}{more} value="{text}">'
            case _:
                return f"<button type=submit{own}{more}>{text}</button>"

    def act(self, where: str, label: str, *, identity: str = "", inner: str = "") -> str:
        """A form with one button; `inner` stands before it."""
        return (
            f'<form method=post action="{where}" style="display:inline">{inner}'
            f"{self.button(label, identity=identity)}</form>"
        )

    def group(self, title: str, inner: str) -> str:
        """What belongs to a title, closed where that is the fashion today."""
        if self.flow == "closed":
            return f"<details><summary>{html.escape(title)}</summary>{inner}</details>"
        return inner

    def page(self, title: str, body: str, *, twin: str = "") -> str:
        """A whole page.

        Args:
            title: of the tab and the heading.
            body: HTML below the heading.
            twin: the label of what commits, for a hidden control of the same name.
        """
        inner = f"<h1>{html.escape(title)}</h1>{body}"
        if self.twin == "hidden" and twin:
            inner = (
                '<form method=post action="twin" class=gone>'
                f"<button>{html.escape(self.word(twin))}</button></form>{inner}"
            )
        if self.footer:
            inner += (
                '<div style="height:900px"></div><div style="position:fixed;left:0;right:0;'
                'bottom:0;height:55%;background:#eee;border-top:2px solid">Open until nine.</div>'
            )
        if self.around == "shadow":
            inner = (
                f"<div id=host></div><template id=inner><style>{self._css()}</style>{inner}"
                "</template><script>document.getElementById('host').attachShadow({mode:'open'})"
                ".append(document.getElementById('inner').content.cloneNode(true))</script>"
            )
        side = " dir=rtl" if self.layout == "rtl" else ""
        return (
            f"<!doctype html><html{side}><head><meta charset=utf-8>"
            f"<title>{html.escape(title)}</title><style>{self._css()}</style></head>"
            f"<body>{inner}</body></html>"
        )

    def _css(self) -> str:
        turned = " .all{display:flex;flex-direction:column-reverse}"
        return _STYLE.format(more=turned if self.layout == "reversed" else "")
