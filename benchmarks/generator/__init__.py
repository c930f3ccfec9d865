"""Fills a database with an archive of any size: texts out of word lists of our own, the same for the same seed.

The rows come by COPY, with the triggers off. What triggers would have written (totals, the disclosure log, an entry of
the history for each article, decisions) is computed afterwards, so that ``check_totals`` and ``verify_log`` find
nothing wrong. The functions work in any open transaction; ``benchmarks.fill`` runs them in several processes.
"""
