"""What a new site shows before it has anything of its own: articles, pictures rendered by code, comments. All
invented.
"""
