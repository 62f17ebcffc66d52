"""The room for what the course says."""
