// What an article may hold beyond the editor's own extensions, so a text that was imported survives a save at the desk.
// articles/text/body.py names these extensions; newsroom/settings.py says which elements they stand for.

import { Code as CodeAlone, Extension, Node } from "django-prose-editor/editor";

// By itself, it would drop a link round code.
export const Code = CodeAlone.extend({ excludes: "" });

const DefinitionTerm = Node.create({
  name: "definitionTerm",
  content: "inline*",
  defining: true,
  parseHTML: () => [{ tag: "dt" }],
  renderHTML: ({ HTMLAttributes }) => ["dt", HTMLAttributes, 0],
});

const DefinitionDescription = Node.create({
  name: "definitionDescription",
  content: "block+",
  defining: true,
  parseHTML: () => [{ tag: "dd" }],
  renderHTML: ({ HTMLAttributes }) => ["dd", HTMLAttributes, 0],
});

export const DefinitionList = Node.create({
  name: "definitionList",
  group: "block",
  content: "(definitionTerm | definitionDescription)+",
  parseHTML: () => [{ tag: "dl" }],
  renderHTML: ({ HTMLAttributes }) => ["dl", HTMLAttributes, 0],
  addExtensions: () => [DefinitionTerm, DefinitionDescription],
});

// Where links within the text lead to, such as footnotes.
export const PlacesInText = Extension.create({
  name: "placesInText",
  addGlobalAttributes: () => [
    {
      types: ["paragraph", "heading", "listItem", "blockquote", "definitionTerm", "definitionDescription"],
      attributes: {
        id: {
          default: null,
          keepOnSplit: false,
          parseHTML: (element) => element.id || null,
          renderHTML: ({ id }) => (id ? { id } : {}),
        },
      },
    },
  ],
});
