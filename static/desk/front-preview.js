// Shows the front as it is being arranged, a moment after each change. Without this the button shows it.

const WAITS = 700; // milliseconds after the last change

const button = document.querySelector("[data-front-preview]");
const frame = document.querySelector(".front-preview__frame");
let waiting;

async function show() {
  const answer = await fetch(button.formAction, { method: "POST", body: new FormData(button.form, button) });
  if (answer.ok || answer.status === 422) frame.srcdoc = await answer.text();
}

button?.addEventListener("click", (event) => {
  event.preventDefault();
  show().catch(() => { /* the next try may reach the site */ });
});
button?.form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => show().catch(() => { /* the button is still there */ }), WAITS);
});
