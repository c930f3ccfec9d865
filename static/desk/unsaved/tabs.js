// Tabs of this browser in which the same form is open, and what one of them saved.
const WAIT = 300; // milliseconds, for answers of other tabs

// me: { account, id, path }. changed: called with the ids of the other tabs. saved: called when one of them saved.
// Returns { others, announceSaved }; others() resolves to the ids, once all had time to answer.
export function joinTabs(me, { changed, saved }) {
  const channel = new BroadcastChannel(`desk-${me.account}`);
  const others = new Set();
  const say = (kind, more = {}) => channel.postMessage({ kind, id: me.id, path: me.path, ...more });
  channel.addEventListener("message", ({ data }) => {
    if (data.path !== me.path || data.id === me.id) return;
    if (data.kind === "hello") say("here");
    if (data.kind === "saved") saved(data);
    const before = others.size;
    if (data.kind === "bye") others.delete(data.id);
    else if (data.kind !== "saved") others.add(data.id);
    if (others.size !== before) changed([...others]);
  });
  const hello = () => { others.clear(); say("hello"); };
  addEventListener("pagehide", () => say("bye"));
  addEventListener("pageshow", (event) => { if (event.persisted) hello(); });
  hello();
  return {
    others: () => new Promise((resolve) => { setTimeout(() => resolve([...others]), WAIT); }),
    announceSaved: (path) => channel.postMessage({ kind: "saved", id: me.id, path, at: Date.now() }),
  };
}
