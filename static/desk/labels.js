// Gives the fields that scripts build (the editor of the body, the search boxes of choices) the name of their field.
const nameOf = (field) =>
  field.getAttribute("aria-label") ??
  document.querySelector(`label[for="${CSS.escape(field.id)}"]`)?.textContent.trim().replace(/:$/, "");

const name = (built, field) => {
  if (field && !built.getAttribute("aria-label")) built.setAttribute("aria-label", nameOf(field) ?? "");
};

const nameAll = () => {
  for (const editor of document.querySelectorAll(".ProseMirror")) {
    name(editor, editor.closest(".prose-editor, .form-row")?.querySelector("textarea"));
  }
  for (const choice of document.querySelectorAll(".select2-container")) {
    const select = choice.previousElementSibling;
    const built = choice.querySelectorAll("[role=combobox], [role=textbox], input.select2-search__field");
    for (const field of built) name(field, select);
  }
};

const form = document.querySelector("#content-main form");
if (form) {
  new MutationObserver(nameAll).observe(form, { childList: true, subtree: true });
  nameAll();
}
