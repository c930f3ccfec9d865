// Makes the comment form quicker. Without it the server says the same sentences.

const ADDRESS = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

// The fault as a sentence, or "". The server judges again, and more strictly.
function faultOf(field) {
  const { missing, malformed, tooLong, limit } = field.dataset;
  const value = field.value.trim();
  if (!value) return missing;
  if (malformed && !ADDRESS.test(value)) return malformed;
  const length = lengthOf(value);
  if (limit && length > Number(limit)) {
    return tooLong.replace("%(limit_value)d", limit).replace("%(show_value)d", length);
  }
  return "";
}

// In characters, as the server counts.
function lengthOf(text) {
  return [...text.trim().normalize("NFC")].length;
}

function showVerdict(form, id, fault) {
  const line = document.getElementById(`${id}-error`);
  const words = fault || form.dataset.good;
  if (line.textContent !== words) line.textContent = words; // said once, however often it is judged
  line.classList.toggle("field__verdict--refused", Boolean(fault));
  line.classList.toggle("field__verdict--accepted", !fault);
}

function judge(form, field) {
  const fault = faultOf(field);
  field.setAttribute("aria-invalid", String(Boolean(fault)));
  showVerdict(form, field.id, fault);
  tellSummary(form, field.id, fault);
  return fault;
}

// A field that is put right loses its line in the summary. The last line takes the summary along.
function tellSummary(form, id, fault) {
  const summary = form.querySelector(".error-summary");
  const link = summary?.querySelector(`a[href="#${id}"]`);
  if (!link) return;
  if (fault) link.textContent = fault;
  else link.closest("li").remove();
  summary.hidden = !summary.querySelector("li");
}

function judgeOnLeaving(form, fields) {
  // The summary may go, and move a button that is being pressed: the press ends first.
  let pressed = false;
  form.addEventListener("pointerdown", () => { pressed = true; });
  addEventListener("pointerup", () => { pressed = false; });
  for (const field of fields) {
    // What the server refused stays refused until the words change.
    const refused = field.getAttribute("aria-invalid") === "true" ? field.value : null;
    const judgeChanged = () => { if (field.value !== refused) judge(form, field); };
    if ("wasLeft" in field.dataset && document.activeElement !== field) judgeChanged(); // before this script came
    field.addEventListener("blur", () => {
      if (document.activeElement === field) return; // the window lost the focus
      if (pressed) addEventListener("pointerup", () => setTimeout(judgeChanged), { once: true });
      else judgeChanged();
    });
  }
}

function acceptStars(group) {
  group.addEventListener("change", () => {
    group.setAttribute("aria-invalid", "false");
    group.setAttribute("aria-describedby", "rating-help");
    for (const star of group.querySelectorAll("[aria-invalid]")) {
      star.removeAttribute("aria-invalid");
      star.removeAttribute("aria-describedby");
    }
    document.getElementById("rating-error")?.remove();
    tellSummary(group.closest("form"), "rating-1", "");
  }, { once: true });
}

function countCharacters(form) {
  const output = form.querySelector("[data-count-of]");
  const field = document.getElementById(output.dataset.countOf);
  const numbers = new Intl.NumberFormat(document.documentElement.lang, { numberingSystem: "latn" });
  const update = () => {
    const left = Number(field.dataset.limit) - lengthOf(field.value);
    const words = left < 0 ? output.dataset.over : output.dataset.left;
    output.textContent = words.replace("{count}", numbers.format(Math.abs(left)));
    output.classList.toggle("field__count--over", left < 0);
  };
  for (const event of ["input", "change"]) field.addEventListener(event, update);
  output.hidden = false;
  update();
}

function clearStars(button) {
  const { form } = button;
  const stars = [...form.querySelectorAll("[name=rating]")];
  const update = () => { button.hidden = !stars.some((star) => star.checked); };
  form.addEventListener("change", update);
  button.addEventListener("click", () => {
    for (const star of stars) star.checked = false;
    stars[0].focus();
    stars[0].dispatchEvent(new Event("change", { bubbles: true }));
  });
  update();
}

// The captcha. It is fetched when someone starts to write, since that tells its provider about the reader.
class Check {
  constructor(form, group) {
    this.form = form;
    this.group = group;
    this.place = group.querySelector("[data-captcha]");
    this.box = form.elements.cannot_do_check;
    this.box.addEventListener("change", () => this.judge());
    for (const event of ["focusin", "input"]) form.addEventListener(event, () => this.load(), { once: true });
    if ("refused" in form.dataset || form.contains(document.activeElement)) this.load();
  }

  get passed() {
    return this.box.checked || Boolean(this.form.elements[this.place.dataset.answer]?.value);
  }

  // Whether an answer will come by itself.
  get working() {
    return this.place.dataset.captcha === "altcha" && !this.passed && !this.failed && !this.expired;
  }

  judge() {
    const { missing, expired, unavailable } = this.group.dataset;
    const fault = this.passed ? "" : this.failed ? unavailable : this.expired ? expired : missing;
    showVerdict(this.form, this.group.id, fault);
    tellSummary(this.form, this.group.id, fault);
    return fault;
  }

  async load() {
    if (this.loading) return;
    this.loading = true;
    const { module, captcha } = this.place.dataset;
    const end = ({ failed = false, expired = false }) => {
      Object.assign(this, { failed, expired });
      if (this.working) return;
      this.judge();
      this.whenEnded?.();
      this.whenEnded = null;
    };
    const answers = {
      onAnswer: () => end({}),
      onExpiry: () => end({ expired: true }),
      onFailure: () => end({ failed: true }),
    };
    try {
      await (await import(module))[captcha](this.place, answers);
    } catch {
      answers.onFailure();
    }
  }
}

// Says when the form was opened. It is fetched, so caches may hold the page.
function fetchToken(form) {
  const field = form.elements.token;
  let asked = Boolean(field.value);
  const ask = async () => {
    if (asked) return;
    asked = true;
    try {
      const answer = await fetch(form.dataset.token, { credentials: "omit" });
      field.value = (await answer.json()).token;
    } catch {
      asked = false; // the next word asks again
    }
  };
  for (const event of ["focusin", "input"]) form.addEventListener(event, ask);
  if (form.contains(document.activeElement)) ask();
}

// What was written, kept until the server has it. The e-mail address is left out, since computers are shared.
class Draft {
  constructor(address) {
    this.key = `draft:${address}`;
  }

  read() {
    try { return JSON.parse(localStorage.getItem(this.key)); } catch { return null; }
  }

  write(draft) {
    try { localStorage.setItem(this.key, JSON.stringify(draft)); } catch { /* storage is off or full */ }
  }

  forget() {
    try { localStorage.removeItem(this.key); } catch { /* storage is off */ }
  }
}

// Returns a function that keeps the draft. sent: it is on its way.
function keepDraft(form) {
  const draft = new Draft(form.dataset.draft ?? form.getAttribute("action"));
  const { name, message } = form.elements;
  const refused = "refused" in form.dataset;
  const untouched = () => !message.value || (!refused && message.value === message.defaultValue);
  const keep = ({ sent = false } = {}) => {
    const rating = form.querySelector("[name=rating]:checked")?.value ?? "";
    if (rating || !untouched()) draft.write({ name: name?.value, message: message.value, rating, sent });
    else draft.forget();
  };
  const kept = refused ? null : draft.read();
  if (kept && untouched()) restore(form, draft, kept);
  for (const event of ["input", "change"]) form.addEventListener(event, () => keep());
  return keep;
}

function restore(form, draft, { name, message, rating, sent }) {
  if (form.elements.name) form.elements.name.value = name;
  form.elements.message.value = message;
  for (const star of form.querySelectorAll("[name=rating]")) star.checked = Boolean(rating) && star.value === rating;
  const note = form.querySelector("[data-draft-note]");
  const words = note.querySelector("span");
  words.textContent = sent ? words.dataset.unsure : words.dataset.kept;
  note.hidden = false;
  note.querySelector("button").addEventListener("click", () => {
    form.reset();
    note.hidden = true;
    form.elements.message.dispatchEvent(new Event("change", { bubbles: true }));
    form.elements.message.focus();
    draft.forget();
  });
}

// Fills the summary and focuses the first fault. Its sentence is read then, so the lines under the fields stay silent.
function judgeAll(form, fields, check) {
  const lines = form.querySelectorAll("[aria-live]");
  for (const line of lines) line.ariaLive = "off";
  setTimeout(() => { for (const line of lines) line.ariaLive = "polite"; }, 1000);

  const faults = fields.map((field) => [field, judge(form, field)]);
  if (check && !check.working) faults.push([check.group, check.judge()]);
  const wrong = faults.filter(([, fault]) => fault);
  const summary = form.querySelector(".error-summary");
  summary.querySelector("ul").replaceChildren(...wrong.map(([place, fault]) => {
    const line = document.createElement("li");
    line.append(Object.assign(document.createElement("a"), { href: `#${place.id}`, textContent: fault }));
    return line;
  }));
  summary.hidden = wrong.length === 0;
  wrong[0]?.[0].focus();
  return wrong.length === 0;
}

function sendOnce(form, fields, check, keep) {
  const button = form.querySelector("[type=submit]");
  const state = form.querySelector("[role=status]");
  const words = button.textContent;
  let sending = false;
  const show = (busy) => {
    sending = busy;
    button.textContent = busy ? button.dataset.sending : words;
    button.ariaDisabled = String(busy);
  };
  const maySend = () => {
    state.textContent = navigator.onLine ? "" : form.dataset.offline;
    if (sending || !judgeAll(form, fields, check) || !navigator.onLine) return false;
    show(true);
    if (!check?.working) return true;
    check.load();
    check.whenEnded = () => { show(false); form.requestSubmit(button); };
    return false;
  };
  form.addEventListener("submit", async (event) => {
    const discussion = form.closest("#discussion");
    const sends = maySend();
    if (discussion || !sends) event.preventDefault();
    if (!sends) return;
    keep({ sent: true });
    if (!discussion) return;
    const fault = await sendInPlace(form, discussion);
    if (fault === undefined) return;
    show(false);
    state.textContent = fault;
  });
  addEventListener("pageshow", () => show(false)); // a page from the browser's memory comes back as it was left
}

// Replaces the discussion by that of the answer. Returns a sentence where it failed.
async function sendInPlace(form, discussion) {
  const { failed } = form.dataset;
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.action, { method: "POST", body, credentials: "omit" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("discussion");
    if (!fresh) return [page.querySelector("main h1")?.textContent, failed].filter(Boolean).join(". ");
    discussion.replaceWith(fresh);
    document.title = page.title;
    bringToLife();
    fresh.querySelector("[autofocus]")?.focus();
  } catch {
    return failed;
  }
}

// Few readers need the script that shows them what they sent.
async function bringOwnComment(form, saved) {
  const place = saved?.dataset.ownComment ? saved : form;
  if (!place?.dataset.ownComment) return;
  try {
    if (place === form && !sessionStorage.getItem(`own:${location.pathname}`)) return;
    (await import(place.dataset.ownComment)).showOwnComment(form, saved, bringToLife);
  } catch { /* storage is off, or the network is: the link in the mail shows it */ }
}

function bringToLife() {
  const form = document.querySelector("form[data-comment-form]");
  if (form) {
    const { email, name, message } = form.elements;
    const fields = [email, name, message].filter(Boolean);
    const group = document.getElementById("captcha");
    const keep = keepDraft(form);
    const check = group && new Check(form, group);
    if (form.dataset.token) fetchToken(form);
    judgeOnLeaving(form, fields);
    countCharacters(form);
    sendOnce(form, fields, check, keep);
  }
  for (const button of document.querySelectorAll("[data-clear-stars]")) clearStars(button);
  for (const group of document.querySelectorAll(".star-field[aria-invalid=true]")) acceptStars(group);
  const saved = document.querySelector("[data-comment-saved]");
  bringOwnComment(form, saved);
  if (!saved) return;
  new Draft(saved.dataset.commentSaved).forget();
  // A status that was there from the start is read only when focused. The fragment takes the focus at load: this is
  // later.
  const say = () => setTimeout(() => saved.querySelector("[role=status]").focus());
  if (document.readyState === "complete") say();
  else addEventListener("load", say);
}

bringToLife();
