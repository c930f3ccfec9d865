"""A Ghost moves in: each item is accounted for, its cards become text or cards, and nothing private gets public."""

import json

import pytest
from django.test import Client

from articles.models import Article, Page
from comments.models import Comment
from newsroom.redirects.redirect import Redirect
from tests.newsroom.moved_sources import (
    DISQUS,
    GHOST,
    ghost,
    lexical,
    moved,
    needs_samples,
    outcomes,
    paragraph,
    post,
    reasons,
)

pytestmark = pytest.mark.django_db
CARD = '<p class="embed"><a href="{}">{}</a></p>'


@needs_samples
@pytest.mark.parametrize("paths", [(GHOST, DISQUS), (DISQUS, GHOST)], ids=["Ghost first", "Disqus first"])
def test_comments_of_the_harbour_paper_are_on_its_articles_in_either_order(tmp_path, paths):
    report = moved(tmp_path, *paths)
    assert {kind: counts["in_file"] for kind, counts in report["totals"].items() if kind != "redirect"} == {
        "person": 1,
        "section": 5,  # with that of articles that have none
        "topic": 4,
        "article": 6,
        "page": 1,
        "comment": 8,
        "other": 9 + 4,  # settings; a category and threads
    }
    bridge = Article.objects.get(slug="the-bridge-that-opens-twice-a-day")
    tides = Article.objects.get(slug="what-the-tide-table-leaves-out")
    told = {
        each.name: (each.article, each.status, each.answers and each.answers.name, each.parent and each.parent.name)
        for each in Comment.objects.select_related("answers", "parent").order_by("-pk")
    }
    assert told == {
        "Reader One": (bridge, "published", None, None),
        "Reader Two": (bridge, "published", "Reader One", "Reader One"),
        "No Address": (bridge, "published", "Reader Two", "Reader One"),
        "Reader Three": (bridge, "withdrawn", None, None),
        "Anchors": (bridge, "spam", None, None),
        "Reader Five": (tides, "pending", None, None),
    }
    assert Comment.objects.filter(article=tides, name="Reader One", status="published").exists()
    assert reasons(report, "comment", "9007") == "Its thread is not in the file."


@needs_samples
def test_each_state_of_the_harbour_paper_stays_what_it_was(tmp_path):
    report = moved(tmp_path, GHOST)
    states = {
        article.slug: ("scheduled" if article.is_scheduled else "published") if article.published_at else "draft"
        for article in Article.objects.all()
    }
    assert states == {
        "article": "published",
        "the-bridge-that-opens-twice-a-day": "published",
        "what-the-tide-table-leaves-out": "published",
        "a-draft-about-gulls": "draft",
        "members-hear-first-the-new-ferry": "draft",
        "spring-timetable": "scheduled",
    }
    assert Page.objects.get(slug="about-the-harbour-paper").is_public
    assert outcomes(report, "topic")["6b0cc17fe779c0756453cd13"] == "left_out"  # "#internal-note"
    tides = Article.objects.get(slug="what-the-tide-table-leaves-out")
    assert '<a href="/the-bridge-that-opens-twice-a-day/">the bridge</a>' in tides.body
    assert "<td>4.1</td>" in tides.body
    assert CARD.format("https://example.org/tides", "Tides explained") in tides.body
    said = reasons(report, "article", "6b0cc17fe779c0756453cd12")
    assert "A callout became a paragraph." in said
    assert "Internal tags were left out: #internal-note" in said
    assert "A longer read." in said
    assert moved(tmp_path, GHOST)["items"] == report["items"]
    assert Article.objects.count() == 6


def test_members_posts_are_published_only_if_that_was_chosen(tmp_path):
    tier = lexical(paragraph("Open."), {"type": "paywall"}, paragraph("Closed."))
    file = ghost(
        tmp_path,
        post("1", visibility="members"),
        post("2", visibility="paid", lexical=tier),
        post("3", visibility="tiers"),
        post("4", visibility="public"),
        post("5", status="sent"),
        post("6", visibility="", posts_meta=None),
        posts_meta=[{"id": "9", "post_id": "6", "email_only": 1}],
    )
    report = moved(tmp_path, file)
    public = Article.objects.published()
    assert [article.slug for article in public] == ["post-4"]
    assert "paid" in reasons(report, "article", "2")
    assert "e-mail only" in reasons(report, "article", "6")
    again = ghost(tmp_path, post("7", visibility="paid", lexical=tier), name="other.json")
    report = moved(tmp_path, again, publish_members_posts=True)
    assert public.get(slug="post-7").body == "<p>Open.</p><p>Closed.</p>"
    assert "--publish-members-posts" in reasons(report, "article", "7")
    assert "members only" in reasons(report, "article", "7")


CARDS = [
    (
        {"type": "button", "buttonText": "Read it", "buttonUrl": "https://a.example/"},
        '<a href="https://a.example/">Read it',
    ),
    ({"type": "toggle", "heading": "Why?", "content": "<p>So.</p>"}, "<p><strong>Why?</strong></p><p>So.</p>"),
    ({"type": "callout", "calloutText": "Mind <b>it</b>", "calloutEmoji": "💡"}, "<p>💡 Mind <strong>it</strong></p>"),
    (
        {"type": "codeblock", "code": "a < b\nc", "language": "c"},
        '<pre><code class="language-c">a &lt; b\nc</code></pre>',
    ),
    ({"type": "html", "html": "<p>Raw</p>"}, "<p>Raw</p>"),
    ({"type": "html", "html": '<iframe src="https://maps.example/x"></iframe>'}, 'href="https://maps.example/x"'),
    ({"type": "markdown", "markdown": "A *word*"}, "<p>A <em>word</em></p>"),
    ({"type": "header", "header": "Big", "subheader": "small", "buttonEnabled": False}, "<h2>Big</h2><p>small</p>"),
    ({"type": "embed", "url": "https://youtu.be/dQw4w9WgXcQ", "html": "<iframe></iframe>"}, 'href="https://youtu.be/'),
    ({"type": "embed", "html": '<iframe src="https://x.example/e"></iframe>'}, 'href="https://x.example/e"'),
    ({"type": "audio", "src": "__GHOST_URL__/content/media/a.mp3", "title": "Song"}, "Song"),
    ({"type": "video", "src": "https://cdn.example/v.mp4", "caption": "Waves"}, "<p>Waves</p>"),
    ({"type": "file", "src": "https://cdn.example/f.pdf", "fileTitle": "The plan"}, ">The plan</a>"),
    (
        {"type": "product", "productTitle": "Kettle", "productRatingEnabled": True, "productStarRating": 4},
        "<p><strong>Kettle</strong></p><p>★★★★☆</p>",
    ),
    ({"type": "call-to-action", "textValue": "<p>Come</p>", "showButton": False}, "<p>Come</p>"),
    ({"type": "horizontalrule"}, "<hr>"),
    ({"type": "aside", "children": [{"type": "text", "text": "Loud"}]}, '<blockquote class="pull-quote"><p>Loud</p>'),
    (
        {"type": "bookmark", "url": "__GHOST_URL__/post-2/", "metadata": {"title": "T"}},
        '<p><a href="/post-2/">T</a></p>',
    ),
]


def test_each_card_becomes_text_or_a_card_and_is_listed(tmp_path):
    posts = [post(str(number), lexical=lexical(card, paragraph("End."))) for number, (card, _html) in enumerate(CARDS)]
    old = [
        post(
            f"m{number}",
            html=None,
            mobiledoc=json.dumps(
                {
                    "version": "0.3.1",
                    "cards": [[card["type"], card]],
                    "sections": [[10, 0], [1, "p", [[0, [], 0, "End."]]]],
                }
            ),
        )
        for number, (card, _html) in enumerate(CARDS)
        if "children" not in card
    ]
    report = moved(tmp_path, ghost(tmp_path, *posts, *old))
    silent = {"html", "markdown", "codeblock", "horizontalrule", "aside"}
    for number, (card, html) in enumerate(CARDS):
        bodies = [
            Article.objects.get(slug=f"post-{prefix}{number}").body
            for prefix in ("", "m")
            if not (prefix and "children" in card)
        ]
        assert all(html in body for body in bodies), (card, bodies)
        assert bool(reasons(report, "article", str(number))) or card["type"] in silent


def test_what_stays_as_typed_in_a_markdown_card_is_named_by_its_line(tmp_path):
    crowded = "[[a]" * 1_500
    texts = {"1": f"One.\n\n{crowded}\n", "2": "- " * 200 + "deep", "3": "Note[^1]", "4": "words " * 170_000}
    cards = [post(key, lexical=lexical({"type": "markdown", "markdown": text})) for key, text in texts.items()]
    report = moved(tmp_path, ghost(tmp_path, *cards))
    assert "line 3: This paragraph has more than" in reasons(report, "article", "1")
    assert crowded in Article.objects.get(slug="post-1").body
    assert "nested too deep" in reasons(report, "article", "2")
    assert "There is no footnote “[^1]”" in reasons(report, "article", "3")
    assert "longer than" in reasons(report, "article", "4")
    assert Article.objects.get(slug="post-4").body.startswith("<pre><code>words words")


LEFT_OUT = [
    {"type": "signup", "header": "Join us"},
    {"type": "email", "html": "<p>Hey {first_name}</p>"},
    {"type": "email-cta", "html": "<p>Pay</p>"},
    {"type": "button", "buttonText": "Sign up", "buttonUrl": "#/portal/signup"},
    {"type": "nobody-knows-this", "title": "A title"},
    {"type": "html", "html": "<p>For members</p>", "visibility": {"web": {"nonMember": False, "memberSegment": "x"}}},
    {"type": "html", "html": "<p>By e-mail</p>", "visibility": {"showOnWeb": False}},
]


def test_what_readers_of_the_website_did_not_see_is_left_out_and_listed_with_its_words(tmp_path):
    posts = [post(str(number), lexical=lexical(paragraph("Open."), card)) for number, card in enumerate(LEFT_OUT)]
    report = moved(tmp_path, ghost(tmp_path, *posts))
    assert {article.body for article in Article.objects.all()} == {"<p>Open.</p>"}
    for number in range(len(LEFT_OUT)):
        assert "left out" in reasons(report, "article", str(number))
    assert "Join us" in reasons(report, "article", "0")


HTML_CARDS = [
    ('<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="https://e.example/t"><div '
     'class="kg-bookmark-title">Tides</div></a><figcaption>See</figcaption></figure>',
     CARD.format("https://e.example/t", "Tides")),
    ('<div class="kg-card kg-toggle-card"><div><h4 class="kg-toggle-heading-text">Q</h4></div>'
     '<div class="kg-toggle-content"><p>A</p></div></div>', "<p><strong>Q</strong></p><p>A</p>"),
    ('<div class="kg-card kg-callout-card kg-callout-card-blue"><div class="kg-callout-emoji">!</div>'
     '<div class="kg-callout-text">Wind</div></div>', "<p>! Wind</p>"),
    ('<div class="kg-card kg-button-card"><a class="kg-btn" href="__GHOST_URL__/a/">Go</a></div>',
     '<a href="/a/">Go</a>'),
    ('<figure class="kg-card kg-embed-card"><iframe src="https://v.example/1"></iframe></figure>', "https://v.example/1"),
    ('<pre><code class="language-c">a &lt; b</code></pre>', '<pre><code class="language-c">a &lt; b</code></pre>'),
    ("<!--kg-card-begin: html--><p>Raw</p><!--kg-card-end: html-->", "<p>Raw</p>"),
    ('<p><a href="__GHOST_URL__/post-2/#x">two</a> &amp; more</p>', '<a href="/post-2/#x">two</a> &amp; more'),
    ('<div class="kg-card kg-product-card"><h4 class="kg-product-card-title">Pot</h4>'
     '<div class="kg-product-card-description"><p>Holds</p></div></div>', "<p><strong>Pot</strong></p><p>Holds</p>"),
]  # fmt: skip


def test_cards_of_posts_that_have_only_html_are_read_from_it(tmp_path):
    posts = [post(str(number), html=html) for number, (html, _expected) in enumerate(HTML_CARDS)]
    moved(tmp_path, ghost(tmp_path, *posts))
    for number, (_html, expected) in enumerate(HTML_CARDS):
        assert expected in Article.objects.get(slug=f"post-{number}").body


def test_an_old_text_keeps_its_marks_lists_and_line_breaks(tmp_path):
    document = {
        "version": "0.3.1",
        "atoms": [["soft-return", "", {}]],
        "cards": [["image", {"src": "__GHOST_URL__/content/images/a.jpg"}]],
        "markups": [["strong"], ["a", ["href", "__GHOST_URL__/b/"]]],
        "sections": [
            [1, "h2", [[0, [], 0, "Head"]]],
            [1, "p", [[0, [0, 1], 2, "Bold"], [1, [], 0, 0], [0, [], 0, "a < b"]]],
            [3, "ul", [[[0, [], 0, "one"]], [[0, [], 0, "two"]]]],
            [10, 0],
            [10, 99],
            ["?"],
        ],
    }
    report = moved(tmp_path, ghost(tmp_path, post("1", html=None, mobiledoc=json.dumps(document))))
    assert Article.objects.get().body == (
        '<h2>Head</h2><p><strong><a href="/b/">Bold</a></strong><br>a &lt; b</p><ul><li>one</li><li>two</li></ul>'
    )
    assert "/content/images/a.jpg is missing" in reasons(report, "article", "1")


def test_tags_authors_excerpts_and_facts_beside_the_posts_come_along(tmp_path):
    file = ghost(
        tmp_path,
        post("1", featured=1, custom_excerpt="Short.", codeinjection_head="<script>x</script>", meta_title="SEO"),
        post("2", type="page", slug="about"),
        post("3", status="draft"),
        tags=[
            {"id": "t1", "name": "Harbour", "slug": "harbour"},
            {"id": "t2", "name": "#hidden", "slug": "hash-hidden", "visibility": "internal"},
            {"id": "t3", "name": "Boats", "slug": "boats"},
        ],
        users=[{"id": "u1", "name": "Ada", "slug": "ada", "email": "x@y.z"}, {"id": "u2", "name": "Idle", "slug": "i"}],
        posts_tags=[
            {"id": "1", "post_id": "1", "tag_id": "t3", "sort_order": 2},
            {"id": "2", "post_id": "1", "tag_id": "t2", "sort_order": 0},
            {"id": "3", "post_id": "1", "tag_id": "t1", "sort_order": 1},
            {"id": "4", "post_id": "gone", "tag_id": "t1", "sort_order": 0},
            {"id": "5", "post_id": "1", "tag_id": "nowhere", "sort_order": 3},
        ],
        posts_authors=[{"id": "1", "post_id": "1", "author_id": "u1"}, {"id": "2", "post_id": "3", "author_id": "u9"}],
        newsletters=[{"id": "n1", "name": "Weekly"}],
        settings=[{"id": "s1", "key": "title", "value": "Paper"}],
    )
    report = moved(tmp_path, file, map_category=["harbour=Port"])
    article = Article.objects.get(slug="post-1")
    assert (article.section.name, article.standfirst, article.leads_front) == ("Port", "Short.", True)
    assert [topic.name for topic in article.topics.all()] == ["Boats"]
    assert [person.name for person in article.people.all()] == ["Ada"]
    assert Page.objects.get(slug="about").is_public
    said = reasons(report, "article", "1")
    for words in ("#hidden", "codeinjection_head", "meta_title", "Its tag nowhere is not in the file."):
        assert words in said
    assert "Its author u9 is not in the file." in reasons(report, "article", "3")
    assert "readers never saw it" in reasons(report, "topic", "t2")
    assert outcomes(report, "person") == {"u1": "taken", "u2": "left_out"}
    other = [each["title"] for each in report["items"] if each["kind"] == "other"]
    assert sorted(other) == ["Weekly", "posts_tags", "title"]
    assert "x@y.z" not in json.dumps(report)


@pytest.mark.parametrize(
    ("options", "set_there", "path"),
    [
        ({}, [], "/post-1"),
        ({"permalink": "/{year}/{month}/{day}/{slug}/"}, [], "/2024/03/31/post-1"),
        ({"permalink": "/{primary_tag}/{slug}/"}, [], "/harbour/post-1"),
        (
            {},
            [
                {"id": "1", "key": "permalinks", "value": "/:year/:month/:day/:slug/"},
                {"id": "2", "key": "timezone", "value": "America/New_York"},
            ],
            "/2024/03/30/post-1",
        ),
    ],
)
def test_old_addresses_lead_to_the_article_as_permalinks_were_set(tmp_path, options, set_there, path):
    file = ghost(
        tmp_path,
        post("1", canonical_url="__GHOST_URL__/first/"),
        post("2", canonical_url="https://else.example/x/"),
        tags=[{"id": "t", "name": "Harbour", "slug": "harbour"}],
        posts_tags=[{"id": "1", "post_id": "1", "tag_id": "t"}],
        settings=set_there,
    )
    report = moved(tmp_path, file, **options)
    article = Article.objects.get(slug="post-1")
    assert set(Redirect.objects.filter(article=article).values_list("old_path", flat=True)) == {path, "/first"}
    client = Client()
    answer = client.get(f"{path}/")
    assert (answer.status_code, answer["Location"]) == (301, article.get_absolute_url())
    assert client.get("/tag/harbour/").status_code == 301
    assert "https://else.example/x/" in reasons(report, "article", "2")


@pytest.mark.parametrize("older", [True, False])
def test_the_older_shapes_of_an_export_are_read(tmp_path, older):
    row = post("1", page=0, html=None, markdown="Hello *you*", image="/content/images/a.jpg", author_id=1)
    del row["type"], row["visibility"]
    row |= {"published_at": 1_400_000_000_000, "id": 1}
    data = {"posts": [row, row | {"id": 2, "page": 1, "slug": "about"}], "users": [{"id": 1, "name": "Ada"}]}
    whole = {"meta": {"exported_on": 1, "version": "003"}, "data": data}
    file = tmp_path / "ghost.json"
    file.write_text(json.dumps(whole if older else {"db": [whole]}))
    moved(tmp_path, file)
    article = Article.objects.get()
    assert article.body == "<p>Hello <em>you</em></p>"
    assert article.published_at.year == 2014
    assert [person.name for person in article.people.all()] == ["Ada"]
    assert Page.objects.filter(slug="about").exists()


def test_a_broken_row_is_listed_by_line_and_the_rest_goes_on(tmp_path):
    file = ghost(tmp_path, post("1"), post("2"), post("3"), tags=[])
    text = file.read_text().replace('{"id": "2"', '\n\n{"id": tru "2"').replace('{"id": "3"', '\n{"id": "3"')
    file.write_text(text.replace("Text 1.", "Te\\u0000xt \\ud800 1."))
    report = moved(tmp_path, file)
    assert {article.slug for article in Article.objects.all()} == {"post-1", "post-3"}
    assert Article.objects.get(slug="post-1").body.replace(" ", "") == "<p>Text1.</p>"
    assert "cannot be read" in reasons(report, "other", "broken-posts-3")


def test_of_a_file_that_breaks_off_all_that_came_before_is_taken(tmp_path):
    file = ghost(tmp_path, post("1"), post("2"), post("3"))
    file.write_text(file.read_text().partition('"id": "3"')[0])
    report = moved(tmp_path, file)
    assert Article.objects.count() == 2
    other = [each for each in report["items"] if each["kind"] == "other"]
    assert len(other) == 1
    assert "The file is broken here" in other[0]["reasons"][0]


def test_texts_nested_ten_thousand_deep_keep_their_words(tmp_path):
    deep = '{"root":{"type":"root","children":[' + '{"type":"quote","children":[' * 10_000
    deep += '{"type":"text","text":"x"}' + "]}" * 10_000 + "]}}"
    node = {"type": "extended-text", "text": "inside"}
    for _level in range(80):
        node = {"type": "quote", "children": [node]}
    file = ghost(
        tmp_path, post("1", lexical=deep), post("2", lexical=lexical(node)), post("3", lexical=deep, html=None)
    )
    text = file.read_text().replace('{"id": "3"', '{"x": ' + "[" * 10_000 + "]" * 10_000 + '}, {"id": "3"')
    file.write_text(text)
    report = moved(tmp_path, file)
    assert Article.objects.get(slug="post-1").body == "<p>Text 1.</p>"
    assert "inside" in Article.objects.get(slug="post-2").body
    assert "None of the forms of its text can be read." in reasons(report, "article", "3")
    assert any("nested too deep" in " ".join(each["reasons"]) for each in report["items"] if each["kind"] == "other")


def test_odd_rows_duplicates_and_other_encodings_are_accounted_for(tmp_path):
    file = ghost(
        tmp_path,
        post("1", title="Café"),
        post("2", slug="post-1"),
        post("2"),
        post("4", published_at="soon"),
        post("5", lexical={"root": 1}, title=None),
        {"title": "No number"},
        "a word",
        None,
        tags=[{"id": "t", "name": ""}, {"id": "t", "name": "Twice"}, 7],
        settings="none",
    )
    whole = json.dumps(json.loads(file.read_text()), ensure_ascii=False)
    file.write_bytes(whole.encode("cp1252"))
    report = moved(tmp_path, file)
    assert Article.objects.filter(headline="Café").exists()
    assert "cannot be read: soon" in reasons(report, "article", "4")
    assert "“post-1”" in reasons(report, "article", "2")
    assert sum(report["totals"]["article"].values()) == 2 * 6
    assert (
        report["totals"]["other"]["left_out"] == 2 + 1 + 1 + 1 + 1
    )  # rows, settings, a tag that is none and one twice, characters
