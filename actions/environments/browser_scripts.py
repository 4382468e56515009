"""The functions that the browser environment runs on an element, in the page's isolated world.

Each is a JavaScript function whose first argument is the element. They answer with plain values.
"""

from __future__ import annotations

# What kind of control it is and what it holds.
DESCRIBE = """(el) => {
  const tag = el.tagName.toLowerCase();
  const type = tag === 'input' ? el.type : '';
  const editable = el.isContentEditable === true;
  const field = tag === 'input' || tag === 'textarea';
  let root = el.getRootNode(), active = root.activeElement;
  while (active && active.shadowRoot && active.shadowRoot.activeElement)
    active = active.shadowRoot.activeElement;
  const checkable = type === 'checkbox' || type === 'radio';
  const aria = el.getAttribute('aria-checked') ?? el.getAttribute('aria-pressed')
    ?? el.getAttribute('aria-selected');
  return JSON.stringify({
    tag, type, editable,
    role: el.getAttribute('role') || '',
    multiple: !!el.multiple,
    disabled: el.matches(':disabled') || el.getAttribute('aria-disabled') === 'true',
    readonly: !!el.readOnly || el.getAttribute('aria-readonly') === 'true',
    value: field || tag === 'select' ? el.value : editable ? el.innerText
      : el.getAttribute('aria-valuenow'),
    checked: checkable ? el.checked : aria === null ? null : aria === 'true',
    focused: !!active && (active === el || el.contains(active)),
    min: el.min || el.getAttribute('aria-valuemin') || '',
    max: el.max || el.getAttribute('aria-valuemax') || '',
  });
}"""

# Put the focus on it, or on the field inside it; answers whether that is where it is now.
FOCUS = """(el) => {
  const inside = el.matches('input,textarea,[contenteditable],select') ? el
    : el.querySelector('input:not([type=hidden]),textarea,[contenteditable]') || el;
  inside.focus({preventScroll: false});
  const active = el.getRootNode().activeElement;
  return !!active && (active === inside || el.contains(active));
}"""

# Select all that it holds, or (false) put the caret behind it.
SELECT_ALL = """(el, all) => {
  const active = el.getRootNode().activeElement;
  const field = el.matches('input,textarea') || el.isContentEditable ? el
    : active && el.contains(active) ? active : el;
  if (field.isContentEditable) {
    const range = document.createRange(), selection = getSelection();
    range.selectNodeContents(field);
    if (!all) range.collapse(false);
    selection.removeAllRanges();
    selection.addRange(range);
    return true;
  }
  if (!field.select) return false;
  if (all) { field.select(); return true; }
  try { field.setSelectionRange(field.value.length, field.value.length); return true; }
  catch (error) { return false; }
}"""

# Give a field its value as a person's input would: the native setter, then the two events.
SET_VALUE = """(el, value) => {
  const kind = el.tagName === 'TEXTAREA' ? HTMLTextAreaElement : HTMLInputElement;
  el.focus();
  Object.getOwnPropertyDescriptor(kind.prototype, 'value').set.call(el, value);
  el.dispatchEvent(new InputEvent('input', {bubbles: true, composed: true}));
  el.dispatchEvent(new Event('change', {bubbles: true}));
  return el.value;
}"""

# The options of a native select (or of the one that an option belongs to).
OPTIONS = """(el) => {
  const select = el.closest('select');
  if (!select) return '';
  return JSON.stringify(Array.from(select.options, option => ({
    label: (option.label || option.text).replace(/\\s+/g, ' ').trim(),
    value: option.value,
    disabled: option.disabled || (option.parentElement.disabled === true),
    selected: option.selected,
    self: option === el,
    multiple: select.multiple,
    listed: select.multiple || select.size > 1,
  })));
}"""

# Select exactly the options with these indices; answers those that are selected afterwards.
CHOOSE = """(el, indices) => {
  const select = el.closest('select');
  select.focus();
  Array.from(select.options).forEach((option, index) => {
    if (select.multiple) option.selected = indices.includes(index);
  });
  if (!select.multiple) select.selectedIndex = indices[0];
  select.dispatchEvent(new Event('input', {bubbles: true, composed: true}));
  select.dispatchEvent(new Event('change', {bubbles: true}));
  return JSON.stringify(Array.from(select.options).flatMap((o, i) => o.selected ? [i] : []));
}"""

# Where it and all that it is scrolled in stand; differs when anything has scrolled.
SCROLLED = """(el) => {
  const seen = [];
  for (let at = el; at; at = at.assignedSlot || at.parentElement || (at.getRootNode() || {}).host)
    seen.push(Math.round(at.scrollLeft) + ',' + Math.round(at.scrollTop));
  return seen.join(' ') + ' ' + Math.round(scrollX) + ',' + Math.round(scrollY);
}"""

# Scroll the nearest thing that can scroll that way.
SCROLL_BY = """(el, dx, dy) => {
  for (let at = el; at; at = at.parentElement) {
    const style = getComputedStyle(at), before = [at.scrollLeft, at.scrollTop];
    const scrolls = /auto|scroll|overlay/.test(style.overflowX + style.overflowY);
    if (!scrolls && at !== document.documentElement) continue;
    at.scrollBy({left: dx, top: dy, behavior: 'instant'});
    if (at.scrollLeft !== before[0] || at.scrollTop !== before[1]) return true;
  }
  return false;
}"""
