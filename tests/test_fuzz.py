"""A handful of the broken worlds of `python -m tools.fuzz`, which tries them by the thousand: some kinds."""

import pytest

from tools import fuzz


@pytest.fixture(scope="module", autouse=True)
def warm():
    fuzz.warm()


@pytest.mark.parametrize("case", fuzz.cases(20, seed=5)[::4], ids=lambda case: f"{case.kind}: {case.file}: {case.name}")
def test_a_broken_world_is_refused_in_sentences_or_built(case):
    assert fuzz.tried(case).faults == []


def test_a_program_that_breaks_down_is_seen(monkeypatch):
    def breaks(arguments):
        raise RuntimeError("broken")

    monkeypatch.setattr(fuzz, "treaty_atlas", breaks)
    assert fuzz.tried(fuzz.cases(1, seed=5)[0]).faults == ["check: traceback", "build: traceback"]


def test_a_build_that_accepts_what_check_refuses_is_seen(monkeypatch):
    monkeypatch.setattr(fuzz, "treaty_atlas", lambda arguments: int(arguments[0] == "check"))
    assert "check says 1, build 0" in fuzz.tried(fuzz.cases(1, seed=5)[0]).faults
