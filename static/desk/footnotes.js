// Footnotes: a raised number in the text, and an entry in the list at the end, with links both ways. They are numbered
// by their order in the text, so one that is added between two others moves the later ones on.
import { Extension, Plugin } from "django-prose-editor/editor";

const PREFIX = "text-footnote-"; // articles/text/link_targets.py puts "text-" before every place in a text
const REFERENCE = /^#text-footnote-(\d+)$/;

const hrefOf = (node) => node.marks.find((mark) => mark.type.name === "link")?.attrs.href ?? "";
const isReference = (node) =>
  Boolean(node?.isText) &&
  node.marks.some((mark) => mark.type.name === "superscript") &&
  REFERENCE.test(hrefOf(node));

/** Where the text refers to notes, in its order: {from, to, id}. */
function references(doc) {
  const found = [];
  doc.descendants((node, at) => {
    if (!isReference(node)) return;
    const [, id] = REFERENCE.exec(hrefOf(node));
    found.push({ from: at, to: at + node.nodeSize, id: Number(id) });
  });
  return found;
}

function findList(doc) {
  let found = null;
  doc.forEach((node, at) => {
    if (node.type.name === "orderedList" && /\bfootnotes\b/.test(node.attrs.class ?? "")) found = { node, at };
  });
  return found;
}

function addFootnote(editor) {
  const { state } = editor;
  const { schema, doc } = state;
  const { $to } = state.selection;
  const list = findList(doc);
  if ((list && $to.pos > list.at && $to.pos < list.at + list.node.nodeSize) || !$to.parent.inlineContent) return;
  const block = $to.parent;
  if (!block.type.allowsMarkType(schema.marks.superscript)) return;

  const highest = Math.max(0, ...references(doc).map(({ id }) => id));
  const mine = highest + 1;
  const marks = (id) => [
    schema.marks.superscript.create(),
    schema.marks.link.create({ href: `#${PREFIX}${id}` }),
  ];
  const tr = state.tr.insert($to.pos, schema.text(String(mine), marks(mine)));

  // The way back leads to the block that has the number: a place needs an id, and numbers have none.
  const at = $to.before();
  const place = "id" in block.attrs ? block.attrs.id ?? `${PREFIX}${mine}-mark` : null;
  if (place && !block.attrs.id) tr.setNodeAttribute(at, "id", place);

  const back = () => schema.text("↩", [schema.marks.link.create({ href: `#${place}` })]);
  const wayBack = place ? [schema.text(" "), back()] : [];
  const entry = schema.nodes.listItem.create({ id: `${PREFIX}${mine}` }, schema.nodes.paragraph.create(null, wayBack));
  const before = findList(tr.doc);
  if (before) tr.insert(before.at + before.node.nodeSize - 1, entry);
  else tr.insert(tr.doc.content.size, schema.nodes.orderedList.create({ class: "footnotes" }, entry));

  renumber(tr, schema, marks);
  const order = references(tr.doc).findIndex(({ from }) => from === $to.pos);
  const { node, at: start } = findList(tr.doc);
  let inside = start + 1;
  for (let each = 0; each < order; each += 1) inside += node.child(each).nodeSize;
  const Selection = state.selection.constructor;
  if (Selection.near) tr.setSelection(Selection.near(tr.doc.resolve(inside + 2)));
  editor.view.dispatch(tr.scrollIntoView());
  editor.view.focus();
}

/** Numbers by the order in the text: the references, the ids of the notes, and the notes themselves. */
function renumber(tr, schema, marks) {
  const found = references(tr.doc);
  const numbers = new Map();
  for (const { id } of found) if (!numbers.has(id)) numbers.set(id, numbers.size + 1);
  for (const { from, to, id } of found.toReversed()) {
    const number = numbers.get(id);
    tr.replaceWith(from, to, schema.text(String(number), marks(number)));
  }
  const { node, at } = findList(tr.doc);
  const numberOf = (entry) => numbers.get(Number(entry.attrs.id?.replace(PREFIX, ""))) ?? Infinity;
  const entries = [];
  node.forEach((entry) => entries.push([numberOf(entry), entry]));
  entries.sort(([one], [other]) => one - other);
  const sorted = entries.map(([number, entry]) =>
    number === Infinity
      ? entry
      : entry.type.create({ ...entry.attrs, id: `${PREFIX}${number}` }, entry.content, entry.marks));
  tr.replaceWith(at + 1, at + node.nodeSize - 1, sorted);
}

export const Footnotes = Extension.create({
  name: "footnotes",

  // What is typed after a number is no longer raised, on the same line and on the next.
  addProseMirrorPlugins: () => [
    new Plugin({
      props: {
        handleTextInput: (view, from, to, text) => {
          const { $from } = view.state.selection;
          if (from !== to || !isReference($from.nodeBefore) || isReference($from.nodeAfter)) return false;
          view.dispatch(view.state.tr.replaceWith(from, to, view.state.schema.text(text)));
          return true;
        },
      },
      appendTransaction: (transactions, before, state) => {
        const left = before.selection.$from;
        const wentOn = transactions.some((transaction) => transaction.docChanged) && isReference(left.nodeBefore);
        const isRaised = state.storedMarks?.some((mark) => mark.type.name === "superscript");
        return wentOn && isRaised ? state.tr.setStoredMarks([]) : null;
      },
    }),
  ],

  addCommands: () => ({
    addFootnote: () => ({ editor, dispatch }) => {
      // In a step of its own: what a command has in hand by then is older than what is added here.
      if (dispatch) queueMicrotask(() => addFootnote(editor));
      return true;
    },
  }),
});
