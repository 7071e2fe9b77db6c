# Only the source package has the tests; the server runs from it, too.
version=5.2.1
packages python3-venv
if fresh moto "$version"; then
  quietly /usr/bin/python3 -m venv "$target/venv"
  quietly "$target/venv/bin/pip" install --disable-pip-version-check -r "$here/moto/requirements.txt"
  quietly "$target/venv/bin/pip" download --disable-pip-version-check --no-deps --no-binary moto \
    -d "$target" "moto==$version"
  tar -C "$target" -xzf "$target/moto-$version.tar.gz"
  mv "$target/moto-$version" "$target/source"
  made
fi
