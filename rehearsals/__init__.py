"""Rehearsals of the worst day: parts of a running site are killed under load, and what was accepted is counted.

``make rehearse``. Everything is on this machine, in a temporary folder, and goes with it.
"""
