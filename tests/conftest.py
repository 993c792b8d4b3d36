"""The generic suites run over the table: a test that takes `mechanism` runs once for every row."""
import pytest

import polyattn as pa


def pytest_generate_tests(metafunc):
    if "mechanism" in metafunc.fixturenames:
        metafunc.parametrize("mechanism", list(pa.mechanisms()))


@pytest.fixture
def threads():
    """Set the number of threads; the number before comes back after the test."""
    before = pa.get_num_threads()
    yield pa.set_num_threads
    pa.set_num_threads(before)
