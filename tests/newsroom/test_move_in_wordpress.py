"""WordPress moves in: every item is accounted for, and each sentence of MOVING.md about it holds."""

import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from PIL import Image as Drawing

from articles.models import Article, Image, Page, Person, Section, WorkflowEntry
from comments.models import Comment, Discussion
from newsroom.moving_in.taking.public_fetch import FetchError, fetch
from newsroom.redirects.redirect import Redirect
from tests.newsroom.wxr import comment, meta, post, stars, wxr
from tests.pictures import drawn
from web import public_address

SAMPLES = Path(__file__).parents[2].parent / "shared/samples/wordpress"
SAMPLES = SAMPLES if SAMPLES.is_dir() else Path(__file__).parents[3].parent / "shared/samples/wordpress"

pytestmark = pytest.mark.django_db


@pytest.fixture
def move(tmp_path):
    """Move something in: paths, or the text of an export. Returns the JSON report."""

    def run(*given, **options):
        paths = []
        for number, each in enumerate(given):
            path = each
            if not isinstance(each, Path):
                path = tmp_path / f"export-{number}.xml"
                path.write_bytes(each if isinstance(each, bytes) else each.encode())
            paths.append(str(path))
        report = tmp_path / "report.json"
        call_command("move_in", *paths, **{"ai_use": "none", "report": [report], "verbosity": 0} | options)
        return json.loads(report.read_text())

    return run


def item(report, kind, key):
    return next(each for each in report["items"] if each["kind"] == kind and each["id"] == str(key))


def reasons(report, kind, key):
    return " ".join(item(report, kind, key)["reasons"])


def assert_adds_up(report):
    for kind, counts in report["totals"].items():
        assert counts["in_file"] == counts["taken"] + counts["changed"] + counts["left_out"], kind
    assert sum(counts["in_file"] for counts in report["totals"].values()) == len(report["items"])
    assert all(each["reasons"] for each in report["items"] if each["outcome"] != "taken")


# The samples ----------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not here")
@pytest.mark.parametrize(
    ("name", "posts", "comments"), [("themeunittestdata.wordpress.xml", 58, 33), ("theme-preview.xml", 7, 2)]
)
def test_every_item_of_the_sample_is_accounted_for(move, name, posts, comments):
    report = move(SAMPLES / name)
    assert_adds_up(report)
    assert report["totals"]["article"]["in_file"] == posts
    assert report["totals"]["comment"]["in_file"] == comments
    call_command("check_totals", verbosity=0)
    call_command("verify_log", verbosity=0)
    published = Article.objects.published().count()
    assert published
    assert move(SAMPLES / name) == report, "twice is the same as once"
    assert Article.objects.published().count() == published


# Posts ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_post_becomes_an_article(move, version, scheme):
    tags = '<category domain="post_tag" nicename="ferries"><![CDATA[Ferries]]></category>'
    report = move(wxr(post(12, inside=tags, title="A &amp; B"), version=version, scheme=scheme))
    assert report["sources"][0]["format"] == f"WordPress (WXR {version})"
    article = Article.objects.get(slug="post-12")
    assert article.headline == "A & B"
    assert article.published_at == datetime(2024, 5, 14, 6, 30, tzinfo=UTC)
    assert [person.name for person in article.people.all()] == ["Mira Holt"]
    assert [topic.name for topic in article.topics.all()] == ["Ferries"]
    assert article.body == "<p>Words.</p>"
    note = WorkflowEntry.objects.filter(article=article).first().note
    assert "https://harbour.example/2024/05/post-12/" in note
    assert article.history.count() == 1
    assert item(report, "article", 12)["url"] == "/articles/post-12/"


def test_categories_become_the_sections_that_were_chosen_and_otherwise_topics(move, section):
    inside = (
        '<category domain="category" nicename="harbour"><![CDATA[Harbour]]></category>'
        '<category domain="category" nicename="world"><![CDATA[World]]></category>'
        '<category domain="category" nicename="odd"><![CDATA[Odd]]></category>'
    )
    report = move(wxr(post(1, inside=inside)), map_category=["harbour=Sea"])
    article = Article.objects.get()
    assert article.section.name == "Sea"
    assert [topic.name for topic in article.topics.all()] == ["Odd"]
    assert "in one section" in reasons(report, "article", 1)
    assert item(report, "section", "world")["url"] == section.get_absolute_url()


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"wp_status": "draft"}, "draft"),
        ({"wp_status": "pending"}, "draft"),
        ({"wp_status": "private"}, "draft"),
        ({"wp_post_password": "secret"}, "draft"),
        ({"wp_status": "future", "wp_post_date_gmt": "2099-01-01 00:00:00"}, "scheduled"),
        ({"wp_status": "future", "wp_post_date_gmt": "2020-01-01 00:00:00"}, "draft"),
        ({"wp_status": "nonsense"}, "draft"),
        ({}, "published"),
    ],
)
def test_what_readers_could_not_see_stays_unpublished(move, facts, state):
    move(wxr(post(1, **facts)))
    assert Article.objects.get().state == state


def test_the_bin_and_earlier_versions_are_left_out(move):
    report = move(wxr(post(1, wp_status="trash"), post(2, wp_status="inherit", wp_post_type="revision")))
    assert not Article.objects.exists()
    assert report["totals"]["article"]["left_out"] == 1
    assert_adds_up(report)


def test_what_is_unstated_comes_as_drafts_with_its_date(move):
    report = move(wxr(post(1)), ai_use="unstated")
    article = Article.objects.get()
    assert (article.published_at, article.ai_use) == (None, "")
    assert "2024-05-14" in reasons(report, "article", 1)


def test_a_custom_field_can_state_how_it_was_made(move):
    made = [post(1, inside=meta(making="generated")), post(2), post(3, inside=meta(making="magic"))]
    report = move(wxr(*made), ai_use="unstated", ai_use_key="making")
    assert Article.objects.get(slug="post-1").ai_use == "generated"
    assert Article.objects.get(slug="post-1").published_at
    assert Article.objects.get(slug="post-2").published_at is None
    assert "magic" in reasons(report, "article", 3)


def test_the_command_demands_how_articles_and_pictures_were_made(move, tmp_path):
    with pytest.raises(CommandError, match="--ai-use"):
        move(wxr(post(1)), ai_use=None)
    with pytest.raises(CommandError, match="--pictures-made"):
        move(wxr(post(1)), media=tmp_path)


def test_a_sticky_post_leads_the_front_page_and_an_excerpt_is_the_standfirst(move):
    inside = "<excerpt:encoded><![CDATA[In <b>short</b>.]]></excerpt:encoded>"
    move(wxr(post(1, inside=inside, wp_is_sticky=1)))
    article = Article.objects.get()
    assert article.leads_front
    assert article.standfirst == "In short."


def test_a_page_becomes_a_page_of_the_site(move, client):
    pages = [
        post(4, wp_post_type="page", title="Harbour map", wp_post_name="map"),
        post(5, wp_post_type="page", title="Not yet", wp_post_name="not-yet", wp_status="draft"),
        post(6, wp_post_type="page", title="About", wp_post_name="about"),
    ]
    report = move(wxr(*pages))
    assert "Words." in client.get("/pages/map/").content.decode()
    assert client.get("/pages/not-yet/").status_code == 404
    sitemap = client.get("/sitemap-lists.xml").content.decode()
    assert "/pages/map/" in sitemap
    assert "/pages/not-yet/" not in sitemap
    assert Page.objects.get(slug="about-2").title == "About"
    assert Redirect.objects.for_address("/?page_id=4").destination == "/pages/map/"
    assert "about-2" in reasons(report, "page", 6)


def test_old_addresses_lead_to_the_article(move, client):
    move(wxr(post(12, guid="https://older.example/?p=12", inside=meta(_wp_old_slug="post-old"))))
    for address in ("/2024/05/post-12/", "/?p=12", "/2024/05/post-old/"):
        response = client.get(address)
        assert (response.status_code, response.headers["Location"]) == (301, "/articles/post-12/")
    assert client.get("/tag/ferries/").headers["Location"] == "/topics/ferries/"


def test_names_and_captions_are_plain_words_and_lost_markup_is_listed(move, uploads):
    named = '<category domain="{}" nicename="{}"><![CDATA[{}]]></category>'.format
    inside = (
        named("category", "arts", "Arts &amp; life")
        + named("post_tag", "q", "Q&amp;A")
        + named("category", "", "B &lt; C")
        + "<excerpt:encoded><![CDATA[<p>Plain &amp; short.</p>]]></excerpt:encoded>"
    )
    loud = "<excerpt:encoded><![CDATA[A <em>loud</em> one.]]></excerpt:encoded>"
    author = "<wp:author_login>mo</wp:author_login><wp:author_display_name>Mo &amp;amp; Co</wp:author_display_name>"
    picture = post(
        3,
        wp_post_type="attachment",
        wp_attachment_url="https://harbour.example/wp-content/uploads/2024/05/quay.png",
        title="Ferry",
        inside='<excerpt:encoded><![CDATA[By <a href="https://a.example">Ada</a>]]></excerpt:encoded>',
    )
    options = {"media": uploads, "pictures_made": "digitalCapture", "map_category": ["Arts & life=Culture"]}
    report = move(
        wxr(f"<wp:author>{author}</wp:author>", post(1, inside=inside), post(2, inside=loud), picture), **options
    )
    assert_adds_up(report)
    article = Article.objects.get(slug="post-1")
    assert (article.section.name, article.standfirst) == ("Culture", "Plain & short.")
    assert {topic.name for topic in article.topics.all()} == {"Q&A", "B < C"}
    assert Person.objects.filter(name="Mo & Co").exists()
    assert "markup of its excerpt" in reasons(report, "article", 2)
    assert "markup" not in reasons(report, "article", 1)
    assert Image.objects.get().caption == "By Ada (https://a.example)"
    assert "formatting" in reasons(report, "picture", 3)


def test_each_former_slug_leads_to_the_post(move, client):
    former = "".join(meta(_wp_old_slug=each) for each in ("older", "oldest"))
    move(wxr(post(1, inside=former)))
    for each in ("older", "oldest"):
        assert client.get(f"/2024/05/{each}/").headers["Location"] == "/articles/post-1/"


def test_titles_that_are_missing_long_or_alike_are_mended_and_listed(move):
    posts = [
        post(1, title="", wp_post_name=""),
        post(2, title="x" * 500, wp_post_name="y" * 300),
        post(3, title="Twin", wp_post_name="twin"),
        post(4, title="Twin", wp_post_name="twin"),
        post(5, title="A <em>loud</em> title"),
    ]
    report = move(wxr(*posts))
    assert_adds_up(report)
    assert Article.objects.get(slug="twin-2").headline == "Twin"
    assert Article.objects.filter(headline="Words.").exists()
    assert Article.objects.filter(headline="A loud title").exists()
    assert "twin-2" in reasons(report, "article", 4)
    assert all(item(report, "article", key)["outcome"] == "changed" for key in (1, 2, 4, 5))


# Texts ----------------------------------------------------------------------------------------------------------------

TEXTS = [
    ("first\nsecond\n\nthird", "<p>first<br>\nsecond</p>\n\n<p>third</p>", ""),
    (
        '<!-- wp:pullquote --><figure class="wp-block-pullquote"><blockquote><p>Loud</p></blockquote></figure>'
        "<!-- /wp:pullquote -->",
        '<blockquote class="pull-quote"><p>Loud</p></blockquote>',
        "",
    ),
    (
        '<!-- wp:verse --><pre class="wp-block-verse">one\ntwo</pre><!-- /wp:verse -->',
        "<p>one<br>\ntwo</p>",
        "",
    ),
    (
        '<!-- wp:columns --><div class="wp-block-columns"><!-- wp:column --><div class="wp-block-column">'
        "<!-- wp:paragraph --><p>Left</p><!-- /wp:paragraph --></div><!-- /wp:column --></div><!-- /wp:columns -->",
        "<p>Left</p>",
        "",
    ),
    (
        '<!-- wp:details --><details class="wp-block-details"><summary>Ask</summary><!-- wp:paragraph --><p>Answer</p>'
        "<!-- /wp:paragraph --></details><!-- /wp:details -->",
        "<p>Ask</p><p>Answer</p>",
        "folded",
    ),
    (
        '<!-- wp:file --><div class="wp-block-file"><a href="https://a.example/p.pdf">Plan</a>'
        '<a href="https://a.example/p.pdf" class="wp-block-file__button" download>Download</a></div><!-- /wp:file -->',
        '<p><a href="https://a.example/p.pdf">Plan</a></p>',
        "",
    ),
    (
        '<!-- wp:buttons --><div class="wp-block-buttons"><!-- wp:button --><div class="wp-block-button">'
        '<a class="wp-block-button__link" href="https://a.example/">Go</a></div><!-- /wp:button --></div>'
        "<!-- /wp:buttons -->",
        '<p><a href="https://a.example/">Go</a></p>',
        "",
    ),
    (
        '<!-- wp:video --><figure class="wp-block-video"><video controls src="https://a.example/v.mp4"></video>'
        "<figcaption>Tide</figcaption></figure><!-- /wp:video -->",
        '<p class="embed"><a href="https://a.example/v.mp4">a.example: v.mp4</a></p><p>Tide</p>',
        "A video became a card",
    ),
    (
        '<!-- wp:embed {"url":"https://youtu.be/ex8fMxXJDJw"} --><figure class="wp-block-embed"><div '
        'class="wp-block-embed__wrapper">\nhttps://youtu.be/ex8fMxXJDJw\n</div></figure><!-- /wp:embed -->',
        '<p class="embed"><a href="https://youtu.be/ex8fMxXJDJw">YouTube</a></p>',
        "became a card",
    ),
    (
        "[embed]https://vimeo.com/12345[/embed]",
        '<p class="embed"><a href="https://vimeo.com/12345">Vimeo</a></p>',
        "card",
    ),
    ('[poll id="3"] and words', '<p>[poll id="3"] and words</p>', "The shortcode"),
    ("He said [sic] so.", "<p>He said [sic] so.</p>", ""),
    ("<pre>[gallery]</pre>", "<pre><code>[gallery]</code></pre>", ""),
    ("[[word]], [[1, 2], [3]], [[gallery]]", "<p>[[word]], [[1, 2], [3]], [gallery]</p>", "[[word]]"),
    (
        '<table><tr><td class="has-text-align-right" data-align="right">7</td></tr></table>',
        '<table><tbody><tr><td class="align-right">7</td></tr></tbody></table>',
        "",
    ),
]


def test_a_shortcode_is_on_the_report_once(move):
    report = move(wxr(post(1, '<p>[poll id="3"]</p>\n<p>[box_a]x[/box_a] {{ tag }}</p>')))
    said = item(report, "article", 1)["reasons"]
    assert [sum(tag in each for each in said) for tag in ("[poll", "[box_a]", "[/box_a]", "{{ tag }}")] == [1, 1, 1, 1]


@pytest.mark.parametrize(("text", "body", "reason"), TEXTS)
def test_texts_become_clean(move, text, body, reason):
    report = move(wxr(post(1, text)))
    assert Article.objects.get().body.strip() == body
    assert (reason in reasons(report, "article", 1)) if reason else item(report, "article", 1)["outcome"] == "taken"


def test_footnotes_of_the_block_editor_are_footnotes(move):
    note = '[{"id":"abc","content":"See <em>there</em>."}]'
    text = '<!-- wp:paragraph --><p>So<sup data-fn="abc" class="fn"><a href="#abc" id="abc-link">1</a></sup>.</p>'
    move(wxr(post(1, f"{text}<!-- /wp:paragraph --><!-- wp:footnotes /-->", inside=meta(footnotes=note))))
    body = Article.objects.get().body
    assert '<ol class="footnotes">' in body
    assert 'id="text-footnote-1"' in body
    assert 'href="#text-footnote-1"' in body
    assert "See <em>there</em>." in body


def test_blocks_that_wordpress_fills_in_are_listed_by_line(move):
    report = move(wxr(post(1, "<!-- wp:paragraph --><p>A</p><!-- /wp:paragraph -->\n\n<!-- wp:latest-posts /-->")))
    line = wxr(post(1, "<!-- wp:latest-posts /-->")).split("<!-- wp:latest")[0].count("\n") + 3
    assert f"Line {line}: The block “latest-posts”" in reasons(report, "article", 1)


# Pictures -------------------------------------------------------------------------------------------------------------


def attachment(number, address, inside="", **what_matters):
    kind = {"wp_post_type": "attachment", "wp_status": "inherit", "title": "The quay", "wp_attachment_url": address}
    return post(number, "", inside=inside, **kind | what_matters)


@pytest.fixture
def uploads(tmp_path):
    folder = tmp_path / "uploads/2024/05"
    folder.mkdir(parents=True)
    for name, colour in (("quay.png", "red"), ("boat.png", "blue")):
        data = BytesIO()
        Drawing.new("RGB", (600, 400), colour).save(data, "PNG")
        (folder / name).write_bytes(data.getvalue())
    return tmp_path / "uploads"


def test_a_picture_with_an_empty_alternative_text_is_decorative_and_the_report_says_so(
    move, uploads, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path / "media"
    home = "https://harbour.example/wp-content/uploads/2024/05"
    silent = f'<figure><img src="{home}/boat.png" alt=""></figure>'
    report = move(
        wxr(post(1, silent), post(2, f'<figure><img src="{home}/quay.png"></figure>')),
        media=uploads,
        pictures_made="digitalCapture",
    )
    assert 'alt="" data-decorative=""' in Article.objects.get(slug="post-1").body
    assert "boat.png has an empty alternative text there" in reasons(report, "article", 1)
    assert 'alt="quay"' in Article.objects.get(slug="post-2").body
    assert "“quay” stands in" in reasons(report, "picture", f"{home}/quay.png")


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ('<p><img src="https://a.example/lost.png" alt="Lost"></p>', ""),
        ('<p><a href="https://a.example/"><img src="https://a.example/lost.png"></a></p>', ""),
        ('<figure><a href="/x"><img\nsrc="https://a.example/lost.png"></a></figure>', ""),
        ('<ul><li><img src="https://a.example/lost.png"></li><li>Here</li></ul>', "<ul><li>Here</li></ul>"),
        ('<div><p> <img src="https://a.example/1.png"> <img src="https://a.example/2.png"></p></div>', ""),
        ('<p>Words <img src="https://a.example/lost.png"> stay.</p>', "<p>Words  stay.</p>"),
        (
            '<figure><img src="https://a.example/lost.png"><figcaption>Said</figcaption></figure>',
            "<p>Said</p>",
        ),
    ],
)
def test_where_a_picture_is_missing_nothing_empty_stays(move, text, body):
    report = move(wxr(post(1, f"<!-- wp:html -->{text}<p>End.</p><!-- /wp:html -->")))
    assert Article.objects.get().body.strip() == f"{body}<p>End.</p>"
    assert "is missing" in reasons(report, "article", 1)


def test_pictures_come_from_the_folder(move, uploads, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    home = "https://harbour.example/wp-content/uploads/2024/05"
    text = f'[caption id="a" width="300"]<img src="{home}/boat-300x200.png" alt="A boat"> Out at sea[/caption]'
    text += f'\n\n[gallery ids="50"]\n\n<img src="{home}/lost.png" alt="Lost">'
    export = wxr(
        post(1, text, inside=meta(_thumbnail_id=50)),
        attachment(50, f"{home}/quay.png", inside=meta(_wp_attachment_image_alt="Cranes on the quay")),
        attachment(51, f"{home}/missing.png"),
        attachment(52, f"{home}/paper.pdf"),
    )
    move(export, media=uploads, pictures_made="digitalCapture", dry_run=True)
    assert not (tmp_path / "media").exists(), "a plan writes no file"
    report = move(export, media=uploads, pictures_made="digitalCapture")
    article = Article.objects.get()
    assert article.lead_image.alternative_text == "Cranes on the quay"
    assert article.lead_image.digital_source_type.endswith("digitalCapture")
    assert article.body.count("<img") == 2
    assert "<figcaption>Out at sea</figcaption>" in article.body
    assert "harbour.example" not in article.body
    assert "lost.png is missing" in reasons(report, "article", 1)
    assert item(report, "picture", 51)["outcome"] == item(report, "picture", 52)["outcome"] == "left_out"
    assert Image.objects.count() == 2
    assert_adds_up(report)


@pytest.mark.parametrize(
    "address",
    [
        *("http://127.0.0.1/a.png", "http://localhost/a.png", "http://[::1]/a.png", "http://10.0.0.1/a.png"),
        *("http://0.0.0.0/a", "http://169.254.169.254/a", "http://[fe80::1]/a", "http://[::ffff:127.0.0.1]/a"),
        *(
            "http://2130706433/a",
            "http://0177.0.0.1/a",
            "http://0x7f.1/a",
            "http://127.1/a",
            "http://[64:ff9b::a00:1]/a",
        ),
    ],
)
def test_nothing_is_fetched_from_a_private_network(address):
    with pytest.raises(FetchError, match="private"):
        fetch(address, 1_000)


@pytest.mark.parametrize(
    "address", ["ftp://example.org/a.png", "http://example.org:8080/a", "file:///etc/passwd", "http://"]
)
def test_only_the_web_is_fetched_from(address):
    with pytest.raises(FetchError):
        fetch(address, 1_000)


def test_blocks_that_place_or_play_something_keep_their_words_pictures_and_addresses(move):
    base = "https://harbour.example/wp-content/uploads"
    body = f"""<!-- wp:media-text {{"mediaId":5}} -->
<div class="wp-block-media-text"><figure class="wp-block-media-text__media">
<img src="{base}/boat.png" alt="A boat"></figure>
<div class="wp-block-media-text__content"><!-- wp:paragraph --><p>Beside the boat.</p><!-- /wp:paragraph --></div></div>
<!-- /wp:media-text -->
<!-- wp:cover {{"url":"{base}/boat.png"}} -->
<div class="wp-block-cover"><img class="wp-block-cover__image-background" src="{base}/boat.png" alt="">
<div class="wp-block-cover__inner-container"><p>On the cover.</p></div></div>
<!-- /wp:cover -->
<!-- wp:audio --><figure class="wp-block-audio"><audio controls src="{base}/horn.mp3"></audio>
<figcaption>The horn</figcaption></figure><!-- /wp:audio -->
<!-- wp:video --><figure class="wp-block-video"><video controls src="{base}/storm.mp4"></video></figure>
<!-- /wp:video -->
<!-- wp:file {{"href":"{base}/plan.pdf"}} --><div class="wp-block-file"><a href="{base}/plan.pdf">The plan</a>
<a href="{base}/plan.pdf" class="wp-block-file__button" download>Download</a></div><!-- /wp:file -->"""
    report = move(wxr(post(1, body)))
    article = Article.objects.get()
    for words in ("Beside the boat.", "On the cover.", "The horn"):
        assert words in article.body
    for address in ("horn.mp3", "storm.mp4"):
        assert f'<p class="embed"><a href="{base}/{address}"' in article.body
    assert article.body.count(f'href="{base}/plan.pdf"') == 1
    assert "Download" not in article.body
    said = reasons(report, "article", 1)
    assert "A sound became a card" in said
    assert "A video became a card" in said
    assert "boat.png is missing" in said


class _Pictures(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to/"))
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(drawn(7))

    def log_message(self, *words):
        """Says nothing."""


@pytest.fixture
def picture_server(settings):
    """A real server on this machine, which WEBHOOKS_TO_LOOPBACK alone lets a move fetch from."""
    settings.WEBHOOKS_TO_LOOPBACK = True
    with ThreadingHTTPServer(("127.0.0.1", 0), _Pictures) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_pictures_are_fetched_from_their_addresses_also_behind_a_redirect(move, picture_server):
    inner = f'<img src="{picture_server}/a.jpg" alt="A boat"><img src="{picture_server}/to//a.jpg" alt="The same">'
    move(wxr(post(1, f"<p>Words.</p>{inner}")), fetch_pictures=True, pictures_made="digitalCapture")
    assert Article.objects.get().body.count("<img") == 2
    assert Image.objects.count() == 1


def test_a_redirect_into_a_private_network_is_not_followed(picture_server):
    for address in ("http://10.0.0.1/", "http://169.254.169.254/latest/", "http://[::ffff:10.0.0.1]/"):
        with pytest.raises(FetchError, match="private"):
            fetch(f"{picture_server}/to/{address}", 10_000)


def test_a_name_that_leads_to_a_private_address_is_not_fetched_from(monkeypatch):
    def look_up(host, port, **kinds):
        return [(2, 1, 6, "", (address, port)) for address in ("93.184.216.34", "192.168.0.1")]

    monkeypatch.setattr(public_address.socket, "getaddrinfo", look_up)
    with pytest.raises(FetchError, match="private"):
        fetch("https://rebinding.example/a.png", 1_000)


# Comments -------------------------------------------------------------------------------------------------------------


def test_comments_come_threaded_in_every_state(move, mailoutbox):
    said = (
        comment(1),
        comment(2, parent=1),
        comment(3, parent=2),
        comment(4, wp_comment_approved="0"),
        comment(5, wp_comment_approved="spam"),
        comment(6, wp_comment_approved="trash"),
        comment(7, wp_comment_type="pingback"),
        comment(8, wp_comment_type="trackback"),
        comment(9, wp_comment_user_id=7),
        comment(10, 'See <a href="https://a.example/x">this</a> &amp; that<br>now'),
    )
    report = move(wxr(post(1, inside="".join(said))))
    assert_adds_up(report)
    assert report["totals"]["comment"]["left_out"] == 2
    by_name = {each.name.removeprefix("Reader "): each for each in Comment.objects.all()}
    assert by_name["2"].parent == by_name["3"].parent == by_name["1"]
    assert by_name["3"].answers == by_name["2"]
    assert [by_name[key].status for key in ("1", "4", "5", "6")] == ["published", "pending", "spam", "rejected"]
    assert by_name["1"].created_at == datetime(2024, 5, 15, 10, tzinfo=UTC)
    assert by_name["1"].email == "reader1@example.org"
    assert len(by_name["1"].network_hash) == 64
    assert by_name["9"].is_staff_reply
    assert by_name["10"].message == "See this (https://a.example/x) & that\nnow"
    assert Discussion.objects.get().comment_count == 5
    assert not mailoutbox
    call_command("check_totals", verbosity=0)


@pytest.mark.parametrize("key", ["rating", "_glsr_rating", "site_reviews_rating", "kksr_rating", "_kksr_stars"])
def test_stars_in_the_fields_of_plugins_are_stars(move, key):
    move(wxr(post(1, inside=comment(1, inside=stars(key, 4)))))
    assert Comment.objects.get().stars == 4
    assert Discussion.objects.get().four_star_count == 1


def test_odd_stars_are_mended_and_listed(move):
    said = (
        comment(1, inside=stars("rating", "4.5"))
        + comment(2, inside=stars("rating", 9))
        + comment(3, parent=1, inside=stars("rating", 2))
    )
    report = move(wxr(post(1, inside=said)))
    assert [each.stars for each in Comment.objects.order_by("pk")] == [5, None, None]
    assert all(item(report, "comment", key)["outcome"] == "changed" for key in (1, 2, 3))


def test_a_review_of_site_reviews_is_a_comment_on_its_post(move):
    review = post(
        9, "Fine", wp_post_type="site-review", title="Great", inside=meta(_rating=5, _assigned_to=1, _author="Ida")
    )
    report = move(wxr(post(1), review))
    assert (Comment.objects.get().stars, Comment.objects.get().name) == (5, "Ida")
    assert_adds_up(report)


def test_closed_comments_stay_closed(move):
    move(wxr(post(1, wp_comment_status="closed", inside=comment(1))))
    assert Discussion.objects.get().state == "locked"
    assert Comment.objects.get().status == "published"


def test_comments_without_a_place_are_left_out_or_begin_a_thread(move):
    said = comment(1, parent=2) + comment(2, parent=1) + comment(3, parent=99) + comment(4, "") + comment(5, parent=5)
    page = post(2, wp_post_type="page", inside=comment(6))
    report = move(wxr(post(1, inside=said), page))
    assert_adds_up(report)
    assert Comment.objects.filter(parent=None).count() == 3
    assert item(report, "comment", 4)["outcome"] == item(report, "comment", 6)["outcome"] == "left_out"


# Bad input ------------------------------------------------------------------------------------------------------------


def test_the_rest_goes_on_after_broken_xml(move):
    broken = post(2).replace("</wp:post_name>", "</wp:post_nome>")
    report = move(wxr(post(1), broken, post(3, inside=comment(1))))
    assert set(Article.objects.values_list("slug", flat=True)) == {"post-1", "post-3"}
    words = next(each["reasons"] for each in report["items"] if each["kind"] == "other")[0]
    line = wxr(post(1), broken).split("</wp:post_nome>")[0].count("\n") + 1
    assert f"line {line} " in words
    assert_adds_up(report)


def test_what_came_before_the_end_of_a_cut_file_is_taken(move):
    whole = wxr(post(1), post(2, inside=comment(1)))
    report = move(whole[: whole.index("</item>", whole.index("<wp:post_id><![CDATA[2"))])
    assert Article.objects.get().slug == "post-1"
    assert report["totals"]["other"]["left_out"] == 1
    assert item(report, "comment", 1)["outcome"] == "left_out"


def test_an_entity_bomb_is_not_set_off(move):
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>\n<rss'
    report = move(wxr(post(1, title="Fine"), post(2)).replace("<rss", bomb, 1))
    assert_adds_up(report)
    assert Article.objects.count() == 2
    assert item(report, "person", "mira")["title"] == "Mira Holt", "what stands beside the bomb is read"
    assert any("line 2" in " ".join(each["reasons"]) for each in report["items"] if each["kind"] == "other")


def test_broken_bytes_and_control_characters_are_replaced_and_named_by_line(move):
    export = wxr(post(1, title="Caf\xe9", body="one\x0btwo\x00three")).encode("utf-8").replace("é".encode(), b"\xe9")
    report = move(export)
    article = Article.objects.get()
    assert article.headline == "Café"
    assert article.body == "<p>one two three</p>"
    assert report["totals"]["other"]["in_file"] >= 1
    assert_adds_up(report)


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "windows-1252"])
def test_other_encodings_are_read(move, encoding):
    move(wxr(post(1, title="Söder")).replace('encoding="UTF-8"', f'encoding="{encoding}"').encode(encoding))
    assert Article.objects.get().headline == "Söder"


def test_authors_and_dates_that_are_missing_are_listed(move):
    nobody = {"dc:creator": None}
    report = move(
        wxr(
            post(1, **nobody),
            post(2, **{"dc:creator": "ghost"}),
            post(3, wp_post_date_gmt="0000-00-00 00:00:00", wp_post_date="2024-13-77 99:00:00"),
        )
    )
    assert "no author" in reasons(report, "article", 1)
    assert "does not describe" in reasons(report, "person", "ghost")
    assert Article.objects.get(slug="post-3").published_at is None
    assert_adds_up(report)


def test_ids_that_are_there_twice_are_two_items(move):
    report = move(wxr(post(1, wp_post_name="one"), post(1, wp_post_name="two")))
    assert Article.objects.count() == 2
    assert_adds_up(report)


@pytest.mark.parametrize("content", [b"", b"<rss", b"\x00\x01\x02", b"{}", b"<html></html>"])
def test_what_is_no_export_is_refused_in_a_sentence(move, content):
    with pytest.raises(CommandError, match="nothing that can be moved in"):
        move(content)


def test_section_of_articles_that_have_none(move):
    move(wxr(post(1)), section="Notices")
    assert Section.objects.get(name="Notices") == Article.objects.get().section
    assert Article.objects.get().created_at < timezone.now()
