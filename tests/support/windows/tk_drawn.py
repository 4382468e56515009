"""Two buttons that Tk draws on a canvas, so that no tree tells of them.

Says on its output what was clicked. Each line of its input is a command: "label Stop" changes what
the first one is called, "move 120" moves both down, "cover" puts a window of its own over them,
"uncover" takes it away.
"""

import sys
import tkinter

window = tkinter.Tk()
window.title("Drawn")
window.geometry("420x300+200+150")
canvas = tkinter.Canvas(window, width=420, height=300, background="#f4f4f4", highlightthickness=0)
canvas.pack()
state = {"label": "Start", "y": 60, "cover": None}


def tell(what):
    sys.stdout.write(what + "\n")
    sys.stdout.flush()


def draw():
    canvas.delete("all")
    for x, name in ((40, state["label"]), (230, "Discard")):
        top = state["y"]
        face = canvas.create_rectangle(x, top, x + 140, top + 40, fill="#dddddd", outline="#555555")
        text = canvas.create_text(x + 70, top + 20, text=name, font=("Sans", 11))
        for part in (face, text):
            canvas.tag_bind(part, "<Button-1>", lambda _, name=name: tell(name))


def read(source, _):
    command, _, value = source.readline().strip().partition(" ")
    if not command:
        window.destroy()
        return
    if command == "label":
        state["label"] = value
    elif command == "move":
        state["y"] += int(value)
    elif command == "cover":
        state["cover"] = over = tkinter.Toplevel(window)
        over.title("Over")
        over.overrideredirect(True)
        over.geometry("420x140+200+180")
    elif command == "uncover":
        state["cover"].destroy()
    draw()
    window.update()
    tell("done")


draw()
window.tk.createfilehandler(sys.stdin, tkinter.READABLE, read)
window.after(100, lambda: tell("ready"))
window.mainloop()
