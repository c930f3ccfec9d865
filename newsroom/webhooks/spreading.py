"""From what happened to what is sent: the task worker looks for events that are due, and queues a message for each
receiver.
"""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from typing import Any

from django.db import Error, transaction
from django.db.models import F
from django.utils import timezone

from articles.models import Article
from articles.read_api.api_page import moment
from articles.read_api.article_json import for_api, summary
from comments.models import Comment, Decision
from newsroom.webhooks.webhook import Event, Webhook
from newsroom.webhooks.webhook_delivery import WebhookDelivery, send_webhook
from newsroom.webhooks.webhook_event import WebhookEvent
from web.absolute_urls import absolute
from web.plain_text import writable_throughout

AT_ONCE = 50  # events
TRIED_AGAIN = timedelta(minutes=10)  # after a fault of ours

log = logging.getLogger(__name__)


def spread_events() -> int:
    """Queue messages for the events that are due. Each goes with its event, in one transaction. How many there were."""
    with transaction.atomic():
        due = WebhookEvent.objects.filter(due_at__lte=timezone.now()).order_by("due_at", "pk")
        events = list(due.select_for_update(skip_locked=True)[:AT_ONCE])
        if not events:
            return 0
        receivers = {event: list(Webhook.objects.told_of(event)) for event in {each.event for each in events}}
        done = [event.pk for event in events if _spread(event, receivers[event.event])]
        WebhookEvent.objects.filter(pk__in=done).delete()
        WebhookEvent.objects.filter(pk__in=[event.pk for event in events]).update(due_at=F("due_at") + TRIED_AGAIN)
    return len(events)


def _spread(event: WebhookEvent, receivers: list[Webhook]) -> bool:
    """Whether it is done. An event that cannot be put in words must not stop the worker, nor the events behind it."""
    try:
        with transaction.atomic():
            if receivers and (body := _body(event)):
                _queue(event, body, receivers)
    except Error:
        raise
    except Exception:
        log.exception("A webhook event waits: %s %s", event.event, event.pk)
        return False
    return True


def _queue(event: WebhookEvent, body: str, receivers: list[Webhook]) -> None:
    deliveries = WebhookDelivery.objects.bulk_create(
        WebhookDelivery(webhook=webhook, message_id=event.message_id, event=event.event, body=body)
        for webhook in receivers
    )
    for delivery in deliveries:
        send_webhook.enqueue(delivery.pk)


def _body(event: WebhookEvent) -> str:
    """What is sent, as JSON; empty where it is no longer true, such as of an article that is a draft again."""
    facts = _about_comment(event) if event.event == Event.DECIDED else _about_article(event)
    if facts is None:
        return ""
    content = {"type": event.event, "timestamp": moment(event.scheduled_for or event.happened_at), "data": facts}
    return json.dumps(writable_throughout(content), ensure_ascii=False)


def _about_article(event: WebhookEvent) -> dict[str, Any] | None:
    """The article as the read API has it in a list; of a withdrawn one, why."""
    article = for_api(Article.objects.visible()).filter(pk=event.article_id).first()
    if article is None or article.is_withdrawn != (event.event == Event.WITHDRAWN):
        return None
    if event.scheduled_for and article.published_at != event.scheduled_for:
        return None  # another moment was set since, which has an event of its own
    if article.is_withdrawn:
        return _named(article) | {
            "reason": article.withdrawal_reason,
            "withdrawn_at": moment(article.withdrawn_at),
        }
    facts = summary(article)
    if event.event == Event.CORRECTED:
        facts["corrections"] = [
            {"kind": each.kind, "text": each.full_text, "made_at": moment(each.made_at)}
            for each in article.parts.corrections
        ]
    return facts


def _about_comment(event: WebhookEvent) -> dict[str, Any] | None:
    """Which comment, and what was decided. No words and no name: what is public is read by the API."""
    decision = Decision.objects.filter(pk=event.decision_id).first()
    if decision is None:
        return None
    comment = Comment.objects.filter(pk=decision.comment_id).select_related("article").defer("article__body").first()
    if comment is None or not comment.article.is_visible:
        return None
    is_public = comment.status == Comment.Status.PUBLISHED
    return {
        "id": comment.pk,
        "url": absolute(comment.get_absolute_url()) if is_public else None,
        "article": _named(comment.article),
        "decision": decision.verdict,
        "reason": decision.reason_code or None,
        "decided_at": moment(decision.made_at),
        "by_policy": decision.made_by_id is None,
    }


def _named(article: Article) -> dict[str, Any]:
    return {"id": article.pk, "slug": article.slug, "url": absolute(article.get_absolute_url())}
