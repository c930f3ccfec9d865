"""Sentences that read like news and say nothing: put together by chance from the lists below."""

from random import Random

PLACES = ("Ar", "Bel", "Cor", "Dun", "El", "Fen", "Gar", "Hal", "Is", "Kel", "Lor", "Mar", "Nor", "Os", "Pel", "Ros")
MIDDLES = ("a", "da", "en", "i", "lo", "mi", "no", "ra", "ti", "u", "ve", "wi")
ENDINGS = ("berg", "bridge", "burgh", "dale", "ford", "gate", "haven", "holm", "mouth", "stead", "ton", "wick")
BODIES = (
    "city council|ferry company|harbour office|school board|water board|weather service|teachers’ union|film society|"
    "tenants’ league|regional court|bakers’ guild|university|museum of clocks|bus company|fire brigade|hospital|"
    "chamber of trade|railway office|farmers’ market|library|rowing club|ministry of roads|observatory|orchestra|"
    "housing office|statistics office|fishing fleet|youth parliament|botanical garden|energy agency|postal service"
).split("|")
VERBS = (
    "announced|measured|postponed|published|opened|examined|doubled|halved|defended|questioned|rebuilt|welcomed|"
    "replaced|counted|repaired|promised|rejected|approved|described|tested|extended|compared|explained|presented"
).split("|")
ADJECTIVES = (
    "annual|unusual|long awaited|smaller|larger|new|provisional|costly|modest|ambitious|earlier|joint|public|hidden|"
    "seasonal|southern|northern|revised|independent|popular|unfinished|experimental|quiet|detailed|regional|shared"
).split("|")
THINGS = (
    "budget|bridge|timetable|harvest|exhibition|survey|flood wall|tram line|wind farm|playground|archive|concert|"
    "report|election|lighthouse|market hall|fish ladder|night bus|observatory|vaccine store|orchard|theatre|canal|"
    "swimming hall|reservoir|data centre|apprenticeship|housing estate|bird reserve|tunnel|cycle path|rail yard"
).split("|")
MEASURES = "metres|visitors|households|votes|tonnes|pages|kilometres|litres|hours|crowns|pupils|trees".split("|")
TIMES = (
    "last week|before the winter|in the spring|on the eve of the fair|within a year|after a long night|at dawn|"
    "for the third time|as planned|in two stages|without delay|since the summer|until further notice|this month"
).split("|")
REASONS = (
    "because the numbers of the past decade left little choice|while neighbours looked on with some surprise|"
    "although several members had asked for more time|so that nobody has to wait in the rain any longer|"
    "which experts had called for since the last storm|and nobody in the room could say what it would cost|"
    "as an earlier study had shown in much the same words|after hearings that filled the hall for three days|"
    "if the weather and the lenders allow it|as long as the old rules remain in force"
).split("|")
SHAPES = (
    "The {body} of {place} {verb} the {adjective} {thing} {time}, {reason}.",
    "In {place}, the {adjective} {thing} now reaches {number} {measure}, {reason}.",
    "“A {adjective} {thing} is worth the trouble,” said the {body} of {place} {time}, {reason}.",
    "Between {place} and {other}, some {number} {measure} depend on the {thing} that the {body} {verb}.",
    "{place} {verb} its {thing} {time}; the {body} of {other} had asked for {number} {measure} more.",
    "Nobody at the {body} expected {number} {measure} {time}, {reason}.",
)
REMARKS = (
    "I live in {place} and have seen the {thing} myself.",
    "The {body} never {verb} a {adjective} {thing} before, did it?",
    "Thank you for explaining the {thing} so well.",
    "What about the {number} {measure} that {other} was promised?",
    "My neighbours in {place} see it quite differently.",
    "A {adjective} {thing} would have been cheaper {time}.",
    "Please keep asking the {body} of {place} about this.",
    "I doubt the figure of {number} {measure}.",
    "We had the same {thing} in {other} {time}.",
)
FIRST_NAMES = (
    "Ada|Bruno|Clara|David|Elif|Farid|Greta|Hugo|Ines|Jonas|Karla|Leo|Mina|Nils|Olga|Pavel|Quinn|Rosa|Said|Tara|"
    "Ulla|Victor|Wanda|Xenia|Yusuf|Zora"
).split("|")
LAST_NAMES = (
    "Abel|Brandt|Castel|Dorn|Ekberg|Falk|Grau|Holt|Iversen|Jansen|Kern|Lund|Moreau|Novak|Oster|Petrov|Quist|Reis|"
    "Stern|Tamm|Urban|Vogel|Weiss|Yilmaz|Zander"
).split("|")


class Phrasebook:
    """Ready sentences to draw from, so that a million texts take minutes. The same for the same seed."""

    def __init__(self, seed: int, sentences: int = 20_000) -> None:
        chance = Random(f"{seed} words")
        self.places = sorted({_place(chance) for _each in range(3_000)})
        self.sentences = [self._filled(chance, SHAPES) for _each in range(sentences)]
        self.remarks = [self._filled(chance, REMARKS) for _each in range(sentences)]

    def headline(self, chance: Random) -> str:
        body, verb, thing = chance.choice(BODIES), chance.choice(VERBS), chance.choice(THINGS)
        return f"{chance.choice(self.places)}: {body} {verb} the {chance.choice(ADJECTIVES)} {thing}"

    def _filled(self, chance: Random, shapes: tuple[str, ...]) -> str:
        return chance.choice(shapes).format(
            body=chance.choice(BODIES),
            place=chance.choice(self.places),
            other=chance.choice(self.places),
            verb=chance.choice(VERBS),
            adjective=chance.choice(ADJECTIVES),
            thing=chance.choice(THINGS),
            time=chance.choice(TIMES),
            reason=chance.choice(REASONS),
            number=chance.randrange(3, 9_000),
            measure=chance.choice(MEASURES),
        )


def _place(chance: Random) -> str:
    return chance.choice(PLACES) + chance.choice(MIDDLES) + chance.choice(ENDINGS)


def name_of(number: int) -> str:
    """The name of person number, which many numbers share, as in life."""
    return f"{FIRST_NAMES[number % len(FIRST_NAMES)]} {LAST_NAMES[number // len(FIRST_NAMES) % len(LAST_NAMES)]}"
