"""How often each article was read: by article and hour, and from which site. Nothing says who read it.

``newsroom.reads`` counts; ``added_reads`` adds what was counted to the tables.
"""
