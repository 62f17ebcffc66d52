"""What one submission earns: (notebook, assignment) → Result.

Doors: `forks`, `pool`, `result`, `status`.
"""
