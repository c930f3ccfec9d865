"""Articles leave as Markdown and as WXR, and what reads these finds the same articles."""

from io import BytesIO, StringIO
from xml.etree import ElementTree

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.utils import timezone
from PIL import Image as PillowImage

from articles.importing.importer import Result, import_articles
from articles.models import Article, Image, Person, Section, Topic
from articles.text.article_text import from_markdown
from articles.text.body import clean_body
from comments.models import Comment
from newsroom.moving_out.formats.markdown_body import markdown_of

WP = "{http://wordpress.org/export/1.2/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"

BODIES = {
    "words": "<p>Plain words.</p><p>More.</p>",
    "marks": "<p>A <strong>bold</strong>, <em>slanted</em> and <s>struck</s>, x<sub>2</sub>, <code>a*b</code>.</p>",
    "signs": "<p># no heading, * no list, _no_ mark, [no](link), 1. no number, a &lt; b &amp; c, {{ tag }}</p>",
    "lines": "<p>one<br>two</p>",
    "links": '<p><a href="https://example.org/a_b(c)?d=e&amp;f">there</a></p>',
    "headings": "<h2>Two</h2><p>a</p><h3>Three</h3><p>b</p>",
    "list": "<ul><li>one</li><li>two<ul><li>inner</li></ul></li></ul>",
    "numbers": '<ol start="3"><li>three</li><li>four</li></ol>',
    "quote": "<blockquote><p>one</p><p>two</p></blockquote>",
    "pull quote": '<blockquote class="pull-quote"><p>pulled</p></blockquote>',
    "code": "<pre><code>a\n\n``` b &lt;c&gt;\n</code></pre>",
    "rule": "<p>a</p><hr><p>b</p>",
    "table": "<table><tbody><tr><th>a</th><th>b</th></tr><tr><td>1|2</td><td>3</td></tr></tbody></table>",
    "aligned": '<table><thead><tr><th>a</th><th class="align-left">b</th><th class="align-center">c</th>'
    '<th class="align-right">d</th></tr></thead><tbody><tr><td>1</td><td class="align-left">2</td>'
    '<td class="align-center">3</td><td class="align-right">4</td></tr></tbody></table>',
    "aligned cell by cell": '<table><thead><tr><th>a</th></tr></thead><tbody><tr><td class="align-right">1</td></tr>'
    "</tbody></table>",
    "code in a language": '<pre><code class="language-c++">a</code></pre>',
    "terms": "<dl><dt>term</dt><dd>meaning</dd></dl>",
    "picture": '<figure><img src="/media/images/ab/0123456789abcd-01234567.jpg" alt="A [boat]">'
    "<figcaption>c</figcaption></figure>",
    "footnote": '<p>a<sup id="footnote-1-mark"><a href="#footnote-1">1</a></sup></p>'
    '<ol class="footnotes"><li id="footnote-1"><p>note <a href="#footnote-1-mark">↩</a></p></li></ol>',
}


def move_out(folder, **options):
    call_command("move_out", folder, stdout=StringIO(), stderr=StringIO(), **options)


@pytest.mark.parametrize("name", BODIES)
def test_a_text_as_markdown_gives_the_same_text(name):
    body = clean_body(BODIES[name])
    written = markdown_of(body)
    again = from_markdown(written).html
    assert "".join(again.split()) == "".join(body.split())
    if name in ("words", "marks", "headings", "list", "quote", "rule", "aligned", "code in a language"):
        assert "<" not in written.replace("<sub>", "").replace("</sub>", "")


@pytest.fixture
def article(transactional_db, settings, tmp_path, make_article):
    settings.MEDIA_ROOT = tmp_path / "media"
    data = BytesIO()
    PillowImage.new("RGB", (64, 48), "navy").save(data, "PNG")
    image = Image(file=ContentFile(data.getvalue(), "boat.png"), alternative_text="A boat", caption="At sea")
    image.digital_source_type = Image.DigitalSourceType.CAPTURE
    image.save()
    article = make_article(
        headline="Fish & chips <today>",
        slug="fish",
        standfirst="A < B: a question",
        kicker="Food",
        body="<h2>Two</h2><p>One &amp; <strong>two</strong>.</p><p>]]&gt;</p>"
        f'<figure><img src="{image.file.url}" alt="B"></figure>'
        '<table><tbody><tr><td class="align-right">7</td></tr></tbody></table>',
        lead_image=image,
        ai_use="assisted",
        ai_note="AI checked the spelling.",
        language="en",
    )
    people = [Person.objects.create(name=name, slug=name.lower()) for name in ("Ada", "Grace")]
    for position, person in enumerate(people):
        article.byline_set.create(person=person, position=position)
    article.topics.add(Topic.objects.create(name="Cod, salted", slug="cod"))
    article.sources.create(title="A book", publisher="A house", address="https://example.org/book")
    article.corrections.create(kind="correction", text="It was cod.", cause="unknown", made_at=timezone.now())
    return article


def test_articles_as_markdown_are_the_same_when_they_are_imported(article, tmp_path):
    move_out(tmp_path / "out", format="markdown")
    before = _facts(article)
    Article.objects.all().delete()
    Section.objects.all().delete()
    outcomes = list(import_articles([tmp_path / "out" / "articles"], new_sections=True))
    assert [(outcome.result, outcome.faults, outcome.notes) for outcome in outcomes] == [
        (Result.CREATED, (), outcomes[0].notes)
    ]
    assert _facts(Article.objects.get()) == before


def _facts(article):
    return {
        "body": "".join(article.body.split()),
        **{
            name: getattr(article, name)
            for name in (
                "headline",
                "slug",
                "standfirst",
                "kicker",
                "ai_use",
                "ai_note",
                "language",
                "published_at",
            )
        },
        "section": article.section.name,
        "people": [byline.person.name for byline in article.byline_set.all()],
        "topics": [topic.name for topic in article.topics.all()],
        "sources": list(article.sources.values_list("title", "publisher", "address")),
        "corrections": list(article.corrections.values_list("text", "kind", "cause", "made_at")),
        "lead": article.lead_image.alternative_text,
    }


def test_a_wordpress_finds_posts_comments_and_how_they_were_made(article, make_comment, tmp_path):
    Image.objects.update(digital_source_type=Image.DigitalSourceType.CREATED_BY_AI)
    parent = make_comment(article, name="Ada <3", message="a < b & <i>c</i>", stars=4, status="published")
    answer = make_comment(article, parent=parent, status="published")
    make_comment(article, parent=parent, answers=answer, status="pending")
    move_out(tmp_path / "out", format="wxr")
    channel = ElementTree.parse(tmp_path / "out" / "site.xml").getroot().find("channel")  # noqa: S314
    assert channel.findtext(f"{WP}wxr_version") == "1.2"
    items = {item.findtext(f"{WP}post_type"): item for item in channel.findall("item")}
    post = items["post"]
    assert post.findtext("title") == "Fish &amp; chips &lt;today&gt;"
    assert post.findtext(f"{WP}post_name") == "fish"
    assert "AI checked the spelling." in post.findtext(CONTENT).split("<h2>")[0]
    assert "Picture with this article: AI-generated picture." in post.findtext(CONTENT).split("<h2>")[0]
    assert "It was cod." in post.findtext(CONTENT).split("]]&gt;")[1]
    assert items["attachment"].findtext(f"{WP}attachment_url") in post.findtext(CONTENT)
    assert '<td class="has-text-align-right">7</td>' in post.findtext(CONTENT)
    metas = {meta.findtext(f"{WP}meta_key"): meta.findtext(f"{WP}meta_value") for meta in post.findall(f"{WP}postmeta")}
    assert metas["newsroom_ai_use"] == "assisted"
    assert metas["_thumbnail_id"] == items["attachment"].findtext(f"{WP}post_id")
    numbers = [item.findtext(f"{WP}post_id") for item in channel.findall("item")]
    assert len({*numbers}) == len(numbers)
    comments = post.findall(f"{WP}comment")
    assert [comment.findtext(f"{WP}comment_parent") for comment in comments] == ["0", str(parent.pk), str(answer.pk)]
    assert comments[0].findtext(f"{WP}comment_content") == "a &lt; b &amp; &lt;i&gt;c&lt;/i&gt;"
    assert list((tmp_path / "out" / "media").rglob("*.png"))


def test_a_wxr_of_ours_gives_the_same_articles_and_comments(article, make_comment, tmp_path):
    parent = make_comment(article, name="Ada <3", message="a < b & <i>c</i>", stars=4, status="published")
    make_comment(article, parent=parent, status="published")
    for status in ("pending", "spam", "rejected"):
        make_comment(article, status=status)
    said = _comments()
    kept = {name: getattr(article, name) for name in ("headline", "slug", "standfirst", "kicker", "ai_use", "language")}
    kept["published_at"] = article.published_at.replace(microsecond=0)
    body = article.body
    move_out(tmp_path / "out", format="wxr")
    Article.objects.all().delete()
    call_command(
        "move_in",
        tmp_path / "out" / "site.xml",
        ai_use="unstated",
        media=tmp_path / "out" / "media",
        pictures_made="digitalCapture",
        section="World",
        map_category=["World=World"],
        stdout=StringIO(),
        stderr=StringIO(),
    )
    again = Article.objects.get()
    assert {name: getattr(again, name) for name in kept} == kept
    assert _without_picture(again.body) == _without_picture(body)
    assert again.lead_image.alternative_text == "A boat"
    assert again.section.name == "World"
    assert [byline.person.name for byline in again.byline_set.all()] == ["Ada"]
    assert _comments() == said


def _without_picture(body):
    return "".join(body.partition("<figure")[0].split())


def _comments():
    return [
        (
            comment.name,
            comment.email,
            comment.message,
            comment.stars,
            comment.status,
            comment.parent and comment.parent.name,
        )
        for comment in Comment.objects.order_by("email")
    ]


def test_without_addresses_no_address_is_in_a_wxr(article, make_comment, tmp_path):
    make_comment(article, email="reader@example.net", status="published")
    move_out(tmp_path / "out", format="wxr", without_addresses=True)
    assert "reader@example.net" not in (tmp_path / "out" / "site.xml").read_text()


def test_secrets_are_in_no_other_format(transactional_db, tmp_path):
    with pytest.raises(CommandError, match="secrets"):
        move_out(tmp_path / "out", format="wxr", with_secrets=True)
    assert not (tmp_path / "out").exists()
