"""Words whose meaning moves with the day: wrong in a text that readers see on another day than its writer thought."""

import re

# By language. Whole words, in any case; “Morgen” is the morning, so German is looked at with its case.
_WORDS = {
    "ar": "اليوم أمس غدا غدًا غداً البارحة الليلة",
    "de": "heute gestern morgen vorgestern übermorgen",
    "en": "today yesterday tomorrow tonight this\u00a0morning this\u00a0afternoon this\u00a0evening last\u00a0night",
    "es": "hoy ayer mañana anteayer anoche",
    "fr": "aujourd’hui aujourd'hui hier demain avant-hier après-demain",
    "it": "oggi ieri domani stasera stamattina",
    "nl": "vandaag gisteren morgen eergisteren overmorgen",
    "pl": "dziś dzisiaj wczoraj jutro",
    "pt": "hoje ontem amanhã anteontem",
    "ru": "сегодня вчера завтра позавчера послезавтра",
    "uk": "сьогодні вчора учора завтра позавчора післязавтра",
}
_WITH_CASE = {"de"}


def day_words(text: str, language: str) -> list[str]:
    """Those that text has, each once, in its order. Empty for a language that is not known here."""
    base = language.partition("-")[0].lower()
    if base not in _WORDS:
        return []
    words = [word.replace("\u00a0", " ") for word in _WORDS[base].split(" ")]
    if base in _WITH_CASE:  # at the beginning of a sentence all but the ambiguous one
        words += [word.capitalize() for word in words if word != "morgen"]
    pattern = re.compile(
        rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})(?![\w-])", 0 if base in _WITH_CASE else re.IGNORECASE
    )
    return list(dict.fromkeys(found.lower() for found in pattern.findall(" ".join(text.split()))))
