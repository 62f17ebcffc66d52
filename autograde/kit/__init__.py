"""Tools that know nothing of the course.

Doors: `cache`, `errors`, `files`, `ledger`, `pages`, `progress`, `text`.
"""
