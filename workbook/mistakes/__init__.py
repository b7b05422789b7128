"""Typical mistakes, each made in all four ways, and who notices: two checkers, and the run."""
