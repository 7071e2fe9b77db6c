/** Trees of files as packets, the way BuildKit's clients send and take them. */
package io.sockerless.frontends.buildkit.fsutil;
