"""A few operations as each library's own documentation would have them, without a repository.

They send the statements that the repositories send, over a pool with the same settings, and give
the same objects; the mapping of the tables is the variant's. What is missing is what a repository
adds: values that are checked, errors that are translated, waits that end, one call at a time.
"""

from __future__ import annotations
