"""What stands around the database: a pooler, a replica, and a line that nobody reads."""
