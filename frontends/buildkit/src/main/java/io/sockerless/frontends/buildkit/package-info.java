/** BuildKit's API, for clients that build through it: buildx, compose, and the docker command. */
package io.sockerless.frontends.buildkit;
