from web.admin.open_form import OpenForm
from web.database.rate_count import RateCount

__all__ = ["OpenForm", "RateCount"]
