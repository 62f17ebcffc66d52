"""Tools that know nothing of the course.

Doors: `cache`, `errors`, `files`, `own_files`, `pages`, `progress`, `quiet`, `starter`, `text`.
"""
