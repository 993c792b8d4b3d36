"""The generic suites run over the table: a test that takes `mechanism` runs once for every row (for some: helpers.rows)."""
from zlib import crc32

import pytest
from helpers import TABLE

import polyattn as pa


def pytest_generate_tests(metafunc):
    given = {name for mark in metafunc.definition.iter_markers("parametrize") for name in mark.args[0].split(",")}
    if "mechanism" in metafunc.fixturenames and "mechanism" not in given:
        which = getattr(metafunc.module, "MECHANISMS", lambda row: True)       # a module may be about some of them
        metafunc.parametrize("mechanism", [name for name, row in TABLE.items() if which(row)])


@pytest.hookimpl(tryfirst=True)      # before tests are chosen by their marks
def pytest_collection_modifyitems(config, items):
    """Of tests marked `shared` the first row of each engine takes every dtype; the rows that share its blocks take one each, the next case another.
    Tests marked `quick_first` are quick for the first row of each engine."""
    cases, left = {}, set()
    first = {row["engine"]: name for name, row in reversed(TABLE.items())}
    for item in items:
        if item.get_closest_marker("quick_first") and item.callspec.params["mechanism"] in first.values():
            item.add_marker("quick")
        if item.get_closest_marker("shared"):
            given = dict(item.callspec.params)
            mechanism, dtype = given.pop("mechanism"), given.pop("dtype")
            before = cases.setdefault((item.function, mechanism), [])
            if given not in before:
                before.append(given)
            turn = [name for name, row in TABLE.items() if row["engine"] == TABLE[mechanism]["engine"]].index(mechanism)
            dtypes = next(mark.args[1] for mark in item.iter_markers("parametrize") if mark.args[0] == "dtype")
            case = turn + before.index(given) + crc32(item.function.__name__.encode())
            if turn and dtype != dtypes[case % len(dtypes)]:
                left.add(item)
    config.hook.pytest_deselected(items=list(left))
    items[:] = [item for item in items if item not in left]


@pytest.fixture
def threads():
    """Set the number of threads; the number before comes back after the test."""
    before = pa.get_num_threads()
    yield pa.set_num_threads
    pa.set_num_threads(before)
