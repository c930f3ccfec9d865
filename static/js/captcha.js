// The two checks against machines, fetched by comment-form.js when somebody starts to write. place: where to draw, with
// what is needed in its data- attributes. onAnswer is called on each answer, onExpiry when it ends, onFailure when none
// can come.

const PATIENCE = 15_000; // milliseconds until a check that has not come counts as one that will not

// Works by itself as soon as it is there: nobody has to click.
export async function altcha(place, { onAnswer, onExpiry, onFailure }) {
  const { script, challenge, label, verifying, verified, error, expired } = place.dataset;
  await import(script);
  const widget = document.createElement("altcha-widget");
  const attributes = {
    name: "altcha",
    challengeurl: challenge,
    credentials: "omit",
    auto: "onload",
    hidefooter: "",
    hidelogo: "",
    strings: JSON.stringify({ label, verifying, verified, error, expired, verificationRequired: label }),
  };
  for (const [name, value] of Object.entries(attributes)) widget.setAttribute(name, value);
  const late = setTimeout(onFailure, PATIENCE);
  widget.addEventListener("statechange", ({ detail: { state } }) => {
    if (state === "error") onFailure();
    if (state === "expired") setTimeout(onExpiry);
    if (state !== "verified") return;
    clearTimeout(late);
    setTimeout(onAnswer); // the widget writes its answer into the form after it has said so
  });
  place.replaceChildren(widget);
}

export async function recaptcha(place, { onAnswer, onExpiry, onFailure }) {
  await fetchScript(`${place.dataset.script}?render=explicit&hl=${document.documentElement.lang}`);
  const late = setTimeout(onFailure, PATIENCE);
  window.grecaptcha.ready(() => {
    clearTimeout(late);
    place.replaceChildren();
    window.grecaptcha.render(place, {
      sitekey: place.dataset.sitekey,
      theme: matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light",
      size: place.clientWidth < 304 ? "compact" : "normal", // the wide form takes 304 CSS pixels
      callback: onAnswer,
      "expired-callback": onExpiry,
      "error-callback": onFailure,
    });
  });
}

function fetchScript(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    Object.assign(script, { src: address, async: true, onload: resolve, onerror: reject });
    document.head.append(script);
  });
}
