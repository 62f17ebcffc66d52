"""What runs in a jail before anybody's program does; it imports the standard library only."""
