// Whether the site answers, and who is signed in. Signs in without leaving the page.
const PATIENCE = 10_000; // milliseconds

// { reached: false }, or { reached: true, account, name, token }. account is "" for no one.
export async function ask(address) {
  try {
    const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) return { reached: false };
    return { reached: true, ...(await answer.json()) };
  } catch {
    return { reached: false };
  }
}

// "in", "offline", "more" where another step is needed, or { refused: words }.
async function signIn(place, name, password) {
  const { token, reached } = await ask(place.dataset.session);
  if (!reached) return "offline";
  const body = new URLSearchParams({ csrfmiddlewaretoken: token, next: place.dataset.session });
  body.set(place.dataset.nameField, name);
  body.set(place.dataset.passwordField, password);
  try {
    const answer = await fetch(place.dataset.login, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE) });
    if (answer.headers.get("Content-Type")?.startsWith("application/json")) return "in";
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const asksAgain = page.querySelector(`[name="${CSS.escape(place.dataset.passwordField)}"]`);
    if (answer.status < 400 && !asksAgain) return "more";
    const faults = [...page.querySelectorAll(".errornote, [data-problems] li")];
    const words = faults.map((each) => each.textContent.replace(/\s+/g, " ").trim());
    return { refused: words.join(" ") || page.querySelector("#content-main p")?.textContent.trim() };
  } catch {
    return "offline";
  }
}

// Opens the dialog. Resolves to the state of ask once someone is signed in, or to null where it is closed.
export function signInHere(place, say) {
  const dialog = place.content.querySelector("dialog").cloneNode(true);
  const form = dialog.querySelector("form");
  const fault = dialog.querySelector("[data-fault]");
  const elsewhere = dialog.querySelector("[data-elsewhere]");
  document.body.append(dialog);
  return new Promise((resolve) => {
    let signedIn = null;
    const settle = async () => {
      const state = await ask(place.dataset.session);
      if (!state.account || !dialog.open) return false;
      signedIn = state;
      dialog.close();
      return true;
    };
    const back = () => { if (!document.hidden && !elsewhere.hidden) settle(); };
    for (const kind of ["focus", "visibilitychange"]) addEventListener(kind, back);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (form.ariaBusy === "true") return;
      form.ariaBusy = "true";
      fault.textContent = "";
      const { value: name } = form.elements.name;
      const answer = await signIn(place, name, form.elements.password.value);
      form.ariaBusy = "false";
      if (answer === "in" && (await settle())) return;
      form.elements.password.value = "";
      fault.textContent = answer === "offline" ? say("unreachable") : (answer.refused ?? say("more"));
      elsewhere.hidden = Boolean(answer.refused) || answer === "offline";
      (elsewhere.hidden ? form.elements.password : elsewhere.querySelector("a")).focus();
    });
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      for (const kind of ["focus", "visibilitychange"]) removeEventListener(kind, back);
      dialog.remove();
      resolve(signedIn);
    });
    dialog.showModal();
  });
}
