"""Compares each successful answer, as it came over the wire, with botocore's model of the operation.

A fault is a member that the model does not know, one of another type, one that must be there and is not, a value that
is none of an enumeration's. FAULTS has each once, by what it is, with a test in which it was seen.
"""

import base64
import json
import re
import xml.etree.ElementTree as ElementTree

from botocore import parsers

CURRENT = ["?"]
CHECKED = [0]
FAULTS = {}

PARSED = {
    "integer": re.compile(r"-?\d+$"),
    "long": re.compile(r"-?\d+$"),
    "boolean": re.compile(r"(true|false)$"),
    "timestamp": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"),
}
HTTP_DATE = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$")
# Of every answer, or of none in particular.
COMMON = {"x-amz-request-id", "x-amz-id-2", "x-amzn-requestid", "x-amz-bucket-region"}


def fault(path, what):
    FAULTS.setdefault(f"{path}: {what}", CURRENT[0])


def members(shape):
    return {member.serialization.get("name", name): member for name, member in shape.members.items()}


def missing(path, shape, seen):
    for name in shape.required_members:
        if shape.members[name].serialization.get("name", name) not in seen:
            fault(path, f"no {name}")


def enumerated(path, shape, value):
    allowed = getattr(shape, "enum", None)
    if allowed and value not in allowed:
        fault(path, f"{value!r} is none of the enumeration")


def of_json(path, shape, value):
    kind = shape.type_name
    if kind == "structure":
        if not isinstance(value, dict):
            return fault(path, f"{type(value).__name__}, not a structure")
        known = members(shape)
        for name, inner in value.items():
            if name not in known:
                fault(f"{path}.{name}", "unknown")
            elif not known[name].serialization.get("location"):
                of_json(f"{path}.{name}", known[name], inner)
        missing(path, shape, value)
    elif kind == "list":
        if not isinstance(value, list):
            return fault(path, f"{type(value).__name__}, not a list")
        for inner in value:
            of_json(path + "[]", shape.member, inner)
    elif kind == "map":
        if not isinstance(value, dict):
            return fault(path, f"{type(value).__name__}, not a map")
        for key, inner in value.items():
            enumerated(path, shape.key, key)
            of_json(path + "{}", shape.value, inner)
    elif not scalar(shape, value):
        fault(path, f"{type(value).__name__} {str(value)[:40]!r}, not a {kind}")
    else:
        enumerated(path, shape, value)


def scalar(shape, value):
    kind = shape.type_name
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if kind in ("string", "character"):
        return isinstance(value, str)
    if kind in ("integer", "long"):
        return isinstance(value, int) and number
    if kind in ("float", "double"):
        return number
    if kind == "timestamp":
        iso = shape.serialization.get("timestampFormat") == "iso8601"
        return isinstance(value, str) and bool(PARSED[kind].match(value)) if iso else number
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "blob":
        return isinstance(value, str) and base64.b64encode(base64.b64decode(value)).decode() == value
    raise ValueError("no such type in JSON: " + kind)


def local(tag):
    return tag.rpartition("}")[2]


def of_xml(path, shape, node, skip=()):
    kind = shape.type_name
    if kind == "structure":
        # What is in a header, or an attribute, is no element.
        known = {
            name: member
            for name, member in members(shape).items()
            if not member.serialization.get("location") and not member.serialization.get("xmlAttribute")
        }
        by_name, seen = {}, set()
        for name, member in known.items():
            flat = member.type_name == "list" and member.serialization.get("flattened")
            by_name[member.member.serialization.get("name", name) if flat else name] = (name, member, flat)
        for child in node:
            tag = local(child.tag)
            if tag in skip:
                continue
            if tag not in by_name:
                fault(f"{path}.{tag}", "unknown")
                continue
            name, member, flat = by_name[tag]
            if name in seen and not flat:
                fault(f"{path}.{tag}", "more than once")
            seen.add(name)
            of_xml(f"{path}.{tag}" + ("[]" if flat else ""), member.member if flat else member, child)
        for name in shape.required_members:
            member = shape.members[name]
            if member.serialization.get("name", name) in known and member.serialization.get("name", name) not in seen:
                fault(path, f"no {name}")
    elif kind == "list":
        expected = shape.member.serialization.get("name", "member")
        for child in node:
            if local(child.tag) != expected:
                fault(f"{path}.{local(child.tag)}", f"not {expected}")
            of_xml(path + "[]", shape.member, child)
    elif kind == "map":
        for child in node:
            if [local(child.tag)] + [local(part.tag) for part in child] != ["entry", "key", "value"]:
                fault(path, "an entry that is no key and value")
            else:
                of_xml(path + "{key}", shape.key, child[0])
                of_xml(path + "{value}", shape.value, child[1])
    else:
        text = node.text or ""
        if len(node):
            fault(path, f"elements, not a {kind}")
        elif kind in PARSED and not PARSED[kind].match(text):
            fault(path, f"{text!r}, not a {kind}")
        else:
            enumerated(path, shape, text)


def of_headers(path, shape, headers):
    known, prefixes = {}, []
    for name, member in shape.members.items():
        where = member.serialization.get("location")
        if where == "header":
            known[member.serialization.get("name", name).lower()] = member
        elif where == "headers":
            prefixes.append(member.serialization.get("name", "").lower())
    for name, value in headers.items():
        name = name.lower()
        member = known.get(name)
        if member is None:
            if name.startswith("x-amz") and name not in COMMON and not name.startswith(tuple(prefixes) or ("\0",)):
                fault(f"{path} header {name}", "unknown")
            continue
        kind = member.type_name
        iso = member.serialization.get("timestampFormat") == "iso8601"
        pattern = HTTP_DATE if kind == "timestamp" and not iso else PARSED.get(kind)
        if pattern and not pattern.match(value):
            fault(f"{path} header {name}", f"{value!r}, not a {kind}")
        enumerated(f"{path} header {name}", member, value)


def check(parser, response, shape):
    body = response["body"]
    if isinstance(parser, parsers.QueryParser):
        root = ElementTree.fromstring(body)
        wrapper = shape.serialization.get("resultWrapper")
        if not wrapper:
            return of_xml(shape.name, shape, root, skip=("requestId",))
        inner = [child for child in root if local(child.tag) == wrapper]
        if len(inner) != 1:
            return fault(shape.name, f"no {wrapper}")
        return of_xml(shape.name, shape, inner[0])
    rest = isinstance(parser, parsers.BaseRestParser)
    if rest:
        of_headers(shape.name, shape, response["headers"])
        payload = shape.serialization.get("payload")
        if payload:
            member = shape.members[payload]
            if member.type_name != "structure":
                return None
            shape = member
        if not body:
            return None
    if isinstance(parser, parsers.BaseJSONParser):
        return of_json(shape.name, shape, json.loads(body or b"{}"))
    root = ElementTree.fromstring(body)
    if local(root.tag) == "LocationConstraint":
        # The one root that is its only member, too: botocore has a handler for it.
        return None
    return of_xml(shape.name, shape, root)


def install():
    plain = parsers.ResponseParser.parse

    def parse(self, response, shape):
        if response["status_code"] < 300 and shape is not None:
            CHECKED[0] += 1
            try:
                check(self, response, shape)
            except (ValueError, ElementTree.ParseError) as error:
                fault(shape.name, f"cannot be read: {error}")
        return plain(self, response, shape)

    parsers.ResponseParser.parse = parse
