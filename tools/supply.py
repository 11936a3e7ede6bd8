"""What this program stands on, for a release: pins with checksums, a bill of materials, known weaknesses.

- `python -m tools.supply lock` writes `requirements.lock`: what the program needs to run and to be packed, in the
  versions of `requirements.txt`, each with the checksums of its files. pip takes checksums only where all that it
  installs has them (`pip install --require-hashes -r requirements.lock`), so not in `requirements.txt`, which stands
  beside an editable checkout.
- `python -m tools.supply sbom [FILE]` writes a bill of materials (CycloneDX) of those, the same from the same pins.
- `python -m tools.supply audit` asks for known weaknesses of those; where nobody can be asked it says so.

Each is the work of a library: uv, cyclonedx-bom, pip-audit (`pip install --constraint requirements.txt ".[supply]"`).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from importlib import util
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.lock"


def run(module: str, *arguments: str, **how) -> subprocess.CompletedProcess:
    """Run the module of a library in the folder of the project."""
    return subprocess.run([sys.executable, "-W", "ignore", "-m", module, *arguments], cwd=ROOT, text=True, **how)


def lock() -> int:
    """Write the pins with their checksums."""
    asked = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate", "--quiet"]
    files = ["--constraint", "requirements.txt", "--output-file", LOCK.name]
    return run("uv", "pip", "compile", "pyproject.toml", "-", *files, *asked, input="hatchling\n").returncode


def sbom(path: Path) -> int:
    """Write the bill of materials."""
    path.parent.mkdir(parents=True, exist_ok=True)
    asked = ["--pyproject", "pyproject.toml", "--output-reproducible", "--output-file", str(path.absolute())]
    return run("cyclonedx_py", "requirements", *asked, LOCK.name).returncode


def audit() -> int:
    """Tell known weaknesses, by pip-audit; 1 if there are any."""
    if not util.find_spec("pip_audit"):
        return _skipped("pip-audit cannot be had")
    pins = [line.split(" \\")[0] for line in LOCK.read_text(encoding="utf-8").splitlines() if "==" in line]
    # Of one it is seen whether anybody answers.
    found = _known(pins[:1])
    if not found or "skip_reason" in found[0]:
        return _skipped("no list of weaknesses can be reached")
    found = _known(pins)
    for one in found:
        for weakness in one.get("vulns", []):
            print(f"{one['name']} {one['version']}: {weakness['id']}; mended in {weakness['fix_versions'] or 'none'}")
    unknown = [one["name"] for one in found if "skip_reason" in one]
    print(f"{len(found)} packages asked for" + (f"; nothing is known of {', '.join(unknown)}" if unknown else ""))
    return int(any(one.get("vulns") for one in found))


def _known(pins: list[str]) -> list[dict]:
    """What pip-audit knows of some pins; nothing where it breaks down."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "pins.txt"
        path.write_text("\n".join(pins) + "\n", encoding="utf-8")
        asked = ["--requirement", str(path), "--no-deps", "--disable-pip", "--timeout", "15"]
        done = run("pip_audit", *asked, "--format", "json", "--progress-spinner", "off", capture_output=True)
    try:
        return json.loads(done.stdout)["dependencies"]
    except ValueError:
        return []


def _skipped(why: str) -> int:
    print(f"{why}: known weaknesses of the packages beneath are not looked for")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.supply", description=__doc__.split("\n\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("lock", help="write requirements.lock")
    commands.add_parser("sbom", help="write a bill of materials").add_argument(
        "file", nargs="?", type=Path, default=Path("dist/treaty-atlas.cdx.json")
    )
    commands.add_parser("audit", help="look for known weaknesses")
    asked = parser.parse_args()
    return sbom(asked.file) if asked.command == "sbom" else lock() if asked.command == "lock" else audit()


if __name__ == "__main__":
    sys.exit(main())
