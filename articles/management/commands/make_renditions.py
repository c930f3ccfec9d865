from typing import Any

from django.core.management.base import BaseCommand
from django_tasks_db.models import DBTaskResult

from articles.models import Image
from articles.pictures.image_files import make_renditions
from articles.pictures.renditions import FORMATS

MOST = 1_000  # tasks of one run: the next run, a day later at most, takes the rest


class Command(BaseCommand):
    help = "Has the worker make the smaller files of pictures that lack some: after an upgrade, or a failed task."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        waiting = DBTaskResult.objects.ready().filter(task_path=make_renditions.module_path)
        if waiting.exists():
            return
        incomplete = Image.objects.exclude(rendition_formats=[*FORMATS]).order_by("-pk")
        numbers = list(incomplete.values_list("pk", flat=True)[:MOST])
        for number in numbers:
            make_renditions.enqueue(number)
        if verbosity:
            self.stdout.write(f"Pictures that the worker takes up: {len(numbers)}.")
