from articles.models.article import Article, Byline
from articles.models.correction import Correction
from articles.models.disclosure_event import DisclosureEvent
from articles.models.image import Image
from articles.models.old_address import OldAddress
from articles.models.page import Page
from articles.models.person import Person
from articles.models.section import Section
from articles.models.source import Source
from articles.models.topic import Topic

__all__ = [
    "Article",
    "Byline",
    "Correction",
    "DisclosureEvent",
    "Image",
    "OldAddress",
    "Page",
    "Person",
    "Section",
    "Source",
    "Topic",
]
