"""The scripts of the page by themselves: tests/js/*.test.mjs, run by Node."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "js"

NAMES = sorted(path.name.split(".")[0] for path in HERE.glob("*.test.mjs"))


@pytest.mark.parametrize("name", NAMES)
def test_a_script_passes_its_own_tests(name):
    node = shutil.which("node")
    assert node, "no Node on this machine: run `python -m tests.browser.install`"
    done = subprocess.run(
        [node, "--test", "--test-reporter=tap", str(HERE / f"{name}.test.mjs")],
        capture_output=True,
        text=True,
        timeout=60,
    )
    failed = re.findall(r"^\s*not ok \d+ - (?!.*# TODO).*$", done.stdout, re.MULTILINE)
    assert done.returncode == 0, "\n".join(failed) + done.stderr


def test_the_pure_scripts_are_tested():
    assert {"changes", "legend", "limits", "state"} <= set(NAMES)
