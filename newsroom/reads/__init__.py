"""Reads are counted: as pages are delivered, or from the log of a cache in front. Nothing says who read what."""
