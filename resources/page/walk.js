// One pass over the page as it is drawn, in document order, that gathers elements.
//
// Names come out of the same pass: an element named by its content opens a `heap`, the texts
// beneath are put on it, and it is read when the element closes. Plain text between elements is
// merged into runs, cut at block boundaries.

const DEEPEST = 900;
const EVERYWHERE = { left: -1e9, top: -1e9, right: 1e9, bottom: 1e9 };

class Walk {
  constructor({ region, window: view, deadline }) {
    this.region = region; // null: the whole page
    this.view = view; // what can be seen of this frame
    this.deadline = deadline;
    this.out = [];
    this.frames = [];
    this.hosts = [];
    this.overlays = []; // boxes of what is placed out of the flow, and may lie over something
    this.pruned = 0;
    this.late = false;
    this.visits = 0;
    this.run = null;
    this.scroll = { left: window.scrollX, top: window.scrollY };
  }

  start(element, context = {}) {
    this.visit(element, {
      parent: null, clip: EVERYWHERE, absolute: EVERYWHERE, heap: null, leaf: false, unseen: false,
      pointer: false, grab: false, label: null, table: null, line: null, depth: 0, mute: false,
      around: null, svg: false, ...context,
    });
    this.flush();
    return this.out;
  }

  visit(element, c) {
    const tag = localNameOf(element);
    if (SKIPPED.has(tag) || (hiddenRoots.size && hiddenRoots.has(element))) return;
    if ((++this.visits & 127) === 0 && performance.now() > this.deadline) this.late = true;
    if (this.late || c.depth > DEEPEST) {
      this.pruned++;
      return;
    }
    if (tag === "br") {
      if (c.heap) c.heap.add(" ", c.mute);
      this.flush();
      return;
    }
    const style = getComputedStyle(element);
    const display = style.display;
    if (display === "none") return;
    if (display === "contents") {
      this.children(element, tag, { ...c, depth: c.depth + 1 });
      return;
    }
    const rect = rectOf(element);
    if (this.region && this.prunes(element, rect, style)) {
      this.pruned++;
      return;
    }
    const position = style.position;
    if (position !== "static" && position !== "relative" && rect.width * rect.height > 0) {
      this.overlays.push(rect);
    }
    const clip =
      position === "fixed" ? EVERYWHERE : position === "absolute" ? c.absolute : c.clip;
    const inline = display === "inline" || display.startsWith("inline-") || display.startsWith("ruby");
    const block = !inline && !c.svg;
    if (block) this.flush();
    if (block && c.heap) c.heap.add(" ", c.mute);
    const inner = this.inside(element, tag, style, rect, clip, position, c);
    const record = inner.faded && !isField(tag) ? null : this.record(element, tag, style, rect, clip, c);
    if (!record) {
      if (inner) this.below(element, tag, inner);
    } else {
      this.fill(record, element, tag, style, inner, c);
    }
    if (block) this.flush();
    if (block && c.heap) c.heap.add(" ", c.mute);
  }

  // A subtree that is out of the region and whose content does not stick out of it.
  prunes(element, rect, style) {
    const { region } = this;
    if (rect.width === 0 || rect.height === 0) return false;
    if (
      rect.bottom > region.top && rect.top < region.bottom &&
      rect.right > region.left && rect.left < region.right
    ) {
      return false;
    }
    if (element === documentElementOf(document) || element === bodyOf(document)) return false;
    return (
      style.overflowY !== "visible" ||
      (element.scrollHeight <= element.clientHeight + 1 && element.scrollWidth <= element.clientWidth + 1) ||
      element.clientHeight === 0
    );
  }

  // The context for what is inside.
  inside(element, tag, style, rect, clip, position, c) {
    let innerClip = clip;
    let unseen = c.unseen;
    if (style.overflowX !== "visible") { // then overflowY is not "visible" either
      if (element !== documentElementOf(document) && element !== bodyOf(document)) {
        innerClip = intersect(clip, rect);
        // Kept for screen readers only ("sr-only"), or folded away.
        if (rect.width <= 1.5 || rect.height <= 1.5) unseen = true;
      }
    }
    const faded = style.opacity === "0";
    if (faded) unseen = true;
    else if (position === "absolute" && style.clip === "rect(0px, 0px, 0px, 0px)") unseen = true;
    const cursor = style.cursor;
    return {
      ...c,
      clip: innerClip,
      absolute: position === "static" ? c.absolute : innerClip,
      unseen,
      faded: faded || (c.faded && unseen),
      pointer: cursor === "pointer",
      grab: cursor === "grab" || cursor === "move",
      hidden: style.visibility !== "visible",
      mute: c.mute || (c.heap !== null && attribute(element, "aria-hidden") === "true"),
      around: style,
      svg: c.svg || tag === "svg",
      depth: c.depth + 1,
    };
  }

  children(element, tag, c) {
    eachFlatChild(element, tag, (node) => {
      const type = nodeTypeOf(node);
      if (type === 1) this.visit(node, c);
      else if (type === 3) this.text(node, c);
    });
  }

  below(element, tag, c) {
    if (tag === "details" && !element.open) {
      const summary = childNamed(element, "summary");
      if (summary) this.visit(summary, c);
      return;
    }
    if (tag === "label" && element.control) {
      this.children(element, tag, { ...c, label: element.control });
      return;
    }
    if (tag === "textarea" || tag === "canvas" || tag === "video" || tag === "audio") return;
    if (tag === "iframe" || tag === "frame" || tag === "object" || tag === "embed") return;
    this.noteHost(element, tag, c);
    this.children(element, tag, c);
  }

  // What may have a closed shadow root: a custom element, or something drawn without content.
  noteHost(element, tag, c) {
    if (shadowOf(element) || askedHosts.has(element) || this.hosts.length >= 64) return;
    const custom = tag.includes("-");
    if (!custom && (firstChildOf(element) || c.svg || tag !== "div" && tag !== "span")) return;
    const rect = rectOf(element);
    if (rect.height >= 4 && rect.width >= 4) this.hosts.push(element);
  }

  text(node, c) {
    if (c.hidden) return;
    const data = node.nodeValue;
    const blank = !/\S/.test(data);
    if (c.heap) c.heap.add(blank ? " " : data, c.mute);
    if (c.leaf || c.unseen) return;
    if (blank) {
      if (this.run) this.run.text += " ";
      return;
    }
    const run = this.run;
    if (run && run.parent === c.parent && run.label === c.label) {
      run.text += data;
      run.last = node;
    } else {
      this.flush();
      this.run = {
        first: node, last: node, text: data, parent: c.parent, label: c.label, clip: c.clip,
      };
    }
  }

  flush() {
    const run = this.run;
    if (!run) return;
    this.run = null;
    const name = fold(run.text);
    if (!name) return;
    this.out.push({
      node: run.first, parent: run.parent, role: "text", name, value: null, states: [],
      run, rect: null, clip: run.clip, description: "", weak: false, attributes: null,
      label: run.label, interactive: false, dead: false,
    });
  }
}

// Texts beneath an element that is named by its content. What is hidden from assistive
// technology (icon ligatures, "×") counts only where there is nothing else.
class Heap {
  constructor() {
    this.said = "";
    this.muted = "";
  }
  add(text, mute) {
    if (mute) this.muted += text;
    else if (this.said.length < 4000) this.said += text;
  }
  read() {
    return (fold(this.said) || fold(this.muted)).slice(0, LONGEST_NAME);
  }
}
