// What stands in a form, as plain values: texts, selects, radio buttons, ticks, rows, and the text of an editor.
//
// read(form) gives { fields, texts, files }. fields: name of a field, with "=value" behind it for a tick, to its value:
// a text, true or false, or the values of a multiple choice. texts: what a chosen value is called, by name and value.
const NEVER = /^(csrfmiddlewaretoken|_.*|.*-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS)$|__prefix__/;
const OF_THE_SERVER = /^(version|save_over)$|-id$/; // changes with each save, whatever someone writes
const BUTTONS = ["submit", "button", "reset", "image", "password"];
const BLOCKS = "p, h1, h2, h3, h4, h5, h6, li, blockquote, tr, figcaption, dt, dd, pre";

const counted = (form) =>
  [...form.elements].filter(
    (field) => field.name && !field.disabled && !NEVER.test(field.name) && !BUTTONS.includes(field.type),
  );
const isTick = (field) => field.type === "checkbox";
const keyOf = (field) => (isTick(field) ? `${field.name}=${field.value}` : field.name);

export function read(form) {
  const fields = {};
  const texts = {};
  const files = [];
  for (const field of counted(form)) {
    if (field.type === "file") files.push(...[...field.files].map((file) => file.name));
    else if (isTick(field)) fields[keyOf(field)] = field.checked;
    else if (field.type === "radio") fields[field.name] = field.checked ? field.value : (fields[field.name] ?? "");
    else if (field.multiple) fields[field.name] = [...(field.selectedOptions ?? [])].map(({ value }) => value);
    else fields[field.name] = field.value;
    for (const option of field.selectedOptions ?? []) {
      texts[`${field.name}=${option.value}`] = option.textContent.trim();
    }
  }
  return { fields, texts, files };
}

const rowsOf = (form) =>
  [...form.querySelectorAll("input[name$='-TOTAL_FORMS']")].map(({ name }) => name.slice(0, -"-TOTAL_FORMS".length));
const inRow = (prefix, key) => new RegExp(`^${prefix.replace(/\W/g, "\\$&")}-(\\d+)-(.+)$`).exec(key);

// The field of the same name in the row that new ones are made from, in the form or in a template; and that row's root.
const sampleOf = (form, prefix, name) => {
  const query = `[name="${CSS.escape(`${prefix}-__prefix__-${name.replace(/=.*/s, "")}`)}"]`;
  const roots = [form, ...[...form.querySelectorAll("template")].map(({ content }) => content)];
  const root = roots.find((each) => each.querySelector(query));
  return { root, field: root?.querySelector(query) };
};

// The keys whose values differ. A missing row equals an empty one.
export function differences(form, before, after) {
  const plain = (value) => JSON.stringify(value || "");
  const blank = (key) => {
    const row = rowsOf(form).map((prefix) => [prefix, inRow(prefix, key)]).find(([, found]) => found);
    const { field } = row ? sampleOf(form, row[0], row[1][2]) : {};
    return isTick(field ?? {}) ? field.checked : (field?.value ?? "");
  };
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => !OF_THE_SERVER.test(key));
  return keys.filter((key) => plain(before[key] ?? blank(key)) !== plain(after[key] ?? blank(key)));
}

const tell = (field) => {
  for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
};

function setEditor(field) {
  const editor = field.closest(".prose-editor")?.querySelector("[contenteditable]")?.editor;
  const { value } = field;
  editor?.commands.setContent(value, { emitUpdate: false });
  field.value = value; // an editor that is asked for its text may write it in another way
}

function set(form, key, value, texts) {
  const [, name, ticked] = /^([^=]*)(?:=(.*))?$/s.exec(key);
  const fields = [...form.elements].filter((field) => field.name === name && field.type !== "file");
  for (const field of fields) {
    if (isTick(field)) {
      if (field.value === ticked) field.checked = value;
    } else if (field.type === "radio") field.checked = field.value === value;
    else if (field instanceof HTMLSelectElement) {
      const values = Array.isArray(value) ? value : [value];
      for (const each of values) {
        if ([...field.options].every((option) => option.value !== each)) {
          field.add(new Option(texts[`${name}=${each}`] ?? each, each));
        }
      }
      for (const option of field.options) option.selected = values.includes(option.value);
    } else {
      field.value = value;
      if (field instanceof HTMLTextAreaElement) setEditor(field);
    }
  }
  if (fields.length) tell(fields[0]);
}

// Where the rows of a draft belong in the form, by their number in the draft; adds those that are missing. Rows are
// found by their number in the database; one that is there no more becomes new. Empty ones stay away.
function placesOf(form, prefix, rows) {
  const total = form.elements[`${prefix}-TOTAL_FORMS`];
  const stored = (place) => form.elements[`${prefix}-${place}-id`]?.value ?? "";
  const places = new Map();
  for (const [number, row] of rows) {
    const free = [...Array(Number(total.value)).keys()].filter((place) => ![...places.values()].includes(place));
    const own = row.id ? free.find((place) => stored(place) === row.id) : undefined;
    const named = ([name, value]) => [`${prefix}-${number}-${name}`, value];
    const typed = Object.fromEntries(Object.entries(row).map(named));
    if (own !== undefined) places.set(number, own);
    else if (differences(form, {}, typed).length) {
      const empty = free.find((place) => !stored(place));
      if (empty === undefined) {
        document.querySelector(`#${CSS.escape(prefix)}-group :is(.add-row a, [data-add-row])`)?.click();
      }
      places.set(number, empty ?? Number(total.value) - 1);
    }
  }
  return places;
}

// Puts a draft into the form.
export function write(form, { fields, texts }) {
  const rest = new Map(Object.entries(fields));
  for (const prefix of rowsOf(form)) {
    const rows = new Map();
    for (const [key, value] of Object.entries(fields)) {
      const found = inRow(prefix, key);
      if (!found) continue;
      rest.delete(key);
      rows.set(found[1], { ...rows.get(found[1]), [found[2]]: value });
    }
    for (const [number, place] of placesOf(form, prefix, rows)) {
      for (const [name, value] of Object.entries(rows.get(number))) {
        if (name !== "id") set(form, `${prefix}-${place}-${name}`, value, moved(texts));
      }
    }
  }
  for (const [key, value] of rest) set(form, key, value, texts);
  form.dispatchEvent(new CustomEvent("desk:restored", { bubbles: true }));
}

// What a chosen value is called, whichever row it was chosen in.
const moved = (texts) => {
  const anyRow = (key) => String(key).replace(/-\d+-/, "--");
  const find = (all, key) => all[key] ?? all[Object.keys(all).find((other) => anyRow(other) === anyRow(key))];
  return new Proxy(texts, { get: find });
};

// What a key is called on the page.
export function labelOf(form, key) {
  const name = key.replace(/=.*/s, "");
  const prefix = rowsOf(form).find((each) => inRow(each, key));
  const row = prefix && inRow(prefix, key);
  const called = (wanted) => [...form.elements].find((each) => [keyOf(each), each.name].includes(wanted));
  const sample = row ? sampleOf(form, prefix, row[2]) : {}; // for a row that is not on the page
  const field = called(key) ?? called(name) ?? sample.field;
  const group = field?.type === "radio" && field.closest(".form-row, .write-field, fieldset");
  const label =
    (group && group.querySelector("legend, .write-field__label, label:not(:has(input))")) ||
    field?.labels?.[0] ||
    sample.root?.querySelector(`label[for="${CSS.escape(sample.field.id)}"]`);
  const words = (field?.getAttribute("aria-label") || label?.textContent || key).trim().replace(/:$/, "");
  return row ? `${words} (${Number(row[1]) + 1})` : words;
}

// A value as people read it.
export function wordsOf(form, key, value, texts, { yes, no }) {
  const name = key.replace(/=.*/s, "");
  const field = [...form.elements].find((each) => each.name === name);
  if (typeof value === "boolean") return value ? yes : no;
  if (field?.type === "radio") {
    const chosen = [...form.elements].find((each) => each.name === name && each.value === value);
    return chosen?.labels?.[0]?.textContent.trim() ?? value ?? "";
  }
  if (field instanceof HTMLSelectElement) {
    return [value ?? []].flat().map((each) => texts[`${name}=${each}`] ?? each).join(", ");
  }
  if (!field?.closest(".prose-editor")) return value ?? "";
  const { body } = new DOMParser().parseFromString(value ?? "", "text/html");
  for (const block of body.querySelectorAll(BLOCKS)) block.append("\n");
  return body.textContent.replace(/[^\S\n]+/g, " ").replace(/\s*\n\s*/g, "\n\n").trim();
}
