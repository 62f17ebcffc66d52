"""What runs in the jail of a training run; it imports the standard library, numpy and itself."""
