// Single keys for the queue. They do nothing in a field, and can be switched off (WCAG 2.1.4).
const STORED = "queue-keys";
const cards = [...document.querySelectorAll("[data-card]")];
const help = document.querySelector("[data-keys]");
const isOn = document.querySelector("[data-keys-on]");
const FIELDS = "input:not([type=checkbox]), textarea, select, [contenteditable]";

const current = () => document.activeElement?.closest("[data-card]") ?? null;

const goTo = (card) => {
  card?.focus();
  card?.scrollIntoView({ block: "nearest" });
};

const step = (by) => {
  const place = cards.indexOf(current());
  goTo(cards[place < 0 ? 0 : Math.min(Math.max(place + by, 0), cards.length - 1)]);
};

const press = (key) => {
  const card = current() ?? (cards.length === 1 ? cards[0] : null);
  const button = card?.querySelector(`[data-key="${key}"]`);
  if (!button) return Boolean(card);
  const details = button.closest("details");
  if (details && button.localName === "summary") {
    details.open = true;
    details.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  } else {
    button.click();
  }
  return true;
};

const tick = () => current()?.querySelector("[data-tick]")?.click();

const actions = {
  n: () => step(1),
  b: () => step(-1),
  p: () => press("p"),
  r: () => press("r"),
  s: () => press("s"),
  a: () => press("a"),
  x: tick,
  u: () => document.querySelector("[name=_undo]")?.click(),
  "?": () => {
    help.open = !help.open;
    (help.open ? help : help.querySelector("summary")).scrollIntoView({ block: "nearest" });
    help.querySelector("summary").focus();
  },
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.closest("details[open]")) {
    event.target.closest("details").open = false;
    goTo(current() ?? event.target.closest("[data-card]"));
    return;
  }
  if (!isOn?.checked || event.ctrlKey || event.metaKey || event.altKey || event.target.matches(FIELDS)) return;
  const action = actions[event.key.toLowerCase()];
  if (!action) return;
  event.preventDefault();
  if (!event.repeat) action();
});

if (help) {
  help.hidden = false;
  isOn.checked = localStorage.getItem(STORED) !== "off";
  isOn.addEventListener("change", () => localStorage.setItem(STORED, isOn.checked ? "on" : "off"));
}

const all = document.querySelector("[data-tick-all]");
if (all) {
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of document.querySelectorAll("[data-tick]")) box.checked = all.checked;
  });
}

// The way back ends after a minute; the server would refuse it then.
const undo = document.querySelector("[data-undo-until]");
if (undo) setTimeout(() => undo.remove(), Math.max(0, new Date(undo.dataset.undoUntil) - Date.now()));

if (location.hash) goTo(document.getElementById(location.hash.slice(1))?.closest("[data-card]"));
