"""What the course says: chapters as cells, exercises, assignments, points, course.toml.

Doors: `assignment`, `cells`, `chapter`, `counts`, `course`, `course_toml`, `deadlines`,
`exercise_rules`, `folds`, `points`, `sections`, `sources`, `stubs`, `version`.
"""
