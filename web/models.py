from web.admin.open_form import OpenForm
from web.admin.saved_view import SavedView
from web.database.rate_count import RateCount

__all__ = ["OpenForm", "RateCount", "SavedView"]
