// ARIA roles, states and values, from attributes and from what the HTML means.

const SKIPPED = new Set([
  "script", "style", "template", "noscript", "head", "meta", "link", "title", "base", "param",
  "source", "track", "area", "datalist", "defs", "symbol", "clippath", "mask", "lineargradient",
  "radialgradient", "filter", "marker", "metadata", "colgroup", "col", "wbr", "optgroup-label",
]);

const ROLES = new Set([
  "alert", "alertdialog", "application", "article", "banner", "blockquote", "button", "caption",
  "cell", "checkbox", "columnheader", "combobox", "complementary", "contentinfo", "definition",
  "dialog", "document", "feed", "figure", "form", "grid", "gridcell", "group", "heading", "img",
  "link", "list", "listbox", "listitem", "log", "main", "marquee", "math", "menu", "menubar",
  "menuitem", "menuitemcheckbox", "menuitemradio", "meter", "navigation", "note", "option",
  "progressbar", "radio", "radiogroup", "region", "row", "rowheader", "scrollbar", "search",
  "searchbox", "slider", "spinbutton", "status", "switch", "tab", "table", "tablist", "tabpanel",
  "term", "textbox", "timer", "toolbar", "tooltip", "tree", "treegrid", "treeitem", "separator",
]);

const INTERACTIVE = new Set([
  "button", "checkbox", "combobox", "link", "listbox", "menuitem", "menuitemcheckbox",
  "menuitemradio", "option", "radio", "scrollbar", "searchbox", "slider", "spinbutton", "switch",
  "tab", "textbox", "treeitem",
]);

// Named by their content; text inside is the name, not an element.
const LEAF = new Set([
  "button", "link", "option", "tab", "menuitem", "menuitemcheckbox", "menuitemradio", "checkbox",
  "radio", "switch", "heading", "tooltip", "treeitem",
]);

// The same where there is nothing but text inside.
const COLLAPSING = new Set([
  "cell", "gridcell", "columnheader", "rowheader", "listitem", "status", "alert", "note", "log",
  "caption", "term", "definition", "blockquote", "timer", "generic",
]);

// Their text does not become part of the name of what is around them.
const CLOSED = new Set([
  "list", "group", "tree", "menu", "table", "grid", "treegrid", "listbox", "textbox", "combobox",
]);

const BY_TAG = {
  button: "button", summary: "button", select: "combobox", textarea: "textbox", h1: "heading",
  h2: "heading", h3: "heading", h4: "heading", h5: "heading", h6: "heading", table: "table",
  tr: "row", td: "cell", ul: "list", ol: "list", menu: "list", dl: "list", li: "listitem",
  dt: "term", dd: "definition", nav: "navigation", main: "main", aside: "complementary",
  article: "article", dialog: "dialog", fieldset: "group", details: "group", form: "form",
  figure: "figure", img: "img", progress: "progressbar", meter: "meter", output: "status",
  canvas: "canvas", video: "video", audio: "audio", iframe: "iframe", frame: "iframe",
  search: "search", caption: "caption", option: "option", blockquote: "blockquote",
  embed: "img", object: "img",
};

const BY_TYPE = {
  button: "button", submit: "button", reset: "button", image: "button", file: "button",
  color: "button", checkbox: "checkbox", radio: "radio", range: "slider", number: "spinbutton",
  search: "searchbox",
};

const LIST_MARKUP = new Set(["ul", "ol", "menu"]);

function explicitRole(element) {
  const given = attribute(element, "role");
  if (!given) return "";
  for (const word of given.toLowerCase().split(/\s+/)) {
    if (word === "none" || word === "presentation") return "none";
    if (word === "image") return "img";
    if (word === "list" || ROLES.has(word)) return word;
  }
  return "";
}

function implicitRole(element, tag) {
  switch (tag) {
    case "a":
      return has(element, "href") ? "link" : "";
    case "input": {
      const type = element.type;
      if (type === "hidden") return "none";
      if (BY_TYPE[type]) return BY_TYPE[type];
      return has(element, "list") ? "combobox" : "textbox";
    }
    case "select":
      return element.multiple || element.size > 1 ? "listbox" : "combobox";
    case "th": {
      const scope = attribute(element, "scope");
      if (scope === "row" || scope === "rowgroup") return "rowheader";
      if (scope === "col" || scope === "colgroup") return "columnheader";
      const row = parentNodeOf(element);
      const body = row && parentNodeOf(row);
      if (body && nodeTypeOf(body) === 1 && localNameOf(body) === "thead") return "columnheader";
      return row && queryAll(row, "td").length ? "rowheader" : "columnheader";
    }
    case "section":
      return has(element, "aria-label") || has(element, "aria-labelledby") ? "region" : "";
    case "header":
    case "footer":
      if (closest(element, "article,aside,main,nav,section")) return "";
      return tag === "header" ? "banner" : "contentinfo";
    default:
      return BY_TAG[tag] || "";
  }
}

function roleOf(element, tag, kinds = EVERY) {
  const explicit = kinds & ROLE ? explicitRole(element) : "";
  if (explicit === "none") {
    // A control keeps its role whatever the page says (ARIA, presentational roles conflict).
    const implied = implicitRole(element, tag);
    return INTERACTIVE.has(implied) ? implied : "";
  }
  const role = explicit || implicitRole(element, tag);
  return role === "none" ? "" : role;
}

const DISABLEABLE = new Set(["button", "input", "select", "textarea", "option", "fieldset"]);

function statesOf(element, tag, role, kinds = EVERY) {
  const states = kinds & STATE ? ariaStates(element, tag) : [];
  if (tag === "input") {
    const type = element.type;
    if (type === "checkbox" || type === "radio") {
      if (element.indeterminate) states.push("mixed");
      else if (element.checked) states.push("checked");
    } else if (type === "password") states.push("password");
    else if (tell && isSecret(element)) states.push("password");
  } else if (tag === "option") {
    if (element.selected) states.push("selected");
  } else if (tag === "details") {
    if (!has(element, "aria-expanded")) states.push(element.open ? "expanded" : "collapsed");
  } else if (tag === "summary") {
    const details = parentNodeOf(element);
    if (details && localNameOf(details) === "details" && !has(element, "aria-expanded")) {
      states.push(details.open ? "expanded" : "collapsed");
    }
  } else if (tag === "dialog") {
    if (matches(element, ":modal")) states.push("modal");
  }
  if (DISABLEABLE.has(tag) && matches(element, ":disabled")) states.push("disabled");
  if (isField(tag)) {
    if (tag !== "select" && element.readOnly) states.push("readonly");
    if (element.required) states.push("required");
    if (matches(element, ":user-invalid")) states.push("invalid");
    if (tag === "textarea") states.push("multiline");
    if (tag === "select") states.push(role === "combobox" ? "haspopup" : "");
    if (tag === "select" && element.multiple) states.push("multiselectable");
  }
  return [...new Set(states)].filter(Boolean);
}

function ariaStates(element, tag) {
  const states = [];
  const given = (name) => {
    const value = attribute(element, name);
    return value !== null && value !== "" && value !== "false" ? value : "";
  };
  const native = tag === "input" && (element.type === "checkbox" || element.type === "radio");
  const checked = native ? "" : given("aria-checked");
  if (checked) states.push(checked === "mixed" ? "mixed" : "checked");
  if (given("aria-selected") || given("aria-current")) states.push("selected");
  const pressed = given("aria-pressed");
  if (pressed) states.push(pressed === "mixed" ? "mixed" : "pressed");
  const expanded = attribute(element, "aria-expanded");
  if (expanded !== null) states.push(expanded === "true" ? "expanded" : "collapsed");
  for (const [name, state] of ARIA_FLAGS) if (given(name)) states.push(state);
  return states;
}

const ARIA_FLAGS = [
  ["aria-disabled", "disabled"], ["aria-readonly", "readonly"], ["aria-required", "required"],
  ["aria-invalid", "invalid"], ["aria-multiline", "multiline"],
  ["aria-multiselectable", "multiselectable"], ["aria-modal", "modal"], ["aria-busy", "busy"],
  ["aria-haspopup", "haspopup"],
];

const isField = (tag) => tag === "input" || tag === "textarea" || tag === "select";

const LONGEST_VALUE = 20000;

function valueOf(element, tag, role, kinds = EVERY) {
  if (tell && isField(tag) && isSecret(element)) return "•".repeat(element.value.length);
  if (tag === "input") {
    switch (element.type) {
      case "checkbox": case "radio": case "submit": case "button": case "reset": case "image":
        return null;
      case "password":
        return "•".repeat(element.value.length);
      case "file":
        return Array.from(element.files || [], (file) => file.name).join(", ");
      default:
        return element.value.slice(0, LONGEST_VALUE);
    }
  }
  if (tag === "textarea") return element.value.slice(0, LONGEST_VALUE);
  if (tag === "select") {
    return Array.from(element.selectedOptions, (option) => fold(option.label)).join(", ");
  }
  if (tag === "progress") return element.position < 0 ? "" : String(element.value);
  if (tag === "meter") return String(element.value);
  if (kinds & EDIT && editingHost(element)) {
    return (element.innerText || textContentOf(element)).trim().slice(0, LONGEST_VALUE);
  }
  const stated = !(kinds & STATE) ? null : attribute(element, "aria-valuetext") || attribute(element, "aria-valuenow");
  if (stated !== null && stated !== "") return stated;
  if (role === "textbox" || role === "searchbox") return fold(textContentOf(element));
  return null;
}

// The element that makes its content editable, not each element inside it.
function editingHost(element) {
  if (element.isContentEditable !== true) return false;
  const parent = parentNodeOf(element);
  return !(parent && nodeTypeOf(parent) === 1 && parent.isContentEditable === true);
}
