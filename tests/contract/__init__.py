"""What `shared.protocol` promises, checked on a real Postgres, for every way alike."""
