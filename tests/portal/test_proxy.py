"""The address that students type, and the portal behind a proxy that speaks HTTPS for it."""

import os
import re
import socket
import subprocess
import sys

import pytest
import requests
from requests.adapters import HTTPAdapter

from tests.portal.conftest import ROOT, course_in

NAME = "handin.example.org"
HTTPS = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": NAME, "X-Forwarded-For": "192.0.2.7"}


@pytest.fixture
def addresses(monkeypatch):
    for name in ("PORTAL_URL", "PORTAL_PROXY"):
        monkeypatch.setenv(name, "")  # what is set below is taken back afterwards
    from autograde.portal import addresses

    return addresses


def test_links_lead_to_where_it_was_last_served(addresses, tmp_path):
    assert addresses.url(tmp_path) == "http://127.0.0.1:8080"
    addresses.settle("127.0.0.1", 8123)
    addresses.leave(tmp_path)
    os.environ["PORTAL_URL"] = ""
    assert addresses.url(tmp_path) == "http://127.0.0.1:8123"
    os.environ["PORTAL_URL"] = f"https://{NAME}/"
    assert addresses.url(tmp_path) == f"https://{NAME}"


@pytest.mark.parametrize(
    ("url", "proxy", "host", "says"),
    [
        ("", "", "0.0.0.0", "as students shall type it"),
        ("handin.example.org", "", "127.0.0.1", "no address of a portal"),
        (f"https://{NAME}/course", "", "127.0.0.1", "no address of a portal"),
        (f"https://{NAME}", "", "127.0.0.1", "set PORTAL_PROXY"),
        (f"https://{NAME}", "127.0.0.1", "127.0.0.1", None),
        ("http://laptop.example.org:8080", "", "0.0.0.0", None),
    ],
)
def test_an_address_that_nobody_could_reach_is_refused(addresses, url, proxy, host, says):
    from autograde.kit.errors import UnusableArgument

    os.environ["PORTAL_URL"], os.environ["PORTAL_PROXY"] = url, proxy
    if says is None:
        addresses.settle(host, 8080)
        return
    with pytest.raises(UnusableArgument, match=says):
        addresses.settle(host, 8080)


class From(HTTPAdapter):
    """Connects from one address of this machine."""

    def __init__(self, address):
        self.address = address
        super().__init__()

    def init_poolmanager(self, *args, **kwargs):
        super().init_poolmanager(*args, source_address=(self.address, 0), **kwargs)


@pytest.fixture
def behind_proxy(tmp_path):
    """A portal for https://handin.example.org that believes 127.0.0.1; its port and a token."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = os.environ | {
        "PORTAL_DATA": str(tmp_path / "data"), "PORTAL_URL": f"https://{NAME}",
        "PORTAL_COURSE": str(course_in(tmp_path / "course")), "PORTAL_PROXY": "127.0.0.1",
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    env.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "autograde", "portal"]
    served = subprocess.Popen([*command, "serve", "--port", str(port), "--workers", "0"], cwd=ROOT,
                              env=env, stdout=subprocess.PIPE, text=True)  # fmt: skip
    try:
        said = ""
        for line in served.stdout:
            said += line
            if line.startswith("Ctrl-C"):
                break
        (tmp_path / "roster.csv").write_text("student\nada\n")
        links = subprocess.check_output(
            [*command, "groups", str(tmp_path / "roster.csv")], cwd=ROOT, env=env, text=True
        )
        yield port, said, links
    finally:
        served.terminate()
        served.wait()


@pytest.mark.slow
def test_behind_an_https_proxy(behind_proxy):
    port, said, links = behind_proxy
    assert f"https://{NAME}/teach/first/#" in said and f"https://{NAME}/enter/#" in links
    url = f"http://127.0.0.1:{port}"

    through = requests.Session()
    through.headers.update(HTTPS)
    page = through.get(f"{url}/enter/", timeout=30, allow_redirects=False)
    assert page.status_code == 200 and "max-age" in page.headers["Strict-Transport-Security"]
    assert "Secure" in page.headers["Set-Cookie"] and "HttpOnly" in page.headers["Set-Cookie"]

    # A plain request is sent to https, whatever it says of itself where its sender is no proxy.
    plain = requests.get(f"{url}/enter/", timeout=30, allow_redirects=False,
                         headers={"Host": NAME})  # fmt: skip
    assert plain.status_code == 301 and plain.headers["Location"] == f"https://{NAME}/enter/"
    stranger = requests.Session()
    stranger.mount("http://", From("127.0.0.2"))
    lied = stranger.get(f"{url}/enter/", timeout=30, allow_redirects=False,
                        headers=HTTPS | {"Host": NAME})  # fmt: skip
    assert lied.status_code == 301, "only the proxy's word is believed"

    # The token's form: from this site it signs in, from another one, or over http, it does not.
    token = re.search(r"#([a-z-]{20,})", links)[1]
    field = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
    cookies = {"csrftoken": through.cookies.get("csrftoken") or page.cookies["csrftoken"]}
    given = {"csrfmiddlewaretoken": field, "token": token}
    for origin, code in (("https://elsewhere.example", 403), (f"http://{NAME}", 403),
                         (f"https://{NAME}", 302)):  # fmt: skip
        answer = requests.post(f"{url}/enter/", given, headers=HTTPS | {"Origin": origin},
                               cookies=cookies, timeout=30, allow_redirects=False)  # fmt: skip
        assert answer.status_code == code, origin
    session = answer.headers["Set-Cookie"]
    assert "sessionid" in session and session.lower().count("secure") >= 1
