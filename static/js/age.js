// Refreshes the age of everything marked data-age, since a cache may have held the page. The rule is that of
// articles/age.py: elapsed time up to weeks, the calendar of the site's time zone for months and years, rounded down.

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

// moment, now: milliseconds since 1970. Returns the age in words; justNow where it is under a minute.
export function ageInWords(moment, now, { timeZone, language, justNow }) {
  const [then, present] = [Math.floor(moment / 1000), Math.floor(now / 1000)];
  const [count, unit] = countAndUnit(Math.min(then, present), Math.max(then, present), timeZone);
  if (count === 0) return justNow;
  return new Intl.RelativeTimeFormat(language, { numeric: "always" }).format(then > present ? count : -count, unit);
}

export function refreshAges(root = document, now = Date.now()) {
  const { lang: language, dataset: { timeZone = "UTC" } } = document.documentElement;
  for (const time of root.querySelectorAll("time[data-age]")) {
    const age = time.querySelector(".age");
    const words = ageInWords(Date.parse(time.dateTime), now, { timeZone, language, justNow: time.dataset.justNow });
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

// Year, month and the seconds into the month that a clock in timeZone shows.
function clockOnTheWall(seconds, timeZone) {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone, hourCycle: "h23",
    year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
  });
  const { year, month, day, hour, minute, second } = Object.fromEntries(
    format.formatToParts(seconds * 1000).map(({ type, value }) => [type, Number(value)]),
  );
  return { year, month, intoTheMonth: day * DAY + hour * HOUR + minute * MINUTE + second };
}

refreshAges();
setInterval(refreshAges, MINUTE * 1000);
