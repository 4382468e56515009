// What a click at a point would reach, through shadow roots, and where an element is free.

function topAt(x, y) {
  let hit = fromPoint(document, x, y);
  if (hit && hiddenRoots.size && isHidden(hit)) {
    hit = allFromPoint(document, x, y).find((each) => !isHidden(each)) || null;
  }
  for (let depth = 0; hit && depth < 50; depth++) {
    const root = shadowOf(hit);
    const inner = root ? shadowFromPoint(root, x, y) : null;
    if (!inner || inner === hit || rootOf(inner) !== root) return hit;
    hit = inner;
  }
  return hit;
}

const LABEL = "label";

// Whether an event on `hit` arrives at `element`: it is the element, inside it, or its label.
function arrives(hit, element, interactive) {
  for (let node = hit; node; node = flatParent(node)) {
    if (node === element) return true;
    if (localNameOf(node) === LABEL && node.control === element) return true;
  }
  const tag = localNameOf(element);
  if (tag === "option") return contains(hit, element);
  // What is only shown need not catch events itself: what is around it may.
  if (!interactive) return contains(hit, element);
  return false;
}

function intersect(one, other) {
  const left = Math.max(one.left, other.left);
  const top = Math.max(one.top, other.top);
  return {
    left, top,
    right: Math.min(one.right, other.right),
    bottom: Math.min(one.bottom, other.bottom),
  };
}
const isEmpty = (box) => box.right - box.left <= 0.5 || box.bottom - box.top <= 0.5;

// Points to try, the most natural first.
function* probes(element, seen) {
  const width = seen.right - seen.left;
  const height = seen.bottom - seen.top;
  const at = (x, y) => [seen.left + width * x, seen.top + height * y];
  yield at(0.5, 0.5);
  if (nodeTypeOf(element) === 1) {
    let count = 0;
    for (const each of rectsOf(element)) {
      const part = intersect(each, seen);
      if (isEmpty(part)) continue;
      yield [(part.left + part.right) / 2, (part.top + part.bottom) / 2];
      if (++count === 3) break;
    }
    if (typeof element.getPointAtLength === "function") yield* alongPath(element);
  }
  for (const [x, y] of [
    [0.25, 0.25], [0.75, 0.25], [0.25, 0.75], [0.75, 0.75], [0.5, 0.1], [0.5, 0.9], [0.08, 0.5],
    [0.92, 0.5],
  ]) {
    yield at(x, y);
  }
  const inset = Math.min(2, width / 4, height / 4);
  for (const x of [seen.left + inset, seen.right - inset]) {
    for (const y of [seen.top + inset, seen.bottom - inset]) yield [x, y];
  }
}

function* alongPath(element) {
  const matrix = element.getScreenCTM && element.getScreenCTM();
  if (!matrix) return;
  try {
    const length = element.getTotalLength();
    for (const share of [0, 0.25, 0.5, 0.75]) {
      const point = element.getPointAtLength(length * share).matrixTransform(matrix);
      yield [point.x, point.y];
    }
  } catch {
    // a shape without geometry has no such point
  }
}

// A point inside the part `seen` of the element where a click arrives; null where all is covered.
function freePoint(element, seen, interactive) {
  let tries = interactive ? 16 : 3;
  for (const [x, y] of probes(element, seen)) {
    const hit = topAt(x, y);
    if (hit && arrives(hit, element, interactive)) return [x, y];
    if (--tries <= 0) break;
  }
  return null;
}

// A short description of an element for people: what lies over the one that was meant.
function brief(element) {
  if (!element) return "nothing";
  const tag = localNameOf(element);
  const role = roleOf(element, tag) || tag;
  const name = givenName(element, tag, role)[0] || fold(plainText(element)).slice(0, 60);
  return name ? `${role} "${name}"` : `${role}${idOf(element) ? ` #${idOf(element)}` : ""}`;
}
