"""Reporter, Editor, Moderator, Administrator: what each may do at the desk.

The groups and exactly these permissions are put in place after every ``migrate``. Who needs another mix makes a group
of another name. Rules about single articles, such as "only the own drafts", are the desk's.
"""

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions

ANSWERS = "view_publishedcomment answer_comment view_savedreply"
REDIRECTS = """
    add_redirect change_redirect delete_redirect view_redirect view_unknownaddress delete_unknownaddress
"""
WEBHOOKS = "add_webhook change_webhook delete_webhook view_webhook view_webhookdelivery change_webhookdelivery"
REPORTER = {
    "articles": """
        add_article change_article delete_article view_article
        add_byline change_byline delete_byline view_byline
        add_source change_source delete_source view_source
        add_image change_image view_image
        add_topic view_topic
        view_person view_section view_readcount
    """,
}
EDITOR = {
    "articles": f"""
        {REPORTER["articles"]}
        publish_article review_article
        add_correction change_correction view_correction
        change_topic delete_image add_person change_person
        view_page change_page view_disclosureevent
        view_frontpage change_frontpage view_frontband change_frontband
        view_frontpick add_frontpick change_frontpick delete_frontpick
    """,
    "comments": ANSWERS,
    "newsroom": REDIRECTS,
}
MODERATOR = {
    "comments": f"""
        view_comment change_comment view_decision view_discussion change_discussion
        {ANSWERS}
        add_rule change_rule delete_rule view_rule
        view_report
        add_savedreply change_savedreply delete_savedreply
        add_commentperiod change_commentperiod delete_commentperiod view_commentperiod
        add_sectionpolicy change_sectionpolicy delete_sectionpolicy view_sectionpolicy
        change_ratingquarantine view_ratingquarantine
    """,
}
ADMINISTRATOR = {
    "articles": f"""
        {EDITOR["articles"]}
        add_section change_section delete_section delete_topic delete_person delete_correction
        add_intaketoken change_intaketoken view_intaketoken
    """,
    "comments": MODERATOR["comments"],
    "auth": "add_user change_user delete_user view_user add_group change_group delete_group view_group",
    "web": "change_siteprofile view_siteprofile add_sitelink change_sitelink delete_sitelink view_sitelink",
    "newsroom": f"""
        add_invitation change_invitation view_invitation view_accountevent view_movebatch delete_movebatch
        view_subscription delete_subscription view_edition view_verifiedbackup
        {WEBHOOKS} {REDIRECTS}
    """,
    "axes": "view_accessattempt delete_accessattempt",
    "django_tasks_database": "view_dbtaskresult",
}
GROUPS = {"Reporter": REPORTER, "Editor": EDITOR, "Moderator": MODERATOR, "Administrator": ADMINISTRATOR}


def put_groups_in_place(using: str = "default", **kwargs: Any) -> None:
    """Receiver of ``post_migrate``; doing it twice changes nothing."""
    from django.contrib.auth.models import Group, Permission

    for label in ADMINISTRATOR:
        create_permissions(apps.get_app_config(label), verbosity=0, using=using)
    for name, codenames in GROUPS.items():
        group, _created = Group.objects.using(using).get_or_create(name=name)
        permissions = Permission.objects.using(using).none()
        for label, words in codenames.items():
            permissions |= Permission.objects.using(using).filter(
                content_type__app_label=label, codename__in=words.split()
            )
        group.permissions.set(permissions)
