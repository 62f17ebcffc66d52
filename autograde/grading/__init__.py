"""The grades of a class, its gradebook, and the pages and tables about them.

Doors: `explain`, `formgrader`, `grade`, `grade_one`, `hand_back`, `records`.
"""
