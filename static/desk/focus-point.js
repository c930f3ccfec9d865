// The focal point of a picture: a click on it writes both numbers, and a mark shows where they point to.
const frame = document.querySelector("[data-focus-frame]");
const left = document.getElementById("id_focus_left");
const top = document.getElementById("id_focus_top");

if (frame && left && top) {
  const mark = document.createElement("span");
  mark.className = "picture-page__focus";
  frame.append(mark);
  frame.classList.add("picture-page__frame--open");
  const show = () => {
    mark.style.insetInlineStart = `${left.value || 50}%`;
    mark.style.insetBlockStart = `${top.value || 50}%`;
  };
  const percent = (part, whole) => String(Math.min(100, Math.max(0, Math.round((100 * part) / whole))));
  frame.addEventListener("click", (event) => {
    const { x, y, width, height } = frame.getBoundingClientRect();
    left.value = percent(event.clientX - x, width);
    top.value = percent(event.clientY - y, height);
    for (const field of [left, top]) field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  for (const field of [left, top]) field.addEventListener("input", show);
  show();
}
