"""edit_task: what was read after the UPDATE is taken for what the UPDATE saw."""

from tests.plant import plant

CAUGHT_BY = "test_interleaving.py::test_an_edit_is_never_answered_with_what_another_wrote"

Database = plant("sqlalchemy_core/repository.py", "if same or task.version == seen:", "if True:")
