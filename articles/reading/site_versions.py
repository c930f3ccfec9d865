"""A change of the site's name, look or links moves the content version, so each cached page shows it at once.

The models are in ``web``, which knows no content version. Triggers belong to a model, so these are its proxies.
"""

from articles.reading.content_version import content_triggers
from web.models import SiteLink, SiteProfile


class VersionedSiteProfile(SiteProfile):
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = content_triggers("site_profile")


class VersionedSiteLink(SiteLink):
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = content_triggers("site_link")
