"""Sends the daemon what schemathesis makes of Docker's own description of its API: valid requests and invalid ones.

usage: fuzz.py DESCRIPTION URL SECONDS REPORT FAILURES

Each operation is a test of the report. It fails if a request is not answered in time, if the connection breaks, or if
the answer is a 500 other than those that dockerd gives, too. All answers of 500 and above are written to FAILURES.
"""

import json
import random
import re
import sys
import time
from xml.sax.saxutils import quoteattr

import requests
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode

SEED = 20261124
PATIENCE = 20
# Requests per operation, however long it takes to think of them.
LEAST = 8
# Ends when the client does, by what it is for. The head must come in time all the same.
ENDLESS = ("/events", "/logs", "/stats", "/attach", "/attach/ws", "/session", "/grpc", "/exec/{id}/start")
# Waits for what need not happen, and its head comes no sooner.
WAITS = "/wait"
# The 500s of dockerd 20.10, which got the same requests. There is no way out of the machine, nor a name server.
THEIRS = {
    "GET /containers/{id}/top": r"ps: error: .+",
    "GET /distribution/{name}/json": r'Get "https://.+": dial tcp: lookup .+',
    "POST /build": r"Cannot locate specified Dockerfile: .*",
    "POST /auth": r'Get "https://.+": dial tcp: lookup .+',
    "POST /containers/{id}/unpause": r"Container [0-9a-f]{64} is not paused",
    "POST /exec/{id}/resize": r"timeout waiting for exec session ready",
    "POST /networks/create": r"invalid name: |Invalid subnet .*: invalid CIDR address: .*",
    "POST /networks/{id}/disconnect": r"container [0-9a-f]{64} is not connected to (the )?network .+",
}
# Reaches the host, which is no machine of the daemon's own as far as files and devices are concerned.
HOST = ("Binds", "Mounts", "Devices", "DeviceRequests", "DeviceCgroupRules", "Privileged", "CgroupParent", "Cgroup",
        "VolumesFrom", "Sysctls", "OomScoreAdj", "OomKillDisable", "BlkioDeviceReadBps", "BlkioDeviceWriteBps",
        "BlkioDeviceReadIOps", "BlkioDeviceWriteIOps", "PidMode", "IpcMode", "UTSMode", "UsernsMode", "LogConfig")


@schemathesis.serializer("application/x-tar")
def archive(_, value):
    return value if isinstance(value, bytes) else str(value).encode()


class Daemon:
    def __init__(self, url):
        self.url = url
        self.session = requests.Session()
        self.busybox = self.ask("GET", "/images/busybox/get").content

    def ask(self, method, target, **more):
        return self.session.request(method, self.url + target, timeout=PATIENCE, **more)

    def furnish(self):
        """Makes what the requests name: a running container, a new one, an exec, a network, a volume."""
        if self.ask("GET", "/images/busybox/json").status_code == 404:
            self.ask("POST", "/images/load", data=self.busybox, headers={"Content-Type": "application/x-tar"})
        config = {"Image": "busybox", "Cmd": ["sh", "-c", "while :; do sleep 1; done"], "StopTimeout": 0}
        for name in ("running", "new"):
            self.ask("POST", f"/containers/create?name={name}", json=config)
        self.ask("POST", "/containers/running/unpause")
        self.ask("POST", "/containers/running/start")
        self.ask("POST", "/networks/create", json={"Name": "net", "CheckDuplicate": True})
        self.ask("POST", "/volumes/create", json={"Name": "vol"})
        made = self.ask("POST", "/containers/running/exec", json={"Cmd": ["true"], "AttachStdout": True}).json()
        return {
            "containers": ["running", "new"],
            "exec": [made.get("Id", "none")],
            "networks": ["net", "bridge"],
            "volumes": ["vol"],
            "images": ["busybox"],
        }


def harmless(case):
    """Leaves out what would reach the host if the daemon did as it is told."""
    body = case.body
    if isinstance(body, dict) and isinstance(body.get("HostConfig"), dict):
        for name in HOST:
            body["HostConfig"].pop(name, None)
        if str(body["HostConfig"].get("NetworkMode", "")).startswith(("host", "ns:")):
            body["HostConfig"].pop("NetworkMode")
    if isinstance(body, dict) and isinstance(body.get("DriverOpts"), dict):
        body["DriverOpts"].pop("device", None)
    if isinstance(body, dict):
        body.pop("Privileged", None)


def aimed(case, path, things, chance):
    """Names what is there in two of three requests: the others seldom get beyond 404."""
    kind = path.split("/")[1]
    for name in case.path_parameters or {}:
        if chance.random() < 0.67 and kind in things:
            case.path_parameters[name] = chance.choice(things[kind])
    if path == "/containers/create" and isinstance(case.body, dict) and chance.random() < 0.67:
        case.body["Image"] = "busybox"
    if isinstance(case.body, dict) and "Container" in case.body and chance.random() < 0.67:
        case.body["Container"] = chance.choice(things["containers"])


def sent(daemon, case, path, failures):
    """Answers what is wrong with the daemon's answer, or nothing."""
    arguments = case.as_transport_kwargs(base_url=daemon.url)
    told = {name: repr(arguments[name]) for name in ("method", "url", "params", "json", "data") if arguments.get(name) is not None}
    # A negative time to stop in is without end.
    waits = path.endswith(WAITS) or str((case.query or {}).get("t", "")).startswith("-")
    try:
        with requests.request(**arguments, stream=True, timeout=2 if waits else PATIENCE) as answer:
            if answer.status_code < 500 and (path.endswith(ENDLESS) or answer.status_code == 101):
                return None
            body = answer.content
    except (requests.exceptions.InvalidURL, requests.exceptions.InvalidHeader):
        return None  # it was never sent
    except requests.exceptions.RequestException as e:
        if "timed out" in str(e):
            return None if waits else f"no answer in {PATIENCE} s: {told}"
        return f"{type(e).__name__} {e}: {told}"
    if answer.status_code < 500:
        return None
    try:
        message = json.loads(body).get("message", "")
    except (ValueError, AttributeError):
        message = ""
    operation = f"{case.operation.method.upper()} {path}"
    failures.append({"operation": operation, "status": answer.status_code,
                     "message": message or body.decode(errors="replace"), "request": told})
    if not message or answer.status_code == 500 and not re.fullmatch(THEIRS.get(operation, ""), message, re.DOTALL):
        return f"{answer.status_code} {message}: {told}"
    return None


def fuzz(daemon, operation, until, failures):
    """Answers the first complaint, or nothing, and how many requests there were."""
    path = operation.path
    complaints, count, chance = [], 0, random.Random(SEED)
    things = daemon.furnish()

    def one(case):
        nonlocal count
        if complaints or (count >= LEAST and time.monotonic() > until):
            return
        harmless(case)
        aimed(case, path, things, chance)
        harmless(case)
        count += 1
        complaint = sent(daemon, case, path, failures)
        if complaint:
            complaints.append(complaint)

    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        try:
            strategy = operation.as_strategy(generation_mode=mode)
            run = given(case=strategy)(one)
            run = settings(max_examples=25, database=None, deadline=None, phases=[Phase.generate],
                           suppress_health_check=list(HealthCheck))(run)
            seed(SEED)(run)()
        except Exception as e:  # schemathesis cannot make such requests: for want of anything that could be wrong
            if type(e).__name__ not in ("Unsatisfiable", "InvalidArgument", "SkipTest"):
                complaints.append(f"{type(e).__name__}: {e}")
    return complaints, count


def main(description, url, seconds, report, failed):
    daemon, failures = Daemon(url), []
    schema = schemathesis.openapi.from_dict(yaml.safe_load(open(description)))
    operations = [found.ok() for found in schema.get_all_operations()]
    end = time.monotonic() + float(seconds)
    with open(report, "w") as out:
        out.write("<testsuites>\n")
        for at, operation in enumerate(operations):
            begun = time.monotonic()
            share = max(0.5, (end - begun) / (len(operations) - at))
            complaints, count = fuzz(daemon, operation, begun + share, failures)
            name = quoteattr(f"{operation.method.upper()} {operation.path}")
            print(f"{name} {count} requests, {time.monotonic() - begun:.1f} s", *complaints, flush=True)
            failure = f"<failure message={quoteattr(complaints[0])}/>" if complaints else ""
            out.write(f'<testcase classname="schemathesis" name={name}>{failure}</testcase>\n')
        out.write("</testsuites>\n")
    daemon.furnish()
    with open(failed, "w") as out:
        json.dump(failures, out, indent=1)


if __name__ == "__main__":
    main(*sys.argv[1:])
