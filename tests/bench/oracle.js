// An independent judge: what a person could operate, found by pointing at the page.
//
// The page is scrolled through, screen by screen (of a long page, as many screens as are asked for,
// evenly spread); at each point of a fine grid the element on top is asked for, and the nearest
// ancestor that HTML or the page's construction makes operable is noted. Shares no code with the
// walker and sees only what can be hit.
([step, most]) => {
  const OPERABLE =
    "a[href],button,input:not([type=hidden]),select,textarea,summary,[contenteditable=true]," +
    "[role=button],[role=tab],[role=link],[role=checkbox],[role=menuitem],[role=option]," +
    "[onclick],[draggable=true],.listener,.chip";
  const found = new Map();
  const seen = new Set();
  const height = document.documentElement.scrollHeight;
  const screens = Math.min(most, Math.ceil(height / (innerHeight - 80)));
  const apart = screens > 1 ? (height - innerHeight) / (screens - 1) : 0;
  for (let screen = 0; screen < screens; screen++) {
    const top = Math.round(screen * apart);
    scrollTo({ top, behavior: "instant" });
    for (let y = 1; y < innerHeight; y += step) {
      for (let x = 1; x < innerWidth; x += step) {
        const hit = document.elementFromPoint(x, y);
        if (!hit || seen.has(hit)) continue;
        seen.add(hit);
        const element = hit.closest(OPERABLE);
        if (!element || found.has(element)) continue;
        const box = element.getBoundingClientRect();
        found.set(element, [
          box.left + scrollX, box.top + scrollY, box.width, box.height,
          element.localName, (element.textContent || element.value || "").trim().slice(0, 40),
        ]);
      }
    }
  }
  scrollTo({ top: 0, behavior: "instant" });
  return JSON.stringify([...found.values()]);
}
