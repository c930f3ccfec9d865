// The one script of every reader's page, since each request counts on a phone.

// Refreshes ages, since a cache may have held the page. The rule is that of web/times/age.py.

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

// moment, now: milliseconds since 1970. Returns the age in words.
export function ageInWords(moment, now, { timeZone, language, justNow }) {
  const [then, present] = [Math.floor(moment / 1000), Math.floor(now / 1000)];
  const [count, unit] = countAndUnit(Math.min(then, present), Math.max(then, present), timeZone);
  if (count === 0) return justNow;
  return agesIn(language).format(then > present ? count : -count, unit);
}

export function refreshAges(root = document, now = Date.now()) {
  const { lang: language, dataset: { timeZone = "UTC" } } = document.documentElement;
  for (const time of root.querySelectorAll("time[data-age]")) {
    const age = time.querySelector(".age");
    const moment = Date.parse(time.dateTime);
    const isOld = time.title && now - moment >= WEEK * 1000; // then a card gives the date, which is in its title
    const words = isOld ? time.title : ageInWords(moment, now, { timeZone, language, justNow: time.dataset.justNow });
    if (isOld) age.previousElementSibling?.remove(); // the date, for screen readers alone
    if (age.textContent !== words) age.textContent = words;
  }
}

function countAndUnit(start, end, timeZone) {
  const months = calendarMonths(start, end, timeZone);
  if (months >= 12) return [Math.floor(months / 12), "year"];
  if (months > 0) return [months, "month"];
  const elapsed = end - start;
  for (const [length, unit] of [[WEEK, "week"], [DAY, "day"], [HOUR, "hour"]]) {
    if (elapsed >= length) return [Math.floor(elapsed / length), unit];
  }
  return [Math.floor(elapsed / MINUTE), "minute"];
}

function calendarMonths(start, end, timeZone) {
  const from = clockOnTheWall(start, timeZone);
  const to = clockOnTheWall(end, timeZone);
  const months = (to.year - from.year) * 12 + to.month - from.month;
  return to.intoTheMonth >= from.intoTheMonth ? months : months - 1;
}

// Making a format costs a phone a millisecond or more: each is made once, however many ages a page has.
const agesIn = madeOnce((language) => new Intl.RelativeTimeFormat(language, {
  numeric: "always", numberingSystem: "latn",
}));
const clockIn = madeOnce((timeZone) => new Intl.DateTimeFormat("en-US", {
  timeZone, hourCycle: "h23",
  year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
}));

function madeOnce(make) {
  const made = new Map();
  return (key) => made.get(key) ?? made.set(key, make(key)).get(key);
}

// Year, month and the seconds into the month that a clock in timeZone shows.
function clockOnTheWall(seconds, timeZone) {
  const { year, month, day, hour, minute, second } = Object.fromEntries(
    clockIn(timeZone).formatToParts(seconds * 1000).map(({ type, value }) => [type, Number(value)]),
  );
  return { year, month, intoTheMonth: day * DAY + hour * HOUR + minute * MINUTE + second };
}

// The form's script comes when the form is near. What happens before is caught up with: words are kept, "Send" waits.
function bringToLife(place) {
  let coming;
  const load = () => (coming ??= import(place.dataset.commentForm).then(() => {
    place.removeEventListener("submit", hold);
    place.removeEventListener("input", store);
  }));
  const tryTo = () => load().catch(() => { coming = null; }); // the server does without
  const hold = async (event) => {
    event.preventDefault();
    try { await load(); } catch {
      if (!navigator.onLine) return keep();
      store(true);
      return place.submit();
    }
    place.requestSubmit(event.submitter);
  };
  // The draft that comment-form.js keeps, as it keeps it.
  const key = `draft:${place.dataset.draft ?? place.getAttribute("action")}`;
  const hasDraft = () => {
    try {
      return localStorage.getItem(key) !== null || sessionStorage.getItem(`own:${location.pathname}`) !== null;
    } catch { return false; }
  };
  const store = (sent) => {
    const { name, message, rating } = Object.fromEntries(new FormData(place));
    if (!rating && (!message || message === place.elements.message.defaultValue)) return;
    try {
      localStorage.setItem(key, JSON.stringify({ name, message, rating, sent: sent === true }));
    } catch { /* storage is off or full */ }
  };
  const keep = () => {
    coming = null;
    store();
    place.querySelector("[role=status]").textContent = place.dataset.offline;
  };
  if (!place.matches("form") || "refused" in place.dataset || hasDraft()) return tryTo();
  // Once begun, the form stays whole; the button to send may not move away under the pointer.
  place.addEventListener("focusin", ({ target }) => { if (target.type !== "submit") place.dataset.begun = ""; });
  place.addEventListener("submit", hold);
  place.addEventListener("input", store);
  place.addEventListener("focusin", tryTo);
  place.addEventListener("focusout", ({ target }) => { target.dataset.wasLeft = ""; });
  new IntersectionObserver((seen, observer) => {
    if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    tryTo();
  }, { rootMargin: "600px" }).observe(place);
}

// Recommends a comment in place. Without it, the answer is the page that holds the comment.
async function recommend(event) {
  const form = event.target;
  if (!("recommend" in form.dataset)) return;
  event.preventDefault();
  try {
    const headers = { Accept: "application/json" };
    const answer = await fetch(form.action, { method: "POST", headers, credentials: "omit" });
    if (!answer.ok) return form.submit(); // the answer is a page that says why not
    const output = form.querySelector("output");
    output.querySelector("[data-recommendations]").textContent = (await answer.json()).recommendations;
    output.hidden = false;
  } catch { form.submit(); }
}

// Passes the page on with what the browser has: its own list of apps, or else the clipboard.
function offerSharing(button) {
  const { share: url, title, text, passOn, copied } = button.dataset;
  if (navigator.share) button.textContent = passOn;
  else if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      if (navigator.share) return await navigator.share({ title, text, url });
      await navigator.clipboard.writeText(url);
      button.nextElementSibling.textContent = copied;
    } catch { /* the reader thought better of it */ }
  });
}

refreshAges();
setInterval(refreshAges, MINUTE * 1000);

document.addEventListener("submit", recommend);
for (const place of document.querySelectorAll("[data-comment-form]")) bringToLife(place);
for (const button of document.querySelectorAll("[data-share]")) offerSharing(button);

// Below the screen the front is laid out once it has loaded, a few blocks at a time: no phone waits for all of it.
const whenIdle = window.requestIdleCallback ?? ((work) => setTimeout(work, 50));

function layOut(blocks) {
  for (const block of blocks.splice(0, 3)) block.style.contentVisibility = "visible";
  if (blocks.length) whenIdle(() => layOut(blocks));
}

addEventListener("load", () => whenIdle(() => layOut([...document.querySelectorAll(".band, .front__lists")])));
