# The images that Testcontainers brings up beside those of a test, as root file systems: its reaper, which is built from
# main.go here, and socat, which is Debian's. The library itself comes with the tests' other libraries.
packages socat docker-compose
if fresh testcontainers 2.0.5; then
  go=$(command -v go || echo /usr/local/go/bin/go)
  quietly mkdir -p "$target/ryuk/bin" "$target/socat"
  CGO_ENABLED=0 GOFLAGS= quietly "$go" build -trimpath -o "$target/ryuk/bin/ryuk" "$here/testcontainers/main.go"
  quietly tar -C "$target/ryuk" -cf "$target/ryuk.tar" .
  "$here/../busybox-image" | tar -C "$target/socat" -xf -
  for file in /usr/bin/socat $(ldd /usr/bin/socat | grep -o '/[^ ]*'); do
    quietly cp --parents -L "$file" "$target/socat"
  done
  quietly tar -C "$target/socat" -cf "$target/socat.tar" .
  rm -rf "$target/ryuk" "$target/socat"
  made
fi
