"""Counts that readers see have the language's sign between thousands."""

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from web.templatetags.grouped_numbers import grouped


@pytest.mark.parametrize(("language", "shown"), [("en-gb", "12,345"), ("de", "12.345")])
def test_a_large_count_is_grouped_as_the_language_does(language, shown):
    with override(language):
        assert grouped(12345) == shown
        assert shown in render_to_string("comments/_card_stars.html", {"stars": 4.5, "count": 12345})


def test_a_small_count_stays_as_it_is():
    assert (grouped(0), grouped(999)) == ("0", "999")
