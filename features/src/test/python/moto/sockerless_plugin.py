"""Lets moto's server-mode tests run against another server: for pytest's -p.

Each test begins with a reset; moto's own way to ask for that is turned into MOTO_RESET_URL. What is kept in MOTO_REPORT
as JSON: the tests that asked the server at all, and what botocore's models say against its answers (see shapes.py).
"""

import http.client
import json
import os
import urllib.request

import boto3  # before the patching, so that its classes are whole
import pytest
from moto.core import config, models

import shapes

ASKED = set()
_count = 0
_plain = http.client.HTTPConnection.putrequest

# The caller's key says whose account it is; moto's would not.
config.default_user_config["core"]["mock_credentials"] = False


def _reset(self):
    request = urllib.request.Request(os.environ["MOTO_RESET_URL"], method="POST", data=b"")
    with urllib.request.urlopen(request, timeout=20) as answer:
        answer.read()


def _putrequest(self, method, url, *arguments, **more):
    global _count
    if "/moto-api/" not in url and "/_sockerless/" not in url:
        _count += 1
    return _plain(self, method, url, *arguments, **more)


models.ServerModeMockAWS.reset = _reset
http.client.HTTPConnection.putrequest = _putrequest
shapes.install()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item):
    global _count
    _count = 0
    shapes.CURRENT[0] = name = item.nodeid.removeprefix("tests/").replace(".py::", ".").replace("::", ".").replace("/", ".")
    yield
    if _count:
        ASKED.add(name)


def pytest_sessionfinish():
    report = {"asked": sorted(ASKED), "checked": shapes.CHECKED[0], "faults": shapes.FAULTS}
    with open(os.environ["MOTO_REPORT"], "w") as file:
        json.dump(report, file, indent=1)
