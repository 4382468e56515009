"""A stock list with a form, to be seen through a VNC viewer; Tk.  stock.py STATE

STATE is a JSON file with the articles as they were last saved.
"""

import json
import sys
import tkinter
from pathlib import Path

state_file = Path(sys.argv[1])
articles = [
    {"name": "Anchor chain", "amount": "12", "urgent": False},
    {"name": "Deck brush", "amount": "40", "urgent": False},
    {"name": "Signal lamp", "amount": "7", "urgent": True},
]


def keep():
    state_file.write_text(json.dumps({"articles": articles}))


def show():
    for child in rows.winfo_children():
        child.destroy()
    for at, article in enumerate(articles):
        tkinter.Label(rows, text=article["name"], anchor="w", width=22).grid(row=at, column=0)
        tkinter.Label(rows, text=article["amount"], width=8).grid(row=at, column=1)
        tkinter.Label(rows, text="urgent" if article["urgent"] else "", width=10).grid(
            row=at, column=2
        )
        tkinter.Button(rows, text="Remove", command=lambda at=at: remove(at)).grid(
            row=at, column=3, padx=4, pady=3
        )


def remove(at):
    del articles[at]
    keep()
    show()


def save():
    if not name.get().strip():
        return
    articles.append(
        {"name": name.get().strip(), "amount": amount.get().strip(), "urgent": urgent.get()}
    )
    keep()
    clear()
    show()


def clear():
    name.delete(0, "end")
    amount.delete(0, "end")
    urgent.set(False)


window = tkinter.Tk()
window.title("Stock")
window.geometry("560x400+0+0")
window.option_add("*Font", "{DejaVu Sans} 11")
tkinter.Label(window, text="Stock", font=("DejaVu Sans", 18, "bold")).pack(pady=8)
rows = tkinter.Frame(window)
rows.pack(padx=16, pady=4)
form = tkinter.LabelFrame(window, text="New article", padx=12, pady=8)
form.pack(fill="x", padx=16, pady=10)
tkinter.Label(form, text="Name").grid(row=0, column=0, sticky="w")
name = tkinter.Entry(form, width=30)
name.grid(row=0, column=1, pady=3)
tkinter.Label(form, text="Amount").grid(row=1, column=0, sticky="w")
amount = tkinter.Entry(form, width=30)
amount.grid(row=1, column=1, pady=3)
urgent = tkinter.BooleanVar()
tkinter.Checkbutton(form, text="Urgent", variable=urgent).grid(row=2, column=1, sticky="w")
buttons = tkinter.Frame(form)
buttons.grid(row=3, column=1, sticky="w", pady=4)
tkinter.Button(buttons, text="Save article", command=save).pack(side="left")
tkinter.Button(buttons, text="Clear", command=clear).pack(side="left", padx=6)
keep()
show()
window.mainloop()
