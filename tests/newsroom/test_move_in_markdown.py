"""Markdown of other makers moves in: every file is accounted for, and each sentence of MOVING.md holds."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.importing.importer import import_articles
from articles.models import Article, Correction, Image, Page, Section, Source
from newsroom.redirects.redirect import Redirect
from tests.pictures import drawn

SAMPLES = Path(__file__).parents[2] / "../shared/samples"
with_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not here")

pytestmark = pytest.mark.django_db


@pytest.fixture
def move(tmp_path):
    """Move something in and return the JSON report, whose sums are right."""

    def run(*paths, **options):
        report = tmp_path / "report.json"
        chosen = {"ai_use": "none", "pictures_made": "digitalCapture", "report": [report], "verbosity": 0} | options
        call_command("move_in", *map(str, paths), **chosen)
        found = json.loads(report.read_text())
        for kind, counts in found["totals"].items():
            assert counts["in_file"] == counts["taken"] + counts["changed"] + counts["left_out"], kind
        assert sum(counts["in_file"] for counts in found["totals"].values()) == len(found["items"])
        assert all(each["reasons"] for each in found["items"] if each["outcome"] != "taken")
        return found

    return run


@pytest.fixture
def site(tmp_path):
    """A folder with files: text or bytes by path."""

    def make(files):
        root = tmp_path / "site"
        for path, content in files.items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return root

    return make


def reasons(report, path):
    return " ".join(next(each for each in report["items"] if each["id"] == path)["reasons"])


def outcomes(report):
    return {each["id"]: each["outcome"] for each in report["items"]}


def leads_to(path):
    redirect = Redirect.objects.get(old_path=path)
    return redirect.article.headline if redirect.article else redirect.target


@pytest.mark.parametrize(
    ("folder", "kept_in", "text", "old"),
    [
        ("_posts", ("_config.yml", "url: https://paper.example\npermalink: /:title/\n"), "2024-05-14-tide.md", "/tide"),
        ("content", ("hugo.toml", 'baseURL = "https://paper.example/news/"\n'), "posts/tide.md", "/news/posts/tide"),
        ("content", ("pelicanconf.py", 'SITEURL = "https://paper.example"\n'), "tide.md", "/tide.html"),
    ],
)
def test_settings_are_read_beside_a_folder_of_texts_that_is_given_alone(move, site, folder, kept_in, text, old):
    root = site({kept_in[0]: kept_in[1], f"{folder}/{text}": "---\ntitle: Tide\ndate: 2024-05-14\n---\nWords.\n"})
    report = move(root / folder)
    assert report["sources"][0]["format"] != "Markdown"
    assert leads_to(old) == "Tide"


@pytest.mark.parametrize(
    ("folder", "kept_in", "shown"),
    [
        ("content", "static/images/tide.jpg", "/images/tide.jpg"),
        ("content", "assets/tide.jpg", "tide.jpg"),
        ("content", "static/tide.jpg", "../../static/tide.jpg"),
        ("content", "content/posts/storm/tide.jpg", "tide.jpg"),
        ("_posts", "assets/img/tide.jpg", "/assets/img/tide.jpg"),
        ("_posts", "images/tide.jpg", "{{ site.baseurl }}/images/tide.jpg"),
    ],
)
def test_pictures_beside_a_folder_of_texts_that_is_given_alone_come_along(move, site, folder, kept_in, shown):
    text = "posts/storm/index.md" if folder == "content" else "2024-05-14-storm.md"
    words = f"---\ntitle: Storm\ndate: 2024-05-14\n---\n![Waves]({shown})\n"
    root = site({f"{folder}/{text}": words, kept_in: drawn(), "static/other.jpg": drawn()})
    move(root / folder)
    assert Image.objects.get().file.url in Article.objects.get().body


def test_beside_a_folder_of_texts_only_folders_of_pictures_are_read(move, site, tmp_path):
    shown = ("../private/a.jpg", "../a.jpg", "/static/out.jpg", "/link/a.jpg")
    text = "---\ntitle: A\n---\n" + "\n\n".join(f"![x]({each})" for each in shown)
    root = site({"content/a.md": text, "private/a.jpg": drawn(), "a.jpg": drawn(), "static/x.txt": ""})
    (root / "static/out.jpg").symlink_to(root / "a.jpg")
    (root / "assets").symlink_to(root / "private")
    (root / "media").symlink_to("/")
    move(root / "content")
    assert not Image.objects.exists()


@with_samples
def test_every_sample_is_taken_and_what_is_other_is_named_by_its_line(move):
    report = move(SAMPLES / "front-matter")
    assert report["totals"]["article"] == {"in_file": 4, "taken": 0, "changed": 4, "left_out": 0}
    ferry = Article.objects.get(slug="ferry-timetable")
    assert ferry.published_at == datetime(2024, 5, 14, 5, 30, tzinfo=UTC)
    assert [topic.name for topic in ferry.topics.all()] == ["ferry", "timetable", "transport"]
    assert ferry.standfirst == "Two boats fewer in the morning, one more at night."
    assert '<td class="align-right">06:10</td>' in ferry.body
    assert 'class="footnotes"' in ferry.body
    assert "Line 14: “{% include notice.html" in reasons(report, "jekyll-2024-05-14-ferry-timetable.md")
    assert leads_to("/2024/05/ferry-timetable.html") == ferry.headline
    breakwater = Article.objects.get(slug="breakwater-five-years-on")
    assert [person.name for person in breakwater.people.all()] == ["Ada Winter", "Li Si"]
    assert leads_to("/2019/breakwater.html") == leads_to("/posts/breakwater") == breakwater.headline
    assert "storm.md" not in breakwater.body
    assert "Line 23: The link to “../maps/quay.md#north” leads to no text" in reasons(report, "hugo-breakwater.md")
    lighthouse = Article.objects.get(slug="lighthouse-went-dark")
    assert "<pre><code>06:10 lamp out\n07:02 lamp on" in lighthouse.body
    letters = Article.objects.get(headline="Letters")
    assert not letters.published_at
    assert '{{ "the tide" | upcase }}' in letters.body


@with_samples
def test_our_own_files_give_the_same_article_as_the_import(move):
    Section.objects.create(name="World", slug="world", position=1)
    report = move(SAMPLES / "articles", ai_use="unstated")
    fields = "slug", "headline", "standfirst", "body", "section", "ai_use", "published_at", "language", "kicker"
    moved = Article.objects.values(*fields).get()
    call_command("move_in", undo=report["batch"], verbosity=0)
    list(import_articles([SAMPLES / "articles"]))
    assert Article.objects.values(*fields).get() == moved


def test_what_import_articles_made_is_left_alone_and_the_other_way_round(move, site):
    Section.objects.create(name="World", slug="world", position=1)
    own = "---\nheadline: {}\nsection: World\nai_use: none\n---\nMine.\n"
    root = site({"a.md": own.format("Tide"), "b.md": own.format("Moved")})
    list(import_articles([root / "a.md"]))
    report = move(root)
    assert outcomes(report)["a.md"] == "left_out"
    assert reasons(report, "a.md").startswith("It is here already: “import_articles” made “Tide” of this file")
    again = list(import_articles([root]))
    words = " ".join(fault.words for outcome in again for fault in outcome.faults)
    assert "The article “Moved” (/articles/moved/) is here already" in words
    assert f"(move {report['batch']})" in words
    assert Article.objects.count() == 2


def test_another_text_at_the_slug_of_an_imported_file_names_that_file(move, site):
    Section.objects.create(name="World", slug="world", position=1)
    root = site({"a.md": "---\nheadline: Tide\nsection: World\nai_use: none\n---\nMine.\n"})
    list(import_articles([root / "a.md"]))
    (root / "a.md").unlink()
    report = move(site({"_posts/2024-01-01-tide.md": "---\ntitle: Tide\n---\nOther.\n"}))
    assert f"made of “{root / 'a.md'}”" in reasons(report, "_posts/2024-01-01-tide.md")
    assert {*Article.objects.values_list("slug", flat=True)} == {"tide", "tide-2"}


def test_our_own_files_bring_sources_corrections_and_pictures_with_their_words(move, site):
    header = (
        "headline: Tide\nsection: Coast\npublished: 2024-05-01\nai_use: assisted\nai_system: Model 1\n"
        "bylines: Ada Winter\nsources:\n  - title: Report\n    publisher: Port\n"
        "corrections:\n  - text: It was two.\n    made: 2024-05-02\n"
        "image:\n  file: tide.jpg\n  alt: The tide\n  digital_source_type: trainedAlgorithmicMedia\n"
    )
    root = site({"a.md": f"---\n{header}---\nWords.\n", "tide.jpg": drawn(), "b.md": "---\nheadline: B\n---\n"})
    report = move(root, ai_use="none", pictures_made=None)
    article = Article.objects.get(headline="Tide")
    assert (article.section.name, article.ai_use, article.ai_system) == ("Coast", "assisted", "Model 1")
    assert Source.objects.get(article=article).publisher == "Port"
    assert Correction.objects.get(article=article).text == "It was two."
    assert article.lead_image.digital_source_type.endswith("trainedAlgorithmicMedia")
    assert article.lead_image.alternative_text == "The tide"
    assert outcomes(report)["b.md"] == "left_out"
    assert "Line" in reasons(report, "b.md")


def test_a_jekyll_site(move, site):
    root = site(
        {
            "_config.yml": "timezone: Europe/Berlin\nbaseurl: /paper\npermalink: pretty\nurl: https://old.example\n",
            "_data/authors.yml": "ada:\n  name: Ada Winter\n",
            "_posts/2024-01-02-first-storm.md": "---\ntitle: First storm\ntags: sea wind\nauthor: ada\n---\n"
            "See [the next]({% post_url 2024-01-05-second %}) and [about]({{ site.baseurl }}{% link who.md %}).\n\n"
            '![Waves]({{ "/assets/waves.jpg" | relative_url }} "Waves at noon")\n\n'
            "{% highlight ruby linenos %}\nputs '{{ x }}'\n{% endhighlight %}\n\n"
            "{% comment %}not for readers{% endcomment %}\n\nWords\n{: .lead}\n",
            "_posts/2024-01-05-second.md": "---\ntitle: Second\nredirect_from: [/old/second/, /older]\n---\nWords.\n",
            "sport/_posts/2024-01-06-race.md": "---\ntitle: Race\n---\nWords.\n",
            "_posts/2024-13-45-odd.md": "---\ntitle: Odd day\n---\nWords.\n",
            "_posts/2024-01-07-off.md": "---\ntitle: Off\npublished: false\n---\nWords.\n",
            "_drafts/idea.md": "---\ntitle: Idea\n---\nWords.\n",
            "who.md": "---\ntitle: The paper\nlayout: page\n---\nWho we are.\n",
            "_layouts/post.html": "<html>",
            "assets/waves.jpg": drawn(),
            "assets/unused.jpg": drawn(),
            "README.md": "# Read me\n",
        }
    )
    report = move(root)
    first = Article.objects.get(headline="First storm")
    assert first.published_at == datetime(2024, 1, 1, 23, tzinfo=UTC)
    assert [topic.name for topic in first.topics.all()] == ["sea", "wind"]
    assert [person.name for person in first.people.all()] == ["Ada Winter"]
    assert 'href="/articles/second/"' in first.body
    assert 'href="/pages/who/"' in first.body
    assert "<figcaption>Waves at noon</figcaption>" in first.body
    assert 'alt="Waves"' in first.body
    assert "<pre><code class=\"language-ruby\">puts '{{ x }}'" in first.body
    assert "not for readers" not in first.body
    assert leads_to("/paper/2024/01/02/first-storm") == "First storm"
    assert leads_to("/paper/old/second") == leads_to("/paper/older") == "Second"
    assert leads_to("/paper/sport/2024/01/06/race") == "Race"
    assert Article.objects.get(headline="Race").topics.get().name == "sport"
    assert not Article.objects.filter(headline__in=["Odd day", "Off", "Idea"], published_at__isnull=False).exists()
    assert Page.objects.get(title="The paper").is_public
    found = outcomes(report)
    assert found["README.md"] == found["_layouts"] == found["assets/unused.jpg"] == found["_config.yml"] == "left_out"
    assert "not for readers" in reasons(report, "_posts/2024-01-02-first-storm.md")
    again = move(root)
    assert again == report
    assert not Article.objects.filter(slug__endswith="-2").exists()


def test_a_hugo_site(move, site):
    root = site(
        {
            "hugo.toml": 'baseURL = "https://old.example/"\n[permalinks]\nnews = "/:year/:month/:slug/"\n',
            "content/_index.md": "+++\ntitle = 'Home'\n+++\n",
            "content/news/_index.md": "---\ntitle: The news\n---\nAll of it.\n",
            "content/news/storm/index.md": "+++\ntitle = 'Storm'\ndate = 2024-02-03T10:00:00Z\n[cover]\n"
            "image = 'sea.jpg'\nalt = 'The sea'\n+++\n"
            '{{< figure src="wall.jpg" caption="The wall" >}}\n\n{{< youtube abcdefghijk >}}\n\n'
            '{{< gist ada 1234567 >}}\n\nSee [quay]({{< ref "quay.md#north" >}}) and [quay](../quay).\n\n'
            "{{< notice tip >}}\nMind the gap.\n{{< /notice >}}\n",
            "content/news/storm/sea.jpg": drawn(),
            "content/news/storm/wall.jpg": drawn(90),
            "content/news/quay.md": "+++\ntitle = 'Quay'\ndate = 2024-02-04\naliases = ['/wharf/', 'kai']\n"
            "expiryDate = 2200-01-01\n[params]\nmood = 'calm'\n+++\n## North {#north}\n\n[up](#north)\n\n"
            "| a | b |\n|:--|--:|\n| 1 | 2 |\n\nTerm\n: What it is\n",
            "content/news/past.md": "+++\ntitle = 'Past'\ndate = 2023-02-04\nexpiryDate = 2023-03-01\n+++\nWords\n",
            "content/news/soon.md": "+++\ntitle = 'Soon'\ndate = 2023-02-04\npublishDate = 2200-01-01\n+++\nWords\n",
            "content/news/quay.fr.md": "+++\ntitle = 'Le quai'\ndate = 2024-02-04\n+++\nMots\n",
            "content/contact.md": "+++\ntitle = 'Write to us'\n+++\nWords\n",
            "static/map.jpg": drawn(180),
            "public/index.html": "---\ntitle: made\n---\n",
        }
    )
    report = move(root, map_category=["The news=News"])
    storm = Article.objects.get(headline="Storm")
    assert storm.section.name == "News"
    assert storm.lead_image.alternative_text == "The sea"
    assert "<figcaption>The wall</figcaption>" in storm.body
    assert 'class="embed"><a href="https://www.youtube.com/watch?v=abcdefghijk"' in storm.body
    assert "https://gist.github.com/ada/1234567" in storm.body
    assert 'href="/articles/quay/#north"' in storm.body
    assert 'href="/articles/quay/">quay' in storm.body
    assert "{{&lt; notice tip &gt;}}" in storm.body
    assert "Mind the gap." in storm.body
    assert "“{{< notice tip >}}” is a template tag" in reasons(report, "content/news/storm/index.md")
    quay = Article.objects.get(headline="Quay")
    assert 'id="text-north">North</h2>' in quay.body
    assert "<dt>Term</dt>" in quay.body
    assert "“params.mood” was left out" in reasons(report, "content/news/quay.md")
    assert leads_to("/2024/02/quay") == leads_to("/wharf") == leads_to("/2024/02/kai") == "Quay"
    assert leads_to("/2024/02/storm") == "Storm"
    assert Article.objects.get(headline="Le quai").language == "fr"
    assert Article.objects.get(headline="Past").published_at is None
    assert Article.objects.get(headline="Soon").published_at.year == 2200
    assert Page.objects.filter(title="Write to us").exists()
    assert outcomes(report)["static/map.jpg"] == outcomes(report)["public"] == "left_out"
    assert Image.objects.count() == 2


def test_a_pelican_site(move, site):
    root = site(
        {
            "pelicanconf.py": "import os\nos.abort()\nARTICLE_URL = 'posts/{date:%Y}/{slug}/'\n"
            "TIMEZONE = 'Asia/Tokyo'\n",
            "content/sea/tide.md": "Title: Tide\nDate: 2022-12-05 18:20\nAuthors: Winter, Ada; Si, Li\nTags: a, b\n"
            "Summary: Short\n    and long\n\n"
            "[next]({filename}/moon.md) ![Sea]({static}/images/sea.jpg)\n\n    :::python\n    print(1)\n",
            "content/moon.md": "Title: Moon\nDate: 2022-12-06\nStatus: hidden\nCategory: Sky\n\nWords\n",
            "content/pages/us.md": "Title: Us\n\nWords\n",
            "content/images/sea.jpg": drawn(),
            "content/old.rst": "Title\n=====\n",
        }
    )
    report = move(root)
    tide = Article.objects.get(headline="Tide")
    assert tide.published_at == datetime(2022, 12, 5, 9, 20, tzinfo=UTC)
    assert [byline.person.name for byline in tide.byline_set.order_by("position")] == ["Winter, Ada", "Si, Li"]
    assert tide.standfirst == "Short\nand long"
    assert 'href="/articles/moon/"' in tide.body
    assert "<img" in tide.body
    assert '<pre><code class="language-python">print(1)' in tide.body
    assert "language" not in reasons(report, "content/sea/tide.md")
    assert leads_to("/posts/2022/tide") == "Tide"
    assert Article.objects.get(headline="Moon").published_at is None
    assert leads_to("/pages/us.html") == "/pages/us/"
    assert outcomes(report)["content/old.rst"] == "left_out"


def test_an_eleventy_site(move, site):
    root = site(
        {
            "eleventy.config.js": "throw 1",
            "posts/posts.json": '{"layout": "post.njk", "tags": ["posts", "sea"], "author": "Ada Winter"}',
            "posts/2024-03-04-tide.md": "---\ntitle: Tide\ncustom: 1\n---\n{# quiet #}\n\n{{ collections.all }}\n",
            "about.md": "---\ntitle: About\npermalink: false\n---\nWords\n",
        }
    )
    report = move(root)
    tide = Article.objects.get(headline="Tide")
    assert [topic.name for topic in tide.topics.all()] == ["sea"]
    assert tide.people.get().name == "Ada Winter"
    assert leads_to("/posts/tide") == "Tide"
    assert "“custom” was left out" in reasons(report, "posts/2024-03-04-tide.md")
    assert "quiet" not in tide.body
    assert "{{ collections.all }}" in tide.body
    assert not Page.objects.get(title="About").is_public


def test_keys_of_ones_own_are_read_by_map_and_how_it_was_made_by_a_key(move, site):
    header = "Überschrift: Tide\nhand: assisted\nmeta:\n  dek: Short\ndate: 2024-01-02\n"
    root = site(
        {
            "a.md": f"---\n{header}---\nWords\n",
            "b.md": "---\ntitle: B\nai_use: by hand\ndate: 2024-01-02\n---\nWords\n",
        }
    )
    move(root, map=["Überschrift=title", "hand=ai_use", "meta.dek=excerpt"])
    article = Article.objects.get(headline="Tide")
    assert (article.ai_use, article.standfirst) == ("assisted", "Short")
    assert Article.objects.get(headline="B").published_at is None
    with pytest.raises(CommandError, match="is no key that is known"):
        move(root, map=["a=nothing-of-ours"])


def test_one_file_alone(move, site):
    root = site({"2024-01-02-tide.md": "---\ntitle: Tide\nlayout: post\n---\n![Sea](sea.jpg)\n", "sea.jpg": drawn()})
    move(root / "2024-01-02-tide.md")
    assert "<img" in Article.objects.get(slug="tide").body
    assert leads_to("/2024/01/02/tide.html") == "Tide"


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefg", "bcdefgh", strict=True)
)
BROKEN = {
    "yaml.md": ("---\ntitle: A: b\n---\nWords\n", "Line 2: This is not valid YAML"),
    "toml.md": ('+++\ntitle = "A"\ndate = nope\n+++\nWords\n', "Line 3: This is not valid TOML"),
    "json.md": ('{\n"title": "A",\n}\nWords\n', "Line 3: This is not valid JSON"),
    "open.md": ("---\ntitle: A\n\nWords\n", "does not end"),
    "bomb.md": (f"---\ntitle: A\n{BOMB}---\nWords\n", "values, with what aliases repeat"),
    "ring.md": ("---\ntitle: A\nb: &b [*b]\n---\nWords\n", "nested too deeply"),
    "deep.md": ("---\ntitle: A\nb: " + "[" * 3_000 + "]" * 3_000 + "\n---\nWords\n", "nested too deeply"),
    "long.md": ("---\ntitle: A\nb: " + "x" * 120_000 + "\n---\nWords\n", "longer than"),
    "program.md": ("---js\n{title: 'A'}\n---\nWords\n", "is not executed"),
}


def test_broken_headers_are_named_by_line_and_the_rest_goes_on(move, site):
    files = {path: content for path, (content, _words) in BROKEN.items()}
    report = move(site(files | {"whole.md": "---\ntitle: Whole\n---\nWords\n"}))
    for path, (_content, words) in BROKEN.items():
        assert outcomes(report)[path] == "left_out", path
        assert words in reasons(report, path), reasons(report, path)
    assert Article.objects.get().headline == "Whole"


def test_odd_bytes_are_read_and_reported(move, site):
    header = "---\ntitle: Größe\n---\nWörter\n"
    root = site(
        {
            "latin.md": header.encode("latin-1"),
            "wide.md": header.encode("utf-16"),
            "nul.md": b"---\ntitle: N\n---\nA\0B\n",
            "object.md": "---\ntitle: !!python/object/apply:os.abort []\ndate: 2024-01-01\n---\nWords\n",
        }
    )
    report = move(root)
    assert Article.objects.filter(headline="Größe", body="<p>Wörter</p>").count() == 2
    assert "another encoding" in reasons(report, "latin.md")
    assert "UTF-16" in reasons(report, "wide.md")
    assert "Line 4: A character that no text can hold" in reasons(report, "nul.md")
    assert "makes no object here" in reasons(report, "object.md")


def test_nothing_outside_of_the_folder_is_read(move, site, tmp_path):
    (tmp_path / "secret.md").write_text("---\ntitle: Secret\n---\nSecret words\n")
    (tmp_path / "secret.jpg").write_bytes(drawn())
    root = site(
        {
            "a.md": "---\ntitle: A\nimage: ../secret.jpg\n---\n"
            "![x](../secret.jpg) ![y](/../secret.jpg) ![z](in.jpg)\n\n"
            "{% include_relative ../secret.md %}\n\n[out](../secret.md)\n"
        }
    )
    (root / "link.md").symlink_to(tmp_path / "secret.md")
    (root / "folder").symlink_to(tmp_path)
    (root / "in.jpg").symlink_to(tmp_path / "secret.jpg")
    report = move(root)
    assert not Image.objects.exists()
    assert [article.headline for article in Article.objects.all()] == ["A"]
    assert "Secret words" not in Article.objects.get().body
    assert "lies outside of the folder" in reasons(report, "a.md")
    found = outcomes(report)
    assert found["link.md"] == found["folder"] == found["in.jpg"] == "left_out"


def test_a_file_that_is_too_large_is_left_out_by_its_size(move, site):
    root = site({"a.md": "---\ntitle: A\n---\nWords\n"})
    with (root / "huge.md").open("wb") as file:
        file.write(b"---\ntitle: Huge\n---\n")
        file.truncate(3_000_000_000)
    report = move(root)
    assert "larger than 10 MB" in reasons(report, "huge.md")
    assert Article.objects.count() == 1


def test_two_files_of_one_slug_have_an_address_each_and_links_find_both(move, site, make_article):
    make_article(slug="tide")
    root = site(
        {
            "one/tide.md": "---\ntitle: One\n---\n[two](../two/tide.md)\n",
            "two/tide.md": "---\ntitle: Two\n---\n[one](../one/tide.md#x)\n",
        }
    )
    report = move(root)
    assert set(Article.objects.values_list("slug", flat=True)) == {"tide", "tide-2", "tide-3"}
    assert 'href="/articles/tide-3/"' in Article.objects.get(headline="One").body
    assert 'href="/articles/tide-2/#x"' in Article.objects.get(headline="Two").body
    assert "this one is at “tide-2”" in reasons(report, "one/tide.md")
    assert move(root) == report


def test_a_folder_of_several_sources_is_no_site_of_markdown(site):
    from newsroom.moving_in.sources import sources_in

    root = site({"posts/a.md": "---\ntitle: A\n---\nWords\n", "more/b.md": "---\ntitle: B\n---\n", "x/old.xml": "<a/>"})
    assert [source.path.name for source in sources_in(root)] == ["more", "posts"]
