"""What each way does when something breaks: one fault at a time, and what came of it."""
