/** What clients offer to the builder while they build: their files, logins, secrets and agents. */
package io.sockerless.frontends.buildkit.session;
