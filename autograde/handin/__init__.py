"""What a class handed in, and whose it is: archives, platforms' names, roster, owners, notebooks.

Doors: `notebook`, `owners`, `roster`, `submissions`.
"""
