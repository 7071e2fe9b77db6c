# The OCI's conformance tests of registries; the version is in go.mod, 1.1 of the spec is what it tests by default.
if fresh distribution-spec 20260831; then
  go=$(command -v go || echo /usr/local/go/bin/go)
  (cd "$here/distribution-spec" && CGO_ENABLED=0 GOFLAGS=-mod=readonly quietly "$go" build -o "$target/conformance" \
    github.com/opencontainers/distribution-spec/conformance)
  made
fi
