# Terraform's core with its AWS provider, of the last version that is a Go module; go.mod says which.
if fresh terraform 0.11-1.60.0; then
  go=$(command -v go || echo /usr/local/go/bin/go)
  (cd "$here/terraform" && CGO_ENABLED=0 GOFLAGS=-mod=readonly quietly "$go" build -ldflags=-s -o "$target/terraform" .)
  made
fi
