// The search over everything in a dialog: Ctrl+K (or Cmd+K) opens it, arrow keys move through what was found.
// Without this script the same form leads to a page of its own.

const WAIT = 200; // milliseconds after the last key, before the server is asked

const opener = document.querySelector("[data-search-open]");
const dialog = document.querySelector("[data-search-dialog]");

if (opener && dialog) {
  const input = dialog.querySelector("input");
  const results = dialog.querySelector("[data-search-results]");
  let timer = 0;
  let running = null;

  const hits = () => [...results.querySelectorAll("[data-hit]")];

  async function search() {
    running?.abort();
    running = new AbortController();
    const address = new URL(opener.action);
    address.search = new URLSearchParams({ q: input.value, part: "1" });
    try {
      const answer = await fetch(address, { signal: running.signal, redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      results.innerHTML = await answer.text();
    } catch (fault) {
      if (fault.name !== "AbortError") results.textContent = opener.dataset.none;
    }
  }

  function open(question) {
    if (dialog.open) return;
    dialog.showModal();
    if (question) input.value = question;
    input.focus();
    input.select();
    if (input.value) search();
  }

  function move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const places = [input, ...hits()];
    const now = Math.max(0, places.indexOf(document.activeElement));
    event.preventDefault();
    places[(now + step + places.length) % places.length].focus();
  }

  document.addEventListener("keydown", (event) => {
    // An editor of texts has Ctrl+K for links, and takes the key first.
    if (event.defaultPrevented || event.target.closest?.("[contenteditable='true']")) return;
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    open("");
  });
  opener.querySelector("input").addEventListener("click", () => open(opener.querySelector("input").value));
  opener.querySelector("button").addEventListener("click", (event) => {
    event.preventDefault();
    open(opener.querySelector("input").value);
  });
  dialog.querySelector("[data-search-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("keydown", move);
  dialog.querySelector("form").addEventListener("submit", (event) => {
    // Enter opens the first hit; where none is there yet, the page of the search answers.
    const [first] = hits();
    if (!first) return;
    event.preventDefault();
    first.click();
  });
  input.addEventListener("input", () => {
    running?.abort(); // an answer to what was typed before would come over the next one
    results.replaceChildren();
    clearTimeout(timer);
    timer = setTimeout(search, WAIT);
  });
}
