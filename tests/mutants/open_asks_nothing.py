"""open: the server is not asked whether it answers."""

from tests.plant import plant

CAUGHT_BY = "test_opening.py::test_a_port_where_nobody_listens_raises_unavailable_at_once"

Database = plant("asyncpg_raw/database.py", "init_size=1,", "init_size=0,")
