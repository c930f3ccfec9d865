"""What a template renders once for the same values is never what other values, words or times would give."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
import time_machine
from django.template import Context, Template, TemplateSyntaxError
from django.utils import timezone, translation

from articles.models import Article
from web.templatetags.fragment import MissingNameError


def render(template, **values):
    return template.render(Context(values))


UNNAMED = {
    "a variable": "{{ unnamed }}",
    "a default": "{{ unnamed|default:'x' }}",
    "an argument of a filter": "{{ seen|default:unnamed }}",
    "a comparison, in which Django swallows exceptions": "{% if unnamed == 1 and seen %}x{% endif %}",
    "a translation": "{% blocktranslate %}{{ unnamed }}{% endblocktranslate %}",
    "a loop": "{% for each in seen %}{{ forloop.counter }}{{ each }}{{ unnamed }}{% endfor %}",
    "an include": "{% include partial %}",
    "an include that is handed it alone": "{% include partial with unnamed=unnamed only %}",
    "a block within": "{% fragment seen=unnamed %}{{ seen }}{% endfragment %}",
}


@pytest.mark.parametrize("reads", UNNAMED.values(), ids=UNNAMED)
@pytest.mark.parametrize("outside", [{}, {"unnamed": "b"}], ids=["nowhere", "outside"])
def test_a_block_that_reads_what_it_is_not_handed_is_an_error(reads, outside):
    template = Template(
        f"{{% load fragment i18n %}}{{% fragment seen=seen partial=partial %}}{reads}{{% endfragment %}}"
    )
    for _time in range(2):
        with pytest.raises(MissingNameError, match="unnamed"):
            render(template, seen="a", partial=Template("{{ unnamed }}"), **outside)


def test_what_is_handed_over_empty_is_no_error():
    template = Template("{% load fragment %}{% fragment seen=outside %}[{{ seen }}]{% endfragment %}")
    assert render(template) == "[]"


def test_a_partial_that_names_what_it_takes_may_leave_names_empty():
    template = Template(
        "{% load fragment %}{% fragment seen=seen partial=partial %}"
        "{% include partial with seen=seen only %}{% endfragment %}"
    )
    assert render(template, seen="a", partial=Template("{{ seen }}{{ optional }}")) == "a"


def test_readers_get_the_page_with_such_a_name_empty(settings):
    settings.STRICT_FRAGMENTS = False
    template = Template("{% load fragment %}{% fragment seen=seen %}{{ seen }}{{ unnamed }}{% endfragment %}")
    assert render(template, seen="a", unnamed="b") == "a"


def test_under_debug_such_a_name_is_an_error():
    asked = "from newsroom.settings import STRICT_FRAGMENTS; print(STRICT_FRAGMENTS)"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
    for debug, strict in (("1", "True"), ("0", "False")):
        told = subprocess.run(
            [sys.executable, "-c", asked],
            env={**environment, "DEBUG": debug},
            capture_output=True,
            text=True,
            check=True,
        )
        assert told.stdout.strip() == strict


def test_a_block_without_values_is_refused():
    with pytest.raises(TemplateSyntaxError, match="needs the values"):
        Template("{% load fragment %}{% fragment %}x{% endfragment %}")


def test_values_that_are_equal_and_drawn_otherwise_are_told_apart():
    template = Template("{% load fragment %}{% fragment seen=seen %}{{ seen }}{% endfragment %}")
    assert [render(template, seen=value) for value in (1, True, "1", 1.0)] == ["1", "True", "1", "1.0"]


def test_text_is_escaped_the_second_time_too():
    template = Template("{% load fragment %}{% fragment seen=seen %}{{ seen }}{% endfragment %}")
    assert [render(template, seen="<b>") for _time in range(2)] == ["&lt;b&gt;"] * 2


def test_each_language_gets_its_own_words():
    template = Template("{% load fragment i18n %}{% fragment x=1 %}{% translate 'Search' %}{% endfragment %}")
    assert render(template) == "Search"
    with translation.override("de"):
        assert render(template) != "Search"


def test_a_row_that_changed_is_drawn_anew_and_so_is_one_that_it_points_at(make_article):
    template = Template(
        "{% load fragment %}{% fragment article=article %}{{ article.headline }}, {{ article.section.name }}"
        "{% endfragment %}"
    )
    pk = make_article(headline="Tea").pk

    def rendered():
        return render(template, article=Article.objects.select_related("section").get(pk=pk))

    first = rendered()
    Article.objects.filter(pk=pk).update(headline="Coffee")
    assert rendered() == first.replace("Tea", "Coffee")
    section = Article.objects.get(pk=pk).section
    type(section).objects.filter(pk=section.pk).update(name="Elsewhere")
    assert rendered() == "Coffee, Elsewhere"


def test_an_age_is_drawn_anew_when_it_says_something_else():
    template = Template("{% load age fragment %}{% fragment moment=moment %}{% age moment %}{% endfragment %}")
    moment = timezone.now() - timedelta(hours=3, seconds=1)
    assert "3 hours ago" in render(template, moment=moment)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert "4 hours ago" in render(template, moment=moment)


def test_an_age_that_changed_while_its_block_was_drawn_is_drawn_anew():
    template = Template(
        "{% load age fragment %}{% fragment moment=moment slow=slow %}{% age moment %}{{ slow }}{% endfragment %}"
    )
    with time_machine.travel(timezone.now().replace(second=58, microsecond=0), tick=False) as clock:
        moment = timezone.now() - timedelta(minutes=59, seconds=59)

        class Slow:
            def __str__(self):
                clock.shift(2)
                return ""

        slow = Slow()
        assert "59 minutes ago" in render(template, moment=moment, slow=slow)
        assert "1 hour ago" in render(template, moment=moment, slow=slow)
