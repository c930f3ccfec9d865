from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from articles.models import Article
from newsroom.demo.loading import load_demo


class Command(BaseCommand):
    help = "Fills an empty database with articles, pictures and comments to look at. Refuses where there are articles."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        if Article.objects.exists():
            raise CommandError(
                "The demo content was not loaded: it is for an empty database, and this one has articles."
            )
        with transaction.atomic():
            for step in load_demo():
                if verbosity:
                    self.stdout.write(step)
        if verbosity:
            self.stdout.write(f"{Article.objects.count()} demo articles are in.")
