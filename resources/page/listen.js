// What a person does in this document, told at once and in the order in which it happens.
//
// Inert until `kit.listen` is called. It hears on the window and before everybody else, and only
// what the browser itself vouches for (`isTrusted`): a page can forge no event. What an event is
// about is described before the page has heard of it.

const EARLIEST = 1e6; // ids given before the first reading; each document counts in a range of its own
const LARGE = 400; // an element with more inside is described without its content
const TEXT_DELAY = 150; // ms that a long text may change before it is told again
const LONG_TEXT = 2000;
const REST = 150; // ms over one element after which the pointer rests there
const WHEEL_GAP = 120; // ms between turns of the wheel that are told apart

let tell = null;
let told = 0;
let hearing = false;
const editing = new Map(); // field -> what it was before, and what was last told of it
let resting = null;
let turned = null;

const keptSecret = new WeakSet(); // fields that were secret once: an eye button does not change that
const SECRET_FIELD = /(^|\s)(current-password|new-password|one-time-code|cc-[a-z-]+)(\s|$)/i;
function isSecret(element) {
  if (keptSecret.has(element)) return true;
  const tag = localNameOf(element);
  if (tag !== "input" && tag !== "textarea") return false;
  const secret = element.type === "password" ||
    SECRET_FIELD.test(attribute(element, "autocomplete") || "") ||
    (getComputedStyle(element).webkitTextSecurity || "none") !== "none";
  if (secret) keptSecret.add(element);
  return secret;
}

function send(kind, event, content) {
  const at = event ? performance.timeOrigin + event.timeStamp : Date.now();
  tell(JSON.stringify({ kind, number: ++told, at, origin: window.origin, ...content }));
}

// What an event is about

function targetOf(event) {
  let node = event.composedPath()[0];
  if (!node || !(node instanceof Node)) return null;
  if (nodeTypeOf(node) !== 1) node = nodeTypeOf(node) === 9 ? documentElementOf(node) : parentNodeOf(node);
  for (let depth = 0; node && depth < 50; depth++) {
    const root = closedRoots.get(node);
    if (!root) break;
    const inner = event.clientX === undefined
      ? root.activeElement
      : shadowFromPoint(root, event.clientX, event.clientY);
    if (!inner || inner === node) break;
    node = inner;
  }
  return node && nodeTypeOf(node) === 1 ? node : null;
}

const isOperable = (element, tag) => INTERACTIVE.has(roleOf(element, tag)) || editingHost(element);

function isPerceived(element, tag) {
  if (idOfNode.has(element) || roleOf(element, tag) || listened.has(element)) return true;
  const kinds = kindsOf(element);
  return Boolean(kinds & (HANDLER | INDEX | DRAG));
}

// The element that perception names for a node at a point: the control that it is part of, else
// what it is itself, else the text under the pointer.
function perceived(node, x, y) {
  let nearest = null;
  for (let at = node, depth = 0; at && depth < 60; at = flatParent(at), depth++) {
    const tag = localNameOf(at);
    if (isOperable(at, tag)) return at;
    if (tag === LABEL && at.control) return undrawnControl(at) ? at : at.control;
    nearest ??= isPerceived(at, tag) ? at : null;
  }
  const text = x === undefined ? null : textAt(x, y);
  if (text && (!nearest || CONTAINERS.has(roleOf(nearest, localNameOf(nearest))) || isLong(nearest))) {
    return text;
  }
  return nearest || node;
}

const isLong = (element) => plainText(element).length > GENERIC_LIMIT;

// The known text at a point.
function textAt(x, y) {
  const caret = document.caretRangeFromPoint ? document.caretRangeFromPoint(x, y) : null;
  const node = caret && caret.startContainer;
  return node && nodeTypeOf(node) === 3 && idOfNode.has(node) ? node : null;
}

function described(node) {
  if (!node) return null;
  if (nextId < EARLIEST && idOfNode.get(node) === undefined && !wasRead) {
    nextId = EARLIEST * (1 + Math.floor(Math.random() * 1000));
  }
  const element = nodeTypeOf(node) === 1 ? node : parentNodeOf(node);
  if (!element) return null;
  forms = new Map();
  const small = queryAll(element, "*").length <= LARGE;
  const records = small ? describe(element) : [];
  const record = records.find((each) => each.node === node) || plainRecord(node, element);
  const view = { left: 0, top: 0, right: window.innerWidth, bottom: window.innerHeight };
  const { rows: [row], words } = finish(
    [{ ...record, parent: null, clip: clipOf(element) }], view, null
  );
  return row ? { row, words, forms: [...forms] } : null;
}

// What has the focus while keys follow each other: to describe it with each would make the page lay
// itself out between two keys.
const KEYS_FOLLOW = 1000; // ms
let keyed = { node: null, at: 0, description: null };
function describedAgain(node) {
  const now = performance.now();
  if (keyed.node !== node || now - keyed.at > KEYS_FOLLOW) {
    keyed = { node, at: now, description: described(node && perceived(node)) };
  }
  keyed.at = now;
  return keyed.description;
}
let wasRead = false; // whether ids here are kept apart from those of other frames

// Fields and what they hold

const SWITCHES = new Set(["checkbox", "radio"]);
const UNTOLD = new Set(["button", "submit", "reset", "image", "hidden"]);

function fieldOf(node) {
  for (let at = node, depth = 0; at && depth < 60; at = flatParent(at), depth++) {
    const tag = localNameOf(at);
    if (isField(tag)) return UNTOLD.has(at.type) ? null : at;
    if (tag === LABEL && at.control) return fieldOf(at.control);
    if (editingHost(at)) return at;
    if (tag === "option" || tag === "optgroup") continue;
  }
  return null;
}

function contentNow(field) {
  const tag = localNameOf(field);
  if (tag === "select") return Array.from(field.selectedOptions, (each) => fold(each.label)).join("\n");
  if (tag === "input" && SWITCHES.has(field.type)) return String(field.checked);
  if (tag === "input" && field.type === "file") return Array.from(field.files || [], (each) => each.name).join("\n");
  if (isField(tag)) return field.value.slice(0, LONGEST_VALUE);
  return (field.innerText || textContentOf(field)).replace(/\n$/, "").slice(0, LONGEST_VALUE);
}

// Remember what a field holds before it changes; and, but for a page that only moves the focus, what
// it is.
function begin(node, focused = false) {
  const field = fieldOf(node);
  if (!field) return null;
  let edit = editing.get(field);
  if (!edit) {
    edit = {
      before: null, was: contentNow(field), seen: null, last: null, timer: 0,
      secret: isSecret(field), changed: false,
    };
    editing.set(field, edit);
  }
  if (!focused) edit.before ??= described(drawnFor(field));
  return field;
}

function drawnFor(field) {
  const hidden = SWITCHES.has(field.type) && isUndrawn(field);
  return (hidden && Array.from(field.labels || []).find((each) => undrawnControl(each))) || field;
}

function changed(field, event) {
  const edit = editing.get(field);
  edit.changed = true;
  edit.seen = contentNow(field);
  if (edit.seen.length <= LONG_TEXT) return telling(field, edit, event, false);
  edit.timer ||= setTimeout(() => telling(field, edit, null, false), TEXT_DELAY);
}

function telling(field, edit, event, final) {
  clearTimeout(edit.timer);
  edit.timer = 0;
  if (connected(field)) edit.seen = contentNow(field);
  if (edit.seen === null || (!final && edit.seen === edit.last)) return;
  edit.last = edit.seen;
  edit.before ??= described(drawnFor(field));
  send("value", event, {
    element: edit.before, value: edit.seen, was: edit.was, secret: edit.secret || isSecret(field), final,
  });
}

// A field was left or sent: what it holds is told for good.
function finished(field, event) {
  const edit = editing.get(field);
  if (!edit) return;
  if (edit.changed || (connected(field) && contentNow(field) !== edit.was)) {
    telling(field, edit, event, true);
  }
  editing.delete(field);
}

function finishOthers(field, event) {
  for (const [each, edit] of editing) {
    if (each === field) continue;
    if (edit.changed) finished(each, event);
    else if (!connected(each)) editing.delete(each);
  }
}

// What is heard

const MODIFIERS = [["Control", "ctrlKey"], ["Alt", "altKey"], ["Shift", "shiftKey"], ["Meta", "metaKey"]];
const held = (event) => MODIFIERS.filter(([, flag]) => event[flag]).map(([name]) => name);
const aim = (event) => perceived(targetOf(event), event.clientX, event.clientY);
const place = (event) => ({ x: event.clientX, y: event.clientY });

const heard = {
  pointerdown(event) {
    flushWheel();
    keyed.node = null;
    const node = targetOf(event);
    const field = begin(node);
    finishOthers(field, event);
    send("press", event, {
      ...place(event), button: event.button, held: held(event),
      element: described(perceived(node, event.clientX, event.clientY)),
    });
  },
  pointerup(event) {
    // A captured pointer's target is where it went down; what lies below it is meant.
    const node = topAt(event.clientX, event.clientY);
    send("release", event, {
      ...place(event), button: event.button,
      element: described(node && perceived(node, event.clientX, event.clientY)),
    });
  },
  drop(event) {
    send("drop", event, { ...place(event), element: described(aim(event)) });
  },
  dragend(event) {
    send("dragend", event, place(event));
  },
  wheel(event) {
    const scale = event.deltaMode === 0 ? 1 / 40 : event.deltaMode === 1 ? 1 : 20;
    if (turned) {
      turned.dx += event.deltaX * scale;
      turned.dy += event.deltaY * scale;
    } else {
      turned = {
        at: event, dx: event.deltaX * scale, dy: event.deltaY * scale, ...place(event),
        element: described(aim(event)),
      };
    }
    clearTimeout(turned.timer);
    turned.timer = setTimeout(flushWheel, WHEEL_GAP);
  },
  keydown(event) {
    flushWheel();
    const key = event.key;
    if (!key || key === "Process" || event.isComposing) return;
    if (key === "Control" || key === "Alt" || key === "Shift" || key === "Meta" || key === "AltGraph") return;
    const node = targetOf(event);
    const field = begin(node);
    const single = field && localNameOf(field) !== "textarea" && isField(localNameOf(field));
    if (key === "Enter" && single && editing.get(field).changed) {
      finished(field, event);
      begin(field);
    }
    const secret = Boolean(field) && isSecret(field);
    const graph = event.getModifierState("AltGraph");
    const typed = [...key].length === 1 && !event.metaKey && (graph || (!event.ctrlKey && !event.altKey));
    send("key", event, {
      key: secret && typed ? "" : key, held: graph ? [] : held(event), typed, secret: secret && typed,
      again: event.repeat, element: describedAgain(node),
    });
  },
  compositionend(event) {
    const field = begin(targetOf(event));
    if (!event.data || !field) return;
    const secret = isSecret(field);
    send("composed", event, { text: secret ? "" : event.data, secret, element: described(perceived(field)) });
  },
  focusin(event) {
    begin(targetOf(event), true);
  },
  focusout(event) {
    const field = fieldOf(targetOf(event));
    if (field) finished(field, event);
  },
  beforeinput(event) {
    begin(targetOf(event));
  },
  input(event) {
    const field = begin(targetOf(event));
    if (!field) return;
    if (field.type === "file") return chosen(field, event);
    changed(field, event);
    const atOnce = localNameOf(field) === "select" || SWITCHES.has(field.type);
    if (!atOnce) return;
    finished(field, event);
    begin(field);
  },
  change(event) {
    const field = fieldOf(targetOf(event));
    if (!field || field.type === "file" || !editing.has(field)) return;
    finished(field, event);
    begin(field);
  },
  paste(event) {
    const node = targetOf(event);
    const field = begin(node);
    if (field && isSecret(field)) return;
    const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    send("paste", event, { text: text.slice(0, LONGEST_VALUE), element: described(perceived(node)) });
  },
  pointermove(event) {
    moved(event);
  },
  pointerout(event) {
    if (event.relatedTarget === null) {
      clearTimeout(resting?.timer);
      resting = null;
      if (window === window.top) send("left", event, {});
    }
  },
  submit(event) {
    finishOthers(null, event);
  },
  beforeunload(event) {
    finishOthers(null, event);
  },
  pagehide(event) {
    finishOthers(null, event);
  },
};

// Files that were chosen, by the number of the message that told of it: a page may empty the field.
const chosenFiles = new Map();
function chosen(field, event) {
  const files = Array.from(field.files || []);
  chosenFiles.set(told + 1, files);
  send("files", event, { names: files.map((each) => each.name), element: editing.get(field).before });
  editing.delete(field);
}

function flushWheel() {
  if (!turned) return;
  clearTimeout(turned.timer);
  const { at, dx, dy, x, y, element } = turned;
  turned = null;
  send("wheel", at, { x, y, dx, dy, element });
}

function moved(event) {
  const node = targetOf(event);
  if (!node || (resting && resting.node === node)) {
    if (resting) resting.at = event;
    return;
  }
  clearTimeout(resting?.timer);
  if (!resting || resting.told) send("moves", event, {});
  const mine = { node, at: event, told: false };
  mine.timer = setTimeout(() => {
    mine.told = true;
    const { at } = mine;
    if (connected(node)) send("rest", at, { ...place(at), element: described(perceived(node, at.clientX, at.clientY)) });
  }, REST);
  resting = mine;
}

function listenTo(binding) {
  tell = globalThis[binding] || null;
  if (!tell || hearing) return hearing;
  hearing = true;
  for (const kind of Object.keys(heard)) {
    const handle = heard[kind];
    window.addEventListener(kind, (event) => {
      if (tell && event.isTrusted) handle(event);
    }, { capture: true, passive: true });
  }
  const focused = focusedElement();
  if (focused) begin(focused, true);
  return true;
}

function deafen() {
  tell = null;
  editing.clear();
  return true;
}
