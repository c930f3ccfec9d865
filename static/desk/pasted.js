// Rewrites what is pasted into an article before the editor parses it. Word processors say with styles what the editor
// reads from elements, and the page's policy hides styles from every parser. Here their text is read instead: bold,
// lists, headings and links become elements, and what only the other program needs goes.
import { Extension, Plugin } from "django-prose-editor/editor";

const HIDDEN_STYLE = "data-pasted-style"; // an attribute called "style", or "onclick", the policy blocks and reports
const STYLE_START = /<style\b[^<>]*>/i;
const STYLE_END = /<\/style\s*>/i;

const TEXT_BLOCKS = { P: "p", DT: "dt", FIGCAPTION: "figcaption" };
const STRUCTURE = new Set(
  ["BLOCKQUOTE", "DD", "DETAILS", "DL", "FIGURE", "LI", "OL", "SUMMARY", "TABLE", "TBODY", "TD", "TFOOT", "TH", "THEAD"]
    .concat(["TR", "UL"]),
);
const CONTAINERS = new Set(
  ["ADDRESS", "ARTICLE", "ASIDE", "BODY", "CAPTION", "CENTER", "DIV", "FIELDSET", "FOOTER", "FORM", "HEADER", "MAIN"]
    .concat(["NAV", "SECTION"]),
);
const KEPT_ATTRIBUTES = { OL: ["start", "type"], TD: ["colspan", "rowspan"], TH: ["colspan", "rowspan"] };
const NO_WORDS = "button, input, link, meta, noscript, script, select, template, textarea, title, xml";
const INSERTS = "audio, canvas, embed, iframe, math, object:not(:has(p, div, table, li)), svg, video";

const MARKS = { bold: "strong", italic: "em", strike: "s", sub: "sub", sup: "sup", code: "code" };
const MARK_OF = {
  B: "bold", STRONG: "bold", I: "italic", EM: "italic", S: "strike", STRIKE: "strike", DEL: "strike",
  SUB: "sub", SUP: "sup", CODE: "code", KBD: "code", SAMP: "code", TT: "code",
};
const LIST_TYPES = { "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A" };
Object.assign(LIST_TYPES, { "lower-roman": "i", "upper-roman": "I" });

const TRACKED_DELETIONS = "del[datetime], del[cite], .msoDel, [class*=TextDeletion]";
const COMMENT_MARKS = ".MsoCommentReference, .msocomanchor, .msocomtxt, a[href*='#cmnt']";
const COMMENTS = `[${HIDDEN_STYLE}*="mso-element:comment" i], ${COMMENT_MARKS}`;
const SIGNS = ".msocomoff, .EOP, [class~=CommentStart], li[role=checkbox] img";
const TELLING = /font|decoration|vertical-align|display|list-style/;
const REDIRECTS = [
  [/^(www\.)?google(\.[a-z]{2,3}){1,2}$/, "/url", ["q", "url"]],
  [/\.safelinks\.protection\.outlook\.com$/, "/", ["url"]],
  [/^lm?\.facebook\.com$/, "/l.php", ["u"]],
];
const SPACE = /\s/; // fixed ones too
const MANY_SPACES = /\s+/g;
const NEEDS_SPACE_BEFORE = /[!?:;»%‰€]/;

// Words that are put back in their place, and the style of an element ------------------------------------------------

const original = (text) => (text ?? "").replaceAll("data-pasted-", "");
const ownStyle = (element) => original(element.getAttribute(HIDDEN_STYLE));

/** The styles that apply to each element: of the rules that were pasted with it, then its own. */
function readStyles(body, sheets) {
  const texts = new Map();
  for (const css of sheets) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    for (const rule of sheet.cssRules) {
      if (!rule.selectorText || !TELLING.test(rule.style.cssText)) continue;
      for (const element of body.querySelectorAll(rule.selectorText)) {
        texts.set(element, `${texts.get(element) ?? ""};${rule.style.cssText}`);
      }
    }
  }
  const probe = document.createElement("i");
  return (element) => {
    probe.style.cssText = `${texts.get(element) ?? ""};${ownStyle(element)}`;
    return probe.style;
  };
}

function withStyles(marks, element, style) {
  const own = { ...marks };
  const mark = MARK_OF[element.tagName];
  if (mark) own[mark] = true;
  if (element.tagName === "SUB") own.sup = false;
  if (element.tagName === "SUP") own.sub = false;
  const weight = style.fontWeight;
  if (/^bold/.test(weight) || Number(weight) >= 600) own.bold = true;
  else if (/^(normal|lighter)$/.test(weight) || Number(weight) > 0) own.bold = false;
  if (/^(italic|oblique)/.test(style.fontStyle)) own.italic = true;
  else if (style.fontStyle === "normal") own.italic = false;
  if (/line-through/.test(style.textDecorationLine || style.textDecoration)) own.strike = true;
  if (style.verticalAlign === "super") Object.assign(own, { sup: true, sub: false });
  else if (style.verticalAlign === "sub") Object.assign(own, { sub: true, sup: false });
  else if (style.verticalAlign === "baseline" && !mark) Object.assign(own, { sub: false, sup: false });
  if (/^(pre|break-spaces)/.test(style.whiteSpace)) own.keepsLines = true;
  else if (/^(normal|nowrap)$/.test(style.whiteSpace)) own.keepsLines = false;
  return own;
}

/** The address that a link leads to, past the pages that only count clicks; null where it leads nowhere from here. */
function addressOf(href) {
  let address = original(href).trim();
  if (/^\/(?!\/)/.test(address)) return address;
  for (let redirects = 0; redirects < 4; redirects += 1) {
    let url;
    try {
      url = new URL(address.startsWith("//") ? `https:${address}` : address);
    } catch {
      return null;
    }
    if (url.protocol === "mailto:") return address;
    if (!/^https?:$/.test(url.protocol)) return null;
    const redirect = REDIRECTS.find(([host, path]) => host.test(url.hostname) && url.pathname === path);
    const target = redirect?.[2].map((name) => url.searchParams.get(name)).find((found) => /^https?:/.test(found));
    if (!target) return url.href;
    address = target;
  }
  return address;
}

// What does not belong into an article -------------------------------------------------------------------------------

const isWordCharacter = (text) => /[\p{L}\p{N}]/u.test(text);

/** Takes an element out. What it held between two words leaves a space, or they would become one word. */
function takeOut(element, { parts = true } = {}) {
  const before = textBeside(element, -1).slice(-1);
  const after = textBeside(element, 1).slice(0, 1);
  if (parts && isWordCharacter(before) && isWordCharacter(after)) element.replaceWith(" ");
  else element.remove();
}

function textBeside(element, direction) {
  const block = element.closest("p, li, td, th, div, h1, h2, h3, h4, h5, h6, body");
  const walker = element.ownerDocument.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  walker.currentNode = element;
  if (direction > 0) {
    while (walker.nextNode()) {
      if (!element.contains(walker.currentNode) && walker.currentNode.data) return walker.currentNode.data;
    }
    return "";
  }
  while (walker.previousNode()) if (walker.currentNode.data) return walker.currentNode.data;
  return "";
}

function dropForeignParts(body, styleOf) {
  const leftOut = { pictures: 0, inserts: 0, comments: 0, deletions: 0 };
  const isWord = Boolean(body.querySelector("[class^=Mso], [class*=SCXW], [class*=msoIns], o\\:p"));
  const deletions = [...body.querySelectorAll(isWord ? `${TRACKED_DELETIONS}, del` : TRACKED_DELETIONS)];
  for (const deletion of deletions) {
    if (!body.contains(deletion)) continue; // it stood in another one
    leftOut.deletions += 1;
    const words = deletion.textContent;
    takeOut(deletion, { parts: SPACE.test(words) && isWordCharacter(words) });
  }

  const noted = new Set();
  for (const comment of body.querySelectorAll(COMMENTS)) {
    const isReference = comment.matches(".msocomanchor, a[href*='#cmnt']:not([href*='ref'])");
    if (isReference) noted.add(comment.getAttribute("href"));
    if (comment.matches("a[href*='#cmnt_ref']")) (comment.closest("div") ?? comment.closest("p") ?? comment).remove();
    else if (body.contains(comment)) (isReference ? comment.closest("sup") ?? comment : comment).remove();
  }
  leftOut.comments = noted.size;
  for (const each of body.querySelectorAll(SIGNS)) each.remove();
  for (const insert of body.querySelectorAll(INSERTS)) {
    if (!body.contains(insert)) continue;
    leftOut.inserts += 1;
    takeOut(insert);
  }
  for (const each of body.querySelectorAll(NO_WORDS)) each.remove();
  for (const each of body.querySelectorAll("*")) {
    if (styleOf(each).display === "none" || /mso-hide:\s*all/i.test(ownStyle(each))) each.remove();
  }
  return leftOut;
}

// Notes at the foot --------------------------------------------------------------------------------------------------

const SEPARATORS = `[${HIDDEN_STYLE}*="footnote-list" i] hr, [${HIDDEN_STYLE}*="endnote-list" i] hr`;
const NOTE = /#_?(?:ftn|edn|ftnt|sdfootnote|sdendnote)(_?ref)?_?(\d+)(sym|anc)?$/i;

/** Links between a text and its notes lead into the file that they came from: the numbers stay, raised. */
function rewriteNotes(body) {
  for (const separator of body.querySelectorAll(SEPARATORS)) separator.remove();
  for (const link of body.querySelectorAll("a[href]")) {
    if (!NOTE.test(original(link.getAttribute("href")))) continue;
    const words = link.textContent.trim();
    const isAtTheFoot = link.closest("p, li, div")?.textContent.trim().startsWith(words);
    const raised = link.ownerDocument.createElement("sup");
    raised.textContent = words.replace(/[\s[\]]/g, "");
    const holdsOnlyThis = (each) => /^(SUP|SPAN)$/.test(each.tagName) && each.textContent.trim() === words;
    const around = [...ancestors(link)].filter(holdsOnlyThis);
    (around.at(-1) ?? link).replaceWith(raised);
    if (isAtTheFoot && !SPACE.test(textBeside(raised, 1)[0] ?? "")) raised.after(" ");
  }
}

function* ancestors(node) {
  for (let element = node.parentElement; element; element = element.parentElement) yield element;
}

// Lists --------------------------------------------------------------------------------------------------------------

const MARKER = /^\(?((?:\p{Nd}+\.)*)(\p{Nd}+|[a-z]{1,2}|[ivxlcdm]+)[.)\]]?$/iu;
const TYPED_MARKER = /^\s*(?:([•◦▪▫‣⁃●○■])\s*|(\(?(?:\d{1,3}|[a-zA-Z])[.)])(?:\t\s*|\s{2,}))(?=\S)/;
const ROMAN = { i: 1, v: 5, x: 10, l: 50, c: 100, d: 500, m: 1000 };

const romanNumber = (letters) => {
  const values = [...letters].map((letter) => ROMAN[letter]);
  return values.reduce((sum, value, place) => sum + (value < (values[place + 1] ?? 0) ? -value : value), 0);
};
const letterNumber = (letters) => [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 96, 0);

/** What the sign before an item says: {ordered, type, number}. previous: the item before it in its list, if any. */
function readMarker(marker, previous) {
  const found = MARKER.exec(marker);
  if (!found || (!/\p{Nd}/u.test(marker) && !/[.)\]]$/.test(marker))) return { ordered: false };
  const sign = found[2];
  if (/^\d+$/.test(sign)) return { ordered: true, number: Number(sign) };
  if (/\p{Nd}/u.test(sign)) return { ordered: true, number: (previous?.number ?? 0) + 1 };
  const letters = sign.toLowerCase();
  const isSmall = sign === letters;
  const couldBeRoman = /^[ivxlcdm]+$/.test(letters);
  const isRoman = couldBeRoman && (previous ? /^i$/i.test(previous.type ?? "") : letters === "i" || letters.length > 1);
  if (isRoman) return { ordered: true, type: isSmall ? "i" : "I", number: romanNumber(letters) };
  return { ordered: true, type: isSmall ? "a" : "A", number: letterNumber(letters) };
}

/** One list, with lists in it, of items in their order: {level, key, ordered, type, number, content: [nodes]}. */
function nestedLists(items, page) {
  const lists = page.createDocumentFragment();
  const open = [];
  for (const item of items) {
    while (open.length && open.at(-1).level > item.level) open.pop();
    let here = open.at(-1);
    if (here?.level === item.level) {
      const marker = item.marker === undefined ? item : readMarker(item.marker, here.last);
      const isNext = !marker.ordered || marker.number === here.last.number + 1;
      if (here.key !== item.key || here.last.ordered !== marker.ordered || !isNext) {
        open.pop();
        here = open.at(-1);
      } else here.last = marker;
    }
    if (here?.level !== item.level) {
      const marker = item.marker === undefined ? item : readMarker(item.marker);
      const list = page.createElement(marker.ordered ? "ol" : "ul");
      if (marker.ordered && marker.number > 1) list.setAttribute("start", marker.number);
      if (marker.type) list.setAttribute("type", marker.type);
      (here ? here.list.lastElementChild : lists).append(list);
      open.push((here = { level: item.level, key: item.key, list, last: marker }));
    }
    const point = page.createElement("li");
    point.append(...item.content);
    here.list.append(point);
  }
  return lists;
}

const nextElement = (element) => {
  let next = element.nextSibling;
  while (next && next.nodeType !== 1) {
    if (next.nodeType === 3 && /\S/.test(next.data)) return null;
    next = next.nextSibling;
  }
  return next;
};
const isBlank = (element) => !/\S/.test(element.textContent) && !element.querySelector("img, table");

/** Puts lists in the place of neighbours that itemsOf knows as items of one. itemsOf(element): items, or null. */
function gatherLists(body, selector, itemsOf) {
  const gathered = new Set();
  for (const first of [...body.querySelectorAll(selector)]) {
    if (gathered.has(first) || !body.contains(first)) continue;
    const items = itemsOf(first, []);
    if (!items?.length) continue;
    const place = first.ownerDocument.createElement("div");
    first.before(place);
    let element = first;
    while (element) {
      const next = nextElement(element);
      gathered.add(element);
      element.remove();
      const more = next && itemsOf(next, items);
      if (more) items.push(...more);
      element = more ? next : null;
    }
    place.replaceWith(nestedLists(items, place.ownerDocument));
  }
}

function takeWordMarker(paragraph) {
  const signs = [...paragraph.querySelectorAll(`[${HIDDEN_STYLE}*="mso-list:ignore" i]`)];
  if (!signs.length) {
    const comments = [...paragraph.childNodes].filter((node) => node.nodeType === 8);
    const start = comments.find((comment) => /\[?if !supportLists/i.test(comment.data));
    const end = comments.find((comment) => /endif/i.test(comment.data));
    for (let node = start?.nextSibling; node && node !== end; node = node.nextSibling) {
      if (node.nodeType === 1) signs.push(node);
    }
  }
  const marker = signs.map((sign) => sign.textContent).join("").replace(MANY_SPACES, "");
  for (const sign of signs) sign.remove();
  return marker;
}

/** The paragraphs of Word's and Outlook's lists: "mso-list:l0 level2 lfo1", with the sign as text before the words. */
function wordItems(element, before) {
  if (!/^(P|DIV)$/.test(element.tagName)) return null;
  const list = /mso-list:\s*(l\d+)\s+level(\d+)\s+(lfo\d+)/i.exec(ownStyle(element));
  if (list) {
    const marker = takeWordMarker(element);
    return [{ level: Number(list[2]), key: list[1] + list[3], marker, content: [element] }];
  }
  if (!before.length || !/MsoListParagraph/.test(element.className)) return null;
  if (!isBlank(element)) before.at(-1).content.push(element);
  return [];
}

/** Word's and Outlook's lists in a browser: each item a list of its own, with its level. */
function webItems(element) {
  const isWrapper = element.matches(".ListContainerWrapper");
  if (!isWrapper && !element.matches("ul, ol")) return null;
  const lists = isWrapper ? [...element.querySelectorAll("ul, ol")] : [element];
  const pointsOf = (list) => [...list.querySelectorAll(":scope > li")].map((point, place) => [list, point, place]);
  const points = lists.flatMap(pointsOf);
  if (!points.length || !points.every(([, point]) => point.dataset.ariaLevel)) return null;
  return points.map(([list, point, place]) => ({
    level: Number(point.dataset.ariaLevel),
    key: point.dataset.listid ?? "",
    ordered: list.tagName === "OL",
    type: LIST_TYPES[/list-style-type:\s*([a-z-]+)/i.exec(ownStyle(list) + ownStyle(point))?.[1]],
    number: Number(list.getAttribute("start") ?? 1) + place,
    content: [...point.childNodes],
  }));
}

/** Paragraphs that begin with a typed sign and a tab, as Pages and plain mails have them. */
function typedItems(element) {
  if (!/^(P|DIV)$/.test(element.tagName) || element.querySelector("p, div, ul, ol, table")) return null;
  const sign = TYPED_MARKER.exec(element.textContent);
  if (!sign) return null;
  let length = sign[0].length;
  const walker = element.ownerDocument.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (length && walker.nextNode()) {
    const cut = Math.min(length, walker.currentNode.data.length);
    walker.currentNode.data = walker.currentNode.data.slice(cut);
    length -= cut;
  }
  return [{ level: 1, key: "typed", marker: (sign[1] ?? sign[2]).trim(), content: [element] }];
}

/** A list within a list belongs to the item before it; Google Docs puts it beside. */
function mendLists(body, styleOf) {
  for (const list of [...body.querySelectorAll("ul, ol")]) {
    for (const child of [...list.childNodes]) {
      if (child.nodeName === "LI" || (child.nodeType !== 1 && !/\S/.test(child.data ?? ""))) continue;
      if (child.nodeType === 8) continue;
      const before = child.previousElementSibling;
      if (before?.tagName === "LI") before.append(child);
      else {
        child.before(list.ownerDocument.createElement("li"));
        child.previousElementSibling.append(child);
      }
    }
    if (list.tagName === "OL" && !/^[aAiI]$/.test(list.getAttribute("type") ?? "")) {
      const first = list.querySelector(":scope > li");
      const type = LIST_TYPES[styleOf(list).listStyleType || (first && styleOf(first).listStyleType)];
      if (type) list.setAttribute("type", type);
      else list.removeAttribute("type");
    }
  }
}

function headingLevel(element) {
  if (/^H[1-6]$/.test(element.tagName)) return Number(element.tagName[1]);
  if (element.getAttribute("role") === "heading") {
    return Math.min(Math.max(Number(element.getAttribute("aria-level")) || 2, 1), 6);
  }
  return /\bMsoTitle\b/.test(element.className) ? 1 : 0;
}

// Writing the new text -----------------------------------------------------------------------------------------------

/** Writes blocks into a parent; words without a block of their own become paragraphs. */
class Writer {
  constructor(parent, rewriting) {
    this.parent = parent;
    this.rewriting = rewriting;
    this.line = null;
    this.lineTag = "p";
  }

  write(nodes, marks) {
    for (const node of nodes) {
      if (node.nodeType === 3) this.writeText(node, marks);
      else if (node.nodeType === 1) this.writeElement(node, marks);
    }
  }

  writeText(node, marks) {
    let text = original(node.data);
    const holder = node.parentElement;
    if (/mso-(spacerun|tab-count)|Apple-(converted|tab)/i.test(ownStyle(holder) + holder.className)) {
      text = text.replace(MANY_SPACES, " ");
    }
    const lines = marks.keepsLines ? text.split(/\r\n?|\n/) : [text];
    lines.forEach((line, place) => {
      if (place) this.inline(this.rewriting.page.createElement("br"), {});
      if (line) this.inline(this.rewriting.page.createTextNode(line), marks);
    });
  }

  inline(node, marks) {
    if (!this.line) {
      if (node.nodeType === 3 && !/\S/.test(node.data)) return;
      this.line = this.rewriting.page.createElement(this.lineTag);
    }
    let marked = node;
    for (const [mark, tag] of Object.entries(MARKS)) {
      if (!marks[mark]) continue;
      const element = this.rewriting.page.createElement(tag);
      element.append(marked);
      marked = element;
    }
    if (marks.href) {
      const link = this.rewriting.page.createElement("a");
      link.setAttribute("href", marks.href);
      link.append(marked);
      marked = link;
    }
    this.line.append(marked);
  }

  close() {
    const line = this.line;
    this.line = null;
    if (!line) return;
    tidySpaces(line);
    if (/^h\d$/.test(this.lineTag)) unwrapWholeBold(line);
    for (const part of this.lineTag === "p" ? paragraphsOf(line) : [line]) {
      if (/\S/.test(part.textContent)) this.parent.append(part);
    }
  }

  block(children, tag, marks) {
    this.close();
    const before = this.lineTag;
    this.lineTag = tag ?? before;
    this.write(children, marks);
    this.close();
    this.lineTag = before;
  }

  writeElement(element, marks) {
    const { page, styleOf } = this.rewriting;
    const tag = element.tagName;
    const style = styleOf(element);
    const level = headingLevel(element);
    if (level) {
      return this.block(element.childNodes, `h${level}`, { ...withStyles(marks, element, style), bold: false });
    }
    if (tag === "BR") {
      if (/page-break-before:\s*always/i.test(ownStyle(element))) this.close();
      else this.inline(page.createElement("br"), {});
      return undefined;
    }
    if (tag === "IMG") return this.writePicture(element, marks);
    if (tag === "HR") {
      this.close();
      this.parent.append(page.createElement("hr"));
      return undefined;
    }
    if (tag === "PRE") {
      this.close();
      const code = page.createElement("pre");
      code.append(page.createElement("code"));
      code.firstChild.textContent = original(element.textContent);
      this.parent.append(code);
      return undefined;
    }
    const own = withStyles(marks, element, style);
    if (tag === "P" && /\bMso(Intense)?Quote\b/.test(element.className)) {
      return this.writeStructure(element, "blockquote", { ...own, italic: false });
    }
    const pictures = [...element.querySelectorAll("img")];
    const losesItsPicture = tag === "FIGURE" && !pictures.some((picture) => this.ownPath(picture));
    if (STRUCTURE.has(tag) && !losesItsPicture) return this.writeStructure(element, tag.toLowerCase(), own);
    if (tag === "FIGCAPTION" && this.parent.tagName !== "FIGURE") return this.block(element.childNodes, "p", own);
    if (TEXT_BLOCKS[tag] || CONTAINERS.has(tag) || losesItsPicture) {
      return this.block(element.childNodes, TEXT_BLOCKS[tag], own);
    }
    if (tag === "A") own.href = element.hasAttribute("href") ? addressOf(element.getAttribute("href")) : marks.href;
    return this.write(element.childNodes, own);
  }

  writeStructure(element, tag, marks) {
    this.close();
    const last = this.parent.lastElementChild;
    const joins = tag === "blockquote" && element.tagName === "P" && last?.tagName === "BLOCKQUOTE";
    const copy = joins ? last : this.rewriting.page.createElement(tag);
    for (const name of KEPT_ATTRIBUTES[element.tagName] ?? []) {
      const value = element.getAttribute(name);
      if (/^(\d{1,6}|[aAiI])$/.test(value ?? "")) copy.setAttribute(name, value);
    }
    const writer = new Writer(copy, this.rewriting);
    writer.write(element.childNodes, marks);
    writer.close();
    const holdsNothing = !copy.childNodes.length && !/^(td|th)$/.test(tag);
    if (!joins && !holdsNothing) this.parent.append(copy);
  }

  /** The path of a picture of this site; none of another's. */
  ownPath(picture) {
    const source = original(picture.getAttribute("src"));
    const path = source.startsWith(`${location.origin}/`) ? source.slice(location.origin.length) : source;
    return path.startsWith(this.rewriting.media) ? path : "";
  }

  writePicture(element, marks) {
    const { page, leftOut } = this.rewriting;
    const path = this.ownPath(element);
    if (!path) {
      const countsReaders = [element.getAttribute("width"), element.getAttribute("height")].includes("1");
      if (!countsReaders) leftOut.pictures += 1;
      this.inline(page.createTextNode(" "), marks);
      return;
    }
    this.close();
    const picture = page.createElement("img");
    picture.setAttribute("src", path);
    picture.setAttribute("alt", original(element.getAttribute("alt")));
    this.parent.append(picture);
  }
}

/** One space where the other program wrote several, none at the ends of a line. A fixed space within a text stays. */
function tidySpaces(line) {
  const walker = line.ownerDocument.createTreeWalker(line, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  const pieces = [];
  while (walker.nextNode()) {
    if (walker.currentNode.nodeType === 3) pieces.push(walker.currentNode);
    else if (walker.currentNode.tagName === "BR") pieces.push(null);
  }
  let last = null; // the piece that ends the line so far
  const endLine = () => {
    if (last) last.data = last.data.replace(/\s$/, "");
    last = null;
  };
  pieces.forEach((piece, place) => {
    if (!piece) return endLine();
    piece.data = piece.data.replace(MANY_SPACES, (spaces, at, text) => {
      const before = at ? text[at - 1] : (last?.data.at(-1) ?? "");
      const end = at + spaces.length;
      const after = text[end] ?? pieces[place + 1]?.data[0] ?? "";
      if (!before || SPACE.test(before)) return "";
      const isWithin = at > 0 && end < text.length;
      const isFixed = spaces === "\u00a0" && /\S/.test(after);
      return isFixed && (isWithin || before === "«" || NEEDS_SPACE_BEFORE.test(after)) ? spaces : " ";
    });
    if (piece.data) last = piece;
    return undefined;
  });
  endLine();
}

function unwrapWholeBold(heading) {
  const walker = heading.ownerDocument.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (/\S/.test(walker.currentNode.data) && !walker.currentNode.parentElement.closest("strong")) return;
  }
  for (const bold of [...heading.querySelectorAll("strong")]) bold.replaceWith(...bold.childNodes);
}

/** The paragraphs of a line: two line breaks in a row part them, breaks at the ends go. */
function paragraphsOf(line) {
  const paragraphs = [line.cloneNode(false)];
  let breaks = [];
  for (const node of [...line.childNodes]) {
    if (node.nodeName === "BR") breaks.push(node);
    else if (node.textContent) {
      if (breaks.length > 1) paragraphs.push(line.cloneNode(false));
      else if (paragraphs.at(-1).childNodes.length) paragraphs.at(-1).append(...breaks);
      breaks = [];
      paragraphs.at(-1).append(node);
    }
  }
  return paragraphs;
}

/** An article's own headings begin at the second level: what was pasted moves down where it has a first. */
function shiftHeadings(result) {
  const headings = [...result.querySelectorAll("h1, h2, h3, h4, h5, h6")];
  const shift = headings.some((heading) => heading.tagName === "H1") ? 1 : 0;
  for (const heading of headings) {
    const level = Math.min(Number(heading.tagName[1]) + shift, 4);
    const shifted = result.ownerDocument.createElement(`h${level}`);
    shifted.append(...heading.childNodes);
    heading.replaceWith(shifted);
  }
}

/** The style sheets in pasted HTML, and the rest of it. Reads each character once, however many elements stay open. */
function withoutStyleElements(html) {
  const [start, ...pieces] = html.split(STYLE_START);
  const parts = pieces.map((piece) => piece.split(STYLE_END));
  return { sheets: parts.map(([css]) => css), rest: [start, ...parts.flatMap(([, ...words]) => words)].join("") };
}

/** What pasted HTML is in an article: {html, leftOut: {kind: number}}. media: the path of the site's own pictures. */
export function rewritten(html, media) {
  const { sheets, rest } = withoutStyleElements(html);
  const safe = rest
    .replace(/<style/gi, "<template")
    .replace(/\b(?:style|on[a-z]+)(?=\s*=)/gi, "data-pasted-$&");
  const { body } = new DOMParser().parseFromString(safe, "text/html");
  const styleOf = readStyles(body, sheets);
  const leftOut = dropForeignParts(body, styleOf);
  rewriteNotes(body);
  gatherLists(body, "p, div", wordItems);
  gatherLists(body, ".ListContainerWrapper, ul, ol", webItems);
  gatherLists(body, "p, div", typedItems);
  mendLists(body, styleOf);
  const page = document.implementation.createHTMLDocument("");
  const writer = new Writer(page.body, { page, styleOf, media, leftOut });
  writer.write(body.childNodes, {});
  writer.close();
  shiftHeadings(page.body);
  return { html: page.body.innerHTML, leftOut };
}

// At the desk --------------------------------------------------------------------------------------------------------

/** What to say about what was left out; words: of articles/text/body_tools.py. */
function noticeOf(leftOut, words) {
  const kinds = ["pictures", "inserts", "comments", "deletions"].filter((kind) => leftOut[kind]);
  if (!kinds.length) return "";
  const things = kinds.map((kind) => words[kind].replace("{number}", leftOut[kind])).join(", ");
  return [words.leftOut.replace("{things}", things), leftOut.pictures && words.advice].filter(Boolean).join(" ");
}

export const PastedHTML = Extension.create({
  name: "pastedHTML",

  addOptions() {
    return { media: "/media/", words: {} };
  },

  addStorage() {
    return { notice: null };
  },

  onCreate() {
    const notice = document.createElement("p");
    notice.className = "desk-pasted";
    notice.setAttribute("role", "status");
    this.editor.view.dom.closest(".prose-editor")?.after(notice);
    this.storage.notice = notice;
  },

  addProseMirrorPlugins() {
    const say = (words) => this.storage.notice && (this.storage.notice.textContent = words);
    return [
      new Plugin({
        props: {
          transformPastedHTML: (html) => {
            if (/\sdata-pm-slice=/.test(html)) {
              say("");
              return html; // copied from an editor like this one
            }
            const { html: clean, leftOut } = rewritten(html, this.options.media);
            say(noticeOf(leftOut, this.options.words));
            return clean;
          },
          handlePaste: (_view, event) => {
            const data = event.clipboardData;
            const pictures = [...(data?.files ?? [])].filter((file) => file.type.startsWith("image/")).length;
            if (!pictures || data.types.includes("text/html") || data.getData("text/plain")) return false;
            say(noticeOf({ pictures }, this.options.words));
            return true;
          },
        },
      }),
    ];
  },
});
