"""The exercises: run by a learner, graded by an instructor, verified by their authors.

What a learner's file needs of it is here; everything else is imported from its own module.
"""

from workbook.learn.todo import TodoError

__all__ = ["TodoError"]
