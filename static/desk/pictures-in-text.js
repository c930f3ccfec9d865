// Pictures in the body's editor: chosen in the library, dropped or pasted, with words for each use or none on purpose.
import { Extension, Figure as PlainFigure, Image as PlainImage } from "django-prose-editor/editor";

const DECORATIVE = "data-decorative"; // articles/text/body.py

export const Image = PlainImage.extend({
  addAttributes() {
    return {
      ...this.parent?.(),
      decorative: {
        default: false,
        parseHTML: (element) => element.hasAttribute(DECORATIVE),
        renderHTML: ({ decorative }) => (decorative ? { [DECORATIVE]: "", alt: "" } : {}),
      },
    };
  },
});

/** The picture at the selection and its place; null where there is none. */
const pictureAt = ({ selection, doc }) => {
  if (selection.node?.type.name === "image") return { image: selection.node, at: selection.from };
  for (let depth = selection.$from.depth; depth > 0; depth--) {
    const figure = selection.$from.node(depth);
    if (figure.type.name === "figure") {
      const at = selection.$from.start(depth);
      return { image: doc.nodeAt(at), at };
    }
  }
  if (selection.node?.type.name === "figure") return { image: selection.node.firstChild, at: selection.from + 1 };
  return null;
};

const ask = (kind, detail) => document.dispatchEvent(new CustomEvent(`picture:${kind}`, { detail }));

const insert = (editor, picture) => {
  const content = [{ type: "image", attrs: { src: picture.address, alt: "" } }];
  // The page adds the credit by itself.
  if (picture.caption) content.push({ type: "caption", content: [{ type: "text", text: picture.caption }] });
  editor.chain().focus().insertContent({ type: "figure", content }).run();
};

const choose = (editor, file) => ask("choose", { file, chosen: (picture) => insert(editor, picture) });

const change = (editor, at, attributes) =>
  editor.chain().focus().setNodeSelection(at).updateAttributes("image", attributes).run();

const describe = (editor, { image, at }) =>
  ask("describe", {
    address: image.attrs.src,
    alternative: image.attrs.alt ?? "",
    decorative: image.attrs.decorative,
    done({ alternative, decorative, replace }) {
      if (!replace) return change(editor, at, { alt: decorative ? "" : alternative, decorative });
      const chosen = (picture) => change(editor, at, { src: picture.address, alt: "", decorative: false });
      return ask("choose", { chosen });
    },
  });

export const Figure = PlainFigure.extend({
  addCommands() {
    const editImage =
      () =>
      ({ editor, state, dispatch }) => {
        const picture = pictureAt(state);
        if (dispatch) setTimeout(() => (picture ? describe(editor, picture) : choose(editor))); // after the transaction
        return true;
      };
    return { ...this.parent?.(), editImage, insertFigure: editImage };
  },
  addExtensions() {
    // The menu that floats at a picture gets a second button, for the picture's words.
    let editor = null;
    const [menu, ...others] = this.parent?.() ?? [];
    const { element, shouldShow } = menu.options;
    const button = element.querySelector("button").cloneNode();
    button.textContent = document.querySelector("[data-picture-words]")?.dataset.pictureWords ?? "What it shows";
    button.addEventListener("click", () => {
      const picture = editor && pictureAt(editor.state);
      if (picture) describe(editor, picture);
    });
    element.append(button);
    const shown = (props) => {
      editor = props.editor;
      return shouldShow(props);
    };
    return [menu.configure({ element, pluginKey: menu.options.pluginKey, shouldShow: shown }), ...others];
  },
});

const pictureIn = (transfer) => [...(transfer?.files ?? [])].find((file) => file.type.startsWith("image/"));

/** Marks pictures that only decorate, and takes files that are dropped on the text or pasted into it. */
export const DecorativePictures = Extension.create({
  name: "decorativePictures",
  onCreate() {
    const { editor } = this;
    const text = editor.view.dom;
    text.addEventListener(
      "paste",
      (event) => {
        const file = pictureIn(event.clipboardData);
        if (!file || event.clipboardData.types.includes("text/html")) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        choose(editor, file);
      },
      true,
    );
    text.addEventListener(
      "drop",
      (event) => {
        const file = pictureIn(event.dataTransfer);
        if (!file) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        const place = editor.view.posAtCoords({ left: event.clientX, top: event.clientY });
        if (place) editor.commands.setTextSelection(place.pos);
        choose(editor, file);
      },
      true,
    );
  },
});
