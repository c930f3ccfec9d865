"""What an editor types into the form of a live article goes with its working copy, or is refused beside its field."""

import pytest
from django.utils import timezone

from articles.models import Article, Person, Section, Topic
from tests.pictures import make_picture
from tests.staff import account, formset, page_of, signed_in, typed

pytestmark = pytest.mark.django_db
NOT_CARRIED = "A working copy does not carry this change"
# The marks of a save, which no one types.
NOT_TYPED = {"version", "save_over"}
# By field: what is typed, and what the copy has then.
CARRIED = {
    "headline": ("The tides", None),
    "standfirst": ("Salt water.", None),
    "body": ("<p>Thrice.</p>", None),
    "kicker": ("Sea", None),
    "language": ("de", None),
    "ai_use": ("assisted", None),
    "ai_system": ("Model 2", None),
    "ai_note": ("Shortened.", None),
    "lead_alternative_text": ("A bridge", None),
    "lead_is_decorative": ("on", lambda copy: copy.lead_is_decorative),
    "without_sources": ("on", lambda copy: copy.without_sources),
    "leads_front": ("on", lambda copy: copy.leads_front),
    "tell_readers": ("on", lambda copy: copy.plan.tell_readers),
    "uncheck": ("on", lambda copy: copy.reviewed_at is None),
}


@pytest.fixture
def desk():
    return signed_in(account("Administrator"))  # who may remove a correction too


@pytest.fixture
def live(make_article):
    article = make_article(headline="The tide", body="<p>Twice a day.</p>", ai_use="generated")
    article.review(by=account("Editor").person, scope=["facts"])
    article.save()
    article.corrections.create(text="There are two.")
    article.byline_set.create(person=Person.objects.create(name="Ada Winter", slug="ada-winter"))
    article.sources.create(title="Tide tables")
    return Article.objects.get(pk=article.pk)


def as_shown(live, **changes):
    correction = live.corrections.get()
    row = {"id": correction.pk, "article": live.pk, "kind": correction.kind, "cause": "unknown"}
    shown = formset("corrections", row | {"text": correction.text}, initial=1)
    return typed(live, **{"_step": "copy"} | shown | changes)


def copies(live):
    return Article.objects.filter(copy_of=live)


def of_their_kind(settings, tmp_path, live, other):
    """The fields that hold a row, or go with another field."""
    settings.MEDIA_ROOT = tmp_path
    picture, section = make_picture(), Section.objects.create(name="Sea", slug="sea")
    topic = Topic.objects.create(name="Salt", slug="salt")
    reason = {"ai_use": "none", "less_ai_reason": "A mistake."}
    check = {"checked": "on", "checked_parts": "sources", "checked_by": live.reviewed_by_id}
    return {
        "lead_image": ({"lead_image": picture.pk}, lambda copy: copy.lead_image == picture),
        "section": ({"section": section.pk}, lambda copy: copy.section == section),
        "read_also": ({"read_also": other.slug}, lambda copy: copy.read_also == other.slug),
        "topics": ({"topics": topic.pk}, lambda copy: list(copy.topics.all()) == [topic]),
        "less_ai_reason": (reason, lambda copy: copy.ai_use == "none"),
        "checked": (check, lambda copy: copy.review_scope == ["sources"]),
        "checked_parts": (check, lambda copy: copy.review_scope == ["sources"]),
        "checked_by": (check, lambda copy: copy.reviewed_by == live.reviewed_by),
    }


def test_every_field_of_the_form_is_carried_or_refused_beside_it(desk, live, make_article, settings, tmp_path):
    fields = desk.get(page_of(live)).context["adminform"].form.fields.keys() - NOT_TYPED
    carried = of_their_kind(settings, tmp_path, live, make_article(slug="salt-marsh"))
    for name, (value, has_it) in CARRIED.items():
        carried[name] = ({name: value}, has_it or (lambda copy, name=name, value=value: getattr(copy, name) == value))
    assert {*carried, "slug"} == fields, "say whether a working copy carries the new field"
    less = {"ai_use": {"less_ai_reason": "A mistake."}}
    for name, (changes, has_it) in carried.items():
        answer = desk.post(page_of(live), as_shown(live, **less.get(name, {}) | changes))
        assert answer.status_code == 302, (name, answer.context["adminform"].form.errors)
        assert has_it(copies(live).get()), name
        copies(live).delete()
    refused = desk.post(page_of(live), as_shown(live, slug="another"))
    assert NOT_CARRIED in refused.context["adminform"].form.errors["slug"][0]
    assert '<a href="#id_slug">' in refused.text
    assert 'value="another"' in refused.text
    assert not copies(live).exists()


def test_rows_under_the_form_are_carried_or_refused_beside_them(desk, live):
    page = desk.get(page_of(live))
    prefixes = {formset.formset.prefix for formset in page.context["inline_admin_formsets"]}
    assert prefixes == {"byline_set", "sources", "corrections"}, "say whether a working copy carries the new rows"
    correction = live.corrections.get()
    row = {"id": correction.pk, "article": live.pk, "kind": "correction", "cause": "unknown", "text": correction.text}
    new = {"kind": "update", "cause": "source", "text": "New."}
    for changed, words in (
        ([row | {"text": "There are three."}], "There are three."),
        ([row | {"kind": "clarification"}], NOT_CARRIED),
        ([row | {"DELETE": "on"}], "Removing a correction: A working copy does not carry this change"),
        ([row, new, new | {"text": "Newer."}], "A working copy carries one correction."),
    ):
        refused = desk.post(page_of(live), as_shown(live, **formset("corrections", *changed, initial=1)))
        assert refused.status_code == 200
        assert words in refused.text
        assert 'class="desk-problems"' in refused.text
        assert not copies(live).exists()
    correction.refresh_from_db()
    assert correction.text == "There are two."
    desk.post(page_of(live), as_shown(live, **formset("corrections", row, new, initial=1)))
    plan = copies(live).get().plan
    assert (plan.correction_text, plan.correction_kind, plan.correction_cause) == ("New.", "update", "source")
    copies(live).delete()
    byline, source = live.byline_set.get(), live.sources.get()
    gone = {"id": byline.pk, "article": live.pk, "person": byline.person_id, "position": "0", "DELETE": "on"}
    other = {"id": source.pk, "article": live.pk, "title": "Better tables", "position": "0"}
    changes = formset("byline_set", gone, initial=1) | formset("sources", other, initial=1)
    desk.post(page_of(live), as_shown(live, **changes))
    copy = copies(live).get()
    assert not copy.byline_set.exists()
    assert copy.sources.get().title == "Better tables"


def test_an_unchanged_form_becomes_a_copy_with_nothing_to_refuse(desk, live):
    assert desk.post(page_of(live), as_shown(live)).status_code == 302
    assert copies(live).get().created_at <= timezone.now()
