// What the page of an article says while someone writes: the length of the text, and advice on headline and standfirst.
const WAIT = 300; // milliseconds of rest before counting a long text
const language = document.documentElement.lang || "en";
const numbers = new Intl.NumberFormat(language);

// The length of the text. articles/text/length.py counts the same. ----------------------------------------------------

const wordsIn = (text) => text.split(/\s+/u).filter((piece) => /[\p{L}\p{N}]/u.test(piece)).length;

const ENDS = /<(?:br|\/(?:p|li|h\d|td|th|dt|dd|pre|figcaption))\b/gi; // where words are apart without a space
const body = document.querySelector("#id_body");
const words = document.querySelector("[data-words]");
const minutes = document.querySelector("[data-minutes]");
if (body && words) {
  let waiting;
  const count = () => {
    const apart = body.value.replace(ENDS, " $&");
    const counted = wordsIn(new DOMParser().parseFromString(apart, "text/html").body.textContent);
    words.textContent = numbers.format(counted);
    minutes.textContent = numbers.format(Math.ceil(counted / Number(minutes.dataset.wordsAMinute)));
  };
  body.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(count, WAIT);
  });
}

// Fields of the text that grow with what is in them, and never take a line end where there is one line. --------------

for (const line of document.querySelectorAll("textarea[data-one-line]")) {
  line.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    document.getElementById(line.dataset.oneLine)?.focus();
  });
}
if (!CSS.supports("field-sizing", "content")) {
  for (const field of document.querySelectorAll("textarea[data-grows]")) {
    const grow = () => {
      field.rows = 1;
      while (field.scrollHeight > field.clientHeight && field.rows < 12) field.rows += 1;
    };
    field.addEventListener("input", grow);
    grow();
  }
}

// Advice on lengths: said, never enforced before the limit of the field. ----------------------------------------------

for (const field of document.querySelectorAll("[data-advised]")) {
  const { advised, most, advice, tooLong } = field.dataset;
  const said = document.createElement("p");
  said.className = "write-advice";
  said.id = `${field.id}_advice`;
  said.setAttribute("role", "status");
  field.after(said);
  field.setAttribute("aria-describedby", [field.getAttribute("aria-describedby"), said.id].filter(Boolean).join(" "));
  const say = () => {
    const length = [...field.value.trim()].length;
    const over = length > Number(most);
    said.classList.toggle("write-advice--over", over);
    const text = over ? tooLong : length > Number(advised) ? advice : "";
    const filled = text.replace("{length}", numbers.format(length)).replace("{over}", numbers.format(length - most));
    if (said.textContent !== filled) said.textContent = filled;
  };
  field.addEventListener("input", say);
  say();
}

const headline = document.querySelector("#id_headline");
if (headline && !headline.value && document.activeElement === document.body) headline.focus();
