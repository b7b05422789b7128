"""Trials of what is commonly taught: each by itself, with the libraries and no way of ours between."""
