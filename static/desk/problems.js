// The list of what is wrong above a form: it gets the focus, and each link of it the field that it names, however a
// script has dressed that field up.
const list = document.querySelector("[data-problems]");

const fieldOf = (target) => {
  const editor = target.closest(".prose-editor")?.querySelector("[contenteditable]");
  const choice = target.parentElement?.querySelector(`#${CSS.escape(target.id)} + .select2 .select2-selection`);
  return editor ?? choice ?? target;
};

if (list) {
  list.addEventListener("click", (event) => {
    const target = document.getElementById(event.target.closest("a[href^='#']")?.hash.slice(1) ?? "");
    if (!target) return;
    event.preventDefault();
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    const field = fieldOf(target);
    field.focus();
    field.scrollIntoView({ block: "center" });
  });
  list.focus();
}
