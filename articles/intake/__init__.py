"""Drafts from machines: ``POST /api/articles/``. docs/INTAKE.md says how to use it.

A machine hands in drafts and does nothing else: there is no address here that publishes, changes or reads one. The one
authority is the token in the Authorization header; no session and no cookie is looked at.
"""
