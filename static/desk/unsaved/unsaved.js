// Nothing that someone writes at the desk is lost: a draft in the browser, a warning before leaving, a sign-in in
// place, a press that waits for the network, and a word to other tabs and colleagues.
//
// For other modules:
// - An element with data-desk-status shows in words what is not saved. What the server saved, and when, is on the page.
// - A form sends "desk:state" with detail { state, at }. state: "saved", "new", "changed", "sending", "offline" or
//   "signed-out". at: a Date, or null. It sends "desk:restored" after a draft was put back into it.
// - A script that saves a form without leaving the page sends "desk:saved" to the form. The draft goes then.
// - A change by a script that fires no event is seen with the next "input" or "change" in the form.
//
// templates/admin/_unsaved.html has the words and addresses, templates/admin/change_form.html the place in the form.
const THROTTLE = 300; // milliseconds from a key to the draft
const SAVED = "desk_saved"; // the cookie with the numbers of drafts that were saved
const SENT = "desk-sent"; // in the tab: the number of the draft that was sent last

const place = document.getElementById("desk-unsaved");
const load = (name) => import(place.dataset[name]);
const words = (kind) => place.content.querySelector(`[data-say="${kind}"]`).textContent.trim().replace(/\s+/g, " ");
const say = (kind, values = {}) => words(kind).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const inWords = (moment, style) => {
  const options = { timeStyle: "short", timeZone: place.dataset.zone, ...style };
  return new Intl.DateTimeFormat(document.documentElement.lang, options).format(new Date(moment));
};
const day = (moment) => inWords(moment, { dateStyle: "medium" });
const newNumber = () =>
  [...crypto.getRandomValues(new Uint8Array(12))].map((n) => n.toString(36).padStart(2, "0")).join("");

class KeptForm {
  constructor(form, account, { drafts, fields, connection, notices, sending }) {
    Object.assign(this, { form, account, drafts, fields });
    this.comparison = notices.comparison;
    const marker = form.querySelector("[data-desk-form]");
    const about = form.elements.seen?.value?.split(" ")[0] ?? form.elements.comment?.value ?? "";
    this.path = new URL(form.getAttribute("action") || location.href, location.href).pathname + (about && `#${about}`);
    this.id = newNumber();
    this.isMain = Boolean(marker);
    this.data = marker?.dataset ?? {};
    this.refused = "refused" in this.data;
    this.savedAt = this.data.savedAt ? new Date(this.data.savedAt) : null;
    this.before = fields.read(form);
    this.notices = new notices.Notices(form);
    this.isChanged = this.refused;
    this.isLeaving = false;
    this.setState(this.refused ? "changed" : this.savedAt ? "saved" : "new", this.refused ? null : this.savedAt);
    this.watch();
    this.sending = new sending.Sending(this, { connection, place, words, say, sent: rememberSent });
  }

  setState(state, at = null) {
    if (this.isMain) {
      const kinds = { changed: at ? "stateKept" : "stateChanged", sending: "stateSending" };
      kinds.offline = kinds["signed-out"] = "stateNotSent";
      const text = kinds[state] ? words(kinds[state]) : "";
      for (const shown of document.querySelectorAll("[data-desk-status]")) {
        if (shown.textContent !== text) shown.textContent = text; // said once
      }
    }
    this.form.dataset.deskState = state === "changed" && at ? "kept" : state;
    this.form.dispatchEvent(new CustomEvent("desk:state", { bubbles: true, detail: { state, at } }));
  }

  // The draft --------------------------------------------------------------------------------------------------------

  watch() {
    const { form } = this;
    let waiting = 0;
    const soon = () => {
      waiting ||= setTimeout(() => {
        waiting = 0;
        this.keep();
      }, THROTTLE);
    };
    for (const kind of ["input", "change"]) form.addEventListener(kind, soon);
    document.addEventListener("formset:removed", soon);
    document.addEventListener("visibilitychange", () => { if (document.hidden && waiting) this.keep(); });
    form.addEventListener("desk:saved", () => this.forget());
    addEventListener("beforeunload", (event) => {
      if (this.isLeaving || !this.hasChanged()) return;
      this.keep();
      event.preventDefault();
      event.returnValue = true;
    });
    addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      this.isLeaving = false;
      this.id = newNumber(); // what was sent from here is another draft now
    });
  }

  hasChanged() {
    const now = this.fields.read(this.form);
    const differences = this.fields.differences(this.form, this.before.fields, now.fields);
    this.isChanged = this.refused || now.files.length > 0 || differences.length > 0;
    return this.isChanged;
  }

  async keep(sent = null) {
    if (sent) this.left = { id: this.id, fields: this.fields.read(this.form).fields };
    else if (this.isLeaving) {
      const typedOn = this.fields.differences(this.form, this.left.fields, this.fields.read(this.form).fields).length;
      if (!typedOn) return;
      if (this.id === this.left.id) this.id = newNumber(); // what was typed after the press is a draft of its own
    }
    const changed = this.hasChanged();
    try {
      if (!changed && !sent) {
        if (this.wasKept) await this.drafts.remove(this.id);
        this.setState(this.savedAt ? "saved" : "new", this.savedAt);
        return;
      }
      const at = Date.now();
      this.wasKept = true;
      const { id, account, path } = this;
      await this.drafts.put({ id, account, path, at, sent, ...this.fields.read(this.form) });
      const waits = ["offline", "signedOut", "other"].some((kind) => this.notices.shows(kind));
      if (!this.sending.isSending && !waits) this.setState("changed", new Date(at));
      this.notices.hide("noDraft");
    } catch {
      if (changed) this.setState("changed");
      this.notices.show("noDraft", say("noDraft"));
    }
  }

  async forget() {
    await this.drafts.remove(this.id).catch(() => {});
    this.before = this.fields.read(this.form);
    this.refused = this.isChanged = this.wasKept = false;
    this.id = newNumber();
    this.savedAt = new Date();
    this.setState("saved", this.savedAt);
  }

  // live: the ids of tabs that write in this form now; their drafts are theirs.
  async offer(live = []) {
    const found = await this.drafts.draftsOf(this.account, this.path).catch(() => []);
    const left = found.filter(({ id }) => id !== this.id && !live.includes(id));
    if (this.refused) {
      const mine = left.find(({ id }) => id === sentLast);
      if (mine) this.id = mine.id;
      this.keep();
    }
    const others = left.filter(({ id }) => id !== this.id);
    const draft = others.find((each) => !this.isInForm(each));
    for (const each of others) if (this.isInForm(each)) this.drafts.remove(each.id).catch(() => {});
    if (draft) this.showOffer(draft);
    this.form.dataset.deskOffered = "";
  }

  isInForm({ fields, files }) {
    return !files.length && !this.fields.differences(this.form, this.fields.read(this.form).fields, fields).length;
  }

  showOffer(draft) {
    const kind = draft.sent ? "offerSent" : this.savedAt ? "offer" : "offerNew";
    const times = { draft: day(draft.sent ?? draft.at), saved: this.savedAt && day(this.savedAt) };
    const files = draft.files.length ? ` ${say("files", { names: draft.files.join(", ") })}` : "";
    const gone = async () => {
      this.notices.hide("offer");
      await this.drafts.remove(draft.id).catch(() => {});
    };
    const notice = this.notices.show("offer", say(kind, times) + files, {
      [words("compare")]: () => {
        const table = notice.querySelector("table");
        if (table) table.remove();
        else notice.append(this.comparison(this.form, draft, this.fields, words));
      },
      [words("take")]: async () => {
        this.fields.write(this.form, draft);
        await this.keep();
        await gone();
        const told = this.notices.show("restored", say("restored") + files);
        told.tabIndex = -1;
        told.focus();
      },
      [words("discard")]: async () => {
        await gone();
        await this.offer(this.live);
        this.form.querySelector("input:not([type=hidden], [disabled]), textarea")?.focus();
      },
    });
  }

  // Others -----------------------------------------------------------------------------------------------------------

  async join() {
    const [{ joinTabs }, { showPresence }] = await Promise.all([load("tabs"), load("presence")]);
    const isRow = Boolean(this.data.openAt);
    const tabs = joinTabs(this, {
      changed: (ids) => {
        this.live = ids;
        if (ids.length && isRow) this.notices.show("tab", say("tab"));
        else this.notices.hide("tab");
      },
      saved: () => { if (isRow) this.sayThatItIsStale(); },
    });
    if (isRow) {
      const token = () => this.form.elements.csrfmiddlewaretoken.value;
      const answers = {
        heard: (answer) => this.hear(answer),
        refused: () => this.sending.renew(),
        isAlone: () => !this.live?.length,
      };
      showPresence(this.data.openAt, token, answers);
    }
    return tabs;
  }

  hear(answer) {
    if (!answer) {
      this.sending.sayThatSessionIsOver(null);
      return;
    }
    this.notices.hide("signedOut");
    if (answer.people.length) this.showPeople(answer.people);
    else this.notices.hide("people");
    if (this.version !== undefined && this.version !== answer.version) this.sayThatItIsStale();
    this.version ??= answer.version;
  }

  showPeople(people) {
    const names = people.map(({ name, since }) => say("person", { name, time: inWords(since) })).join(", ");
    const text = say("people", { names });
    if (this.notices.shows("people")?.textContent !== text) this.notices.show("people", text); // said once
  }

  sayThatItIsStale() {
    if (this.isLeaving) return;
    this.notices.show("stale", say("stale"), { [words("reload")]: () => location.reload() });
  }
}

// Forgets the drafts that the server has named as saved. Returns their paths.
async function forgetSaved(drafts) {
  const found = document.cookie.match(new RegExp(`(?:^|; )${SAVED}=([\\w.]+)`));
  if (!found) return [];
  const paths = [];
  for (const id of found[1].split(".")) {
    const draft = await drafts.get(id);
    if (draft) paths.push(draft.path);
    await drafts.remove(id);
  }
  document.cookie = `${SAVED}=; path=${place.dataset.desk}; max-age=0; samesite=lax`;
  return paths;
}

let sentLast = null;
try {
  sentLast = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
} catch { /* storage is off */ }

function rememberSent(id) {
  try { sessionStorage.setItem(SENT, id); } catch { /* storage is off */ }
}

const isKept = (form) =>
  form.getAttribute("method")?.toLowerCase() === "post" &&
  !form.matches("#logout-form, #login-form, #changelist-form, .desk-given-back") &&
  !form.querySelector("[type=password]") &&
  form.querySelector("textarea:not([readonly]), [data-desk-form]");

if (place) {
  const { account } = place.dataset;
  const found = [...document.forms].filter(isKept);
  const names = ["drafts", "fields", "connection", "notices", "sending"];
  const loaded = await Promise.all(names.map(load));
  const parts = Object.fromEntries(names.map((name, at) => [name, loaded[at]]));
  const kept = found.map((form) => new KeptForm(form, account, parts));
  const saved = await forgetSaved(parts.drafts).catch(() => []);
  parts.drafts.clean().catch(() => {});
  for (const form of kept) {
    const tabs = form.isMain ? await form.join() : null;
    form.live = (await tabs?.others()) ?? [];
    for (const path of tabs ? saved : []) tabs.announceSaved(path);
    await form.offer(form.live);
  }
}
