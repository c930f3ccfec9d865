"""Rendered, compressed pages in the memory of a process, answered before Django's own machinery begins.

``front_door`` is the way of a request through it; ``freshness`` asks the database whether a kept page still holds.
"""
