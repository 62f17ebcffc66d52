"""What one submission earns: (notebook, assignment) → result.

Doors: `examiner`, `pool`, `status`.
"""
