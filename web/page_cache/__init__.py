"""Rendered, compressed pages in the memory of a process, answered before Django's own machinery begins.

``store`` holds them, ``freshness`` asks the database whether one still holds, ``rendering`` has Django make a new one,
``stale_page`` says on a page that the database is away.
newsroom.serving is the way of a request through them.
"""
