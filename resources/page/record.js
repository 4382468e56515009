// What is recorded of one element, when it opens and when it closes.

const GENERIC_LIMIT = 160;
const UNNAMED_STRUCTURE = new Set(["group", "region"]);

Walk.prototype.record = function (element, tag, style, rect, clip, c) {
  const shape = c.svg && tag !== "svg" ? shapeOf(element, tag) : "";
  const kinds = kindsOf(element);
  let role = shape ? (tag === "text" ? "text" : "img") : roleOf(element, tag, kinds);
  if (shape && kinds & ROLE) role = explicitRole(element) || role;
  const states = [];
  const proxied = tag === "label" ? undrawnControl(element) : null;
  if (proxied) {
    role = roleOf(proxied, localNameOf(proxied));
    proxies.set(element, proxied);
  }
  const host = kinds & EDIT && editingHost(element);
  if (host) {
    states.push("editable");
    if (!role || role === "group") role = "textbox";
  }
  const native = INTERACTIVE.has(role);
  const clickable = !native && this.clickable(element, tag, role, style, c, kinds);
  if (clickable) states.push("clickable");
  if (this.draggable(element, style, c, kinds)) states.push("draggable");
  if (!role && tag === "svg") {
    if (c.leaf) {
      const title = givenName(element, tag, "img")[0];
      if (title && c.heap) c.heap.add(` ${title} `, c.mute);
    } else role = "img";
  }
  if (c.leaf && role === "img" && !states.length) {
    // A picture inside a button is part of its name.
    const alt = givenName(element, tag, role)[0];
    if (alt && c.heap) c.heap.add(` ${alt} `, c.mute);
    return null;
  }
  if (!role && states.length) role = "generic";
  if (!role && this.swatch(element, style, rect, c)) role = "img";
  if (!role) return null;
  if (style.visibility !== "visible") return null;
  if (!this.drawn(element, tag, rect, style, c)) return null;
  const interactive = native || states.length > 0;
  if (UNNAMED_STRUCTURE.has(role) && !interactive && tag === "div" && !has(element, "aria-label") &&
      !has(element, "aria-labelledby")) return null;
  const record = {
    node: element, parent: c.parent, role, name: "", value: null, states, run: null, rect, clip,
    description: "", weak: false, attributes: null, label: null, interactive, dead: false,
    untouchable: style.pointerEvents === "none", shape, proxied, style, kinds,
  };
  this.flush();
  this.out.push(record);
  return record;
};

// A control that is not drawn itself, because its label is what people see and click.
const proxies = new WeakMap();
function undrawnControl(label) {
  const control = label.control;
  if (!control) return null;
  const type = control.type;
  if (type !== "checkbox" && type !== "radio" && type !== "file") return null;
  return isUndrawn(control) ? control : null;
}
function isUndrawn(control) {
  const rect = rectOf(control);
  if (rect.width <= 1.5 || rect.height <= 1.5) return true;
  if (rect.right + window.scrollX <= 0 || rect.bottom + window.scrollY <= 0) return true;
  return getComputedStyle(control).visibility !== "visible";
}

Walk.prototype.drawn = function (element, tag, rect, style, c) {
  if (rect.width === 0 && rect.height === 0) return false;
  if (rect.right + this.scroll.left <= 0 || rect.bottom + this.scroll.top <= 0) return false;
  if (isField(tag)) return !(rect.width <= 1.5 && rect.height <= 1.5 && (c.unseen || element.labels?.length));
  return !(c.unseen || style.opacity === "0");
};

const ROWS = new Set(["row", "listitem", "cell", "gridcell", "img"]);

Walk.prototype.clickable = function (element, tag, role, style, c, kinds) {
  if (tag === "html" || tag === "body" || tag === "iframe") return false;
  if (listened.has(element)) return true;
  if (style.cursor === "pointer" && tag !== "label") {
    if (!c.pointer) return true;
    if (ROWS.has(role) && !c.leaf) return true;
  }
  if (kinds & HANDLER) return true;
  return Boolean(kinds & INDEX) && !role && Number(attribute(element, "tabindex")) >= 0;
};

Walk.prototype.draggable = function (element, style, c, kinds) {
  if (kinds & DRAG && attribute(element, "draggable") === "true") return true;
  if (kinds & CLASS && matches(element, ".ui-draggable,.ui-sortable-handle")) return true;
  const cursor = style.cursor;
  return (cursor === "grab" || cursor === "move") && !c.grab;
};

// A patch of colour without content.
Walk.prototype.swatch = function (element, style, rect, c) {
  if (c.leaf || c.svg || firstChildOf(element) || rect.width < 6 || rect.height < 6) return false;
  const ground = style.backgroundColor;
  return ground !== "rgba(0, 0, 0, 0)" && ground !== c.around?.backgroundColor && colorName(ground) !== "";
};

const SHAPES = {
  circle: "circle", ellipse: "ellipse", line: "line", polyline: "line", path: "path",
  text: "text", image: "image", use: "symbol",
};
function shapeOf(element, tag) {
  if (tag === "rect") {
    const { width, height } = rectOf(element);
    return Math.abs(width - height) < 1.5 ? "square" : "rectangle";
  }
  if (tag === "polygon") {
    const numbers = (attribute(element, "points") || "").trim().split(/[\s,]+/).length;
    const corners = { 6: "triangle", 8: "quadrilateral", 10: "pentagon", 12: "hexagon" };
    return corners[numbers] || "polygon";
  }
  return SHAPES[tag] || "";
}

// Children, then the name, value, states and attributes.
Walk.prototype.fill = function (record, element, tag, style, inner, c) {
  const { role } = record;
  const source = record.proxied || element;
  const sourceTag = record.proxied ? localNameOf(source) : tag;
  const kinds = record.proxied ? EVERY : record.kinds;
  const given = givenName(source, sourceTag, role, kinds);
  const byContent = LEAF.has(role) || COLLAPSING.has(role) || record.shape === "text";
  const heap = byContent ? new Heap() : null;
  const closed = CLOSED.has(role);
  const context = inner; // made for this element alone
  context.parent = record;
  context.leaf = LEAF.has(role) || record.shape === "text" || record.states.includes("editable") ||
    (inner.leaf && !closed);
  context.heap = heap || (closed ? null : inner.heap);
  if (heap) context.mute = false;
  if (role === "table" || role === "grid" || role === "treegrid") {
    context.table = { row: 0, headers: [] };
  }
  if (role === "row") {
    if (c.table) c.table.row++;
    context.line = { column: 0 };
  }
  const from = this.out.length;
  if (!(tag === "select" && role === "combobox") && !isPlainInput(tag)) {
    this.below(element, tag, context);
    this.flush();
  }
  const text = heap ? heap.read() : "";
  if (heap) this.collapse(record, from);
  if (tag === "iframe" || tag === "frame") this.frames.push(record);
  this.name(record, source, sourceTag, given, text, kinds);
  if (c.heap && heap) c.heap.add(` ${text || record.name} `, c.mute);
  else if (c.heap && record.name && record.role === "img") c.heap.add(` ${record.name} `, c.mute);
  record.value = valueOf(source, sourceTag, role, kinds);
  record.states.push(...statesOf(source, sourceTag, role, kinds));
  record.attributes = attributesOf(record, source, sourceTag, c, kinds);
};

const isPlainInput = (tag) => tag === "input" || tag === "textarea";

// Text that became the name is no element of its own.
Walk.prototype.collapse = function (record, from) {
  const { out } = this;
  let only = true;
  for (let i = from; i < out.length && only; i++) only = out[i].role === "text" && !out[i].interactive;
  record.simple = only;
  if (only) out.length = from;
};

Walk.prototype.name = function (record, element, tag, given, text, kinds) {
  const { role } = record;
  let [name, weak, used] = given;
  if (!name && text && (LEAF.has(role) || record.simple || role !== "generic")) name = text;
  if (!name && text && text.length <= GENERIC_LIMIT) name = text;
  if (role === "listitem" && !record.simple && !given[0] && text.length > GENERIC_LIMIT) name = "";
  if (!name) [name, weak, used] = fallbackName(element, tag, role);
  if (!name && record.shape) {
    const color = colorName(record.style.fill) || colorName(record.style.stroke);
    [name, weak] = [`${color} ${record.shape}`.trim(), true];
  }
  if (!name && record.interactive && role !== "textbox") {
    [name, weak, used] = drawnName(element, tag);
  }
  if (tag === "input" && element.type === "file" && !name) name = "Choose file";
  record.name = name.slice(0, LONGEST_NAME);
  record.weak = weak && name !== "";
  record.description = kinds & TELLING ? descriptionOf(element, used) : "";
};

const TEST_IDS = ["data-testid", "data-test-id", "data-test", "data-cy", "data-qa"];
const RANGES = ["min", "max", "step"];
const PLAIN_COLORS = new Set(["", "white", "gray", "silver"]);

function attributesOf(record, element, tag, c, kinds) {
  const { role } = record;
  const found = { tag };
  const id = idOf(element);
  if (id) found.id = id;
  if (kinds & TEST) found.test_id = TEST_IDS.map((name) => attribute(element, name)).find(Boolean) || "";
  if (kinds & CLASS && record.interactive) {
    const classes = attribute(element, "class");
    if (classes) found.class = classes.slice(0, 120);
  }
  if (tag === "a") found.href = String(element.href).slice(0, 2000);
  else if (isField(tag) || tag === "button") fieldAttributes(found, element, tag);
  else if (tag === "form") formAttributes(found, element);
  else if (tag === "iframe" || tag === "img") {
    const src = attribute(element, "src");
    if (src && !src.startsWith("data:")) found.src = src.slice(0, 300);
  }
  if (role === "heading") {
    found.level = attribute(element, "aria-level") || (/^h[1-6]$/.test(tag) ? tag[1] : "2");
  } else if (role === "treeitem" && has(element, "aria-level")) {
    found.level = attribute(element, "aria-level");
  }
  if (role === "slider" || role === "spinbutton" || role === "progressbar" || role === "meter") {
    for (const name of ["min", "max"]) {
      const value = attribute(element, `aria-value${name}`);
      if (value) found[name] = value;
    }
    if (tag === "progress" || tag === "meter") found.max = String(element.max);
  }
  if (role === "row" && c.table) found.row = attribute(element, "aria-rowindex") || String(c.table.row);
  else if (c.line && CELLS.has(role)) cellAttributes(found, record, element, role, c);
  if (record.shape) {
    found.shape = record.shape;
    const color = colorName(record.style.fill) || colorName(record.style.stroke);
    if (color) found.color = color;
  } else if (record.interactive || !record.name || role === "img") {
    const color = colorName(record.style.backgroundColor);
    if (!PLAIN_COLORS.has(color) || (!record.name && color)) {
      found.color = color;
      if (!record.name) {
        record.name = role === "img" || role === "generic" ? `${color} box` : "";
        record.weak = record.name !== "";
      }
    }
  }
  return found;
}

const CELLS = new Set(["cell", "gridcell", "columnheader", "rowheader"]);

function cellAttributes(found, record, element, role, c) {
  const column = ++c.line.column;
  found.column = attribute(element, "aria-colindex") || String(column);
  if (c.table) {
    found.row = String(c.table.row);
    if (role === "columnheader") c.table.headers[column] = record.name;
    else if (c.table.headers[column]) found.header = c.table.headers[column];
  }
  if (element.colSpan > 1) c.line.column += element.colSpan - 1;
}

// Of the forms of one reading: id -> [method, action]; told once, not with each of their fields.
let forms = new Map();

function fieldAttributes(found, element, tag) {
  found.type = element.type;
  for (const name of ["autocomplete", "placeholder", "name", "accept", "pattern", "maxlength"]) {
    const value = attribute(element, name);
    if (value) found[name] = value;
  }
  for (const name of RANGES) {
    const value = attribute(element, name);
    if (value) found[name] = value;
  }
  if (tag === "select") found.options = optionsOf(element.options);
  else if (tag === "input" && element.list) found.options = optionsOf(element.list.options);
  const form = element.form;
  if (!form) return;
  const id = refOf(form);
  found.form = `#${id}`;
  if (!forms.has(id)) forms.set(id, [formMethodOf(form), formActionOf(form)]);
  if (has(element, "formaction")) found.action = element.formAction;
  if (has(element, "formmethod")) found.method = element.formMethod;
}

function formAttributes(found, element) {
  found.method = formMethodOf(element);
  found.action = formActionOf(element);
}

function optionsOf(options) {
  const texts = [];
  let length = 0;
  for (const option of options) {
    const text = fold(option.label || option.value);
    length += text.length;
    if (length > 6000) break;
    texts.push(text);
  }
  return texts.join("\n");
}
