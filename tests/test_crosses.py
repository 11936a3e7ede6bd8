"""What `make test` leaves out of a cross is told, and no value is left out."""

import pytest

from .crosses import covering


@pytest.mark.parametrize("turn", range(7))
@pytest.mark.parametrize("axes", [["abc", "xy"], ["ab", "wxyz", "123"], ["a"], ["ab", "cd"]])
def test_each_value_of_each_axis_is_tried(axes, turn):
    found = covering(axes, turn)
    assert [set(values) for values in zip(*found, strict=True)] == [set(axis) for axis in axes]
    assert len(found) == max(map(len, axes))


def test_of_a_long_axis_two_tests_try_all_between_them():
    halves = [{value for value, _ in covering(["abcdefgh", "xy"], turn)} for turn in (0, 1)]
    assert halves == [set("aceg"), set("bdfh")]


def test_another_test_tries_other_combinations():
    assert covering(["abc", "xyz"], 0) != covering(["abc", "xyz"], 1)
