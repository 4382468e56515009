// Runs in the page's own world, where alone `getEventListeners` of the debugger sees the page's
// listeners. All it yields are hints: numbers of elements, in the order of `everyElement`.
(() => {
  const KNOWN = new Set([
    "A", "BUTTON", "INPUT", "SELECT", "TEXTAREA", "OPTION", "SCRIPT", "STYLE", "BR", "HTML",
    "HEAD", "BODY", "IFRAME", "LINK", "META",
  ]);
  const KINDS = ["click", "mousedown", "mouseup", "pointerdown", "pointerup", "dblclick"];
  const found = [];
  let total = 0;
  const gather = (root) => {
    for (const element of root.querySelectorAll("*")) {
      const index = total++;
      const inner = element.shadowRoot;
      if (!KNOWN.has(element.nodeName) && (!REGION || near(element))) {
        const listeners = getEventListeners(element);
        if (KINDS.some((kind) => kind in listeners)) found.push(index);
      }
      if (inner) gather(inner);
    }
  };
  const near = (element) => {
    const box = element.getBoundingClientRect();
    return box.bottom > -REGION && box.top < innerHeight + REGION;
  };
  gather(document);
  return JSON.stringify({ total, found });
})()
