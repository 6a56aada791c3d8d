"""The files of `deploy/`: nginx and what is done with processes, Kubernetes, the image, the dashboard."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import kubernetes_validate
import pytest
import yaml
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from benchmarks.serving import HOST, free_port
from deploy.cluster import Cluster, asked
from deploy.nginx import Slot, configuration
from tests.conftest import ROOT
from ui.limits import LIMITS
from ui.server.door import Door
from ui.server.metrics import registry
from ui.server.probes import LIVE, READY
from ui.server.settings import Serving
from ui.settings import entries, read

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
SLOTS = [Slot("1", 9001), Slot("2", 9002), Slot("3", 9003)]
needs_nginx = pytest.mark.skipif(NGINX is None, reason="no nginx on this machine")


@pytest.fixture
def text(tmp_path: Path) -> str:
    return configuration(SLOTS, HOST, 9000, tmp_path)


def test_nothing_is_left_to_be_filled_in(text: str) -> None:
    assert re.findall(r"@[A-Z]+@", text) == []


def test_every_process_can_be_named_and_can_stand_in_for_another(text: str) -> None:
    (everybody,) = re.findall(r"upstream any \{(.*?)\n    \}", text, re.DOTALL)
    for slot in SLOTS:
        assert f"        {slot.name} process_{slot.name};" in text
        assert f"upstream process_{slot.name} {{ server {HOST}:{slot.port} " in text
        assert f"server {HOST}:{slot.port} " in everybody


def test_the_largest_file_allowed_comes_through(text: str) -> None:
    (most,) = re.findall(r"client_max_body_size (\d+);", text)
    assert int(most) > LIMITS.max_upload_bytes


@needs_nginx
def test_nginx_takes_the_configuration(text: str, tmp_path: Path) -> None:
    assert verdict(text, tmp_path).returncode == 0, verdict(text, tmp_path).stderr


@needs_nginx
def test_nginx_refuses_another(text: str, tmp_path: Path) -> None:
    assert verdict(text.replace("least_conn", "most_conn"), tmp_path).returncode


def verdict(text: str, home: Path) -> subprocess.CompletedProcess[str]:
    assert NGINX
    path = home / "nginx.conf"
    path.write_text(text, encoding="utf-8")
    command = [NGINX, "-t", "-p", str(home), "-c", str(path), "-e", "stderr"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_there_are_as_many_processes_as_processors() -> None:
    assert asked([]).n == os.cpu_count()
    assert asked(["-n", "3"]).n == 3


@contextmanager
def cluster(log: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A process behind nginx, ready; its address and itself."""
    port = free_port()
    command = [sys.executable, "-m", "deploy.cluster", "-n", "1", "--port", str(port), "--address", HOST]
    with log.open("wb") as output, subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output) as process:
        try:
            wait_until(lambda: "cluster: ready" in log.read_text(encoding="utf-8"), process)
            yield f"http://{HOST}:{port}", process
        finally:
            process.terminate()


def wait_until(condition: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = monotonic() + 120
    while not condition():
        assert process.poll() is None, "it has ended"
        assert monotonic() < deadline, "it did not happen"
        sleep(0.05)


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            code: int = answer.status
            return code
    except urllib.error.HTTPError as error:
        return error.code


@needs_nginx
@pytest.mark.thorough
def test_a_process_that_dies_is_replaced_and_a_restart_is_one_at_a_time(tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    with cluster(log) as (url, process):
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        if not children.exists():
            pytest.skip("this system does not say which process started which")
        victim = int(children.read_text(encoding="utf-8").split()[0])
        os.kill(victim, signal.SIGKILL)
        wait_until(lambda: "has died (-9)" in log.read_text(encoding="utf-8"), process)
        wait_until(lambda: status(f"{url}/healthz") == 200, process)
        process.send_signal(signal.SIGHUP)
        wait_until(lambda: "all processes are new" in log.read_text(encoding="utf-8") or status(url) != 200, process)
        assert status(url) == 200
    assert process.returncode == 0


def test_where_a_new_process_does_not_start_the_old_ones_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def started(seconds: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", f"import time; time.sleep({seconds})"])

    served = Cluster(SLOTS, tmp_path, HOST, 9000, {slot: started(60) for slot in SLOTS[:2]})
    old = dict(served.running)
    monkeypatch.setattr("deploy.cluster.process", lambda _slot: started(0))
    monkeypatch.setattr("deploy.cluster.answers", lambda _url: False)
    try:
        served.roll()
        assert served.running == old
        assert "process 3 does not start: what is left of the old ones stays" in capsys.readouterr().err
    finally:
        served.stop()


# --- Kubernetes ---

MANIFESTS: list[dict[str, Any]] = list(
    yaml.safe_load_all((ROOT / "deploy" / "kubernetes" / "explorer.yaml").read_text(encoding="utf-8"))
)
BY_KIND = {manifest["kind"]: manifest for manifest in MANIFESTS}


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda manifest: manifest["kind"])
def test_a_manifest_keeps_to_the_schema_of_kubernetes(manifest: dict[str, Any]) -> None:
    kubernetes_validate.validate(manifest, kubernetes_validate.latest_version(), strict=True)


def test_a_manifest_that_does_not_is_found() -> None:
    wrong = deepcopy(BY_KIND["Deployment"])
    wrong["spec"]["replcas"] = 2
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, kubernetes_validate.latest_version(), strict=True)


def test_the_manifests_speak_of_the_same_pods_and_the_same_port() -> None:
    labels = BY_KIND["Deployment"]["spec"]["template"]["metadata"]["labels"]
    selectors = [BY_KIND[kind]["spec"]["selector"]["matchLabels"] for kind in ("Deployment", "PodDisruptionBudget")]
    assert [*selectors, BY_KIND["Service"]["spec"]["selector"]] == [labels] * 3
    assert BY_KIND["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]["name"] == name_of("Deployment")
    (container,) = BY_KIND["Deployment"]["spec"]["template"]["spec"]["containers"]
    assert container["ports"][0]["containerPort"] == Serving().port
    (rest,) = BY_KIND["Ingress"]["spec"]["rules"][0]["http"]["paths"]
    assert rest["backend"]["service"]["name"] == name_of("Service")


def name_of(kind: str) -> str:
    return str(BY_KIND[kind]["metadata"]["name"])


def test_a_pod_has_time_to_let_its_pages_go_and_its_settings_are_allowed() -> None:
    pod = BY_KIND["Deployment"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    said = {variable["name"]: variable["value"] for variable in container["env"]}
    assert set(said) <= {entry.variable for entry in entries(Serving)}
    before = int(container["lifecycle"]["preStop"]["exec"]["command"][1])
    assert pod["terminationGracePeriodSeconds"] > read(Serving, said).drain_seconds + before + 5


def test_the_probes_ask_for_what_the_server_answers() -> None:
    (container,) = BY_KIND["Deployment"]["spec"]["template"]["spec"]["containers"]
    paths = {kind: container[f"{kind}Probe"]["httpGet"]["path"] for kind in ("startup", "readiness", "liveness")}
    assert paths == {"startup": READY, "readiness": READY, "liveness": LIVE}


# --- the image ---


def test_the_image_holds_what_the_server_needs_and_runs_as_nobody() -> None:
    lines = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8").splitlines()
    copied = {name for line in lines if line.startswith("COPY") and "/app" in line for name in line.split()[1:-1]}
    assert {"app.py", "server.py", ".streamlit", "backprop", "figures", "pages", "ui"} <= copied
    assert any(line == "USER 10001" for line in lines)
    sent = {
        line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")
    }
    assert copied | {"requirements.txt", "constraints.txt"} <= sent
    assert all((ROOT / name).exists() for name in sent)


# --- the dashboard ---

DASHBOARD: dict[str, Any] = json.loads((ROOT / "deploy" / "grafana" / "dashboard.json").read_text(encoding="utf-8"))


def test_the_dashboard_asks_for_nothing_that_the_server_does_not_tell() -> None:
    door = Door(Serving())
    door.turned_away["full"] += 1
    told = generate_latest(registry(door)).decode()
    there = {sample.name for family in text_string_to_metric_families(told) for sample in family.samples}
    asked_for = {
        word
        for panel in DASHBOARD["panels"]
        for target in panel["targets"]
        for word in re.findall(r"\b(?:backprop|process)_\w+", target["expr"])
    }
    assert len(asked_for) >= 9
    assert asked_for <= there


def test_panels_lie_side_by_side() -> None:
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in DASHBOARD["panels"]]
    assert len(set(places)) == len(places)
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(places)
