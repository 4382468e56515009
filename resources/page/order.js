// A numbering of elements that two worlds agree on, since nothing else can be handed from one to
// the other: all elements in tree order, open shadow roots before the children, without the
// subtrees that lie outside the region (pixels around the viewport; null for all).
const everyElement = (region) => {
  const get = (prototype, name) => Object.getOwnPropertyDescriptor(prototype, name).get;
  const firstChild = get(Element.prototype, "firstElementChild");
  const firstOfRoot = get(DocumentFragment.prototype, "firstElementChild");
  const next = get(Element.prototype, "nextElementSibling");
  const shadow = get(Element.prototype, "shadowRoot");
  const rect = Element.prototype.getBoundingClientRect;
  const found = [];
  const outside = (element) => {
    const box = rect.call(element);
    if (box.width === 0 || box.height === 0) return false;
    if (box.bottom > -region && box.top < innerHeight + region) return false;
    return element.scrollHeight <= element.clientHeight + 1 || element.clientHeight === 0;
  };
  const gather = (element, depth) => {
    for (; element; element = next.call(element)) {
      if (region !== null && depth > 1 && outside(element)) continue;
      found.push(element);
      if (depth > 900) continue;
      const root = shadow.call(element);
      if (root) gather(firstOfRoot.call(root), depth + 1);
      gather(firstChild.call(element), depth + 1);
    }
  };
  gather(document.documentElement, 0);
  return found;
};
