// A saved reply is added to its field with a button, to be changed there. Without script, the server takes what is
// chosen where the field is empty.
const textOf = (key) => document.querySelector(`template[data-saved="${key}"]`)?.content.textContent ?? "";

for (const choice of document.querySelectorAll("[data-saved-for]")) {
  const field = document.getElementById(choice.dataset.savedFor);
  const add = choice.parentElement.querySelector("[data-saved-add]");
  add.hidden = false;
  add.addEventListener("click", () => {
    const text = textOf(choice.value);
    choice.value = "";
    if (!text) return choice.focus();
    field.value = [field.value.trim(), text].filter(Boolean).join(field.matches("textarea") ? "\n\n" : " ");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
}
