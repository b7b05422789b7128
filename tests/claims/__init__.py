"""Trials of what is taught: each by itself, on the libraries, with no way of ours between."""
