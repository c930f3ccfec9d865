from web.admin.open_form import OpenForm
from web.admin.saved_view import SavedView
from web.database.rate_count import RateCount
from web.identity.site_profile import SiteLink, SiteProfile

__all__ = ["OpenForm", "RateCount", "SavedView", "SiteLink", "SiteProfile"]
