/** Builds as BuildKit's clients see them: what they ask for, how far it is, what comes of it. */
package io.sockerless.frontends.buildkit.solve;
