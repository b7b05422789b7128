"""cancellation: it ends in the call, and the block goes on."""

from tests.plant import plant

CAUGHT_BY = "test_cancel.py::test_t02_cancelled_anywhere_a_transaction_writes_all_or_nothing"

Database = plant(
    "shared/boundary.py",
    """\
        except Exception as error:
            unit.raise_for(error, writing=writing)
        finally:
            unit.call_lock.release()

    return call""",
    """\
        except Exception as error:
            unit.raise_for(error, writing=writing)
        except BaseException:
            return None
        finally:
            unit.call_lock.release()

    return call""",
    variant="sqlalchemy_core",
)
