#!/bin/sh
set -e
digest=$(printf %s "$1" | sha256sum | cut -c1-64)
echo "built on $(cat /made/system) for $1"
echo "answer=$digest" >>"$GITHUB_OUTPUT"
