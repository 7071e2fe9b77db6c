# What it builds on is pinned by requirements.txt, too: the same seed means the same requests.
packages python3-venv
if fresh schemathesis 4.32.5; then
  quietly /usr/bin/python3 -m venv "$target/venv"
  quietly "$target/venv/bin/pip" install --disable-pip-version-check -r "$here/schemathesis/requirements.txt"
  made
fi
