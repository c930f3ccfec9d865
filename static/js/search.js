// The search works without. This offers names of sections, topics and people while one types.
const WAIT = 150; // milliseconds after the last letter

function offerNames(field) {
  const list = document.createElement("datalist");
  list.id = `${field.id}-names`;
  field.after(list);
  field.setAttribute("list", list.id);
  let timer, asked;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const typed = field.value.trim();
      if (typed === asked) return;
      asked = typed;
      try {
        const answer = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(typed)}`);
        const names = answer.ok ? await answer.json() : [];
        if (typed === asked) list.replaceChildren(...names.map((name) => new Option(name)));
      } catch {
        // Without a network there are no suggestions.
      }
    }, WAIT);
  });
}

for (const field of document.querySelectorAll("input[data-suggest]")) offerNames(field);
