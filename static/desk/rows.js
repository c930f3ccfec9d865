// Rows under an article: adds one when someone asks for it, and moves rows by button or by dragging. The server reads
// their order from number fields, which only people without scripts see.
const lists = document.querySelectorAll("[data-rows]");

const button = (words, sign, act) => {
  const built = document.createElement("button");
  built.type = "button";
  built.className = "write-row__move";
  built.textContent = sign;
  built.setAttribute("aria-label", words);
  built.addEventListener("click", act);
  return built;
};

function prepare(rows) {
  const prefix = rows.dataset.rows;
  const list = rows.querySelector("[data-rows-list]");
  const empty = rows.querySelector("[data-rows-empty]");
  const add = rows.querySelector("[data-rows-add]");
  const total = rows.querySelector(`[name="${prefix}-TOTAL_FORMS"]`);
  const all = () => [...list.querySelectorAll(":scope > [data-row]")];
  const isOrdered = Boolean(rows.querySelector("[data-place]") ?? empty?.content.querySelector("[data-place]"));
  let dragged = null;

  // Rows that were removed keep their number: they are on their way out. Untouched rows keep theirs as well.
  const number = () => {
    let place = 0;
    for (const row of all()) {
      const field = row.querySelector("[data-place]");
      if (field && field.value !== String(place)) {
        field.value = place;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
      place += 1;
    }
    for (const [at, row] of all().entries()) {
      row.querySelector("[data-up]:not([data-row-tools])")?.toggleAttribute("disabled", at === 0);
      row.querySelector("[data-down]:not([data-row-tools])")?.toggleAttribute("disabled", at === all().length - 1);
    }
  };

  const move = (row, by) => {
    const others = all();
    const target = others[others.indexOf(row) + by];
    if (!target) return;
    if (by < 0) target.before(row);
    else target.after(row);
    number();
  };

  const equip = (row) => {
    const tools = row.querySelector("[data-row-tools]");
    const place = row.querySelector("[data-place]");
    if (!isOrdered || !tools || !place) return;
    place.closest(".write-field").hidden = true;
    const { up, down, drag } = tools.dataset;
    const moveUp = button(up, "▲", () => { move(row, -1); moveUp.focus(); });
    const moveDown = button(down, "▼", () => { move(row, 1); moveDown.focus(); });
    moveUp.setAttribute("data-up", "");
    moveDown.setAttribute("data-down", "");
    const handle = document.createElement("span");
    handle.className = "write-row__handle";
    handle.textContent = "⠿";
    handle.title = drag;
    handle.draggable = true;
    handle.addEventListener("dragstart", (event) => {
      dragged = row;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", ""); // or some browsers drag nothing
      event.dataTransfer.setDragImage(row, 0, 0);
      row.classList.add("write-row--dragged");
    });
    handle.addEventListener("dragend", () => {
      dragged?.classList.remove("write-row--dragged");
      dragged = null;
    });
    tools.prepend(handle, moveUp, moveDown);
  };

  list.addEventListener("dragover", (event) => {
    if (!dragged) return;
    event.preventDefault();
    const over = event.target.closest("[data-row]");
    if (!over || over === dragged) return;
    const { top, height } = over.getBoundingClientRect();
    if (event.clientY < top + height / 2) over.before(dragged);
    else over.after(dragged);
  });
  list.addEventListener("drop", (event) => {
    if (!dragged) return;
    event.preventDefault();
    number();
  });

  const append = () => {
    const row = empty.content.firstElementChild.cloneNode(true);
    const next = Number(total.value);
    for (const element of [row, ...row.querySelectorAll("*")]) {
      for (const name of ["name", "id", "for", "aria-describedby", "aria-labelledby", "href"]) {
        const value = element.getAttribute(name);
        if (value?.includes("__prefix__")) element.setAttribute(name, value.replaceAll("__prefix__", next));
      }
    }
    total.value = next + 1;
    list.append(row);
    equip(row);
    number();
    row.dispatchEvent(new CustomEvent("formset:added", { bubbles: true, detail: { formsetName: prefix } }));
    row.querySelector(".select2-selection, input:not([type=hidden]), select, textarea")?.focus();
  };

  // Without scripts, empty rows fold out. One between two that were typed stays, or their numbers would have a gap.
  const folded = [...rows.querySelectorAll("[data-rows-more]")];
  const typed = all().length;
  for (const [at, more] of folded.entries()) {
    const row = more.querySelector("[data-row]");
    const isLast = folded.slice(at).length === Number(total.value) - indexOf(row, prefix);
    if (isLast) {
      for (const last of folded.slice(at)) last.remove();
      total.value = Number(total.value) - (folded.length - at);
      break;
    }
    list.append(row);
    more.remove();
  }
  for (const row of all()) equip(row);
  if (typed) number();
  if (add) {
    add.hidden = false;
    add.addEventListener("click", append);
  }
}

function indexOf(row, prefix) {
  const name = row.querySelector(`[name^="${prefix}-"]`).name;
  return Number(name.slice(prefix.length + 1).split("-")[0]);
}

for (const rows of lists) prepare(rows);
