// A few controls drawn on a canvas, as canvas applications draw them: nothing of them is in the DOM.
const canvas = document.querySelector("canvas");
const pen = canvas.getContext("2d");
const controls = [];
let focused = null;
let dark = new URLSearchParams(location.search).has("dark");
const colours = dark
  ? { page: "#1e1f24", ink: "#e8e8ea", soft: "#9a9ca4", line: "#5b5e68", face: "#2b2d34", main: "#4f8cff" }
  : { page: "#ffffff", ink: "#1f2328", soft: "#6a737d", line: "#b6bcc4", face: "#f3f4f6", main: "#1f6feb" };

function size() {
  canvas.width = innerWidth * devicePixelRatio;
  canvas.height = innerHeight * devicePixelRatio;
  canvas.style.width = innerWidth + "px";
  canvas.style.height = innerHeight + "px";
  draw();
}

function text(words, x, y, { colour = colours.ink, font = "15px sans-serif", align = "left" } = {}) {
  pen.fillStyle = colour;
  pen.font = font;
  pen.textAlign = align;
  pen.textBaseline = "middle";
  pen.fillText(words, x, y);
}

function box(x, y, width, height, { fill = null, line = null, round = 4 } = {}) {
  pen.beginPath();
  pen.roundRect(x + 0.5, y + 0.5, width - 1, height - 1, round);
  if (fill) { pen.fillStyle = fill; pen.fill(); }
  if (line) { pen.strokeStyle = line; pen.lineWidth = 1; pen.stroke(); }
}

function button(words, x, y, width, pressed, { main = false } = {}) {
  box(x, y, width, 34, { fill: main ? colours.main : colours.face, line: main ? null : colours.line });
  text(words, x + width / 2, y + 17, { colour: main ? "#fff" : colours.ink, align: "center" });
  controls.push({ x, y, width, height: 34, pressed });
}

function field(label, x, y, width, holder, key) {
  text(label, x, y - 14, { colour: colours.soft, font: "13px sans-serif" });
  const on = focused && focused.holder === holder && focused.key === key;
  box(x, y, width, 34, { fill: colours.page, line: on ? colours.main : colours.line });
  text(holder[key], x + 10, y + 17);
  if (on) {
    pen.font = "15px sans-serif";
    const end = x + 11 + pen.measureText(holder[key]).width;
    pen.fillStyle = colours.ink;
    pen.fillRect(end, y + 8, 1, 18);
    if (focused.all && holder[key]) {
      pen.fillStyle = "rgba(31, 111, 235, 0.25)";
      pen.fillRect(x + 8, y + 6, end - x - 6, 22);
    }
  }
  controls.push({ x, y, width, height: 34, pressed: () => (focused = { holder, key, all: false }) });
}

function tick(words, x, y, on, pressed) {
  box(x, y, 18, 18, { fill: on ? colours.main : colours.page, line: on ? colours.main : colours.line, round: 3 });
  if (on) {
    pen.strokeStyle = "#fff";
    pen.lineWidth = 2;
    pen.beginPath();
    pen.moveTo(x + 4, y + 9); pen.lineTo(x + 8, y + 13); pen.lineTo(x + 14, y + 5);
    pen.stroke();
  }
  text(words, x + 28, y + 9);
  pen.font = "15px sans-serif";
  controls.push({ x, y: y - 4, width: 28 + pen.measureText(words).width, height: 26, pressed });
}

function draw() {
  controls.length = 0;
  pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  pen.fillStyle = colours.page;
  pen.fillRect(0, 0, innerWidth, innerHeight);
  paint();
}

canvas.addEventListener("mousedown", (event) => {
  focused = null;
  const hit = controls.findLast((each) =>
    event.offsetX >= each.x && event.offsetX < each.x + each.width &&
    event.offsetY >= each.y && event.offsetY < each.y + each.height);
  if (hit) hit.pressed();
  draw();
});

function put(words) {
  focused.holder[focused.key] = (focused.all ? "" : focused.holder[focused.key]) + words;
  focused.all = false;
}

addEventListener("keydown", (event) => {
  if (!focused) return;
  const value = focused.holder[focused.key];
  if (event.ctrlKey && event.key === "a") { focused.all = true; event.preventDefault(); }
  else if (event.ctrlKey || event.metaKey) return;
  else if (event.key === "Backspace" || event.key === "Delete") {
    if (focused.all) put(""); else if (event.key === "Backspace") focused.holder[focused.key] = value.slice(0, -1);
  } else if (event.key === "Enter" && typeof entered === "function") entered();
  else if (event.key.length === 1) put(event.key);
  else if (event.key === "End" || event.key.startsWith("Arrow")) focused.all = false;
  draw();
});

addEventListener("paste", (event) => {
  if (focused) put(event.clipboardData.getData("text"));
  draw();
});

function keep(state) {
  fetch("/state", { method: "POST", body: JSON.stringify(state) });
}

addEventListener("resize", size);
