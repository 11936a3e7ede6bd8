"""`treaty-atlas serve`: what is saved is built and shown, what is wrong is said in the page, to this machine alone."""

import http.client
import json
import re
import signal
import socket
import subprocess
import sys

import pytest

from geo import serve
from geo.__main__ import main
from geo.web.csp import hash_of, policy_of

from .test_sources import ATLAS, edit

#: Its own server, on loopback, is the one thing that these tests may ask.
pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

PAGE = (
    f'<html><head><meta http-equiv="Content-Security-Policy" content="{policy_of(["own();"], [])}"></head>'
    '<body><p>Isle</p><script type="module">own();</script></body></html>'
)


def ask(address, path="/", **headers):
    """Status and text of an answer."""
    connection = http.client.HTTPConnection(address.split("/")[2], timeout=30)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


@pytest.fixture
def bench(tmp_path):
    out = tmp_path / "maps"
    (out / "squares").mkdir(parents=True)
    (out / "index.html").write_text(PAGE)
    (out / "squares/isle.html").write_text(PAGE)
    (out / "squares/data.csv").write_text("a,b")
    (out / ".building-x").mkdir()
    (out / ".building-x/isle.html").write_text(PAGE)
    return serve.Bench(out)


def test_a_page_is_served_with_one_script_more_and_its_policy_knows_it(bench):
    with serve.listening(bench) as address:
        assert address.startswith("http://127.0.0.1:")
        for path in ("/", "/index.html", "/squares/isle.html?day=1720-08-01"):
            status, page = ask(address, path)
            assert status == 200
            added = re.findall(r'<script type="module" data-built="0">(.*?)</script>', page, re.DOTALL)
            policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
            assert len(added) == 1 and hash_of(added[0]) in policy and hash_of("own();") in policy
            # It may hear the server that sent it, and ask nobody else.
            assert "connect-src 'self'" in policy and "default-src 'none'" in policy
        assert ask(address, "/squares/data.csv") == (200, "a,b")
    assert (bench.out / "squares/isle.html").read_text() == PAGE


@pytest.mark.parametrize(
    "path", ["/.building-x/isle.html", "/squares/", "/squares/gone.html", "/../serve.py", "/%2e%2e/x"]
)
def test_nothing_else_is_served(bench, path):
    with serve.listening(bench) as address:
        assert ask(address, path)[0] == 404


def test_a_page_elsewhere_gets_no_answer(bench):
    """It may lead a name of its own to this machine (DNS rebinding)."""
    with serve.listening(bench) as address:
        assert ask(address, Host="example.org")[0] == 421


def test_before_anything_is_built_a_page_says_so(tmp_path):
    with serve.listening(serve.Bench(tmp_path / "maps")) as address:
        status, page = ask(address)
    assert status == 200 and "Nothing is built here yet." in page and "data-built" in page and "'none' '" not in page


def test_a_port_in_use_is_one_sentence(bench, capsys, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["serve", "--out", str(tmp_path / "maps"), "--port", str(port)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"treaty-atlas: port {port} cannot be had (address already in use); allowed: another")
    assert said.count("\n") == 1


@pytest.mark.parametrize("port", ["-1", "65536"])
def test_what_is_no_port_is_one_sentence(port, capsys):
    assert main(["serve", "--port", port]) == 2
    assert capsys.readouterr().err == f"treaty-atlas: {port} is no port; allowed: 0 (any that is free) to 65535\n"


def test_what_is_saved_is_shown_and_what_is_wrong_is_said(broken, tmp_path):
    """From the command to Ctrl-C, as who writes an atlas meets it."""
    command = [
        sys.executable,
        "-m",
        "geo",
        "serve",
        "--data",
        str(broken),
        "--out",
        str(tmp_path / "maps"),
        "--port",
        "0",
    ]
    peace = f"{ATLAS}/instruments/peace-1720.toml"
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        try:
            address = re.search(r"at (http://\S+) and watching", server.stdout.readline())[1]
            heard = http.client.HTTPConnection(address.split("/")[2], timeout=60)
            heard.request("GET", serve.EVENTS)
            answer = heard.getresponse()

            def hear(state):
                """What a page is told next of that state."""
                for line in answer:
                    news = json.loads(line.removeprefix(b"data: ")) if line.startswith(b"data: ") else {}
                    if news.get("state") == state:
                        return news
                raise AssertionError("the server said no more")

            first = hear("well")
            assert "Zebras" not in ask(address, "/squares/isle.html")[1]
            edit(broken, peace, 'tenure = "guards"', 'tenure = "guard"')
            wrong = hear("wrong")
            # The sentence of `check`, with the file and the line.
            assert wrong["built"] == first["built"] and len(wrong["sentences"]) == 1
            said = rf'{peace}:\d+, provision 3-vale-line-guards: unknown tenure "guard"; did you mean "guards"\?'
            assert re.match(said, wrong["sentences"][0])
            text = (broken / peace).read_text("utf-8").replace('tenure = "guard"', 'tenure = "guards"')
            assert text.count("without forts") == 1
            (broken / peace).write_text(text.replace("without forts", "without Zebras"), "utf-8")
            assert hear("well")["built"] > wrong["built"]
            assert "without Zebras" in ask(address, "/squares/isle.html")[1]
        finally:
            server.send_signal(signal.SIGINT)
        said, complained = server.communicate(timeout=60)
    assert server.returncode == 0 and complained == ""
    assert said.splitlines()[-1] == "stopped serving; what was built last stands as it is"
