// A press on a button of a form. The form leaves at most once: after the site has answered, for the account that wrote
// it.
const TRY_AGAIN = 5_000; // milliseconds between questions whether the site is back
const STILL_MEANT = 5 * 60_000; // milliseconds for which a press that could not be sent may be sent by itself
const GIVEN_UP = 20_000; // milliseconds after which a form that left may be sent again, where its page stays

const hidden = (form, name, value) => {
  const made = () => form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
  (form.elements[name] ?? made()).value = value;
};

export const renewTokens = (token) => {
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
};

export class Sending {
  // kept: the KeptForm. place, words, say: what the page says. sent: called with the number of the draft that leaves.
  constructor(kept, { connection, place, words, say, sent }) {
    Object.assign(this, { kept, connection, place, words, say, sent });
    kept.form.addEventListener("submit", (event) => this.press(event));
    addEventListener("pageshow", (event) => { if (event.persisted) this.isSending = false; });
  }

  get notices() {
    return this.kept.notices;
  }

  ask() {
    return this.connection.ask(this.place.dataset.session);
  }

  async press(event) {
    const button = event.submitter;
    if (this.isPassing || event.defaultPrevented || button?.formMethod === "dialog") return;
    if (button?.formTarget) return; // a preview in another tab: this page stays
    if (!this.kept.isMain && !this.kept.hasChanged()) return; // nothing to lose
    event.preventDefault();
    if (!this.isSending) await this.send(button, Date.now());
  }

  async send(button, pressedAt) {
    clearInterval(this.retrying);
    this.isSending = true;
    this.notices.hide("offline", "signedOut", "other", "back");
    await this.kept.keep();
    this.kept.setState("sending");
    const state = await this.ask();
    this.isSending = false;
    if (!state.reached) this.waitForNetwork(button, pressedAt);
    else if (state.account === this.kept.account) await this.pass(button, state.token);
    else if (state.account) this.refuseAnother(button, state.name);
    else await this.signIn(button);
  }

  async pass(button, token) {
    const { form, id, account } = this.kept;
    this.isSending = true;
    await this.kept.keep(Date.now());
    renewTokens(token);
    hidden(form, "_draft", id);
    hidden(form, "_written_by", account);
    this.sent(id);
    this.isPassing = this.kept.isLeaving = true;
    form.requestSubmit(button);
    this.isPassing = false;
    setTimeout(() => { this.isSending = this.kept.isLeaving = false; }, GIVEN_UP);
  }

  // button: the press that goes on after the sign-in, or null.
  async signIn(button) {
    this.kept.setState("signed-out");
    const state = await this.connection.signInHere(this.place, this.say);
    if (!state) this.sayThatSessionIsOver(button);
    else if (state.account !== this.kept.account) this.refuseAnother(button, state.name);
    else if (button) await this.send(button, Date.now());
    else {
      renewTokens(state.token);
      this.notices.hide("signedOut", "other");
      await this.kept.keep();
    }
  }

  sayThatSessionIsOver(button) {
    this.kept.setState("signed-out");
    const go = () => this.signIn(button);
    this.notices.show("signedOut", this.say("signedOut"), { [this.words("signIn")]: go }, { urgent: true });
  }

  refuseAnother(button, name) {
    this.kept.setState("signed-out");
    this.notices.hide("signedOut");
    const mine = this.place.dataset.name;
    const go = () => this.signIn(button);
    const buttons = { [this.say("signInAs", { mine })]: go };
    this.notices.show("other", this.say("other", { name, mine }), buttons, { urgent: true });
  }

  // Another sign-in in this browser made the token out of date.
  async renew() {
    const state = await this.ask();
    if (state.account === this.kept.account) renewTokens(state.token);
    else if (state.account) this.refuseAnother(null, state.name);
  }

  waitForNetwork(button, pressedAt) {
    this.kept.setState("offline");
    const press = (button?.textContent || button?.value || this.words("save")).trim();
    const stop = () => {
      clearInterval(this.retrying);
      removeEventListener("online", retry);
      this.notices.hide("offline");
    };
    const retry = async () => {
      if (!(await this.ask()).reached || !this.notices.shows("offline")) return;
      stop();
      if (Date.now() - pressedAt < STILL_MEANT) this.send(button, pressedAt);
      else this.notices.show("back", this.say("back", { press }), {}, { urgent: true });
    };
    const buttons = {
      [this.words("tryNow")]: retry,
      [this.words("stop")]: () => {
        stop();
        this.kept.keep();
        button?.focus();
      },
    };
    this.notices.show("offline", this.say("offline", { press }), buttons, { urgent: true });
    addEventListener("online", retry);
    this.retrying = setInterval(retry, TRY_AGAIN);
  }
}
