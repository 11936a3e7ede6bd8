"""Finds what tests need beside Python: a Chromium (its headless shell, else the system's, else from the system's
packages, else Playwright's own) and Node; with the argument `npm`, what `make lint` needs: Node and npm. Prints where
they are."""

import os
import shutil
import subprocess
import sys

#: The shell first: the same engine without a browser's windows, for which each page costs a quarter.
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """Path of a Chromium on this machine, or None."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) else None


def from_apt(packages: list[str]) -> None:
    """Install packages of the system, where there are any to install and it has apt."""
    if packages and shutil.which("apt-get"):
        sudo = [] if os.geteuid() == 0 else ["sudo"]
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", *packages]):
            subprocess.run(sudo + command, check=False, stdout=subprocess.DEVNULL)


def npm() -> int:
    """0 if Node and npm are there, if need be from the system's packages."""
    from_apt([package for name, package in (("node", "nodejs"), ("npm", "npm")) if not shutil.which(name)])
    missing = [name for name in ("node", "npm") if not shutil.which(name)]
    print(f"not found: {', '.join(missing)}" if missing else f"npm: {shutil.which('npm')}")
    return 1 if missing else 0


def main() -> int:
    if not os.environ.get("CHROMIUM") and not shutil.which(SHELL):
        from_apt([SHELL])
    missing = [] if chromium() else ["chromium"]
    missing += [] if shutil.which("node") else ["nodejs"]
    from_apt(missing)
    if not chromium():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    found, node = chromium(), shutil.which("node")
    print(
        f"Chromium: {found}" if found else "no Chromium: install one, or name it in the environment variable CHROMIUM"
    )
    print(f"Node: {node}" if node else "no Node: install one (version 18 or newer)")
    return 0 if found and node else 1


if __name__ == "__main__":
    sys.exit(npm() if sys.argv[1:] == ["npm"] else main())
