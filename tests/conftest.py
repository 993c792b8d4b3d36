"""The generic suites run over the table: a test that takes `mechanism` runs once for every row (for some: helpers.rows)."""
import pytest

import polyattn as pa


def pytest_generate_tests(metafunc):
    given = {name for mark in metafunc.definition.iter_markers("parametrize") for name in mark.args[0].split(",")}
    if "mechanism" in metafunc.fixturenames and "mechanism" not in given:
        metafunc.parametrize("mechanism", list(pa.mechanisms()))


@pytest.fixture
def threads():
    """Set the number of threads; the number before comes back after the test."""
    before = pa.get_num_threads()
    yield pa.set_num_threads
    pa.set_num_threads(before)
