"""Programs and windows: opening them, bringing them to the front, closing them."""

from __future__ import annotations

from actions.action import Open, Wait, Window
from app.planners.builtin.desk import Script, Stuck
from app.planners.builtin.desktop.bench import Bench, Document, is_program, main_window
from app.planners.builtin.desktop.plan import CloseWindow, OpenFile, OpenPage, Program
from app.planners.builtin.desktop.questions import answer_closing
from perception.element import Element
from perception.observation import Surface, SurfaceKind

_PATIENCE = 20  # looks for a window that is to come, about a second each


def bring(bench: Bench, errand: Program) -> Script:
    """Have a window of the program in front."""
    window = _window_of(bench, errand.name)
    if window is not None:
        return (yield from focus(bench, window))
    before = _refs(bench)
    yield bench.desk.act(f"Open {errand.name}.", Open(what=errand.name, kind="app"))
    if bench.desk.failure:
        raise Stuck(f"{errand.name} could not be opened: {bench.desk.failure}")
    yield from _until_new(bench, before, errand.name)
    _remember(bench, errand.name, before)
    return True


def open_called(bench: Bench, errand: OpenFile) -> Script:
    """Open what may be a folder or a program: only its name was said."""
    window = _window_of(bench, errand.called)
    if window is not None:
        return (yield from focus(bench, window))
    try:
        return (yield from open_file(bench, errand))
    except Stuck:  # there is no such folder
        try:
            return (yield from bring(bench, Program(name=errand.called)))
        except Stuck:
            return False


def open_file(bench: Bench, errand: OpenFile) -> Script:
    """Open a file or a folder."""
    before = _refs(bench)
    titles = {each.ref: each.title for each in bench.windows()}
    with_what = f" with {errand.program}" if errand.program else ""
    yield bench.desk.act(
        f"Open {errand.path}{with_what}.",
        Open(what=errand.path, kind="file", application=errand.program),
    )
    if bench.desk.failure:
        raise Stuck(f"{errand.path} could not be opened: {bench.desk.failure}")
    name = errand.path.rstrip("/").rpartition("/")[2]
    for _ in range(_PATIENCE):
        if any(
            _shows(each, name) and titles.get(each.ref) != each.title for each in bench.windows()
        ):
            break
        yield bench.desk.act(f"Wait for {name} to appear.", Wait(seconds=1))
    for shown in bench.windows():
        if _shows(shown, name) and shown.title != titles.get(shown.ref):
            if not (yield from focus(bench, shown)):
                return False
            break
    _remember(bench, errand.program or name, before)
    window = main_window(bench.desk.observation)
    if window is not None:
        bench.documents[window.ref] = Document(path=errand.path)
    return True


def open_page(bench: Bench, errand: OpenPage) -> Script:
    """Open an address."""
    before = _refs(bench)
    yield bench.desk.act(
        f"Open {errand.url}.",
        Open(what=errand.url, kind="url", application=errand.program),
    )
    if bench.desk.failure:
        raise Stuck(f"{errand.url} could not be opened: {bench.desk.failure}")
    for _ in range(_PATIENCE):
        surfaces = bench.desk.observation.surfaces
        if any(each.kind is SurfaceKind.PAGE and _same(each.url, errand.url) for each in surfaces):
            return True
        if any(_shows_page(bench, each, errand.url) for each in bench.shown("document")):
            return True  # through the accessibility tree only
        yield bench.desk.act("Wait for the page.", Wait(seconds=1))
    return bool(_refs(bench) - before) or bench.desk.changed


def is_open(bench: Bench, name: str) -> bool:
    """Whether there is a window that is called so."""
    return _window_of(bench, name) is not None


def focus(bench: Bench, window: Surface) -> Script:
    """Bring a window to the front."""
    if window.active or _is_its_dialog(bench, window):
        return True
    yield bench.desk.act(
        f'Bring "{window.title or window.application}" to the front.',
        Window(surface=window.ref, how="focus"),
    )
    return not bench.desk.failure


def close(bench: Bench, errand: CloseWindow) -> Script:
    """Close a window; what is not saved is not thrown away unasked."""
    window = _window_of(bench, errand.name) if errand.name else bench.active
    if window is None:
        raise Stuck(f"There is no window of {errand.name or 'any program'} to close.")
    yield bench.desk.act(
        f'Close "{window.title or window.application}".',
        Window(surface=window.ref, how="close"),
    )
    if bench.desk.failure:
        return False
    return (yield from answer_closing(bench, window))


def _window_of(bench: Bench, name: str) -> Surface | None:
    application = bench.applications.get(name.casefold(), "")
    fitting = [each for each in bench.windows() if is_program(each, name)]
    if not fitting and application:
        fitting = [each for each in bench.windows() if each.application == application]
    main = [each for each in fitting if not each.opener] or fitting
    return main[0] if main else None


def _is_its_dialog(bench: Bench, window: Surface) -> bool:
    front = main_window(bench.desk.observation)
    return front is not None and front.ref == window.ref


def _until_new(bench: Bench, before: set[str], name: str) -> Script:
    """Wait until a window has come, and has something in it."""
    for _ in range(_PATIENCE):
        active = bench.active
        new = active is not None and (active.ref not in before or is_program(active, name))
        if new and any(True for _ in bench.shown()):
            return True
        yield bench.desk.act(f"Wait for {name} to appear.", Wait(seconds=1))
    raise Stuck(f"{name} was started, but no window of it appeared.")


def _remember(bench: Bench, name: str, before: set[str]) -> None:
    active = bench.active
    if active is not None:
        bench.applications[name.casefold()] = active.application


def _refs(bench: Bench) -> set[str]:
    return {each.ref for each in bench.windows()}


def _shows_page(bench: Bench, document: Element, url: str) -> bool:
    """Whether a browser's document is the page, as far as the accessibility tree tells."""
    if not any(True for _ in bench.desk.observation.within(document)):
        return False
    told = document.attributes.get("url", "") or document.value or ""
    return not told or _same(told, url)


def _shows(window: Surface, name: str) -> bool:
    """Whether a window's title says that it shows a file or folder.

    How a file manager calls the home folder is not known here: any title will do.
    """
    if name == "~":
        return bool(window.title)
    stem = name.rpartition(".")[0] or name
    return name.casefold() in window.title.casefold() or (
        len(stem) > 2 and stem.casefold() in window.title.casefold()
    )


def _same(one: str, other: str) -> bool:
    return one.rstrip("/").partition("#")[0] == other.rstrip("/").partition("#")[0]
