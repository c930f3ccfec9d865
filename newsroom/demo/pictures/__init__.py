"""The pictures of the demo articles. Each is a function that draws it, and draws the same every time."""

from collections.abc import Callable

from newsroom.demo.pictures import charts, nature, patterns, places
from newsroom.demo.pictures.canvas import Canvas

# By the file's name in the articles' front matter.
PICTURES: dict[str, Callable[[], Canvas]] = {
    "bar-code.jpg": patterns.bar_code,
    "bread.jpg": nature.bread,
    "central-banks.jpg": charts.central_banks,
    "coins.jpg": patterns.coins,
    "comma.jpg": places.comma,
    "concrete.jpg": places.concrete,
    "corrections.jpg": places.corrections,
    "great-circles.jpg": patterns.great_circles,
    "leap-years.jpg": charts.leap_years,
    "median.jpg": patterns.median,
    "pencil.jpg": places.pencil,
    "piano.jpg": patterns.piano,
    "polls.jpg": charts.polls,
    "public-keys.jpg": places.public_keys,
    "rainbow.jpg": patterns.rainbow,
    "stars.jpg": charts.stars,
    "suez.jpg": places.suez,
    "tides.jpg": nature.tides,
    "time-zones.jpg": places.time_zones,
    "tree-rings.jpg": nature.tree_rings,
    "vaccines.jpg": nature.vaccines,
    "watershed.jpg": nature.watershed,
}
