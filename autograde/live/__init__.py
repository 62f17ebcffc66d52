"""What runs in the reader's browser: figures that answer, the rules as JavaScript, and Python.

Doors: `pages`, `python_pages`.
"""
