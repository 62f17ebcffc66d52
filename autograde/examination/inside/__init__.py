"""What runs in the jail of an examination; it imports the standard library, numpy and itself."""
