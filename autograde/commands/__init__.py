"""What the commands of `python -m autograde` are told, and what they say when they are done.

Doors: `boards`, `classes`, `releasing`.
"""
