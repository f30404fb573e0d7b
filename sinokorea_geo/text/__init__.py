"""What an article says: the places it names, and what it states of them."""
