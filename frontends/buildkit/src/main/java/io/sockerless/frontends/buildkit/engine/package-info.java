/** The engine's builder and images, as the rest of this frontend wants them. */
package io.sockerless.frontends.buildkit.engine;
