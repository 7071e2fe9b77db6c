/**
 * The Dockerfile language: from text to instructions. Nothing here knows images, files or containers.
 *
 * <p>Words are kept as written: variables are expanded when an instruction is carried out, in the environment of its
 * stage at that point.
 */
package io.sockerless.engine.build.dockerfile;
