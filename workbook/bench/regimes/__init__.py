"""The regimes: the same operations on one connection, on many, far away, with many rows."""
