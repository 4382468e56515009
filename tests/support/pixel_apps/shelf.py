"""A shelf of pictures as icons; Tk, run by the system's Python.  shelf.py STATE NAME...

Tk tells the accessibility tree nothing. STATE is a JSON file: the names that are there, which are
starred, and which was opened last.
"""

import json
import sys
import tkinter
from pathlib import Path

state_file = Path(sys.argv[1])
state = {"names": sys.argv[2:], "starred": [], "opened": ""}
selected = ""
COLOURS = ("#c96f4a", "#4a8dc9", "#5aa469", "#a06cc9", "#c9a24a", "#4ab8b0")
ACROSS, DOWN, COLUMNS = 130, 120, 5


def keep():
    state_file.write_text(json.dumps(state))


def draw():
    view.delete("all")
    for at, name in enumerate(state["names"]):
        x, y = (at % COLUMNS) * ACROSS + 65, (at // COLUMNS) * DOWN + 16
        colour = COLOURS[at % len(COLOURS)]
        view.create_rectangle(x - 28, y, x + 28, y + 56, fill="#fff", outline="#999")
        view.create_rectangle(x - 22, y + 6, x + 22, y + 50, fill=colour, outline="")
        view.create_polygon(x - 22, y + 50, x - 4, y + 24, x + 22, y + 50, fill="#ffffff88"[:7])
        if name in state["starred"]:
            view.create_text(x + 20, y + 6, text="★", fill="#d4a017", font=("DejaVu Sans", 16))
        label = view.create_text(x, y + 74, text=name, font=("DejaVu Sans", 10), fill="#111")
        if name == selected:
            behind = view.create_rectangle(view.bbox(label), fill="#3584e4", outline="")
            view.tag_raise(label, behind)
            view.itemconfigure(label, fill="#fff")
    opened = f"Showing {state['opened']}" if state["opened"] else ""
    status.configure(text=opened or f"{len(state['names'])} pictures")


def at_pointer(event):
    column, row = event.x // ACROSS, event.y // DOWN
    at = row * COLUMNS + column
    inside = abs(event.x - (column * ACROSS + 65)) < 52 and event.y % DOWN < 104
    return state["names"][at] if inside and column < COLUMNS and at < len(state["names"]) else ""


def select(event):
    global selected
    selected = at_pointer(event)
    draw()


def open_(event):
    state["opened"] = at_pointer(event) or state["opened"]
    keep()
    draw()


def star():
    if selected:
        state["starred"] = sorted({*state["starred"]} ^ {selected})
        keep()
    draw()


def delete():
    global selected
    if selected:
        state["names"].remove(selected)
        selected = ""
        keep()
    draw()


window = tkinter.Tk()
window.title("Picture shelf")
window.geometry("680x420")
bar = tkinter.Frame(window)
bar.pack(fill="x", padx=6, pady=6)
for words, pressed in (("Star", star), ("Remove", delete), ("Close", window.destroy)):
    tkinter.Button(bar, text=words, command=pressed, padx=12).pack(side="left", padx=3)
status = tkinter.Label(window, anchor="w")
status.pack(side="bottom", fill="x", padx=8, pady=4)
view = tkinter.Canvas(window, background="#fafafa", highlightthickness=1)
view.pack(fill="both", expand=True)
view.bind("<Button-1>", select)
view.bind("<Double-Button-1>", open_)
keep()
draw()
window.mainloop()
