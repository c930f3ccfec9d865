"""The pictures of the demo articles. Each is a function that draws it, and draws the same every time."""

from collections.abc import Callable

from newsroom.demo.pictures import charts, nature, places
from newsroom.demo.pictures.canvas import Canvas

# By the file's name in the articles' front matter.
PICTURES: dict[str, Callable[[], Canvas]] = {
    "bread.jpg": nature.bread,
    "central-banks.jpg": charts.central_banks,
    "comma.jpg": places.comma,
    "concrete.jpg": places.concrete,
    "corrections.jpg": places.corrections,
    "leap-years.jpg": charts.leap_years,
    "pencil.jpg": places.pencil,
    "polls.jpg": charts.polls,
    "public-keys.jpg": places.public_keys,
    "stars.jpg": charts.stars,
    "suez.jpg": places.suez,
    "tides.jpg": nature.tides,
    "time-zones.jpg": places.time_zones,
    "tree-rings.jpg": nature.tree_rings,
    "vaccines.jpg": nature.vaccines,
    "watershed.jpg": nature.watershed,
}
