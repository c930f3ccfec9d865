// Says, while somebody states how the article was made, what readers will see. The server says the same after saving.
const consequence = document.querySelector("[data-consequence]");
const form = consequence?.closest("form");

if (form?.querySelector("[name=ai_use]")) {
  const lastCheckHolds = () =>
    consequence.hasAttribute("data-checked") && !form.elements.uncheck?.checked && !textHasChanged();
  const textHasChanged = () =>
    ["headline", "standfirst", "body"].some((name) => form.elements[name].value !== form.elements[name].defaultValue);
  const level = () => {
    switch (form.querySelector("[name=ai_use]:checked")?.value) {
      case "none":
        return "human";
      case "assisted":
        return "ai_assisted";
      case "generated":
        return form.elements.checked?.checked || lastCheckHolds() ? "ai_reviewed" : "ai_generated";
      default:
        return "";
    }
  };
  const update = () => {
    const now = level();
    for (const words of consequence.children) words.hidden = words.dataset.level !== now;
  };
  form.addEventListener("input", update);
  form.addEventListener("change", update);
  update();
}
