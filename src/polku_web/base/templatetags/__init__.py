"""What templates of all apps load."""
