from web.database.rate_count import RateCount

__all__ = ["RateCount"]
