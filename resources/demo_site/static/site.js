"use strict";
const post = (url, fields) => fetch(url, { method: "POST", body: new URLSearchParams(fields) });
const all = (selector, each) => document.querySelectorAll(selector).forEach(each);

all("[data-open]", (button) =>
  button.addEventListener("click", () => document.getElementById(button.dataset.open).showModal()));
all("[data-close]", (button) =>
  button.addEventListener("click", () => button.closest("dialog").close()));

all("[data-delete]", (button) =>
  button.addEventListener("click", () => {
    const dialog = document.getElementById("confirm-delete");
    dialog.querySelector("[data-name]").textContent = button.dataset.name;
    dialog.querySelector("form").action = button.dataset.delete;
    dialog.showModal();
  }));

all("form[data-confirm]", (form) =>
  form.addEventListener("submit", (event) => {
    if (!confirm(form.dataset.confirm)) event.preventDefault();
  }));

all("[role=switch]", (button) =>
  button.addEventListener("click", async () => {
    const on = button.getAttribute("aria-checked") !== "true";
    const answer = await post("/settings/switch", { name: button.dataset.switch, on });
    if (!answer.ok) return;
    button.setAttribute("aria-checked", on);
    if (button.dataset.switch === "dark_mode")
      document.documentElement.dataset.theme = on ? "dark" : "light";
  }));

all("[data-star]", (button) =>
  button.addEventListener("click", async () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    if ((await post(button.dataset.star, { on })).ok) button.setAttribute("aria-pressed", on);
  }));

all("[role=tab]", (tab) =>
  tab.addEventListener("click", () =>
    all("[role=tab]", (each) => {
      each.setAttribute("aria-selected", each === tab);
      document.getElementById(each.getAttribute("aria-controls")).hidden = each !== tab;
    })));

// The page that lies: the topic is shown as saved, and the server keeps nothing.
all("form[data-topics]", (form) =>
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const topic = form.elements.topic.value.trim();
    if (!topic || !(await post(form.dataset.topics, { topic })).ok) return;
    const item = document.createElement("li");
    item.textContent = topic;
    document.getElementById("topics").append(item);
    const said = document.getElementById("topic-said");
    said.textContent = "Saved.";
    said.hidden = false;
    form.reset();
  }));

// Sloppy on purpose, as on many real pages: clickable divs without roles.
let mood = "";
all(".mood", (face) =>
  face.addEventListener("click", () => {
    mood = face.dataset.mood;
    all(".mood", (each) => each.classList.toggle("chosen", each === face));
  }));
all("#feedback-send", (button) =>
  button.addEventListener("click", async () => {
    const text = document.getElementById("feedback-text");
    const answer = await post("/support/feedback", { mood, message: text.value });
    document.getElementById("feedback-said").textContent =
      answer.ok ? "Thank you for your feedback." : "Please write something first.";
    if (answer.ok) text.value = "";
  }));

// An ARIA combobox: suggestions from the server while somebody types.
all("[role=combobox]", (box) => {
  const list = document.getElementById(box.getAttribute("aria-controls"));
  let active = -1;
  let asked = 0;
  const show = (open) => {
    list.hidden = !open;
    box.setAttribute("aria-expanded", open);
    if (!open) { active = -1; box.removeAttribute("aria-activedescendant"); }
  };
  const choose = (item) => { box.value = item.textContent; show(false); };
  const mark = (index) => {
    active = index;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", i === index));
    if (list.children[index]) box.setAttribute("aria-activedescendant", list.children[index].id);
  };
  box.addEventListener("input", async () => {
    const number = ++asked;
    const answer = await fetch("/orders/customers?q=" + encodeURIComponent(box.value));
    const names = await answer.json();
    if (number !== asked) return;
    list.replaceChildren(...names.map((name, i) => {
      const item = document.createElement("li");
      item.id = "customer-" + i;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.textContent = name;
      item.addEventListener("mousedown", (event) => { event.preventDefault(); choose(item); });
      return item;
    }));
    show(names.length > 0);
  });
  box.addEventListener("keydown", (event) => {
    const count = list.children.length;
    if (list.hidden || !count) return;
    if (event.key === "ArrowDown") mark((active + 1) % count);
    else if (event.key === "ArrowUp") mark((active - 1 + count) % count);
    else if (event.key === "Enter" && active >= 0) choose(list.children[active]);
    else if (event.key === "Escape") show(false);
    else return;
    event.preventDefault();
  });
  box.addEventListener("blur", () => show(false));
});
