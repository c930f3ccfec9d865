from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.intake.intake_token import IntakeToken
from articles.models.article_triggers import refuse
from web.plain_text import LineField


class MachineDraft(models.Model):
    """That an article came in as a machine's draft, and what the machine said of its making then.

    prompt_digest: SHA-256 in hexadecimal, or empty; the prompt itself stays with the person who ran the system.
    pictures: all that came with the draft, the lead picture among them.
    """

    article = models.OneToOneField(
        "articles.Article", verbose_name=_("article"), on_delete=models.CASCADE, related_name="machine_draft"
    )
    token = models.ForeignKey(IntakeToken, verbose_name=_("token"), on_delete=models.PROTECT, related_name="drafts")
    system = LineField(_("system"), max_length=80)
    version = LineField(_("version"), max_length=38, blank=True)
    prompt_digest = models.CharField(_("digest of the prompt"), max_length=64, blank=True)
    generated_at = models.DateTimeField(_("generated at"))
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    pictures = models.ManyToManyField("articles.Image", verbose_name=_("pictures"), blank=True, related_name="+")

    class Meta:
        verbose_name = _("machine draft")
        verbose_name_plural = _("machine drafts")
        default_permissions = []
        triggers = [
            pgtrigger.Trigger(
                name="machine_draft_is_a_draft_by_ai",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=f"""
                    IF NOT EXISTS (
                        SELECT FROM articles_article WHERE id = NEW.article_id AND published_at IS NULL
                            AND ai_use IN ('assisted', 'generated') AND generated_by_id IS NOT NULL
                    ) THEN
                        {refuse("machine_draft_is_a_draft_by_ai", "a machine hands in drafts, with AI in each")}
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.version}".strip()
