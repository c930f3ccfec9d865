"""The way of a request into the site: an ASGI application in front of Django's WSGI handler.

``site`` is the application. Cached pages and health are answered on the event loop, whatever the threads do. ``body``
reads what a client sends, on the loop too. ``threads`` runs Django for all else. Public interfaces only: ASGI 3, WSGI,
psycopg's AsyncConnection.
"""
