"""What a class handed in: whose each file is, which assignment, when; archives, rosters, notebooks.

Doors: `class_rules`, `collect`, `forms`, `notebook`, `overview`, `owners`, `reader`, `roster`,
`several`, `submissions`, `which`, `written`.
"""
