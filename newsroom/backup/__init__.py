"""Copies of the whole site in a folder, and the way back from one: ``manage.py backup`` and ``manage.py restore``."""
