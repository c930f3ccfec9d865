"""The guides state durations and limits as the code has them: each figure is compared with its constant."""

import re
from datetime import timedelta
from math import prod

import pytest
from django.conf import settings

from articles.admin.bulk import bulk_page
from articles.front.front_plan import ON_THE_FRONT
from articles.intake import draft
from articles.intake import intake_answer as answer
from articles.intake import views as intake
from articles.models import Article
from articles.pictures import upload_check
from articles.reading.preview_link import LIFETIMES, MOST_LINKS
from articles.reads.read_count import BY_HOUR_FOR, HOSTS_KEPT_FOR
from comments.admin.queue.suspending import choices
from comments.mail import decision, limit
from comments.mail.delivery import RETRY_AFTER
from comments.models.comment import EDITABLE_FOR
from comments.moderation.notice_preference import BETWEEN_NOTICES
from comments.moderation.rule_trial import LOOKS_BACK as TRIAL_LOOKS_BACK
from comments.moderation.undo import UNDO_LASTS
from comments.own.signed_links import MANAGE_LINK_LASTS
from comments.spam import akismet, duplicates, rate, sender_history
from comments.totals import rating_quarantine as bursts
from newsroom.accounts import invitation
from newsroom.backup import backup_folder
from newsroom.backup.verified_backup import VERIFIED_WITHIN
from newsroom.database import interrupted_tasks as interrupted
from newsroom.desk import saved_views, sign_in
from newsroom.desk.front import reception
from newsroom.desk.front.last_days import DAYS
from newsroom.management.commands import db_worker
from newsroom.reads.reads_tally import MOST as MOST_READS
from newsroom.reads.reads_tally import WRITTEN_EVERY
from newsroom.redirects import unknown_address
from newsroom.serving import request_body as body
from newsroom.serving import threads
from newsroom.webhooks import webhook
from tests.newsroom.test_sentences import FIGURE, IN_WORDS
from tests.sentences import BY_ENVIRONMENT, ROOT
from web.admin import open_form
from web.database import database_limits as limits
from web.database.rate_count import WINDOW
from web.page_cache import freshness, stale_page, store
from web.public_page import PUBLIC
from web.times.durations import duration_in_words as words

RECENTLY = re.compile(r"\b(?:last|half an?|half|quarter of an) (?:second|minute|hour|day|week|month|year)\b")
UNNAMED = re.compile(
    r"(?<![\w.,/`-])\d[\d,]*(?: (?:visible |wrong )?(?:ASCII|passwords|failures|threads|ratings|kB)\b)"
)
CACHED_PUBLIC = {name: int(value) for name, value in re.findall(r"([\w-]+)=(\d+)", PUBLIC)}


def seconds(count):
    return words(timedelta(seconds=count))


def of_script(file, name):
    """The number that a script of the desk calls name; it may be a product."""
    script = (ROOT / "static" / "desk" / "unsaved" / file).read_text(encoding="utf-8")
    found = re.search(rf"^const {name} = ([\d_ *]+);", script, re.MULTILINE)
    return prod(int(factor) for factor in found[1].split("*"))


FACTS = {
    "docs/EDITORS.md": [
        f"open the link within {words(invitation.LIFETIME)} and choose",
        f"about articles of these {DAYS} days.",
        f"{', '.join(map(str, LIFETIMES[:-1]))} or {LIFETIMES[-1]} days. At most {MOST_LINKS} links to an article work",
        f"or after {settings.RETENTION['notes']} days.",
        f"once the network is back within {seconds(of_script('sending.js', 'STILL_MEANT') // 1000)}.",
        f"It goes within {words(open_form.LASTS)} after the page is closed.",
        f"Drafts stay for {seconds(of_script('drafts.js', 'LASTS') // 1000)}, the latest"
        f" {of_script('drafts.js', 'MOST')} of a browser.",
        f"{settings.AXES_FAILURE_LIMIT} wrong passwords lock the name from your network for"
        f" {words(settings.AXES_COOLOFF_TIME)};",
        f"{sign_in.MOST_FROM_A_NETWORK} failures lock a whole network, and {sign_in.MOST_OF_A_NAME} a name",
        f"signed in within the last {words(sign_in.KNOWN_FOR)}",
        f"**The last {DAYS} days** show",
        f"no update or correction for {words(reception.UNTOUCHED_FOR)}.",
        f"You can have {saved_views.MOST} for each list.",
        f"You can choose {bulk_page.MOST} articles at once.",
        f"among the newest {ON_THE_FRONT}. Of several",
        f"stands on top for {words(UNDO_LASTS)} after each decision",
        f"to the spam: {', '.join(span.lower() for _days, span in choices()).replace(', for good', ' or for good')}.",
        f"at most one mail in {words(BETWEEN_NOTICES)})",
        f"a mail follows {words(decision.WAIT)} after you publish",
        f"They can edit for {words(EDITABLE_FOR)} (",
        f"would have caught in the last {words(TRIAL_LOOKS_BACK)}",
        f"up to {upload_check.MAX_BYTES // 1_000_000} MB and {upload_check.MAX_PIXELS // 1_000_000} megapixels",
    ],
    "docs/OPERATIONS.md": [
        f"HSTS is sent for {words(settings.HSTS_LASTS)}",
        f"an event loop and {threads.NUMBER} threads",
        f"keeps {threads.NUMBER + 1} connections at most, one for each of its {threads.NUMBER} threads",
        f"`WEB_CONCURRENCY` \N{MULTIPLICATION SIGN} {threads.NUMBER + 1}, plus one",
        f"from an IPv6 /48 {rate.WIDER} times as many",
        f"Where {bursts.FEWEST} ratings or more come within {words(bursts.WINDOW)},",
        f"anywhere in the last {words(duplicates.LOOKS_BACK)}",
        f"from that address within {words(sender_history.LOOKS_BACK)};",
        f"gives no answer within {seconds(akismet.SECONDS)}, the comment",
        f"gets no thread for {seconds(threads.PATIENCE)}:",
        f"have {threads.OF_THE_DEAR} of the threads at most, and wait for {seconds(threads.PATIENCE_OF_THE_DEAR)}.",
        f"read for {seconds(body.PATIENCE)} and 1 second for every {body.SLOWEST // 1_000} kB",
        f"at least every {seconds(int(db_worker.LONGEST_WAIT))}",
        f"(`statement_timeout`) | {limits.STATEMENT} |",
        f"(`lock_timeout`) | {limits.LOCK} |",
        f"(`idle_in_transaction_session_timeout`) | {limits.IDLE_IN_TRANSACTION} |",
        f"frozen or out of reach | {limits.SILENCE} |",
        f"(`connect_timeout`) | {limits.CONNECT} |",
        f"may take {seconds(limits.STATEMENT_OF_A_TASK)} for a statement and {seconds(limits.LOCK_OF_A_TASK)} for a"
        " lock;",
        f"gets {limit.MOST_A_DAY} mails a day at most, one that confirmed a comment {limit.MOST_A_DAY_TO_A_COMMENTER},",
        f"tried again after {', '.join(map(words, RETRY_AFTER))}.",
        f"done again after {words(interrupted.GRACE)}, by",
        f"after {words(interrupted.LONGEST)} where the network keeps",
        f"Links in mails work for {words(MANAGE_LINK_LASTS)} (`MANAGE_LINK_LASTS`",
        f"keeps what is public for {seconds(CACHED_PUBLIC['s-maxage'])}.",
        f"is silent for {seconds(freshness.PATIENCE)}, each worker serves",
        f"may keep it for {seconds(stale_page.SHARED_FOR)}.",
        f"After a silence a worker waits {seconds(freshness.PAUSE)} before",
        f"up to {seconds(CACHED_PUBLIC['s-maxage'] + CACHED_PUBLIC['stale-while-revalidate'])} later",
        f"keeps up to {store.ROOM // 1_000_000} MB of pages",
        f"within some {seconds(freshness.PATIENCE)} where it says nothing",
        f"adds the sums to the database every {seconds(WRITTEN_EVERY)} and when it stops.",
        f"loses what it counted in the last {seconds(WRITTEN_EVERY)}.",
        f"for up to {MOST_READS:,} pairs of an article and an hour.",
        f"by the hour for {BY_HOUR_FOR.days} days, then by the day; host names go after {HOSTS_KEPT_FOR.days} days.",
        f"{unknown_address.MOST:,} of them at most, and forgets each {unknown_address.REMEMBERED.days} days after its",
        f"only fails is switched off after {words(webhook.GIVES_UP_AFTER)}.",
        f"of the last {backup_folder.DAYS} days, {backup_folder.WEEKS} weeks and {backup_folder.MONTHS} months that",
        f"if it is older than {words(VERIFIED_WITHIN)}, or",
    ],
    "docs/INTAKE.md": [
        f"`headline` | yes | One line, {Article._meta.get_field('headline').max_length} characters at most.",
        f"One or two sentences, {Article._meta.get_field('standfirst').max_length} characters at most.",
        f"`body` | yes | {draft.LONGEST_BODY:,} characters at most",
        f"`sources` | yes | Up to {draft.MOST_SOURCES}, each",
        f"`pictures` | | Up to {draft.MOST_PICTURES}:",
        f"| More than {intake.MAX_BYTES // 1_000_000} MB |",
        f"up to {answer.LONGEST_KEY} visible ASCII characters",
        f"More than `INTAKE_RATE` requests in {words(WINDOW)} |",
        f"with the same key: within {words(answer.LIFETIME)} it is answered",
    ],
    "docs/nginx.conf": [f"client_max_body_size {body.LARGEST // 1_000_000}m;"],
}
# What no constant says: measured, or a rule of the calendar.
ELSEWHERE = re.compile(
    "With 1,000,000 articles it took 5 minutes"
    "|reading a version took 0.1 seconds at most, and saving an article 0.3 seconds"
    "|[Oo]nce a day|[Aa] second step|each week|ten seconds with a million"
    "|a sixth of a second for a discussion of 10,000 comments"
    "|50 characters or more|an hour from one (?:network|machine)"
    "|mails a day|a day’s|a day's"
)
FENCED = re.compile("```.*?```", re.DOTALL)


def read(path):
    return re.sub(r"\s+", " ", FENCED.sub("", (ROOT / path).read_text(encoding="utf-8")))


@pytest.mark.parametrize(("path", "fact"), [(path, fact) for path, facts in FACTS.items() for fact in facts])
def test_a_guide_states_what_the_code_does(path, fact):
    assert fact in read(path)


@pytest.mark.parametrize("path", [path for path in FACTS if path.endswith(".md")])
def test_a_guide_states_no_figure_that_is_not_compared(path):
    text = read(path)
    for fact in FACTS[path]:
        text = text.replace(fact, "…")
    text = ELSEWHERE.sub("…", text)
    for pattern in (FIGURE, IN_WORDS, RECENTLY, UNNAMED):
        assert [text[max(0, found.start() - 40) : found.end() + 20] for found in pattern.finditer(text)] == []


def test_the_documented_defaults_are_those_of_the_settings():
    source = (ROOT / "newsroom" / "settings.py").read_text(encoding="utf-8")
    defaults = dict(BY_ENVIRONMENT.findall(source))
    defaults |= {
        f"RETENTION_{name.upper()}": days
        for name, days in re.findall(r'^        "(\w+)": (\d+),$', source, re.MULTILINE)
    }
    documented = {}
    for line in (ROOT / "docs" / "OPERATIONS.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) > 3 and cells[1].startswith("`"):
            names, values = re.findall(r"`(\w+)`", cells[1]), cells[2].split(", ")
            documented |= dict(zip(names, values, strict=False))
    assert {name: documented.get(name) for name in defaults} == defaults
