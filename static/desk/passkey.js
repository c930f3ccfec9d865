// A form that a passkey fills in: the browser asks the person, and its answer is sent as the form's hidden field.

const form = document.querySelector("form[data-passkey]");
const failed = form.querySelector("[data-passkey-failed]");

// Old browsers cannot read the options; their people use a code.
if (window.PublicKeyCredential?.parseCreationOptionsFromJSON) {
  form.querySelector("[data-passkey-button]").hidden = false;
  form.addEventListener("submit", ask);
}

async function ask(event) {
  event.preventDefault();
  failed.hidden = true;
  const { publicKey } = JSON.parse(form.dataset.options);
  try {
    const credential = form.dataset.passkey === "create"
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
    form.elements.credential.value = JSON.stringify(credential.toJSON());
    form.submit();
  } catch {
    failed.hidden = false;
  }
}
