// The words of the editor's own parts, before they are read: the library asks a function of this name for them.
{
  const words = JSON.parse(document.currentScript.dataset.words);
  const before = window.gettext;
  window.gettext = (english) => words[english] ?? before?.(english) ?? english;
}
