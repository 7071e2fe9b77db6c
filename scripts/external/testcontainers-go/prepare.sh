# Tests of our own that use Testcontainers for Go; the versions are in go.mod.
if fresh testcontainers-go 0.40.0; then
  go=$(command -v go || echo /usr/local/go/bin/go)
  (cd "$here/testcontainers-go" && CGO_ENABLED=0 GOFLAGS=-mod=readonly quietly "$go" test -c -o "$target/suite.test" .)
  made
fi
