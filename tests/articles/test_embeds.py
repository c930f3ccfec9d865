"""Cards in a text: stored as a link, shown with the name of the site, and played on a reader's click."""

import pytest

from articles.templatetags.article_body import article_body, plays_videos
from articles.text.body import clean_body
from articles.text.embeds import card_of


def card(address, title="A title"):
    return f'<p class="embed"><a href="{address}">{title}</a></p>'


def test_a_card_survives_cleaning_and_other_classes_do_not():
    stored = card("https://www.youtube.com/watch?v=dQw4w9WgXcQ")
    assert clean_body(stored) == stored
    assert clean_body('<p class="masthead">Words</p>') == "<p>Words</p>"
    assert "onclick" not in clean_body('<p class="embed" onclick="x()"><a href="javascript:x()">Words</a></p>')


@pytest.mark.parametrize(
    "address",
    [
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=42s",
        "https://m.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ",
        "https://youtu.be/dQw4w9WgXcQ?si=abc",
        "https://www.youtube.com/shorts/dQw4w9WgXcQ",
        "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
    ],
)
def test_each_kind_of_address_of_a_video_has_its_player(address):
    assert card_of(address).site == "YouTube"
    assert card_of(address).player == "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"


@pytest.mark.parametrize(
    ("address", "site", "player"),
    [
        ("https://vimeo.com/76979871", "Vimeo", "https://player.vimeo.com/video/76979871"),
        ("https://vimeo.com/76979871/8272103f6e", "Vimeo", "https://player.vimeo.com/video/76979871?h=8272103f6e"),
        ("https://vimeo.com/about", "Vimeo", ""),
        ("https://www.youtube.com/@channel", "YouTube", ""),
        ("https://www.youtube.com/watch?v=<script>", "YouTube", ""),
        ("https://bsky.app/profile/someone/post/3k", "Bluesky", ""),
        ("https://mastodon.example/@ada/109302436954721982", "Mastodon, mastodon.example", ""),
        ("https://www.example.org/page", "example.org", ""),
        ("https://youtube.com.example.org/watch?v=dQw4w9WgXcQ", "youtube.com.example.org", ""),
        ("https://[broken", "", ""),
    ],
)
def test_what_has_no_player_is_a_link_with_the_name_of_its_site(address, site, player):
    assert (card_of(address).site, card_of(address).player) == (site, player)


@pytest.mark.django_db
def test_a_page_has_a_link_and_no_frame_until_a_reader_asks():
    body = clean_body(card("https://www.youtube.com/watch?v=dQw4w9WgXcQ&amp;t=1", "Tides &amp; moons"))
    page = article_body(body, {})
    assert "<iframe" not in page
    assert '<a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ&amp;t=1"' in page
    assert "Tides &amp; moons</a>" in page
    assert 'data-player="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"' in page
    assert plays_videos(body)
    assert not plays_videos(clean_body(card("https://www.example.org/page")))
