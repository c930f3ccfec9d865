"""The sizes of an archive, and who and what stands where in it: all that the writers of rows have to agree on."""

from array import array
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

YEARS = 20
CHUNK = 2_000  # articles that are written at once
MOST_OF_AN_ARTICLE = 5_000  # comments, but for the one that everybody talks about
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Archive:
    """until: the moment at which the archive ends; it begins YEARS before. hottest: comments of the one article."""

    articles: int
    comments: int
    hottest: int
    until: datetime
    sections: int = 40
    topics: int = 5_000
    people: int = 2_000
    images: int = 2_000
    accounts: int = 20
    seed: int = 1

    @property
    def readers(self) -> int:
        """How many addresses comment: about a quarter of the comments, and enough for any article. A power of two."""
        return 1 << max(self.comments // 4, self.hottest, MOST_OF_AN_ARTICLE).bit_length()

    @property
    def drafts(self) -> int:
        """The last articles are drafts, of which every tenth is submitted."""
        return max(10, self.articles // 500)

    @property
    def scheduled(self) -> int:
        """Those before the drafts wait for their moment."""
        return max(2, self.articles // 10_000)

    @property
    def published(self) -> int:
        """The articles 1 to this have been published; some of them are withdrawn by now."""
        return self.articles - self.drafts - self.scheduled

    @property
    def hot_article(self) -> int:
        """The key of the article that everybody talks about: one of the latest, and not withdrawn."""
        return self.published - 3

    def chance(self, what: str) -> Random:
        return Random(f"{self.seed} {what}")

    def chunks(self) -> list[range]:
        """The keys of all articles, some at a time."""
        last = self.articles + 1
        return [range(first, min(first + CHUNK, last)) for first in range(1, last, CHUNK)]

    def published_at(self, article: int) -> float:
        """Seconds since 1970: evenly over the years, in the order of the keys; after until where it is scheduled."""
        began, ends = (self.until - timedelta(days=365 * YEARS)).timestamp(), self.until.timestamp()
        return began + (ends - began - 3600) * article / self.published + 3600 * (article > self.published)

    def section_of(self, article: int) -> int:
        """The key of its section: all get about as many."""
        return (article * 2_654_435_761 >> 7) % self.sections + 1

    def is_withdrawn(self, article: int) -> bool:
        return article % 1_000 == 500 and article <= self.published and article != self.hot_article

    def comment_counts(self) -> array:
        """How many comments each article has, by its key: long-tailed; comments in all, but for rounding."""
        chance = self.chance("counts")
        weights = array("d", (chance.paretovariate(1.2) for _each in range(self.published)))
        rest = self.comments - self.hottest
        share = rest / sum(weights)
        counts = array("I", [0]) * (self.articles + 1)
        for article, weight in enumerate(weights, start=1):
            counts[article] = min(int(weight * share), MOST_OF_AN_ARTICLE)
        missing, article = rest - sum(counts), 0
        while missing > 0:  # what rounding lost, one for each of the first
            article = article % self.published + 1
            counts[article] += 1
            missing -= 1
        counts[self.hot_article] = self.hottest
        return counts


def moment(seconds: float) -> str:
    """Seconds since 1970 as COPY takes a time."""
    return (EPOCH + timedelta(seconds=int(seconds))).isoformat(" ")
