package io.sockerless.engine.build.dockerfile;

import java.util.List;

/**
 * A parsed Dockerfile.
 *
 * @param globals the {@code ARG}s before the first {@code FROM}
 * @param warnings what is valid, but not meant for long
 */
public record Dockerfile(
        Directives directives, List<Instruction.Arg> globals, List<Stage> stages, List<Warning> warnings) {

    /**
     * Parser directives.
     *
     * @param escape {@code \} or a backtick
     * @param syntax the reference of the frontend image, empty without one
     * @param check the options of build checks, empty without any
     */
    public record Directives(char escape, String syntax, String check) {
        public static final Directives NONE = new Directives('\\', "", "");
    }

    /**
     * @param name its alias in lower case, empty without one
     */
    public record Stage(int index, String name, Instruction.From from, List<Instruction> instructions) {}

    public record Warning(Source source, String text) {}
}
