"""``manage.py db_worker``: django-tasks-db's worker, which outlives its database and takes up what others left."""

import logging
import time
from typing import Any

from django.db import Error, close_old_connections, connections
from django.db.backends.signals import connection_created
from django.utils.autoreload import run_with_reloader
from django_tasks_db.management.commands import db_worker

from articles.searching.word_list import WordCollector
from articles.sharing.cards_ahead import CardsAhead
from comments.totals.most_read import ReadsRanker
from newsroom.announcing.announcing import Announcer
from newsroom.database.interrupted_tasks import name_connection, put_back_interrupted_tasks
from newsroom.newsletter.edition import begin_due_editions
from newsroom.webhooks.spreading import spread_events
from web.database.database_limits import limits

log = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0  # seconds before it looks for the database again; doubled each time
CARDS_AT_ONCE = 4  # share cards between two looks for tasks
LOOKS_EVERY = 10.0  # seconds between two looks at what other workers left, and whether a letter is due


class Command(db_worker.Command):
    def handle(self, **options: Any) -> None:
        self.worker_id = options["worker_id"]
        connection_created.connect(self._name_connection)
        if options["batch"] or options["max_tasks"] is not None:
            close_old_connections()
            put_back_interrupted_tasks(self.worker_id)
            Announcer().announce()
            begin_due_editions()
            WordCollector().look()
            ReadsRanker().look()
            cards = CardsAhead()
            while spread_events() or cards.make_one():
                pass
            super().handle(**options)
            return
        self.configure_logging(options["verbosity"])
        db_worker.logger.setLevel(logging.WARNING)  # it is started for each batch, and says so
        worker = db_worker.Worker(
            queue_names=options["queue_name"].split(","),
            excluded_queue_names=list(filter(None, options["exclude_queues"].split(","))),
            interval=options["interval"],
            backend_name=options["backend_name"],
            worker_id=self.worker_id,
            batch=True,
            startup_delay=False,
            max_tasks=None,
        )
        if options["reload"]:
            run_with_reloader(self._work, worker, options["interval"])
        else:
            self._work(worker, options["interval"])

    def _work(self, worker: db_worker.Worker, interval: float) -> None:
        """Until a signal asks it to stop. A task in hand is finished first."""
        worker.configure_signals()
        limits.apply_to_tasks()
        connections.close_all()  # what is open has none
        log.info("The worker starts.")
        cards, announcer, words, ranker = CardsAhead(), Announcer(), WordCollector(), ReadsRanker()
        wait, next_look = 0.0, 0.0
        while worker.running:
            try:
                close_old_connections()
                if time.monotonic() >= next_look:
                    put_back_interrupted_tasks(self.worker_id)
                    begin_due_editions()
                    ranker.look()
                    next_look = time.monotonic() + LOOKS_EVERY
                while spread_events() and worker.running:
                    pass
                announcer.announce()
                worker.run()
                words.look()
                for _card in range(CARDS_AT_ONCE):  # after what someone waits for
                    if not cards.make_one():
                        break
                if wait:
                    log.warning("The database answers again.")
                wait = 0.0
            except Error as error:
                # The task in hand, if any, could not be finished: it is this worker's own, and done again.
                next_look = 0.0
                connections.close_all()
                if not wait:
                    log.warning(
                        "The database does not answer (%s). The worker tries again.", str(error).partition("\n")[0]
                    )
                wait = min(max(wait * 2, FIRST_WAIT), LONGEST_WAIT)
            if worker.running:
                time.sleep(wait or interval)

    def _name_connection(self, **kwargs: Any) -> None:
        name_connection(self.worker_id)
