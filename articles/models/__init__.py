from articles.models.article import Article, Byline
from articles.models.content_version import ContentVersion
from articles.models.correction import Correction
from articles.models.disclosure_event import DisclosureEvent
from articles.models.disclosure_month import DisclosureMonth
from articles.models.feed_namespace import FeedNamespace
from articles.models.former_slug import FormerSlug
from articles.models.image import Image
from articles.models.imported_file import ImportedFile
from articles.models.intake_answer import IntakeAnswer
from articles.models.intake_token import IntakeToken
from articles.models.listing import Listing
from articles.models.machine_draft import MachineDraft
from articles.models.old_address import OldAddress
from articles.models.page import Page
from articles.models.person import Person
from articles.models.rate_count import RateCount
from articles.models.section import Section
from articles.models.source import Source
from articles.models.topic import Topic

__all__ = [
    "Article",
    "Byline",
    "ContentVersion",
    "Correction",
    "DisclosureEvent",
    "DisclosureMonth",
    "FeedNamespace",
    "FormerSlug",
    "Image",
    "ImportedFile",
    "IntakeAnswer",
    "IntakeToken",
    "Listing",
    "MachineDraft",
    "OldAddress",
    "Page",
    "Person",
    "RateCount",
    "Section",
    "Source",
    "Topic",
]
