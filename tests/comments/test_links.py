"""What becomes a link in a reader's words."""

from comments.links import linked


def test_addresses_of_pages_are_links_that_search_engines_do_not_follow():
    assert linked("See https://example.org/a.") == (
        'See <a href="https://example.org/a" rel="nofollow">https://example.org/a</a>.'
    )


def test_an_e_mail_address_in_a_comment_is_no_link():
    assert linked("Write to bob@example.org or mailto:bob@example.org!") == (
        "Write to bob@example.org or mailto:bob@example.org!"
    )


def test_markup_is_shown_as_it_was_typed():
    assert linked("<b>x</b> & <script>") == "&lt;b&gt;x&lt;/b&gt; &amp; &lt;script&gt;"
