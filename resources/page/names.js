// Accessible names (a lean form of the W3C "Accessible Name and Description Computation 1.2"),
// and guesses where a page gives none.

const LONGEST_NAME = 600;

function namedByIds(element, name) {
  const ids = attribute(element, name);
  if (!ids) return "";
  const root = rootOf(element);
  const parts = [];
  for (const id of ids.split(/\s+/)) {
    if (!id) continue;
    const found = root.getElementById ? root.getElementById(id) : null;
    if (found) parts.push(attribute(found, "aria-label") || plainText(found));
  }
  return fold(parts.join(" "));
}

// The text of a subtree that is not part of the walk, without scripts and embedded fields.
function plainText(element, budget = { left: 400 }) {
  const type = nodeTypeOf(element);
  if (type === 3) return element.nodeValue;
  if ((type !== 1 && type !== 11) || budget.left-- <= 0) return "";
  if (type === 1) {
    const tag = localNameOf(element);
    if (SKIPPED.has(tag) || isField(tag)) return "";
    if (tag === "img") return attribute(element, "alt") || "";
    if (tag === "br") return " ";
  }
  let text = "";
  eachFlatChild(element, type === 1 ? localNameOf(element) : "", (child) => {
    text += plainText(child, budget);
  });
  return type === 1 && BLOCKS.has(localNameOf(element)) ? ` ${text} ` : text;
}

const BLOCKS = new Set([
  "div", "p", "li", "td", "th", "tr", "section", "article", "h1", "h2", "h3", "h4", "h5", "h6",
]);

// [name, weak, used]: `used` says which attribute it came from, so that it is not told twice.
function givenName(element, tag, role, kinds = EVERY) {
  if (kinds & NAMING) {
    const labelled = namedByIds(element, "aria-labelledby");
    if (labelled) return [labelled, false, ""];
    const label = fold(attribute(element, "aria-label") || "");
    if (label) return [label, false, ""];
  }
  if (tag === "input") {
    const type = element.type;
    if (type === "submit" || type === "reset" || type === "button") {
      return [fold(element.value) || { submit: "Submit", reset: "Reset" }[type] || "", false, ""];
    }
    if (type === "image") {
      const alt = fold(attribute(element, "alt") || element.value || "");
      if (alt) return [alt, false, ""];
    }
  }
  if (isField(tag) || tag === "progress" || tag === "meter" || tag === "output") {
    const labels = element.labels;
    if (labels && labels.length) {
      const text = fold(Array.from(labels, (each) => plainText(each)).join(" "));
      if (text) return [text, false, ""];
    }
  }
  if (tag === "img" || tag === "area") {
    const alt = attribute(element, "alt");
    if (alt) return [fold(alt), false, ""];
  }
  const part = { fieldset: "legend", table: "caption", figure: "figcaption" }[tag];
  if (part) {
    const inner = childNamed(element, part);
    if (inner) return [fold(plainText(inner)), false, ""];
  }
  if (tag === "details") {
    const inner = childNamed(element, "summary");
    if (inner) return [fold(plainText(inner)), false, ""];
  }
  if (tag === "svg") {
    const inner = childNamed(element, "title");
    if (inner) return [fold(textContentOf(inner)), false, ""];
  }
  if (role === "dialog" || role === "alertdialog") {
    const heading = queryAll(element, "h1,h2,h3,[role=heading]")[0];
    if (heading) return [fold(plainText(heading)), true, ""];
  }
  return ["", false, ""];
}

function childNamed(element, tag) {
  for (let node = firstChildOf(element); node; node = nextSiblingOf(node)) {
    if (nodeTypeOf(node) === 1 && localNameOf(node) === tag) return node;
  }
  return null;
}

// What is left when neither the author nor the content names it: title and placeholder are
// names by the specification; the rest are guesses.
function fallbackName(element, tag, role) {
  const title = fold(attribute(element, "title") || "");
  if (isField(tag) || role === "textbox" || role === "combobox" || role === "searchbox") {
    const placeholder = fold(
      attribute(element, "placeholder") || attribute(element, "aria-placeholder") || ""
    );
    if (title) return [title, false, "title"];
    const nearby = textBefore(element);
    if (placeholder) return [placeholder, false, "placeholder"];
    if (nearby) return [nearby, true, ""];
    return [fold((attribute(element, "name") || "").replace(/[_\-[\].]+/g, " ")), true, ""];
  }
  if (title) return [title, role !== "button" && role !== "link", "title"];
  if (tag === "img" || tag === "embed" || (tag === "input" && element.type === "image")) {
    return [fileWords(attribute(element, "src")), true, ""];
  }
  return ["", false, ""];
}

// A guess for an interactive element that shows a picture by CSS, or nothing but a class.
function drawnName(element, tag) {
  for (const pseudo of ["::before", "::after", null]) {
    const style = getComputedStyle(element, pseudo);
    const content = style.content;
    const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(content);
    if (quoted && pseudo) {
      const text = fold(quoted[1].replace(/[\uE000-\uF8FF]/g, ""));
      if (text) return [text, false, ""];
    }
    const url = /url\("?([^")]+)/.exec(`${content} ${style.backgroundImage} ${style.maskImage}`);
    if (url) {
      const words = fileWords(url[1]);
      if (words) return [words, true, ""];
    }
  }
  if (tag === "a") {
    const href = attribute(element, "href") || "";
    const words = fileWords(href.replace(/[?#].*$/, ""));
    if (words) return [words, true, ""];
  }
  const inner = queryAll(element, "svg use,i[class],span[class],img,svg[class]")[0];
  for (const each of [inner, element]) {
    if (!each) continue;
    const words = classWords(attribute(each, "class") || attribute(each, "href") || "");
    if (words) return [words, true, ""];
  }
  return [fold((idOf(element) || "").replace(/[_-]+/g, " ")), true, ""];
}

function fileWords(address) {
  if (!address || address.startsWith("data:") || address.startsWith("blob:")) return "";
  const last = address.replace(/[?#].*$/, "").replace(/\/+$/, "").split("/").pop() || "";
  let name = last.replace(/\.[a-z0-9]{1,5}$/i, "");
  try {
    name = decodeURIComponent(name);
  } catch {
    // a stray percent sign: the raw name is as good a guess
  }
  return fold(name.replace(/[_\-+.]+/g, " ")).slice(0, 60);
}

const ICON_PREFIX = /^(?:fa[srlbd]?|bi|mdi|glyphicon|icon|icons?|ti|material-icons)-(.+)$/;
function classWords(classes) {
  for (const each of classes.split(/\s+/)) {
    const found = ICON_PREFIX.exec(each.replace(/^#/, ""));
    if (found) return fold(found[1].replace(/[_-]+/g, " "));
  }
  return "";
}

// The text just before a field that has no label: on its line, else in the cell to the left.
function textBefore(element) {
  let node = element;
  for (let step = 0; step < 3 && node; step++) {
    let text = "";
    for (let before = previousSiblingOf(node), seen = 0; before && seen < 4; seen++) {
      const type = nodeTypeOf(before);
      if (type === 3) text = `${before.nodeValue} ${text}`;
      else if (type === 1) {
        const tag = localNameOf(before);
        if (isField(tag) || tag === "button" || queryAll(before, "input,select,textarea,button").length) break;
        if (!SKIPPED.has(tag)) text = `${plainText(before, { left: 40 })} ${text}`;
      }
      if (fold(text)) break;
      before = previousSiblingOf(before);
    }
    const found = fold(text).replace(/\s*[:*]+\s*$/, "");
    if (found) return found.length <= 80 ? found : "";
    node = parentNodeOf(node);
    if (!node || nodeTypeOf(node) !== 1) return "";
    const tag = localNameOf(node);
    if (tag === "form" || tag === "body" || tag === "tr" || tag === "fieldset") return "";
    if (queryAll(node, "input:not([type=hidden]),select,textarea").length > 1) return "";
  }
  return "";
}

function descriptionOf(element, used) {
  const described = namedByIds(element, "aria-describedby");
  if (described) return described.slice(0, LONGEST_NAME);
  const stated = attribute(element, "aria-description");
  if (stated) return fold(stated);
  for (const name of ["title", "placeholder"]) {
    if (name === used) continue;
    const text = attribute(element, name);
    if (text) return fold(text).slice(0, LONGEST_NAME);
  }
  return "";
}

// Colours as people call them: the nearest of these.
const COLORS = [
  ["black", 0, 0, 0], ["white", 255, 255, 255], ["gray", 128, 128, 128], ["red", 255, 0, 0],
  ["green", 0, 128, 0], ["lime", 0, 255, 0], ["blue", 0, 0, 255], ["yellow", 255, 255, 0],
  ["orange", 255, 165, 0], ["purple", 128, 0, 128], ["magenta", 255, 0, 255],
  ["cyan", 0, 255, 255], ["aqua", 0, 255, 255], ["pink", 255, 192, 203], ["brown", 165, 42, 42],
  ["navy", 0, 0, 128], ["olive", 128, 128, 0], ["teal", 0, 128, 128], ["maroon", 128, 0, 0],
  ["silver", 192, 192, 192], ["violet", 238, 130, 238], ["indigo", 75, 0, 130],
  ["gold", 255, 215, 0],
];
const colorNames = new Map();
function colorName(css) {
  if (css === "rgba(0, 0, 0, 0)") return "";
  const known = colorNames.get(css);
  if (known !== undefined) return known;
  const numbers = (css.match(/[\d.]+/g) || []).map(Number);
  let name = "";
  if (css.startsWith("rgb") && numbers.length >= 3 && !(numbers.length > 3 && numbers[3] < 0.1)) {
    let best = Infinity;
    for (const [each, red, green, blue] of COLORS) {
      const mean = (numbers[0] + red) / 2; // "redmean" colour distance (Riemersma)
      const [dr, dg, db] = [numbers[0] - red, numbers[1] - green, numbers[2] - blue];
      const far = (2 + mean / 256) * dr * dr + 4 * dg * dg + (2 + (255 - mean) / 256) * db * db;
      if (far < best) [best, name] = [far, each];
    }
  }
  colorNames.set(css, name);
  return name;
}
