"""Tools that know nothing of the course.

Doors: `cache`, `errors`, `files`, `pages`, `progress`, `text`.
"""
