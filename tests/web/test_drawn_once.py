"""What a template draws once for the same values is never what other values, words or times would give."""

from datetime import timedelta

import pytest
import time_machine
from django.template import Context, Template, TemplateSyntaxError
from django.utils import timezone, translation

from articles.models import Article


def draw(template, **values):
    return template.render(Context(values))


def test_a_block_reads_nothing_but_the_values_it_names():
    template = Template("{% load drawn_once %}{% drawn_once seen=seen %}{{ seen }}{{ unnamed }}{% enddrawn_once %}")
    assert draw(template, seen="a", unnamed="b") == "a"


def test_a_block_without_values_is_refused():
    with pytest.raises(TemplateSyntaxError, match="needs the values"):
        Template("{% load drawn_once %}{% drawn_once %}x{% enddrawn_once %}")


def test_values_that_are_equal_and_drawn_otherwise_are_told_apart():
    template = Template("{% load drawn_once %}{% drawn_once seen=seen %}{{ seen }}{% enddrawn_once %}")
    assert [draw(template, seen=value) for value in (1, True, "1", 1.0)] == ["1", "True", "1", "1.0"]


def test_text_is_escaped_the_second_time_too():
    template = Template("{% load drawn_once %}{% drawn_once seen=seen %}{{ seen }}{% enddrawn_once %}")
    assert [draw(template, seen="<b>") for _time in range(2)] == ["&lt;b&gt;"] * 2


def test_each_language_gets_its_own_words():
    template = Template("{% load drawn_once i18n %}{% drawn_once x=1 %}{% translate 'Search' %}{% enddrawn_once %}")
    assert draw(template) == "Search"
    with translation.override("de"):
        assert draw(template) != "Search"


def test_a_row_that_changed_is_drawn_anew_and_so_is_one_that_it_points_at(make_article):
    template = Template(
        "{% load drawn_once %}{% drawn_once article=article %}{{ article.headline }}, {{ article.section.name }}"
        "{% enddrawn_once %}"
    )
    pk = make_article(headline="Tea").pk

    def drawn():
        return draw(template, article=Article.objects.select_related("section").get(pk=pk))

    first = drawn()
    Article.objects.filter(pk=pk).update(headline="Coffee")
    assert drawn() == first.replace("Tea", "Coffee")
    section = Article.objects.get(pk=pk).section
    type(section).objects.filter(pk=section.pk).update(name="Elsewhere")
    assert drawn() == "Coffee, Elsewhere"


def test_an_age_is_drawn_anew_when_it_says_something_else():
    template = Template("{% load age drawn_once %}{% drawn_once moment=moment %}{% age moment %}{% enddrawn_once %}")
    moment = timezone.now() - timedelta(hours=3, seconds=1)
    assert "3 hours ago" in draw(template, moment=moment)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert "4 hours ago" in draw(template, moment=moment)


def test_an_age_that_changed_while_its_block_was_drawn_is_drawn_anew():
    template = Template(
        "{% load age drawn_once %}{% drawn_once moment=moment slow=slow %}{% age moment %}{{ slow }}{% enddrawn_once %}"
    )
    with time_machine.travel(timezone.now().replace(second=58, microsecond=0), tick=False) as clock:
        moment = timezone.now() - timedelta(minutes=59, seconds=59)

        class Slow:
            def __str__(self):
                clock.shift(2)
                return ""

        slow = Slow()
        assert "59 minutes ago" in draw(template, moment=moment, slow=slow)
        assert "1 hour ago" in draw(template, moment=moment, slow=slow)
