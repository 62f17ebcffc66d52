"""What one submission earns: (notebook, assignment) → Result.

Doors: `pool`, `result`, `status`.
"""
