from typing import Any

from django.core.management.base import BaseCommand

from comments.models import NetworkKey, RateCount, SpentChallenge


class Command(BaseCommand):
    help = (
        "Delete what comments leave behind for a day: keys of network hashes, counts of the rate limit, used puzzles."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for name, outlived in (
            ("network keys", NetworkKey.objects.outlived()),
            ("rate counts", RateCount.objects.outlived()),
            ("used puzzles", SpentChallenge.objects.outlived()),
        ):
            deleted, _by_model = outlived.delete()
            self.stdout.write(f"{name}: {deleted} deleted")
