// Drafts of this browser: what was typed and is not known to be saved. In IndexedDB, because localStorage reaches the
// disk seconds later, which a browser that is killed does not live to see.
//
// A draft: { id, account, path, at, sent, fields, texts, files }. at, sent: milliseconds since 1970; sent is null
// unless the form is on its way. fields, texts: see fields.js. files: names of chosen files, which no browser can keep.
const MOST = 60;
const LASTS = 30 * 24 * 3600 * 1000; // milliseconds
const STORE = "drafts";

const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

let database;
const open = () => {
  database ??= (async () => {
    const request = indexedDB.open("desk", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    return settled(request);
  })();
  return database;
};

// Resolves once the change is on disk.
const run = async (mode, act) => {
  const transaction = (await open()).transaction(STORE, mode, { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
  const result = await act(transaction.objectStore(STORE));
  await done;
  return result;
};

export const put = (draft) => run("readwrite", (store) => settled(store.put(draft)));
export const get = (id) => run("readonly", (store) => settled(store.get(id)));
export const remove = (id) => run("readwrite", (store) => settled(store.delete(id)));

// The drafts of one form, the latest first. No account gets those of another.
export const draftsOf = async (account, path) => {
  const all = await run("readonly", (store) => settled(store.getAll()));
  return all.filter((draft) => draft.account === account && draft.path === path).sort((a, b) => b.at - a.at);
};

// Deletes what is too old, and the oldest of too many, of every account.
export const clean = () =>
  run("readwrite", async (store) => {
    const all = (await settled(store.getAll())).sort((a, b) => b.at - a.at);
    const gone = all.filter((draft, place) => place >= MOST || draft.at < Date.now() - LASTS);
    for (const draft of gone) store.delete(draft.id);
  });
