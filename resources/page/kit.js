// What the reader calls. Everything is answered as JSON text: handing over objects costs eight
// times as much.

const round = (number) => Math.round(number * 10) / 10;
const VISIBLE = 0, COVERED = 1, OFFSCREEN = 2;

// Words that many rows share are told once, and by their number in the rows.
class Words {
  constructor() {
    this.all = [];
    this.numbers = new Map();
  }
  number(word) {
    let number = this.numbers.get(word);
    if (number === undefined) {
      number = this.all.push(word) - 1;
      this.numbers.set(word, number);
    }
    return number;
  }
}

// A finished record as a row: [id, parent's index, kind, name, value, x, y, width, height,
// visibility, click x, click y, description, weak, attribute, its value, another, ...]. A kind is
// the number of "role|states"; attributes are told by the number of their name. What is empty at
// the end is left out.
function finish(records, view, overlays) {
  const words = new Words();
  const rows = [];
  const index = new Map();
  const focused = focusedElement();
  for (const record of records) {
    const rect = placeOf(record);
    if (!rect) continue;
    const [visibility, point] = seenAt(record, rect, view, overlays);
    if (focused && (record.node === focused || record.proxied === focused)) record.states.push("focused");
    const attributes = record.attributes || (record.label ? { for: `#${refOf(record.label)}` } : null);
    index.set(record, rows.length);
    const row = [
      refOf(record.node), record.parent === null ? -1 : index.get(record.parent) ?? -1,
      words.number(`${record.role}|${record.states.join(" ")}`), record.name, record.value,
      round(rect.left), round(rect.top), round(rect.right - rect.left),
      round(rect.bottom - rect.top), visibility,
    ];
    const told = record.description || record.weak || attributes;
    if (point) row.push(round(point[0]), round(point[1]));
    else if (told) row.push(null, null);
    if (told) row.push(record.description, record.weak ? 1 : 0);
    for (const name in attributes) row.push(words.number(name), attributes[name]);
    rows.push(row);
  }
  return { rows, words: words.all };
}

let range = null;
function placeOf(record) {
  if (record.rect) return record.rect;
  const { first, last } = record.run;
  range = range || newRange(document);
  range.setStart(first, 0);
  range.setEnd(last, last.nodeValue.length);
  const rect = range.getBoundingClientRect();
  if (rect.right + window.scrollX <= 0 || rect.bottom + window.scrollY <= 0) return null;
  return rect.width || rect.height ? rect : null;
}

// A text's or structure's visibility is probed only in view; containers are as visible as they are.
const CONTAINERS = new Set([
  "table", "grid", "treegrid", "row", "list", "group", "form", "region", "navigation", "main",
  "complementary", "article", "banner", "contentinfo", "tablist", "tabpanel", "tree", "menu",
  "menubar", "toolbar", "radiogroup", "search", "figure", "listbox_", "feed", "document",
]);

function seenAt(record, rect, view, overlays) {
  const seen = intersect(intersect(rect, record.clip), view);
  if (isEmpty(seen)) return [OFFSCREEN, null];
  if (CONTAINERS.has(record.role) && !record.interactive) return [VISIBLE, null];
  if (!record.interactive && overlays && !overlays.some((each) => !isEmpty(intersect(each, seen)))) {
    return [VISIBLE, [(seen.left + seen.right) / 2, (seen.top + seen.bottom) / 2]];
  }
  const node = record.role === "text" && record.run ? parentNodeOf(record.node) : record.node;
  const element = nodeTypeOf(node) === 11 ? node.host : node;
  if (record.untouchable) return [VISIBLE, null];
  const point = freePoint(element, seen, record.interactive);
  return point ? [VISIBLE, point] : [COVERED, null];
}

function focusedElement() {
  let focused = activeElementOf(document);
  for (let depth = 0; focused && depth < 50; depth++) {
    const root = shadowOf(focused);
    if (!root || !root.activeElement) break;
    focused = root.activeElement;
  }
  return focused === bodyOf(document) || focused === documentElementOf(document) ? null : focused;
}

function listen(marks) {
  listened = new Set();
  if (!marks) return true;
  const all = everyElement(marks.region);
  if (all.length !== marks.total) return false;
  for (const index of marks.found) listened.add(all[index]);
  return true;
}
let listened = new Set();

let shownFrames = [];
let shownHosts = [];

const kit = {
  // options: whole, limit (ms), view (null: the viewport), hidden, next, marks
  read(options) {
    nextId = Math.max(nextId, options.next);
    wasRead = true;
    findHidden(options.hidden);
    const counted = listen(options.marks);
    const view = options.view || {
      left: 0, top: 0, right: window.innerWidth, bottom: window.innerHeight,
    };
    const region = options.whole ? null : {
      left: view.left - 100, top: view.top - options.margin,
      right: view.right + 100, bottom: view.bottom + options.margin,
    };
    const walk = new Walk({ region, window: view, deadline: performance.now() + options.limit });
    forms = new Map();
    const root = documentElementOf(document);
    const records = root ? walk.start(root) : [];
    const { rows, words } = finish(records, view, walk.overlays);
    const indexOf = new Map(rows.map((row, index) => [row[0], index]));
    shownFrames = walk.frames.map((record) => record.node);
    shownHosts = walk.hosts;
    for (const host of shownHosts) askedHosts.add(host);
    const focused = focusedElement();
    const scroller = document.scrollingElement || root;
    return JSON.stringify({
      rows,
      words,
      forms: [...forms],
      frames: walk.frames.map((record) => [indexOf.get(refOf(record.node)) ?? -1, ...frameBox(record.node)]),
      hosts: shownHosts.length,
      focused: focused ? refOf(focused) : 0,
      pruned: walk.pruned,
      late: walk.late,
      counted,
      next: nextId,
      unsaved: unsaved(),
      title: titleOf(document),
      url: window.location.href,
      origin: window.origin,
      hears: tell !== null,
      view: [
        window.innerWidth, window.innerHeight, window.scrollX, window.scrollY,
        scroller ? scroller.scrollWidth : 0, scroller ? scroller.scrollHeight : 0,
      ],
    });
  },

  frame: (index) => shownFrames[index] || null,
  host: (index) => shownHosts[index] || null,
  adopt(host, root) {
    closedRoots.set(host, root);
    watch(root);
  },

  listen: (binding) => JSON.stringify(listenTo(binding)),
  deafen: () => JSON.stringify(deafen()),
  idOf: (node) => refOf(node),
  chosenFile: (number, index) => chosenFiles.get(number)?.[index] || null,

  document: () => document,
  element: (id) => nodeOf(id),
  // The control that stands behind an element: what its label stands for.
  control(id) {
    const node = nodeOf(id);
    return (node && proxies.get(node)) || node;
  },
  frameBox(id) {
    const node = nodeOf(id);
    return JSON.stringify(node && frameBox(node));
  },
  alive: (ids) => JSON.stringify(ids.filter((id) => nodeOf(id) !== null)),

  // One element as it is now, `view` as in `read`.
  live(id, scroll, view, hidden) {
    const node = nodeOf(id);
    if (!node) return "null";
    findHidden(hidden);
    const element = nodeTypeOf(node) === 1 ? node : parentNodeOf(node);
    if (scroll) reveal(element, node);
    const seen = view || {
      left: 0, top: 0, right: window.innerWidth, bottom: window.innerHeight,
    };
    forms = new Map();
    const records = describe(element);
    const record = records.find((each) => each.node === node) || plainRecord(node, element);
    const { rows: [row], words } = finish(
      [{ ...record, parent: null, clip: clipOf(element) }], seen, null
    );
    if (!row) return "null";
    let obstacle = "";
    if ((row[10] ?? null) === null) {
      const [x, y] = [row[5] + row[7] / 2, row[6] + row[8] / 2];
      obstacle = row[9] === OFFSCREEN ? "out of view" : brief(topAt(x, y));
    }
    return JSON.stringify({ row, words, forms: [...forms], obstacle });
  },

  // The nearest perceived element at a point, and whether it is a frame.
  at(x, y, hidden) {
    findHidden(hidden);
    for (let node = topAt(x, y); node; node = flatParent(node)) {
      const tag = localNameOf(node);
      if (idOfNode.has(node) || roleOf(node, tag)) {
        const frame = tag === "iframe" || tag === "frame";
        return JSON.stringify({ id: refOf(node), frame: frame ? frameBox(node) : null, next: nextId });
      }
    }
    return "null";
  },

  // Whether a point in this document reaches the element, or the frame, with this id.
  reaches(id, x, y) {
    const node = nodeOf(id);
    const hit = topAt(x, y);
    return JSON.stringify({ hit: Boolean(node && hit && arrives(hit, node, true)), over: brief(hit) });
  },

  activity,
};

// Where a frame's content begins, and how it is scaled: [id, left, top, x scale, y scale, width,
// height], the last two in its own pixels.
function frameBox(element) {
  const rect = rectOf(element);
  const [wide, high] = [element.offsetWidth || 1, element.offsetHeight || 1];
  const [sx, sy] = [rect.width / wide || 1, rect.height / high || 1];
  const style = getComputedStyle(element);
  const [left, top] = [parseFloat(style.paddingLeft) || 0, parseFloat(style.paddingTop) || 0];
  const right = parseFloat(style.paddingRight) || 0;
  const bottom = parseFloat(style.paddingBottom) || 0;
  return [
    refOf(element),
    rect.left + (element.clientLeft + left) * sx,
    rect.top + (element.clientTop + top) * sy,
    sx, sy, element.clientWidth - left - right, element.clientHeight - top - bottom,
  ];
}

function reveal(element, node) {
  const rect = rectOf(element);
  const view = { left: 0, top: 0, right: window.innerWidth, bottom: window.innerHeight };
  const seen = intersect(intersect(rect, clipOf(element)), view);
  const whole = seen.right - seen.left >= Math.min(rect.width, view.right) - 1 &&
    seen.bottom - seen.top >= Math.min(rect.height, view.bottom) - 1;
  if (whole && freePoint(element, seen, true)) return;
  const target = nodeTypeOf(node) === 1 ? node : element;
  target.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
}

// The element read alone, in the light of what is around it.
function describe(element) {
  const parent = flatParent(element);
  const style = parent && getComputedStyle(parent);
  const walk = new Walk({ region: null, window: null, deadline: performance.now() + 500 });
  return walk.start(element, {
    clip: clipOf(element),
    pointer: Boolean(style) && style.cursor === "pointer",
    around: style,
    svg: Boolean(parent && parent.namespaceURI === "http://www.w3.org/2000/svg"),
  });
}

function plainRecord(node, element) {
  const text = nodeTypeOf(node) === 3;
  const tag = localNameOf(element);
  return {
    node, parent: null, role: text ? "text" : roleOf(element, tag) || "generic",
    name: fold(text ? node.nodeValue : plainText(element)).slice(0, LONGEST_NAME), value: null,
    states: [], run: text ? { first: node, last: node } : null,
    rect: text ? null : rectOf(element), clip: EVERYWHERE, description: "", weak: false,
    attributes: { tag }, label: null, interactive: !text,
  };
}

// What the scrolling and clipping ancestors leave of an element.
function clipOf(element) {
  let clip = EVERYWHERE;
  let position = getComputedStyle(element).position;
  for (let node = flatParent(element); node; node = flatParent(node)) {
    if (position === "fixed") return clip;
    const style = getComputedStyle(node);
    if (position === "absolute" && style.position === "static") continue;
    const root = node === documentElementOf(document) || node === bodyOf(document);
    if (!root && (style.overflowX !== "visible" || style.overflowY !== "visible")) {
      clip = intersect(clip, rectOf(node));
    }
    position = style.position;
  }
  return clip;
}
