"""People at the desk, and what their browser would send."""

from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from articles.models import Article, Person


def account(group: str, **rest) -> User:
    """A staff account in a group, with a person of the same name."""
    number = User.objects.count() + 1
    user = User.objects.create_user(f"{group.lower()}{number}", password="correct horse", is_staff=True, **rest)
    user.groups.add(Group.objects.get(name=group))
    Person.objects.create(name=f"{group} {number}", slug=user.username, account=user)
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def formset(prefix: str, *rows: dict, initial: int = 0) -> dict[str, str]:
    """The fields of rows of one kind under an article; initial of them are there already."""
    fields = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": str(initial)}
    for number, row in enumerate(rows):
        fields |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return fields


def typed(article: Article | None = None, **changes) -> dict[str, str]:
    """The article's form as the page shows it, but for what someone types; None leaves a field out."""
    fields = {
        "headline": "The tide comes in",
        "slug": "",
        "kicker": "",
        "standfirst": "",
        "body": "<p>Twice a day.</p>",
        "language": "en",
        "ai_use": "",
        "ai_system": "",
        "ai_note": "",
        "_step": "save",
    }
    if article is not None:
        names = ("headline", "slug", "kicker", "standfirst", "body", "language", "ai_use", "ai_system", "ai_note")
        fields |= {name: getattr(article, name) for name in names}
        fields |= {"section": str(article.section_id), "version": str(version_of(article))}
        for prefix, rows in (("byline_set", article.byline_set), ("sources", article.sources)):
            fields |= formset(
                prefix,
                *({"id": row.pk, "article": article.pk, **_typed(row)} for row in rows.all()),
                initial=rows.count(),
            )
    else:
        fields |= formset("byline_set") | formset("sources")
    fields |= formset("corrections") | changes
    return {name: str(value) for name, value in fields.items() if value is not None}


def _typed(row) -> dict[str, str]:
    names = [field.name for field in row._meta.fields if field.editable and field.name not in ("id", "article")]
    return {name: str(row.serializable_value(name)) for name in names}


def version_of(article: Article) -> int:
    return Article.objects.values_list("version", flat=True).get(pk=article.pk)


def publish(desk: Client, article: Article, at: str = "", **typed_there):
    """Go through the publishing panel, wave its advice through, and follow. at: "2100-01-01 12:00", or now."""
    panel = f"{page_of(article).removesuffix('change/')}{'schedule' if at else 'publish'}/"
    form = desk.get(panel).context["form"]
    day, _space, time = at.partition(" ")
    said = {"version": form["version"].value(), "seen": form["seen"].value(), "publish_at_0": day, "publish_at_1": time}
    return desk.post(panel, said | typed_there, follow=True)


def page_of(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


ADD = "/admin/articles/article/add/"
ARTICLES = "/admin/articles/article/"
