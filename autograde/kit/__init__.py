"""Tools that know nothing of the course.

Doors: `cache`, `content_policy`, `errors`, `files`, `own_files`, `pages`, `progress`, `quiet`,
`starter`, `text`.
"""
