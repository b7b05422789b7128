"""What stands where the learner is to write."""

from __future__ import annotations

import re

TASK = re.compile(r"task (\d+): ")


class TodoError(NotImplementedError):
    """A blank. The message says which task it is and what to write: "task 1: the row, as ..."."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        found = TASK.match(message)
        if found is None:
            raise ValueError(f'a TodoError begins with its task, as in "task 1: ", not {message!r}')
        self.task = int(found[1])

    @property
    def place(self) -> tuple[str, int] | None:
        """The file and the line where it was raised."""
        trace = self.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        return None if trace is None else (trace.tb_frame.f_code.co_filename, trace.tb_lineno)
