"""Attributes that an element has only sometimes."""

from django.template import Context, Template


def written(tag, **context):
    return Template("{% load attributes %}<p" + tag + ">").render(Context(context))


def test_an_attribute_is_written_where_it_has_a_value():
    tag = "{% attributes lang=language hidden=is_hidden data_place=place %}"
    assert written(tag, language="de", is_hidden=True, place=0) == '<p lang="de" hidden>'
    assert written(tag) == "<p>"


def test_a_value_cannot_leave_its_attribute():
    assert written("{% attributes title=words %}", words='" onclick="x') == '<p title="&quot; onclick=&quot;x">'


def test_the_chosen_link_says_so():
    assert written('{% current_if order "newest" %}', order="newest") == '<p aria-current="true">'
    assert written('{% current_if order "newest" %}', order="oldest") == "<p>"
