// What the desk says about a form: calm notices on top of it, urgent ones in sight wherever the page is scrolled to.
const NEAR = 30; // words and spaces shown beside a difference

export const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

export class Notices {
  constructor(form) {
    this.calm = form.querySelector("[data-desk-form]");
    if (!this.calm) {
      this.calm = element("div", { className: "desk-unsaved", ariaLive: "polite" });
      form.prepend(this.calm);
    }
    this.urgent = document.querySelector(".desk-urgent");
    if (!this.urgent) {
      this.urgent = element("div", { className: "desk-urgent", role: "alert" });
      document.body.append(this.urgent);
    }
  }

  // buttons: words to what they do. Returns the notice.
  show(kind, text, buttons = {}, { urgent = false } = {}) {
    const made = element("div", { className: "desk-notice" }, element("p", { textContent: text }));
    made.dataset.notice = kind;
    const row = element("p", { className: "desk-notice__buttons" });
    for (const [label, onclick] of Object.entries(buttons)) {
      row.append(element("button", { type: "button", textContent: label, onclick }));
    }
    if (row.childElementCount) made.append(row);
    this.hide(kind);
    (urgent ? this.urgent : this.calm).append(made);
    return made;
  }

  shows(kind) {
    return this.calm.querySelector(`[data-notice="${kind}"]`) ?? this.urgent.querySelector(`[data-notice="${kind}"]`);
  }

  hide(...kinds) {
    for (const kind of kinds) this.shows(kind)?.remove();
  }
}

// A table of what differs between the form and a draft of it.
export function comparison(form, draft, fields, words) {
  const now = fields.read(form);
  const texts = { ...now.texts, ...draft.texts };
  const boxes = { yes: words("yes"), no: words("no") };
  const shown = (key, value) => fields.wordsOf(form, key, value, texts, boxes);
  const head = element("tr", {}, ...["field", "here", "yours"].map((kind) =>
    element("th", { scope: "col", textContent: words(kind) })));
  const rows = fields.differences(form, now.fields, draft.fields).map((key) =>
    element(
      "tr",
      {},
      element("th", { scope: "row", textContent: fields.labelOf(form, key) }),
      ...marked(shown(key, now.fields[key]), shown(key, draft.fields[key])),
    ));
  return element("table", { className: "desk-compare" }, element("thead", {}, head), element("tbody", {}, ...rows));
}

// Two cells, in which what differs between two texts is marked. Of what is the same in both, the nearest words stay.
function marked(...both) {
  const split = both.map((text) => String(text).split(/(\s+)/));
  const near = (parts, side) => {
    if (parts.length <= 2 * NEAR) return parts.join("");
    return side === "before" ? `… ${parts.slice(-NEAR).join("")}` : `${parts.slice(0, NEAR).join("")} …`;
  };
  const [a, b] = split;
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  return split.map((parts) => {
    const middle = parts.slice(start, parts.length - end).join("");
    const cell = element("td", { dir: "auto" }, near(parts.slice(0, start), "before"));
    if (middle) cell.append(element("mark", { textContent: middle }));
    cell.append(near(parts.slice(parts.length - end), "after"));
    return cell;
  });
}
