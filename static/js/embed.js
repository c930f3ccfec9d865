// Plays a video in the page once a reader asks for it. Before that, nothing is asked of the other site.
for (const card of document.querySelectorAll("[data-player]")) {
  const play = document.createElement("button");
  play.type = "button";
  play.className = "button embed__play";
  play.textContent = card.dataset.playWords;
  play.addEventListener("click", () => {
    const player = document.createElement("iframe");
    player.src = card.dataset.player;
    player.title = card.querySelector("a").textContent;
    player.allow = "fullscreen";
    player.className = "embed__player";
    player.tabIndex = 0;
    card.before(player);
    play.remove();
    player.focus();
  });
  card.append(play);
}
