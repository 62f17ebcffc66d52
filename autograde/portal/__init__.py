"""The hand-in portal: a class hands in, sees where it stands, and nothing gets lost (Django).

Doors: `commands`.
"""
