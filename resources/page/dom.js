// Access to the DOM that a page cannot redirect: a form with an <input name="id"> answers
// `form.id` with that input, in every world. So everything here goes through the prototypes.

const method = (prototype, name) => {
  const found = prototype[name];
  return (node, ...rest) => found.apply(node, rest);
};
const getter = (prototype, name) => {
  const get = Object.getOwnPropertyDescriptor(prototype, name).get;
  return (node) => get.call(node);
};

const firstChildOf = getter(Node.prototype, "firstChild");
const nextSiblingOf = getter(Node.prototype, "nextSibling");
const previousSiblingOf = getter(Node.prototype, "previousSibling");
const parentNodeOf = getter(Node.prototype, "parentNode");
const nodeTypeOf = getter(Node.prototype, "nodeType");
const textContentOf = getter(Node.prototype, "textContent");
const connected = getter(Node.prototype, "isConnected");
const localNameOf = getter(Element.prototype, "localName");
const idOf = getter(Element.prototype, "id");
const openRootOf = getter(Element.prototype, "shadowRoot");
const assignedSlotOf = getter(Element.prototype, "assignedSlot");
const slotOfText = getter(Text.prototype, "assignedSlot");
const formMethodOf = getter(HTMLFormElement.prototype, "method");
const formActionOf = getter(HTMLFormElement.prototype, "action");
const rectOf = method(Element.prototype, "getBoundingClientRect");
const rectsOf = method(Element.prototype, "getClientRects");
const queryAll = method(Element.prototype, "querySelectorAll");
const matches = method(Element.prototype, "matches");
const closest = method(Element.prototype, "closest");
const contains = method(Node.prototype, "contains");
const rootOf = method(Node.prototype, "getRootNode");
const getAttribute = Element.prototype.getAttribute;
const attribute = (element, name) => getAttribute.call(element, name);
const hasAttribute = Element.prototype.hasAttribute;
const has = (element, name) => hasAttribute.call(element, name);
const attributeNames = Element.prototype.getAttributeNames;
const bodyOf = getter(Document.prototype, "body");
const documentElementOf = getter(Document.prototype, "documentElement");
const activeElementOf = getter(Document.prototype, "activeElement");
const titleOf = getter(Document.prototype, "title");
const readyStateOf = getter(Document.prototype, "readyState");
const byId = method(Document.prototype, "getElementById");
const fromPoint = method(Document.prototype, "elementFromPoint");
const allFromPoint = method(Document.prototype, "elementsFromPoint");
const shadowFromPoint = method(ShadowRoot.prototype, "elementFromPoint");
const animationsOf = method(Document.prototype, "getAnimations");
const newRange = method(Document.prototype, "createRange");

// Which kinds of attributes an element has, found with one call instead of one for each.
const ROLE = 1, NAMING = 2, TELLING = 4, STATE = 8, HANDLER = 16, INDEX = 32, DRAG = 64,
  CLASS = 128, TEST = 256, EDIT = 512, EVERY = 1023;
const KIND = new Map([
  ["role", ROLE], ["aria-label", NAMING], ["aria-labelledby", NAMING], ["title", TELLING],
  ["placeholder", TELLING], ["aria-describedby", TELLING], ["aria-description", TELLING],
  ["aria-placeholder", TELLING], ["onclick", HANDLER], ["onmousedown", HANDLER],
  ["onmouseup", HANDLER], ["onpointerdown", HANDLER], ["ondblclick", HANDLER],
  ["tabindex", INDEX], ["draggable", DRAG], ["class", CLASS], ["data-testid", TEST],
  ["data-test-id", TEST], ["data-test", TEST], ["data-cy", TEST], ["data-qa", TEST],
  ["contenteditable", EDIT],
]);
function kindsOf(element) {
  let kinds = 0;
  for (const name of attributeNames.call(element)) {
    const kind = KIND.get(name);
    if (kind !== undefined) kinds |= kind;
    else if (name.startsWith("aria-")) kinds |= STATE;
  }
  return kinds;
}

// Closed shadow roots are handed in from outside, by `kit.adopt`.
const closedRoots = new WeakMap();
const askedHosts = new WeakSet();

const shadowOf = (element) => openRootOf(element) || closedRoots.get(element) || null;

// Children as they are drawn: a shadow root instead of the light children, what is assigned to a
// slot instead of the slot's own content.
function eachFlatChild(element, tag, visit) {
  if (tag === "slot") {
    const assigned = element.assignedNodes ? element.assignedNodes({ flatten: false }) : [];
    if (assigned.length) {
      for (const node of assigned) visit(node);
      return;
    }
  }
  const from = shadowOf(element) || element;
  for (let node = firstChildOf(from); node; node = nextSiblingOf(node)) visit(node);
}

// The parent as drawn: up through slots and shadow hosts.
function flatParent(node) {
  const type = nodeTypeOf(node);
  const slot = type === 1 ? assignedSlotOf(node) : type === 3 ? slotOfText(node) : null;
  if (slot) return slot;
  const parent = parentNodeOf(node);
  if (parent && nodeTypeOf(parent) === 11) return parent.host || null;
  return parent && nodeTypeOf(parent) === 1 ? parent : null;
}

const fold = (text) => text.replace(/\s+/g, " ").trim();

function isHidden(element) {
  for (let node = element; node; node = flatParent(node)) {
    if (hiddenRoots.has(node)) return true;
  }
  return false;
}

// Subtrees that perception leaves out, by the selectors that the reader was made with.
let hiddenRoots = new Set();
function findHidden(selectors) {
  hiddenRoots = new Set();
  for (const selector of selectors) {
    for (const element of document.querySelectorAll(selector)) hiddenRoots.add(element);
  }
}

// Ids: stable while the node lives. Text nodes have them too.
const idOfNode = new WeakMap();
const nodeOfId = new Map();
let nextId = 1;
function refOf(node) {
  let id = idOfNode.get(node);
  if (id === undefined) {
    id = nextId++;
    idOfNode.set(node, id);
    nodeOfId.set(id, new WeakRef(node));
  }
  return id;
}
function nodeOf(id) {
  const held = nodeOfId.get(id);
  const node = held && held.deref();
  if (!node || !connected(node)) return null;
  return node;
}
