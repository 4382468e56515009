// Runs in the page's own world, where alone the debugger's `getEventListeners` sees the page's
// listeners. All it yields are hints: numbers of elements, in the order of `everyElement`.
const KNOWN = new Set([
  "A", "BUTTON", "INPUT", "SELECT", "TEXTAREA", "OPTION", "SCRIPT", "STYLE", "BR", "HTML", "HEAD",
  "BODY", "IFRAME", "LINK", "META", "TITLE",
]);
const KINDS = ["click", "mousedown", "mouseup", "pointerdown", "pointerup", "dblclick"];
const elements = everyElement(REGION);
const found = [];
for (let index = 0; index < elements.length; index++) {
  if (KNOWN.has(elements[index].nodeName)) continue;
  const listeners = getEventListeners(elements[index]);
  for (const kind of KINDS) {
    if (kind in listeners) {
      found.push(index);
      break;
    }
  }
}
return JSON.stringify({ total: elements.length, found });
