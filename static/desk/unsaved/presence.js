// Tells the server that this form is open, and shows which colleagues have it open too.
const EVERY = 20_000; // milliseconds; the server counts a form as closed a minute after the last of them

// address: of the form's row. token: gives the token of the form. heard: called with the answer, or with null when the
// session is over. refused: called where the token is out of date. isAlone: whether no other tab has the form open.
export function showPresence(address, token, { heard, refused, isAlone }) {
  const post = (more) => new URLSearchParams({ csrfmiddlewaretoken: token(), ...more });
  const tell = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(address, { method: "POST", body: post({}) });
      if (answer.ok) heard(await answer.json());
      else if (answer.status === 401) heard(null);
      else if (answer.status === 403) refused();
    } catch { /* the network is away: the next time tells again */ }
  };
  setInterval(tell, EVERY);
  document.addEventListener("visibilitychange", tell);
  addEventListener("pagehide", () => { if (isAlone()) navigator.sendBeacon(address, post({ leave: "1" })); });
  addEventListener("pageshow", (event) => { if (event.persisted) tell(); });
  tell();
}
