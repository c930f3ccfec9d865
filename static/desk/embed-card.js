// A card: a block that stands for a video, a post or a page elsewhere. Stored as a paragraph with one link, so it is
// readable everywhere, and nothing is asked of the other site before a reader chooses it.
import { Node, Plugin, updateAttrsDialog } from "django-prose-editor/editor";

const addressIn = (text) => {
  const trimmed = text.trim();
  if (!/^https?:\/\/\S+$/i.test(trimmed)) return null;
  try {
    return new URL(trimmed).href;
  } catch {
    return null;
  }
};

const siteOf = (href) => {
  try {
    return new URL(href).hostname.replace(/^www\./, "");
  } catch {
    return "";
  }
};

/** A title until someone writes one: that it is a video, or where the page is, in words that people can read. */
const titleFor = (href, words) => {
  if (/(^|\.)(youtube\.com|youtu\.be|vimeo\.com)$/.test(siteOf(href))) return words.video;
  const { pathname } = new URL(href);
  let path = pathname.replace(/\/$/, "");
  try {
    path = decodeURI(path);
  } catch {
    // It stays as it is.
  }
  return `${siteOf(href)}${path}`;
};

const cardOf = (schema, href, title) => schema.nodes.embedCard.create({ href }, schema.text(title));

function askForCard(editor, words) {
  const dialog = updateAttrsDialog(
    {
      href: { type: "string", title: words.cardAddress, format: "url", required: true },
      title: { type: "string", title: words.cardTitle },
    },
    { title: words.card, submitText: words.insert },
  );
  dialog(editor, {}).then((answer) => {
    const href = answer && addressIn(answer.href);
    if (!href) return;
    const title = answer.title.trim() || titleFor(href, words);
    editor.chain().focus().insertContent(cardOf(editor.schema, href, title).toJSON()).run();
  });
}

export const EmbedCard = Node.create({
  name: "embedCard",
  group: "block",
  content: "text*",
  marks: "",
  defining: true,
  priority: 200, // before the paragraph, which would take it for one of its own

  addOptions: () => ({ words: {} }),

  addAttributes: () => ({ href: { default: "", rendered: false } }),

  parseHTML: () => [
    {
      tag: "p.embed",
      priority: 100,
      getAttrs: (element) => {
        const link = element.querySelector(":scope > a[href]");
        const isAlone = link && element.textContent.trim() === link.textContent.trim();
        return isAlone ? { href: link.getAttribute("href") } : false;
      },
      contentElement: "a",
    },
  ],

  renderHTML: ({ node }) => ["p", { class: "embed" }, ["a", { href: node.attrs.href }, 0]],

  addNodeView: () => ({ node }) => {
    const dom = document.createElement("p");
    dom.className = "embed";
    dom.dataset.site = siteOf(node.attrs.href);
    const contentDOM = document.createElement("span");
    contentDOM.className = "embed__title";
    dom.append(contentDOM);
    return { dom, contentDOM };
  },

  addCommands() {
    return {
      askForCard: () => ({ editor }) => {
        askForCard(editor, this.options.words);
        return true;
      },
    };
  },

  // Enter in a title goes on below the card.
  addKeyboardShortcuts() {
    return {
      Enter: ({ editor }) => {
        const { $from } = editor.state.selection;
        if ($from.parent.type.name !== this.name) return false;
        const after = $from.after();
        return editor.chain().insertContentAt(after, { type: "paragraph" }).setTextSelection(after + 1).run();
      },
    };
  },

  // An address that is pasted on a line of its own becomes a card.
  addProseMirrorPlugins() {
    const { editor } = this;
    const { words } = this.options;
    return [
      new Plugin({
        props: {
          handlePaste: (view, event) => {
            const href = addressIn(event.clipboardData?.getData("text/plain") ?? "");
            const { $from, empty } = view.state.selection;
            const isEmptyLine = empty && $from.parent.type.name === "paragraph" && !$from.parent.content.size;
            if (!href || !isEmptyLine || $from.depth !== 1) return false;
            const line = { from: $from.before(), to: $from.after() };
            const title = titleFor(href, words);
            const content = [cardOf(view.state.schema, href, title).toJSON(), { type: "paragraph" }];
            const chosen = { from: line.from + 1, to: line.from + 1 + title.length }; // what is typed next replaces it
            return editor.chain().insertContentAt(line, content).setTextSelection(chosen).run();
          },
        },
      }),
    ];
  },
});
