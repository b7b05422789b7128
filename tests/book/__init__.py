"""The book: what it shows is what runs, and it can be read by everybody."""
