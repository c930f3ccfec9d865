// A field that names a picture: its thumbnail, and buttons that open the chooser. Without script, a number is typed.
const enhance = (field) => {
  const input = field.querySelector("input");
  const shown = field.querySelector("[data-shown]");
  const remove = field.querySelector("[data-remove]");
  let number = input.value;
  const show = (picture) => {
    input.value = number = String(picture?.id ?? "");
    shown.replaceChildren();
    remove.hidden = !picture;
    if (picture) {
      const parts = field.querySelector("template").content.cloneNode(true);
      const image = parts.querySelector("img");
      [image.width, image.height, image.src] = [picture.width, picture.height, picture.thumbnail];
      parts.querySelector("[data-words]").textContent = picture.alternative;
      parts.querySelector("[data-page]").href = picture.page;
      shown.append(parts);
    }
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const choose = (file) =>
    document.dispatchEvent(
      new CustomEvent("picture:choose", {
        detail: {
          file,
          chosen: (picture) => {
            show(picture);
            field.querySelector("[data-choose]").focus();
          },
        },
      }),
    );
  // Another script may put back a number, such as that of a local draft.
  input.addEventListener("input", async () => {
    if (input.value === number) return;
    const asked = (number = input.value);
    const found = await fetch(`${field.dataset.pictures}?${new URLSearchParams({ number: asked || "0" })}`)
      .then((answer) => answer.json())
      .catch(() => null);
    if (asked === input.value && found) show(found.pictures[0] ?? null);
  });
  field.querySelector("[data-plain]").hidden = true;
  field.querySelector("[data-buttons]").hidden = false;
  field.querySelector("[data-choose]").addEventListener("click", () => choose());
  remove.addEventListener("click", () => {
    show(null);
    field.querySelector("[data-choose]").focus();
  });
  field.addEventListener("dragover", (event) => event.preventDefault());
  field.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    choose(event.dataTransfer.files[0]);
  });
  field.addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    choose(event.clipboardData.files[0]);
  });
};

for (const field of document.querySelectorAll("[data-picture-input]")) enhance(field);
