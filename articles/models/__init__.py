from articles.channels.feed_namespace import FeedNamespace
from articles.disclosure.disclosure_event import DisclosureEvent
from articles.disclosure.disclosure_month import DisclosureMonth
from articles.front.front_arrangement import FrontBand, FrontPage, FrontPick
from articles.importing.imported_file import ImportedFile
from articles.intake.intake_answer import IntakeAnswer
from articles.intake.intake_token import IntakeToken
from articles.intake.machine_draft import MachineDraft
from articles.models.article import Article, Byline
from articles.models.correction import Correction
from articles.models.page import Page
from articles.models.person import Person
from articles.models.section import Section
from articles.models.source import Source
from articles.models.topic import Topic
from articles.pictures.image import Image
from articles.reading.content_version import ContentVersion
from articles.reading.listing import Listing
from articles.reading.preview_link import PreviewLink
from articles.reading.site_versions import VersionedSiteLink, VersionedSiteProfile
from articles.reads.read_count import ReadCount, ReferringHost
from articles.reads.reads_progress import CountedHere, CountedLog
from articles.searching.search_word import SearchWord, WordListProgress
from articles.slugs.former_slug import FormerSlug
from articles.slugs.old_address import OldAddress
from articles.workflow.workflow_entry import WorkflowEntry
from articles.workflow.working_copy import CopyPlan

__all__ = [
    "Article",
    "Byline",
    "ContentVersion",
    "CopyPlan",
    "Correction",
    "CountedHere",
    "CountedLog",
    "DisclosureEvent",
    "DisclosureMonth",
    "FeedNamespace",
    "FormerSlug",
    "FrontBand",
    "FrontPage",
    "FrontPick",
    "Image",
    "ImportedFile",
    "IntakeAnswer",
    "IntakeToken",
    "Listing",
    "MachineDraft",
    "OldAddress",
    "Page",
    "Person",
    "PreviewLink",
    "ReadCount",
    "ReferringHost",
    "SearchWord",
    "Section",
    "Source",
    "Topic",
    "VersionedSiteLink",
    "VersionedSiteProfile",
    "WordListProgress",
    "WorkflowEntry",
]
