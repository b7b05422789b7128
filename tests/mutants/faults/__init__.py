"""Mistakes in what is there for when things break, each of which the fault lab must notice."""
