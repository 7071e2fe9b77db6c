package io.sockerless.engine.build.dockerfile;

/**
 * Where an instruction was written.
 *
 * @param firstLine from 1
 * @param lastLine with its continuations and heredocs
 * @param text the instruction as Docker shows it in a step: one line, continuations joined, comments within left out
 */
public record Source(int firstLine, int lastLine, String text) {}
