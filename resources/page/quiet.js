// Is the page still changing? What changes over and over in one place (a clock, a spinner) is
// volatile and does not count.

const VOLATILE_AFTER = 700; // ms that one place keeps changing
const FORGOTTEN_AFTER = 2500; // ms of rest after which it counts again

let lastChange = -1e9;
const places = new WeakMap(); // node -> [first change, last change, number of changes]

function noteChange(node, grows) {
  const now = performance.now();
  const place = places.get(node);
  if (!place || now - place[1] > FORGOTTEN_AFTER) {
    places.set(node, [now, now, 1]);
    lastChange = now;
    return;
  }
  place[1] = now;
  place[2]++;
  const restless = place[2] >= (grows ? 8 : 4) && now - place[0] > VOLATILE_AFTER;
  if (!restless) lastChange = now;
}

const observer = new MutationObserver((changes) => {
  const seen = new Set();
  for (const change of changes) {
    const text = change.type === "characterData";
    const node = text ? parentNodeOf(change.target) || change.target : change.target;
    if (seen.has(node)) continue;
    seen.add(node);
    noteChange(node, change.type === "childList" && change.addedNodes.length > 1);
  }
});
const WATCHED = { subtree: true, childList: true, attributes: true, characterData: true };
const watched = new WeakSet();
function watch(root) {
  if (watched.has(root)) return;
  watched.add(root);
  observer.observe(root, WATCHED);
}
watch(document);

// Fields that the person or the agent has been in, with the value that they had then. Covers
// pages that keep `defaultValue` in step with the value.
const before = new Map();
const contentOf = (element) =>
  isField(localNameOf(element))
    ? `${element.value}|${element.checked === true}`
    : textContentOf(element);
document.addEventListener(
  "focusin",
  (event) => {
    const [element] = event.composedPath();
    if (!element || nodeTypeOf(element) !== 1 || before.has(element)) return;
    if (isField(localNameOf(element)) || element.isContentEditable === true) {
      before.set(element, contentOf(element));
    }
  },
  true
);

const UNKEPT = new Set(["search", "hidden", "submit", "button", "reset", "image"]);
function unsaved() {
  for (const [element, content] of before) {
    if (!connected(element)) before.delete(element);
    else if (!UNKEPT.has(element.type) && contentOf(element) !== content) return true;
  }
  for (const element of document.querySelectorAll("input,textarea,select")) {
    if (localNameOf(element) === "select") {
      if (chosenAnew(element)) return true;
    } else if (element.type === "checkbox" || element.type === "radio") {
      if (element.checked !== element.defaultChecked) return true;
    } else if (element.type === "file") {
      if (element.files.length) return true;
    } else if (!UNKEPT.has(element.type) && element.type !== "range" && element.type !== "color") {
      if (element.value !== element.defaultValue) return true;
    }
  }
  return false;
}
function chosenAnew(select) {
  if (!select.multiple && select.selectedIndex <= 0 && !queryAll(select, "option[selected]").length) {
    return false;
  }
  const options = Array.from(select.options);
  if (options.some((option) => option.defaultSelected)) {
    return options.some((option) => option.selected !== option.defaultSelected);
  }
  const first = options.findIndex((option) => !option.disabled);
  return select.multiple ? select.selectedIndex >= 0 : select.selectedIndex > first;
}

// Milliseconds since the last change that counts, of running animations that will end, and
// whether the document is still being parsed.
function activity() {
  for (const record of observer.takeRecords()) {
    noteChange(record.type === "characterData" ? parentNodeOf(record.target) || record.target : record.target, false);
  }
  let ending = 0;
  for (const animation of animationsOf(document)) {
    if (animation.playState !== "running" || !animation.effect) continue;
    const timing = animation.effect.getComputedTiming();
    if (timing.endTime === Infinity) continue;
    const left = Number(timing.endTime) - Number(animation.currentTime || 0);
    if (left > 0 && left < 3000) ending = Math.max(ending, left);
  }
  return JSON.stringify([
    Math.round(performance.now() - lastChange), Math.round(ending), readyStateOf(document),
  ]);
}
