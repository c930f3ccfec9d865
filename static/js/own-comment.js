// What was just sent, shown to its writer alone. Each address of it opens once. The next one is kept for this tab, so a
// reload or Back shows it again, and the address of the page is that of the plain article.
const own = {
  get key() { return `own:${location.pathname}`; },
  read() { try { return sessionStorage.getItem(this.key); } catch { return null; } },
  keep(address) { try { sessionStorage.setItem(this.key, address); } catch { /* storage is off or full */ } },
  forget() { try { sessionStorage.removeItem(this.key); } catch { /* storage is off */ } },
};

function keepOwn(place) {
  own.keep(place.dataset.commentAgain);
  history.replaceState(null, "", `${location.pathname}#${place.id}`);
  place.querySelector("[data-another-comment]").addEventListener("click", (event) => {
    event.preventDefault();
    own.forget();
    history.replaceState(null, "", event.currentTarget.href);
    location.reload();
  });
}

async function showAgain(form, bringToLife) {
  const address = own.read();
  const discussion = form?.closest("#discussion");
  if (!address || !discussion || "refused" in form.dataset || form.elements.message.value) return;
  own.forget();
  // A new visit, neither reload nor Back.
  if (performance.getEntriesByType("navigation")[0]?.type === "navigate") return;
  try {
    const answer = await fetch(address, { credentials: "omit" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.querySelector("[data-comment-again]") || form.elements.message.value) return;
    discussion.replaceWith(page.getElementById("discussion"));
    bringToLife();
  } catch { /* it is read in the mail's link */ }
}

// form, saved: what the page has of either. bringToLife: starts the form's script for a discussion put in place.
export function showOwnComment(form, saved, bringToLife) {
  if (saved?.dataset.commentAgain) keepOwn(saved);
  else showAgain(form, bringToLife);
}
