// The tools of an article's editor: its buttons in the words of editors, and what they do beyond its own commands.
// articles/text/body_tools.py gives the words.
import { Extension, Plugin, wrappingInputRule } from "django-prose-editor/editor";

const PULL_QUOTE = "pull-quote";
const isIn = (editor, attributes) => editor.isActive("blockquote", attributes);
const isPullQuote = (editor) => isIn(editor, { class: PULL_QUOTE });

/** A quote of one kind: makes one, changes its kind, or makes it running text again. */
function toggleQuote(editor, name) {
  const chain = editor.chain().focus();
  const isSame = isIn(editor) && isPullQuote(editor) === Boolean(name);
  if (isSame) chain.lift("blockquote").run();
  else if (isIn(editor)) chain.updateAttributes("blockquote", { class: name }).run();
  else chain.wrapIn("blockquote", { class: name }).run();
}

// The buttons, group by group: [name, sign, command, isActive, isEnabled]. A sign is the name of an icon, or a letter.
const BLOCKS = [
  ["heading", "title", (editor) => editor.chain().focus().toggleHeading({ level: 2 }).run(),
    (editor) => editor.isActive("heading", { level: 2 })],
  ["subheading", "text_fields", (editor) => editor.chain().focus().toggleHeading({ level: 3 }).run(),
    (editor) => editor.isActive("heading", { level: 3 })],
  ["bulletList", "format_list_bulleted", (editor) => editor.chain().focus().toggleBulletList().run(),
    (editor) => editor.isActive("bulletList")],
  ["orderedList", "format_list_numbered", (editor) => editor.chain().focus().toggleOrderedList().run(),
    (editor) => editor.isActive("orderedList")],
  ["quote", "format_indent_increase", (editor) => toggleQuote(editor, null),
    (editor) => isIn(editor) && !isPullQuote(editor)],
  ["pullQuote", "format_quote", (editor) => toggleQuote(editor, PULL_QUOTE), isPullQuote],
];
const MARKS = [
  ["bold", "format_bold", (editor) => editor.chain().focus().toggleBold().run()],
  ["italic", "format_italic", (editor) => editor.chain().focus().toggleItalic().run()],
  ["strike", "format_strikethrough", (editor) => editor.chain().focus().toggleStrike().run()],
  ["link", "insert_link", (editor) => editor.commands.addLink()],
  ["subscript", "subscript", (editor) => editor.chain().focus().toggleSubscript().run()],
  ["superscript", "superscript", (editor) => editor.chain().focus().toggleSuperscript().run()],
  ["code", "code", (editor) => editor.chain().focus().toggleCode().run()],
];
const INSERTS = [
  ["figure", "image", (editor) => editor.commands.insertFigure?.()],
  ["card", "smart_display", (editor) => editor.commands.askForCard()],
  ["table", "grid_on", (editor) => editor.chain().focus()
    .insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run()],
  ["footnote", "†", (editor) => editor.commands.addFootnote()],
  ["codeBlock", "data_object", (editor) => editor.chain().focus().toggleCodeBlock().run(),
    (editor) => editor.isActive("codeBlock")],
  ["horizontalRule", "horizontal_rule", (editor) => editor.chain().focus().setHorizontalRule().run()],
];
const IN_TABLE = [
  ["addRowAfter", "addRowAfter"], ["deleteRow", "deleteRow"], ["addColumnAfter", "addColumnAfter"],
  ["deleteColumn", "deleteColumn"], ["toggleHeaderRow", "toggleHeaderRow"], ["deleteTable", "deleteTable"],
];
const HISTORY = [
  ["undo", "undo", (editor) => editor.commands.undo(), () => false, (editor) => editor.can().undo()],
  ["redo", "redo", (editor) => editor.commands.redo(), () => false, (editor) => editor.can().redo()],
];

export const BodyTools = Extension.create({
  name: "bodyTools",

  addOptions: () => ({ words: {} }),

  addMenuItems({ menu, buttons }) {
    const { words } = this.options;
    const define = (group) => ([name, sign, command, isActive, isEnabled]) => menu.defineItem({
      name: `desk-${name}`, // the editor's own extensions have items of these names
      groups: group,
      button: /^[a-z_]+$/.test(sign) ? buttons.material(sign, words[name]) : buttons.text(sign, words[name]),
      command,
      active: isActive ?? ((editor) => editor.isActive(name)),
      enabled: isEnabled ?? (() => true),
    });
    BLOCKS.forEach(define("desk-blocks"));
    MARKS.forEach(define("desk-marks"));
    INSERTS.forEach(define("desk-inserts"));
    HISTORY.forEach(define("desk-history"));
    for (const [name, command] of IN_TABLE) {
      menu.defineItem({
        name: `desk-${name}`,
        groups: "desk-table",
        button: buttons.text(words[name]),
        command: (editor) => editor.chain().focus()[command]().run(),
        hidden: (editor) => !editor.isActive("table"),
      });
    }
  },

  // The editor's own ordered list does not begin when someone types "1. ".
  addInputRules() {
    const type = this.editor.schema.nodes.orderedList;
    return [
      wrappingInputRule({
        find: /^(\d{1,4})[.)]\s$/,
        type,
        getAttributes: ([, number]) => ({ start: Number(number) }),
        joinPredicate: ([, number], node) => node.childCount + node.attrs.start === Number(number),
      }),
    ];
  },

  // A button that only scripts see as switched on would say nothing to a screen reader.
  onTransaction() {
    for (const button of this.editor.view.dom.parentElement?.querySelectorAll(".prose-menubar__button") ?? []) {
      button.setAttribute("aria-pressed", button.classList.contains("active"));
      if (button.classList.contains("disabled")) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    }
  },

  // Writing looks like reading: the class of the readers' own sheet for running text.
  addProseMirrorPlugins: () => [new Plugin({ props: { attributes: { class: "prose" } } })],
});
