// The chooser of pictures. Anything on the page opens it with an event, and is called back with the picture:
//   document.dispatchEvent(new CustomEvent("picture:choose", { detail: { file, chosen } }))
//   document.dispatchEvent(new CustomEvent("picture:describe", { detail: { address, alternative, decorative, done } }))
const WAIT = 250; // milliseconds of rest before a search
const PREVIEW = 320; // pixels of its longer side

let dialogs = null; // a promise of both, once the first one was wanted
let chosen = null; // who waits for a picture
let file = null; // what will be uploaded

const address = () => document.querySelector("[data-chooser]")?.dataset.chooser ?? "/admin/articles/image/chooser/";

const open = () => {
  dialogs ??= load().catch((error) => {
    dialogs = null;
    throw error;
  });
  return dialogs;
};

const load = async () => {
  const answer = await fetch(address());
  if (!answer.ok || answer.redirected) throw new Error(`The chooser: ${answer.status}`);
  const holder = new DOMParser().parseFromString(await answer.text(), "text/html").body.firstElementChild;
  document.body.append(document.adoptNode(holder));
  const chooser = holder.querySelector("[data-chooser-dialog]");
  prepare(chooser);
  return { chooser, words: holder.querySelector("[data-words-dialog]") };
};

const part = (chooser, name) => chooser.querySelector(`[data-${name}]`);

const prepare = (chooser) => {
  const search = part(chooser, "search");
  let waiting;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => list(chooser), WAIT);
  });
  search.addEventListener("submit", (event) => {
    event.preventDefault();
    list(chooser);
  });
  part(chooser, "more").addEventListener("click", () => list(chooser, true));
  part(chooser, "close").addEventListener("click", () => chooser.close());
  chooser.addEventListener("close", () => {
    chosen = null;
  });
  const form = part(chooser, "upload-form");
  if (!form) return;
  part(chooser, "file").addEventListener("change", (event) => take(chooser, event.target.files[0]));
  part(chooser, "back").addEventListener("click", () => toLibrary(chooser));
  chooser.addEventListener("dragover", (event) => event.preventDefault());
  chooser.addEventListener("drop", (event) => {
    event.preventDefault();
    take(chooser, event.dataTransfer.files[0]);
  });
  chooser.addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    take(chooser, event.clipboardData.files[0]);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    upload(chooser, form);
  });
};

// The library --------------------------------------------------------------------------------------------------------

let newestList = 0;

const list = async (chooser, goesOn = false) => {
  const mine = ++newestList;
  const grid = part(chooser, "grid");
  const query = new URLSearchParams(new FormData(part(chooser, "search")));
  if (goesOn) query.set("before", grid.lastElementChild?.dataset.number ?? "");
  const found = await fetch(`${chooser.dataset.pictures}?${query}`)
    .then((answer) => answer.json())
    .catch(() => null);
  if (mine !== newestList) return;
  if (!goesOn) grid.replaceChildren();
  const nothing = query.get("q") || query.get("mine") ? chooser.dataset.none : chooser.dataset.empty;
  const before = grid.childElementCount;
  for (const picture of found?.pictures ?? []) grid.append(entry(chooser, picture));
  part(chooser, "said").textContent = !found ? chooser.dataset.lost : grid.childElementCount ? "" : nothing;
  part(chooser, "more").hidden = !found?.more;
  if (goesOn) grid.children[before]?.querySelector("button").focus();
};

const entry = (chooser, picture) => {
  const item = part(chooser, "library").querySelector("template").content.firstElementChild.cloneNode(true);
  item.dataset.number = picture.id;
  const image = item.querySelector("img");
  [image.width, image.height, image.src] = [picture.width, picture.height, picture.thumbnail];
  part(item, "words").textContent = picture.alternative;
  part(item, "label").textContent = picture.label;
  const button = item.querySelector("button");
  button.title = [picture.file_name, picture.credit].filter(Boolean).join(" · ");
  button.addEventListener("click", () => use(chooser, picture));
  return item;
};

const use = (chooser, picture) => {
  const done = chosen;
  chosen = null;
  chooser.close();
  done?.(picture);
};

const toLibrary = (chooser) => {
  file = null;
  const form = part(chooser, "upload-form");
  if (form) form.hidden = true;
  if (part(chooser, "file")) part(chooser, "file").value = "";
  part(chooser, "library").hidden = false;
  chooser.querySelector("input[type=search]").focus();
};

// The upload ---------------------------------------------------------------------------------------------------------

const take = async (chooser, picture) => {
  const form = part(chooser, "upload-form");
  if (!picture || !form) return;
  const library = part(chooser, "library");
  const isAllowed = part(chooser, "file").accept.split(",").includes(picture.type);
  if (!isAllowed || picture.size > Number(chooser.dataset.mostBytes)) {
    toLibrary(chooser);
    part(chooser, "said").textContent = `${picture.name}: ${chooser.dataset.allowed}`;
    return;
  }
  file = picture;
  part(chooser, "file-name").textContent = picture.name;
  complain(form, {});
  library.hidden = true;
  form.hidden = false;
  form.elements.alternative_text.focus();
  draw(part(chooser, "preview"), picture);
};

const draw = async (canvas, picture) => {
  const bitmap = await createImageBitmap(picture).catch(() => null);
  canvas.hidden = !bitmap; // what cannot be decoded has no preview; the server says why
  if (!bitmap) return;
  const scale = Math.min(1, PREVIEW / Math.max(bitmap.width, bitmap.height));
  [canvas.width, canvas.height] = [Math.ceil(bitmap.width * scale), Math.ceil(bitmap.height * scale)];
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
};

const upload = (chooser, form) => {
  const data = new FormData(form);
  data.set("file", file, file.name);
  const progress = part(form, "progress");
  const button = form.querySelector("[type=submit]");
  const request = new XMLHttpRequest();
  request.open("POST", chooser.dataset.upload);
  request.responseType = "json";
  request.upload.addEventListener("progress", (event) => {
    progress.querySelector("progress").value = (100 * event.loaded) / event.total;
  });
  request.upload.addEventListener("load", () => {
    progress.querySelector("progress").removeAttribute("value");
    part(form, "sending").textContent = chooser.dataset.checking;
  });
  request.addEventListener("loadend", () => {
    progress.hidden = true;
    button.disabled = false;
    if (request.status === 201 && request.response?.picture) {
      form.reset();
      use(chooser, request.response.picture);
    } else if (request.status === 413) {
      complain(form, { file: [chooser.dataset.allowed] });
    } else {
      complain(form, request.response?.errors ?? { __all__: [chooser.dataset.lost] });
    }
  });
  progress.querySelector("progress").value = 0;
  part(form, "sending").textContent = chooser.dataset.sending;
  progress.hidden = false;
  button.disabled = true;
  request.send(data);
};

const complain = (form, errors) => {
  const general = [];
  for (const holder of form.querySelectorAll("[data-field]")) {
    const fault = part(holder, "fault");
    const said = errors[holder.dataset.field] ?? [];
    const field = holder.matches("fieldset") ? holder : holder.querySelector("input, textarea");
    fault.textContent = said.join(" ");
    fault.hidden = !said.length;
    field.setAttribute("aria-invalid", String(Boolean(said.length)));
    if (said.length) field.setAttribute("aria-describedby", fault.id);
    if (said.length && holder.closest("details")) holder.closest("details").open = true;
  }
  for (const [name, said] of Object.entries(errors)) {
    if (!form.querySelector(`[data-field="${CSS.escape(name)}"]`)) general.push(...said);
  }
  const note = form.querySelector(".errornote");
  note.textContent = general.join(" ");
  note.hidden = !general.length;
  const first = form.querySelector("[aria-invalid=true]");
  (first?.querySelector("input") ?? first)?.focus();
};

// What others ask for ------------------------------------------------------------------------------------------------

document.addEventListener("picture:choose", async (event) => {
  const { chooser } = await open();
  chosen = event.detail.chosen;
  toLibrary(chooser);
  if (!chooser.open) chooser.showModal();
  chooser.querySelector("input[type=search]").focus();
  list(chooser);
  if (event.detail.file) take(chooser, event.detail.file);
});

document.addEventListener("picture:describe", async (event) => {
  const { chooser, words } = await open();
  const asked = event.detail;
  const form = words.querySelector("form");
  form.elements.alternative.value = asked.alternative;
  form.elements.decorative.checked = asked.decorative;
  part(words, "library-words").textContent = "…";
  words.returnValue = "";
  words.showModal();
  form.elements.alternative.focus();
  words.addEventListener(
    "close",
    () => {
      const { alternative, decorative } = form.elements;
      const said = { alternative: alternative.value.trim(), decorative: decorative.checked };
      if (words.returnValue) asked.done({ ...said, replace: words.returnValue === "replace" });
    },
    { once: true },
  );
  const found = await fetch(`${chooser.dataset.pictures}?${new URLSearchParams({ address: asked.address })}`)
    .then((answer) => answer.json())
    .catch(() => null);
  part(words, "library-words").textContent = found?.pictures[0]?.alternative ?? "—";
});
