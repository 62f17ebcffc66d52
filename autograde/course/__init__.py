"""What the course says: chapters as cells, exercises, assignments, points, deadlines.

Doors: `assignment`, `cells`, `chapter`, `course`, `deadlines`, `points`.
"""
