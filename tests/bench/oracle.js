// An independent judge: what a person could operate, found by pointing at the page.
//
// The page is scrolled through; at each point of a fine grid the element on top is asked for, and
// the nearest ancestor that HTML or the page's construction makes operable is noted. Shares no
// code with the walker and sees only what can be hit.
async (step) => {
  const OPERABLE =
    "a[href],button,input:not([type=hidden]),select,textarea,summary,[contenteditable=true]," +
    "[role=button],[role=tab],[role=link],[role=checkbox],[role=menuitem],[role=option]," +
    "[onclick],[draggable=true],.listener,.chip";
  const found = new Map();
  const height = document.documentElement.scrollHeight;
  for (let top = 0; top < height; top += Math.floor(innerHeight * 0.8)) {
    scrollTo({ top, behavior: "instant" });
    for (let y = 1; y < innerHeight; y += step) {
      for (let x = 1; x < innerWidth; x += step) {
        const hit = document.elementFromPoint(x, y);
        const element = hit && hit.closest(OPERABLE);
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
