"""What runs in the reader's browser: the rules as JavaScript, and the figures that answer.

Doors: `pages`.
"""
