// Single keys for the queue (WCAG 2.1.4: they can be switched off, and act only where a comment has the focus).
//
// Letters that somebody types must never decide, not even when they believe to be in a field and are not. So:
// - a key acts only while a comment itself has the focus, and no field, button or link in it;
// - a key that decides waits for QUIET, and nothing happens if another key follows: words are typed faster than that;
// - after a letter that is no command, no key acts for PAUSE: the letter belongs to a word;
// - a key that opens a form puts the keys to sleep unless the focus really went into a field. Escape wakes them.
const STORED = "queue-keys";
const QUIET = 400; // milliseconds
const PAUSE = 1500; // milliseconds
const cards = [...document.querySelectorAll("[data-card]")];
const help = document.querySelector("[data-keys]");
const isOn = document.querySelector("[data-keys-on]");
const said = document.querySelector("[data-keys-said]");
const FIELDS = "textarea, select, input:not([type=hidden])";

let waiting = null; // the key that is about to decide
let typedAt = -PAUSE; // when a letter came that belongs to a word
let asleep = false;

const current = () => document.activeElement?.closest("[data-card]") ?? null;

const say = (about) => {
  if (!said) return;
  said.textContent = about ? said.dataset[about] : "";
  said.hidden = !about;
};

const goTo = (card) => {
  card?.focus();
  card?.scrollIntoView({ block: "nearest" });
};

const step = (by) => {
  const place = cards.indexOf(current());
  goTo(cards[place < 0 ? 0 : Math.min(Math.max(place + by, 0), cards.length - 1)]);
};

const open = (key) => {
  const summary = current()?.querySelector(`summary[data-key="${key}"]`);
  const details = summary?.closest("details");
  if (details) {
    details.open = true;
    details.querySelector(FIELDS)?.focus();
  }
  asleep = !document.activeElement?.matches(FIELDS);
  if (asleep) {
    details?.scrollIntoView({ block: "nearest" });
    say("asleep");
  }
};

const cancel = () => {
  if (!waiting) return false;
  clearTimeout(waiting);
  waiting = null;
  return true;
};

const decide = (find) => {
  const from = document.activeElement;
  waiting = setTimeout(() => {
    waiting = null;
    if (document.activeElement === from && document.hasFocus()) find()?.click();
  }, QUIET);
};

const inCard = (key) => () => current()?.querySelector(`button[data-key="${key}"]`);

// On a comment alone.
const onCard = {
  p: () => decide(inCard("p")),
  s: () => decide(inCard("s")),
  k: () => decide(inCard("k")),
  r: () => open("r"),
  a: () => open("a"),
  x: () => current()?.querySelector("[data-tick]")?.click(),
};
// Where nothing has the focus, too.
const anywhere = {
  n: () => step(1),
  b: () => step(-1),
  u: () => decide(() => document.querySelector("[name=_undo]")),
  "?": () => {
    help.open = !help.open;
    (help.open ? help : help.querySelector("summary")).scrollIntoView({ block: "nearest" });
    help.querySelector("summary").focus();
  },
};

const actionOf = (key) => {
  const focused = document.activeElement;
  if (focused?.matches("[data-card]")) return onCard[key] ?? anywhere[key];
  return !focused || focused === document.body || focused.matches("[data-keys] summary") ? anywhere[key] : undefined;
};

const isComposed = (event) =>
  event.isComposing || event.key === "Process" || event.key === "Dead" || event.getModifierState("AltGraph");

document.addEventListener("keydown", (event) => {
  if (!event.key) return; // a browser that fills in a form by itself
  if (event.key === "Escape") {
    asleep = false;
    cancel();
    say("");
    const details = event.target.closest("[data-card] details[open]");
    if (details) {
      details.open = false;
      goTo(details.closest("[data-card]"));
    }
    return;
  }
  if (["Shift", "CapsLock", "Control", "Alt", "Meta"].includes(event.key)) return;
  const interrupted = cancel();
  if (event.target.closest(`${FIELDS}, [contenteditable]`)) return;
  const now = event.timeStamp;
  const belongsToAWord = interrupted || now - typedAt < PAUSE;
  const isLetter = [...event.key].length === 1 && event.key !== " ";
  const isCommand = event.key in onCard || event.key in anywhere;
  if (isComposed(event) || (isLetter && (belongsToAWord || !isCommand))) {
    typedAt = now;
    if (interrupted) say("typing");
    return;
  }
  if (!isOn?.checked || asleep || !isCommand || event.ctrlKey || event.metaKey || event.altKey) return;
  const action = actionOf(event.key);
  if (!action) return;
  event.preventDefault();
  if (event.repeat) return;
  say("");
  action();
});

// Who goes on with the mouse is not writing.
document.addEventListener("pointerdown", () => {
  cancel();
  asleep = false;
  say("");
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
