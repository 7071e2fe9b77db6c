# Only the source package has the tests. It runs from its source; the environment has what it imports.
version=7.0.0
packages python3-venv
if fresh docker-py "$version"; then
  quietly /usr/bin/python3 -m venv "$target/venv"
  quietly "$target/venv/bin/pip" install --disable-pip-version-check -r "$here/docker-py/requirements.txt"
  quietly "$target/venv/bin/pip" download --disable-pip-version-check --no-deps --no-binary docker \
    -d "$target" "docker==$version"
  tar -C "$target" -xzf "$target/docker-$version.tar.gz"
  mv "$target/docker-$version" "$target/source"
  made
fi
