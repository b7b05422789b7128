"""What psycopg says of a server's cursor that nobody has closed."""

OPEN_CURSOR = "ignore:.*was deleted while still open:ResourceWarning"
"""For tests whose connections break: SQLAlchemy leaves their cursors to the garbage collector."""
