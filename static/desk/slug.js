// Proposes the slug while somebody types a name. The server proposes the same for a slug left empty.
const WAIT = 300; // milliseconds of rest before asking

for (const slug of document.querySelectorAll("[data-proposed-from]")) {
  const name = document.getElementById(slug.dataset.proposedFrom);
  let proposed = "";
  let waiting;
  const propose = async () => {
    const mine = slug.value !== proposed;
    if (mine || !name.value.trim()) return;
    const asked = name.value;
    const address = new URL(slug.dataset.proposeAt, location.href);
    address.search = new URLSearchParams({ text: asked });
    const answer = await fetch(address).catch(() => null);
    if (!answer?.ok || asked !== name.value || slug.value !== proposed) return;
    proposed = (await answer.json()).slug;
    slug.value = proposed;
  };
  name?.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(propose, WAIT);
  });
  if (name) propose(); // what was typed before this script came
}
