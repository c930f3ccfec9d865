"""A working day for the pictures of the guide: accounts for each role, and work in every state, above the demo content.

``docs/take_pictures.py`` runs ``fill`` in ``manage.py shell``, in a copy of the project with a database of its own.
"""

from datetime import timedelta

from django.contrib.auth.models import Group, User
from django.utils import timezone

from articles.models import Article, Person, Section, Source, Topic
from articles.workflow.working_copy import start_copy
from comments.models import Comment
from comments.moderation.objection import Objection
from comments.moderation.saved_reply import SavedReply
from comments.reports.report import Report
from newsroom.accounts.invitation import Invitation

STAFF = (
    ("marta", "Marta Quill", "Reporter"),
    ("tomas", "Tomas Inkwell", "Reporter"),
    ("noor", "Noor Galley", "Editor"),
    ("ines", "Ines Proof", "Moderator"),
    ("admin", "Alba Stone", "Administrator"),
)
NIGHT_BUS = """
<p>The last number 12 leaves the market at ten past midnight. It used to cross the bridge. Since Monday it has stopped
on this side of the river, and the driver opens the doors and says one sentence: “From here it is twenty minutes on
foot.”</p>
<h2>What the timetable says</h2>
<p>The timetable still names nine stops on the far bank. The company says that it will be printed again in spring. Until
then a sheet of paper hangs at each stop, in a plastic sleeve.</p>
<ul><li>Four nurses of the hospital take the bus home.</li><li>Two bakers take it to work.</li></ul>
<p>“Nobody asked us,” says one of the bakers. “We start at one, bridge or no bridge.”</p>
"""


def join(password, login, name, role):
    first, last = name.split()
    user = User.objects.create_user(
        login, f"{login}@example.org", password, first_name=first, last_name=last, is_staff=True
    )
    user.groups.add(Group.objects.get(name=role))
    person, _made = Person.objects.get_or_create(name=name, defaults={"slug": login, "role": role})
    person.account = user
    person.save()
    return user


def save(article, by):
    """Save it, with by as the author of the version."""
    article._history_user = by
    article.save()


def draft(by, headline, slug, section, standfirst="", body="", **rest):
    article = Article(
        headline=headline,
        slug=slug,
        section=Section.objects.get(name=section),
        standfirst=standfirst,
        body=body or f"<p>{standfirst}</p>",
        created_by=by,
        **rest,
    )
    save(article, by)
    article.byline_set.create(person=by.person, position=0)
    return article


def work(marta, tomas, noor):
    """Drafts in each state."""
    bus = draft(
        marta,
        "Why the night bus stops at the river",
        "night-bus",
        "World",
        "Nine stops are on the timetable. The bus has not been there since Monday.",
        NIGHT_BUS,
        ai_use="none",
        kicker="Local",
        lead_image=Article.objects.get(slug="why-ships-still-use-the-suez-canal").lead_image,
    )
    Source.objects.create(article=bus, title="Timetable of line 12", publisher="Harbour Transport", position=0)
    bus.topics.add(Topic.objects.first())
    draft(
        marta, "Three questions for the harbour master", "harbour-master", "World", "She has kept the gate since 2009."
    )
    pier = draft(
        tomas,
        "The lamp on the pier",
        "lamp-on-the-pier",
        "Culture",
        "It has burned since 1926.",
        ai_use="none",
    )
    pier.submit(by=tomas)
    save(pier, tomas)
    ferry = draft(marta, "A ferry for the winter", "winter-ferry", "World", "It sails twice a day.", ai_use="none")
    ferry.submit(by=marta)
    save(ferry, marta)
    ferry.send_back(by=noor, note="Good start. Please ask the harbour office what a ticket costs, and name the source.")
    save(ferry, noor)
    budget = draft(
        tomas, "What the new budget means for schools", "school-budget", "Money", "The council votes.", ai_use="none"
    )
    budget.embargo_until = timezone.now() + timedelta(hours=5)
    save(budget, tomas)
    market = draft(noor, "The market opens an hour earlier", "market-hours", "Money", "From next week.", ai_use="none")
    market.publish(by=noor, at=timezone.now() + timedelta(hours=3))
    save(market, noor)
    live = Article.objects.get(slug="why-ships-still-use-the-suez-canal")
    copy = start_copy(live, noor)
    copy.headline = f"{live.headline}, and what it costs"
    copy.body = copy.body.replace("</p>", " Pilots come on board at both ends.</p>", 1)
    save(copy, noor)


def readers(ines, admin):
    """Reports, objections and saved replies beside the comments of the demo content."""
    published = list(Comment.objects.published().filter(parent=None, is_staff_reply=False).order_by("pk")[4:7])
    for number, comment in enumerate(published):
        for report in range(2 - number % 2):
            Report(comment=comment, reason=("insult", "off_topic")[report], network_hash=f"{number}{report}").hand_in()
    rejected = list(Comment.objects.filter(status="pending", parent=None).order_by("-pk")[:2])
    for comment, moderator in zip(rejected, (admin, ines), strict=True):
        comment.reject(by=moderator, reason="off_topic", words="Please keep to the article.")
        Objection.objects.create(comment=comment, words="But it is about the article: read the third paragraph.")
    SavedReply.objects.create(name="Thanks for the hint", text="Thank you. We have corrected the article.")


def fill(password):
    """password: of all accounts."""
    marta, tomas, noor, ines, admin = (join(password, *member) for member in STAFF)
    work(marta, tomas, noor)
    readers(ines, admin)
    role = Group.objects.get(name="Reporter")
    Invitation.objects.create(email="jo@example.org", name="Jo Margin", role=role, invited_by=admin, is_sent=True)
