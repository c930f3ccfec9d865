// Links: to an address, or to an article of ours that is found by words of its headline.
import { crel, Link as PlainLink } from "django-prose-editor/editor";

const WAIT = 250; // milliseconds of rest before searching

export const Link = PlainLink.extend({
  addOptions() {
    return { ...this.parent?.(), words: {}, searchAt: "" };
  },

  addCommands() {
    return {
      ...this.parent?.(),
      addLink: () => ({ editor }) => {
        askForLink(editor, editor.getAttributes(this.name).href ?? "", this.options);
        return true;
      },
    };
  },
});

function setLink(editor, { href, words }) {
  const chain = editor.chain().focus();
  if (!href) chain.extendMarkRange("link").unsetLink().run();
  else if (editor.isActive("link")) chain.extendMarkRange("link").updateAttributes("link", { href }).run();
  else if (editor.state.selection.empty) {
    chain.insertContent({ type: "text", text: words || href, marks: [{ type: "link", attrs: { href } }] }).run();
  } else chain.setMark("link", { href }).run();
}

/** What was typed, as an address: "example.org/page" is one without its beginning. */
function addressOf(typed) {
  const text = typed.trim();
  if (/^(?:[a-z][a-z0-9+.-]*:|\/|#)/i.test(text) || !text) return text;
  return /^[^\s/]+\.[^\s/]{2,}(?:\/\S*)?$/.test(text) ? `https://${text}` : "";
}

function askForLink(editor, before, { words, searchAt }) {
  const field = crel("input", { type: "text", id: "desk-link-field", value: before, autocomplete: "off" });
  const said = crel("p", { className: "desk-link__said", role: "status" });
  const found = crel("ul", { className: "desk-link__found" });
  const insert = crel("button", { type: "submit", textContent: words.insertLink });
  const cancel = crel("button", { type: "button", textContent: words.cancel });
  const form = crel("form", {}, [
    crel("h3", { className: "prose-editor-dialog-title", textContent: words.link }),
    crel("div", { className: "prose-editor-dialog-field" }, [
      crel("label", { htmlFor: field.id, textContent: words.linkField }),
      field,
    ]),
    said,
    found,
    crel("div", { className: "prose-editor-dialog-buttons" }, [insert, cancel]),
  ]);
  if (before) {
    const remove = crel("button", { type: "button", textContent: words.removeLink });
    remove.addEventListener("click", () => finish({ href: "" }));
    cancel.after(remove);
  }
  const dialog = crel("dialog", { className: "prose-editor-dialog desk-link", "aria-label": words.link }, [form]);
  document.body.append(dialog);

  const finish = (link) => {
    dialog.close();
    if (link) setLink(editor, link);
  };
  dialog.addEventListener("close", () => dialog.remove());
  cancel.addEventListener("click", () => finish(null));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const href = addressOf(field.value);
    if (href || (before && !field.value.trim())) finish({ href });
    else said.textContent = words.noAddress;
  });

  let waiting;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, WAIT);
  });
  const search = async () => {
    const asked = field.value.trim();
    found.replaceChildren();
    said.textContent = "";
    if (asked.length < 2 || /^(?:https?:|mailto:|tel:|\/|#)/i.test(asked)) return;
    const address = new URL(searchAt, location.href);
    address.search = new URLSearchParams({ q: asked });
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (field.value.trim() !== asked || !dialog.open) return;
    if (!answer?.ok || answer.redirected) {
      said.textContent = words.searchFailed;
      return;
    }
    const { articles } = await answer.json();
    said.textContent = articles.length ? "" : words.nothingFound;
    found.replaceChildren(...articles.map((article) => {
      const choose = crel("button", { type: "button" }, [
        crel("span", { textContent: article.headline }),
        crel("small", { textContent: article.about }),
      ]);
      choose.addEventListener("click", () => finish({ href: article.address, words: article.headline }));
      return crel("li", {}, [choose]);
    }));
  };
  dialog.showModal();
  field.select();
}
