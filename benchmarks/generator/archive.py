"""The sizes of an archive, and who and what stands where in it: all that the writers of rows have to agree on."""

from array import array
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

YEARS = 20
LATEST, LATEST_DAYS = 250, timedelta(days=2)  # as many as the largest archive's pace makes, whatever the size
CHUNK = 2_000  # articles that are written at once
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
        return 1 << max(self.comments // 4, self.hottest).bit_length()

    @property
    def most_of_an_article(self) -> int:
        """Comments, but for the one that everybody talks about."""
        return min(5_000, self.comments // 4)

    # A small archive has enough of everything for full pages, so that pages of both sizes show as much.

    @property
    def drafts(self) -> int:
        """The last articles are drafts, of which every fourth is submitted."""
        return min(self.articles // 4, max(250, self.articles // 500))

    @property
    def scheduled(self) -> int:
        """Those before the drafts wait for their moment."""
        return min(self.articles // 10, max(60, self.articles // 10_000))

    @property
    def waiting(self) -> float:
        """The share of comments that nobody has decided on."""
        return max(0.005, 1_000 / max(self.comments, 10_000))

    @property
    def corrected(self) -> float:
        """The share of articles that have a correction."""
        return max(0.03, 400 / max(self.articles, 1_000))

    @property
    def corrections(self) -> int:
        """Of an article that has any. A month should have one of each cause."""
        return 2 if self.is_small else 1

    @property
    def statuses(self) -> dict[str, int]:
        """How comments stand that are decided on, by weight. A month should have some of each."""
        rejected, spam = (100, 100) if self.is_small else (40, 45)
        return {"published": 900, "rejected": rejected, "spam": spam, "withdrawn": 10}

    @property
    def replies(self) -> float:
        """The share of comments that are replies."""
        return 0.35 if self.is_small else 0.2

    @property
    def answers_to_the_first(self) -> float:
        """The share of an article's replies that answer its first comment."""
        return 0.27 if self.is_small else 0.1

    @property
    def answers_to_the_early(self) -> float:
        """The share that answers one of its first comments on top of those that chance leads there."""
        return 0.5 if self.is_small else 0.0

    @property
    def is_small(self) -> bool:
        """Whether chance alone gives too little of what pages show and searches find."""
        return self.articles < 2_000

    def hears_the_busiest(self, article: int) -> bool:
        """Whether the first comment is from the address that is heard everywhere: under about 600 articles."""
        step = max(1, self.articles // 1_000)
        return article % step == 1 % step and article <= 600 * step

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
        """Seconds since 1970: evenly over the years, in the order of the keys, but for the LATEST, in the last days.

        A month after until where it is scheduled.
        """
        ends = self.until.timestamp() - 3600
        began, turns = ends - timedelta(days=365 * YEARS).total_seconds(), ends - LATEST_DAYS.total_seconds()
        if article > self.published:
            return ends + 30 * 24 * 3600 + article - self.published
        earlier = max(self.published - LATEST, self.published // 2)
        if article <= earlier:
            return began + (turns - began) * article / earlier
        return turns + (ends - turns) * (article - earlier) / (self.published - earlier)

    def is_one_of(self, count: int, article: int) -> bool:
        """Whether it is one of about count, which are spread evenly; of all where there are fewer."""
        return article % max(1, self.articles // count) == 0

    def section_of(self, article: int) -> int:
        """The key of its section: all get about as many, but the first gets 500 more."""
        return 1 if self.is_one_of(500, article) else (article * 2_654_435_761 >> 7) % self.sections + 1

    def is_withdrawn(self, article: int) -> bool:
        step = min(1_000, max(2, self.published // 60))
        return article % step == step // 2 and article <= self.published and article != self.hot_article

    def comment_counts(self) -> array:
        """How many comments each article has, by its key: long-tailed; comments in all, but for rounding."""
        chance = self.chance("counts")
        weights = array("d", (chance.paretovariate(1.2) for _each in range(self.published)))
        rest = self.comments - self.hottest
        share = rest / sum(weights)
        counts = array("I", [0]) * (self.articles + 1)
        for article, weight in enumerate(weights, start=1):
            counts[article] = min(int(weight * share), self.most_of_an_article)
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
