"""Two replicas behind the very nginx configuration that is shipped: a visitor stays with one, and outlives its end.

The replicas run from what the image of the Dockerfile holds, so what it leaves out is not needed.
"""

import getpass
import os
import re
import shutil
import signal
import subprocess
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.error import HTTPError, URLError

import pytest
import yaml
from playwright.sync_api import expect

from pages.kit.words import words_for
from tests.browser.conftest import ROOT, Server, free_port
from tests.browser.visit import NAVIGATION, Visit
from tests.pages.screen import plan_with

NGINX = os.environ.get("NGINX") or shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
CONFIGURATION = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
COOKIE = "cpo_replica"

BEFORE_A_REPLICA_ENDS = pytest.mark.usefixtures("browser_name")
"""pytest runs what names a browser first, in the order of the file: so no replica has to be started again for it."""

pytestmark = pytest.mark.skipif(NGINX is None, reason="there is no nginx: apt-get install nginx")


# -- what stands where ------------------------------------------------------------------------------------------------


def image(folder):
    """Fill a folder with what the Dockerfile's COPY takes: what .dockerignore names after leaving out everything.

    What was compiled here is of use there too, since files keep their times. It stands for no file that is missing.
    """
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    patterns = [line for line in lines if line and not line.startswith("#")]
    assert patterns[0] == "*"
    for pattern in patterns[1:]:
        if not pattern.startswith("!"):
            assert pattern == "**/__pycache__"  # taken along here all the same: compiling takes seconds
            continue
        source, target = ROOT / pattern[1:], folder / pattern[1:]
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy(source, target)
    return folder


@dataclass
class House:
    """Both replicas, by the name in the visitor's cookie, and the address of the nginx before them."""

    address: str
    replicas: dict[str, Server]

    def other(self, name):
        (other,) = self.replicas.keys() - {name}
        return other

    def end(self, name):
        """As when the machine goes: no goodbye to anybody."""
        self.replicas[name].process.send_signal(signal.SIGKILL)
        self.replicas[name].process.wait(30)


@contextmanager
def nginx_before(folder, replicas, configuration=CONFIGURATION):
    """Run nginx on a free port with the shipped configuration, of which only the addresses differ."""
    port = free_port()
    assert configuration.count("listen 8080;") == 1
    (folder / "app.conf").write_text(configuration.replace("listen 8080;", f"listen 127.0.0.1:{port};"))
    upstreams = "".join(
        f"upstream replica_{name} {{ server 127.0.0.1:{replica.port}; }}\n" for name, replica in replicas.items()
    )
    (folder / "main.conf").write_text(
        (f"user {getpass.getuser()};\n" if os.getuid() == 0 else "")
        + f"pid {folder}/pid;\nevents {{}}\nhttp {{\n{upstreams}include {folder}/app.conf;\n"
        + "".join(
            f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        + "}\n"
    )
    command = [str(NGINX), "-e", "stderr", "-p", str(folder), "-c", str(folder / "main.conf"), "-g", "daemon off;"]
    with (folder / "log").open("wb") as log:
        nginx = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    address, until = f"http://127.0.0.1:{port}", time.monotonic() + 30
    try:
        while answer(f"{address}/_stcore/health")[0] == 0:
            assert nginx.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < until
            time.sleep(0.05)
        yield address
    finally:
        nginx.terminate()
        nginx.wait(30)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    settings = {"STREAMLIT_SERVER_COOKIE_SECRET": "the same for both", "CPO_SECURITY_HEADERS": "1"}
    files = image(folder / "image")
    replicas = {name: Server(folder / f"log_{name}", files, settings).start() for name in ("1", "2")}
    with nginx_before(folder, replicas) as address:
        yield House(address, replicas)
    for replica in replicas.values():
        if replica.process.poll() is None:
            replica.stop()
        assert "Traceback" not in replica.log, replica.log


@pytest.fixture
def whole(house):
    """The house with both replicas up, whatever the test before did to it."""
    for replica in house.replicas.values():
        if replica.process.poll() is not None:
            replica.start()
    return house


@pytest.fixture
def visit(pages, whole, everything_watched):
    """A first visit to the house: nothing of an earlier one is left in the browser, its cookie neither.

    What goes wrong in the browser is no fault here: a connection that breaks is an error in the console.
    """
    visit = Visit(pages(), whole.address)
    yield visit
    visit.leave()
    everything_watched.clear()


def answer(url, method="GET", body=None, **headers):
    """Status of an answer, and the replica that its cookie names, if any."""
    request = urllib.request.Request(url, body, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            status, cookies = response.status, response.headers.get_all("Set-Cookie") or []
    except HTTPError as error:
        with error:
            status, cookies = error.code, error.headers.get_all("Set-Cookie") or []
    except URLError:
        return 0, None
    named = [SimpleCookie(cookie)[COOKIE].value for cookie in cookies if cookie.startswith(COOKIE)]
    return status, named[0] if named else None


def replica_of(visit):
    cookies = {cookie["name"]: cookie for cookie in visit.page.context.cookies()}
    assert cookies[COOKIE]["httpOnly"]
    return cookies[COOKIE]["value"]


@contextmanager
def frozen(replica):
    """A replica that answers nobody for a while."""
    replica.process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        replica.process.send_signal(signal.SIGCONT)


def killed(visit, house):
    """The visitor's replica is gone, and the page is connected to the other one."""
    visit.at_rest()
    with visit.page.expect_websocket(timeout=60_000):
        house.end(replica_of(visit))
    expect(visit.page.locator("[data-testid=stApp]")).to_have_attribute("data-test-connection-state", "CONNECTED")
    visit.at_rest()


# -- a fresh server ---------------------------------------------------------------------------------------------------


def test_a_deep_link_as_the_first_request_to_a_fresh_server_opens_with_the_frame(pages, house, watched):
    """The first test here: nobody has asked the replicas for more than their health."""
    fresh = "1"
    visit = Visit(pages(), house.address)
    visit.page.context.add_cookies([{"name": COOKIE, "value": fresh, "url": house.address}])
    visit.open("margin", {"budget": "7000", "cpc_low": "0.5"})
    expect(visit.page.get_by_text("Margin: how much can you afford for an order?")).to_be_visible()
    top = visit.page.locator("[data-testid=stTopNav]")
    expect(top.get_by_test_id("stTopNavLink")).to_have_text(NAVIGATION[""])
    expect(top.get_by_test_id("stTopNavSection")).to_contain_text([group for group in NAVIGATION if group])
    expect(visit.field("budget")).to_have_value("7,000")
    visit.go("Plan").shows(plan_with(budget=7000.0, cpc_low=0.5))
    visit.shows_link({"budget": "7000", "cpc_low": "0.5"})
    assert {cookie["name"]: cookie["value"] for cookie in visit.page.context.cookies()}[COOKIE] == fresh
    visit.leave()


# -- the cookie -------------------------------------------------------------------------------------------------------


@BEFORE_A_REPLICA_ENDS
def test_a_cookie_names_the_replica_once_and_nothing_else_is_believed(whole):
    health = f"{whole.address}/_stcore/health"
    for name in ("1", "2"):
        assert answer(health, Cookie=f"{COOKIE}={name}") == (200, None)
    for cookie in ("", f"{COOKIE}=3", f"{COOKIE}=replica_1", f"{COOKIE}=127.0.0.1:80"):
        status, name = answer(health, Cookie=cookie)
        assert status == 200
        assert name in {"1", "2"}


@BEFORE_A_REPLICA_ENDS
def test_who_refuses_cookies_stays_with_one_replica_too_and_visitors_are_shared_out(whole):
    health = f"{whole.address}/_stcore/health"
    browsers = [f"Browser {number}" for number in range(40)]
    drawn = {browser: answer(health, **{"User-Agent": browser})[1] for browser in browsers}
    assert drawn == {browser: answer(health, **{"User-Agent": browser})[1] for browser in browsers}
    assert 8 <= list(drawn.values()).count("1") <= 32  # nginx hashes: the same figure at every run on one machine


# -- a visit ----------------------------------------------------------------------------------------------------------


def stands_and_moves_on(visit, plan, french):
    """The change of language has made every field another one, which the new replica does not know: the plan stands."""
    visit.type("cvr_high", "2,5")
    expect(visit.field("cvr_high")).to_have_value("3")
    visit.at_rest()
    visit.shows(plan, french).shows_link({"budget": "6543.25", "cvr_low": "0.0155"})
    expect(visit.field("cvr_low")).to_have_value("1,55")
    visit.type("cvr_high", "2,5").shows(plan_with(budget=6543.25, cvr_low=0.0155, cvr_high=0.025), french)
    visit.shows_link({"budget": "6543.25", "cvr_low": "0.0155", "cvr_high": "0.025"})


def test_a_visitor_needs_one_replica_only_and_outlives_it_with_the_plan_and_in_the_language(visit, whole):
    """The other one is frozen at first: whatever went there would not come back."""
    visit.open()
    first, plan = replica_of(visit), plan_with(budget=6543.25, cvr_low=0.0155)
    with frozen(whole.replicas[whole.other(first)]):
        visit.type("budget", "6,543.25").type("cvr_low", "1.55").shows(plan)
        content = visit.download("download_plan")
        visit.go("Margin")
        expect(visit.page.get_by_text("Margin: how much can you afford for an order?")).to_be_visible()
        visit.go("Plan").type("budget", "7,000").shows(plan_with(budget=7000.0, cvr_low=0.0155))
        visit.upload(content).click("load_sidebar").shows(plan)
        visit.at_rest().page.reload()  # the address is written when the answer is whole
        visit.settled().shows(plan)
    visit.shows_link({"budget": "6543.25", "cvr_low": "0.0155"})
    before = visit.read()

    killed(visit, whole)
    assert visit.settled().shows(plan).read() == before
    assert replica_of(visit) == whole.other(first)
    # Nothing has been asked of the new replica so far: this is the first it hears of the visit.
    visit.type("budget", "7,000").shows(plan_with(budget=7000.0, cvr_low=0.0155))
    visit.shows_link({"budget": "7000", "cvr_low": "0.0155"})

    # The first one is back: who has moved stays, with all that a visit does.
    whole.replicas[first].start()
    visit.upload(content).click("load_sidebar").shows(plan)
    assert visit.download("download_plan") == content
    assert replica_of(visit) == whole.other(first)

    # Killed once more: fields and figures agree in the language of the page. A new replica knows the browser's language
    # only, in which 2,5 would be 25.
    french = words_for("fr_FR")
    visit.choose("locale_choice", "Français (FR)").shows(plan, french)
    killed(visit, whole)
    assert replica_of(visit) == first
    stands_and_moves_on(visit, plan, french)


def test_everybody_is_served_while_one_replica_is_gone(house, tmp_path):
    gone = next((name for name, replica in house.replicas.items() if replica.process.poll() is not None), "")
    if not gone:
        house.end(gone := "1")
    there = house.other(gone)
    for number in range(20):  # new visitors, of whom half would have gone to the one that is gone
        assert answer(f"{house.address}/", **{"User-Agent": f"Browser {number}"}) == (200, there)
    health = "/_stcore/health"
    assert answer(f"{house.address}{health}", Cookie=f"{COOKIE}={gone}") == (200, there)
    # An upload to a visit that is gone ends in an answer, never in silence.
    lost, name = answer(f"{house.address}/_stcore/upload_file/a/b", "PUT", b"x" * 100_000, Cookie=f"{COOKIE}={gone}")
    assert 400 <= lost < 600
    assert name == there
    # The line that does it: without it, the same visitor is told that the gateway is bad.
    line = "error_page 502 504 = @other;"
    assert CONFIGURATION.count(line) == 1
    with nginx_before(tmp_path, house.replicas, CONFIGURATION.replace(line, "")) as address:
        assert answer(f"{address}{health}", Cookie=f"{COOKIE}={gone}") == (502, None)


# -- the same in containers -------------------------------------------------------------------------------------------


def test_the_containers_are_what_nginx_is_told_of():
    """There is no Docker here; what the files say of one another can be compared all the same."""
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    apps = {name: service for name, service in compose["services"].items() if name != "nginx"}
    upstreams = re.findall(
        r"upstream replica_(\d) \{\s*server ([\d.]+):8501;\s*\}", (ROOT / "deploy" / "replicas.conf").read_text()
    )
    assert {f"app_{name}": address for name, address in upstreams} == {
        name: service["networks"]["inside"]["ipv4_address"] for name, service in apps.items()
    }
    assert len({service["environment"]["STREAMLIT_SERVER_COOKIE_SECRET"] for service in apps.values()}) == 1
    assert not any("ports" in service for service in apps.values())
    nginx = compose["services"]["nginx"]
    assert nginx["ports"] == ["${PORT:-8080}:8080"]
    for mount in nginx["volumes"]:
        assert (ROOT / mount.split(":")[0]).is_file()


def test_the_image_is_made_of_files_that_exist_and_not_run_by_root():
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert re.findall(r"^COPY (.+)$", dockerfile, re.MULTILINE) == ["requirements.txt ./", ". ."]
    assert re.findall(r"^USER (\w+)$", dockerfile, re.MULTILINE) == ["cpo"]
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines():
        assert not line.startswith("!") or Path(ROOT, line[1:]).exists()
