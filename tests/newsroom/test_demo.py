"""The demo content: what a new site shows before it has anything of its own."""

from datetime import timedelta
from io import StringIO

import pytest
import yaml
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone
from PIL import Image as Picture

from articles.disclosure import disclosure_figures
from articles.disclosure.levels import LEVELS
from articles.front.front_plan import IN_A_BAND, RANKED
from articles.models import Article, Correction, Image, Section, Topic
from comments.models import Comment, Decision, Discussion
from newsroom.demo.loading import HERE
from newsroom.demo.pictures import PICTURES
from tests.staff import signed_in


@pytest.fixture(scope="module")
def media_root(tmp_path_factory):
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, media_root):
    """The demo content, loaded once for this file and taken out again at its end."""
    from django.db import transaction
    from django.test import override_settings

    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media_root), transaction.atomic():
        call_command("load_demo", stdout=StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, db):
    return Article.objects.all()


def test_there_are_a_dozen_articles_to_read_and_one_in_each_other_state(demo):
    assert demo.published().count() >= 12
    assert demo.filter(published_at=None).count() == 1
    assert demo.filter(published_at__gt=timezone.now()).count() == 1
    assert demo.exclude(withdrawn_at=None).exclude(withdrawal_reason="").count() == 1


def test_every_level_of_disclosure_is_shown(demo):
    assert {article.level.key for article in demo.published()} == set(LEVELS)


def test_the_figures_count_what_was_checked_before_publication_and_readers_are_told_what_came_later(demo):
    checked = {article.slug: str(article.level.explanation) for article in demo.exclude(reviewed_at=None)}
    assert checked == {
        "what-a-watershed-is": "Checked by an editor before publication.",
        "how-a-newspaper-makes-a-correction": "Checked by an editor after publication.",
        "what-a-price-index-is": "Checked by an editor before publication.",
        "how-bar-codes-work": "Checked by an editor before publication.",
        "how-glaciers-move": "Checked by an editor before publication.",
    }
    this_month = disclosure_figures.months()[timezone.localdate().replace(day=1)]
    assert this_month["ai_reviewed"] == 4
    assert "voided_reviews" not in this_month


def test_every_article_says_what_ai_did_or_that_it_is_sample_text(demo):
    for article in demo.exclude(published_at=None):
        if article.level.key == "ai_generated":
            assert article.ai_system, article.slug
            assert article.ai_note, article.slug
        else:
            assert "This is sample text" in article.body, article.slug
            assert "by a machine" in article.body, article.slug


def test_every_section_has_articles_to_read_and_says_what_it_is(demo):
    for section in Section.objects.all():
        assert section.articles.published().exists(), section
        assert section.description, section


def test_every_published_article_has_a_standfirst_sources_topics_and_a_byline(demo):
    for article in demo.published():
        assert article.standfirst, article.slug
        assert article.sources.exists(), article.slug
        assert article.topics.exists(), article.slug
        assert article.people.exists(), article.slug


def test_articles_are_worth_reading_and_not_too_long(demo):
    briefs = {brief["slug"] for brief in yaml.safe_load((HERE / "briefs.yaml").read_text("utf-8"))}
    for article in demo.published():
        least, most = (90, 250) if article.slug in briefs else (450, 900)
        assert least <= len(article.body.split()) <= most, article.slug


def test_every_part_of_the_front_shows_and_every_band_is_full(demo, client):
    front = client.get("/").text
    for words in ("Best rated this month", "Most discussed", "Latest corrections"):
        assert words in front
    for section in Section.objects.all():
        band = front.partition(f'<section class="band {section.tint}"')[2].partition("</section>")[0]
        assert band.count("<article") == IN_A_BAND, section
        assert "card__picture" in band, section
    assert front.partition('id="rated"')[2].partition("</ol>")[0].count("<li>") == RANKED
    assert front.partition('id="discussed"')[2].partition("</ol>")[0].count("<li>") == RANKED


def test_the_newest_article_is_two_hours_old_and_the_oldest_about_two_years(demo):
    times = demo.published().newest_first().values_list("published_at", flat=True)
    assert timedelta(hours=1, minutes=55) < timezone.now() - times[0] < timedelta(hours=3)
    assert timedelta(days=600) < timezone.now() - times[len(times) - 1] < timedelta(days=800)


def test_every_kind_of_correction_is_shown_and_none_was_made_before_publication(demo):
    assert {correction.kind for correction in Correction.objects.all()} == set(Correction.Kind.values)
    for correction in Correction.objects.select_related("article"):
        assert correction.article.published_at < correction.made_at < timezone.now()


def test_every_picture_is_there_described_and_said_to_be_drawn_by_code(demo):
    assert Image.objects.count() == len(PICTURES) >= 12
    for image in Image.objects.all():
        assert default_storage.exists(image.file.name)
        assert image.alternative_text
        assert image.credit
        assert image.digital_source_type.endswith(("/algorithmicMedia", "/dataDrivenMedia"))


def test_every_picture_is_named_by_an_article():
    files = [*(HERE / "articles").glob("*.md"), HERE / "briefs.yaml"]
    texts = "".join(file.read_text("utf-8") for file in files)
    assert all(f"file: {name}" in texts for name in PICTURES)


def test_a_picture_is_the_same_each_time_it_is_drawn():
    draw = PICTURES["polls.jpg"]
    picture = draw().finished()
    assert picture.tobytes() == draw().finished().tobytes()
    assert isinstance(picture, Picture.Image)
    assert picture.size == (1500, 1000)


def test_every_status_of_a_comment_is_shown_with_its_decision_on_record(demo):
    assert set(Comment.objects.values_list("status", flat=True)) == set(Comment.Status.values)
    decided = Comment.objects.exclude(status__in=["pending", "withdrawn"])
    assert Decision.objects.count() == decided.count()
    for comment in decided:
        assert comment.decisions.get().verdict == comment.status
    assert not Decision.objects.filter(verdict__in=["rejected", "spam"], words="").exists()


def test_addresses_belong_to_nobody_and_comments_come_after_their_articles(demo):
    for comment in Comment.objects.select_related("article"):
        assert comment.email.endswith(("@example.org", "@example.com")), comment
        assert comment.article.published_at < comment.created_at < timezone.now(), comment
        comment.full_clean(exclude=["email_key"])


def test_an_answer_comes_after_the_comment_that_it_answers(demo):
    answers = Comment.objects.exclude(parent=None).select_related("parent")
    assert answers.exists()
    for answer in answers:
        assert answer.created_at > answer.parent.created_at
        assert answer.parent.parent_id is None


def test_totals_are_what_the_published_comments_say(demo):
    for discussion in Discussion.objects.all():
        published = Comment.objects.published().filter(article=discussion.article_id)
        assert discussion.comment_count == published.count()
        newest_of_each_address = {c.email_key: c.stars for c in published.exclude(stars=None).order_by("created_at")}
        assert discussion.rating_count == len(newest_of_each_address)
        for stars, count in discussion.star_counts.items():
            assert list(newest_of_each_address.values()).count(stars) == count


def test_there_are_articles_with_no_rating_with_one_and_with_many(demo):
    counts = {article.discussion.rating_count for article in demo.published().select_related("discussion")}
    assert {0, 1} < counts
    assert max(counts) >= 10


def test_one_discussion_is_locked_and_says_why(demo):
    locked = Discussion.objects.exclude(state=Discussion.State.OPEN).get()
    assert locked.state == Discussion.State.LOCKED
    assert locked.state_reason


def test_every_page_of_the_demo_answers(demo, client):
    for article in demo.published():
        response = client.get(article.get_absolute_url())
        assert response.status_code == 200, article.slug
        assert str(article.level.label) in response.text
    for page in ("/", *(section.get_absolute_url() for section in Section.objects.all())):
        assert client.get(page).status_code == 200, page
    assert client.get(demo.exclude(withdrawn_at=None).get().get_absolute_url()).status_code == 410
    for article in (demo.get(published_at=None), demo.get(published_at__gt=timezone.now())):
        assert client.get(article.get_absolute_url()).status_code == 404


def test_a_second_load_is_refused_and_changes_nothing(demo):
    before = (Article.objects.count(), Comment.objects.count(), Image.objects.count(), Section.objects.count())
    with pytest.raises(CommandError, match="for an empty database"):
        call_command("load_demo", stdout=StringIO())
    assert before == (
        Article.objects.count(),
        Comment.objects.count(),
        Image.objects.count(),
        Section.objects.count(),
    )


def test_a_first_desk_does_not_count_the_demos_decisions_as_work_of_today(demo):
    from django.contrib.auth.models import User

    page = signed_in(User.objects.create_superuser("first", password="correct horse")).get("/admin/").text
    assert "0 decided today." in page


def test_a_topic_shows_what_its_page_can_have(demo, client):
    topic = Topic.objects.get(name="Water")
    page = client.get(topic.get_absolute_url()).text
    assert topic.description in page
    assert topic.picture.file.name.startswith("images/")
    assert topic.picture.credit in page
