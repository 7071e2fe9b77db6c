package io.sockerless.simulators.aws.codebuild;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The programs of a build's container, for any POSIX shell: one that runs the phases one after the other, and one for each
 * phase's commands, which share a shell. The environment and the working directory go on from phase to phase.
 *
 * <p>How far it is goes to the output as well, in lines that begin with a word which nobody else knows.
 */
record Scripts(BuildSpec spec, String mark) {
    static final String PLACE = "/codebuild";

    private static final String HEAD = """
            say() { printf '[Container] %%s %%s\\n' "$(date -u '+%%Y/%%m/%%d %%H:%%M:%%S')" "$*"; }
            mark() { printf '\\n%%s %%s\\n' '%s' "$*"; }
            """;

    private static final String PHASES = """
            exec 2>&1
            cd "$CODEBUILD_SRC_DIR" || exit 1
            export CODEBUILD_BUILD_SUCCEEDING=1
            phase() {
              say "Entering phase $(echo $1 | tr a-z A-Z)"
              mark begin $1
              code=0
              for part in $1 $1.finally; do
                if [ -e %1$s/$part.sh ]; then
                  %2$s %1$s/$part.sh
                  ended=$?
                  [ $ended = 0 ] || [ $code != 0 ] || code=$ended
                fi
              done
              [ $code = 0 ] || CODEBUILD_BUILD_SUCCEEDING=0
              mark end $1 $code
              return $code
            }
            """;

    private static final String COMMANDS = """
            CODEBUILD_SUCCEEDING_NOW=$CODEBUILD_BUILD_SUCCEEDING
            if [ -e %1$s/state ]; then . %1$s/state; cd "$CODEBUILD_PLACE"; fi
            export CODEBUILD_BUILD_SUCCEEDING=$CODEBUILD_SUCCEEDING_NOW
            keep() {
              code=$?
              [ $code = 0 ] || mark failed ${0##*/} ${CODEBUILD__NUMBER:-0} $code
              export CODEBUILD_PLACE="$PWD"
              export -p >%1$s/state
              exit $code
            }
            trap keep EXIT
            """;

    /** The files to be put at {@link #PLACE}, by their names; {@code run.sh} is to be run. */
    Map<String, String> files() {
        String head = HEAD.formatted(mark);
        Map<String, String> files = new LinkedHashMap<>();
        StringBuilder run = new StringBuilder(head + PHASES.formatted(PLACE, spec.shell()));
        run.append("going=1\n");
        for (String name : BuildSpec.PHASES) {
            BuildSpec.Phase phase = spec.phases().get(name);
            boolean goesOn = phase == null || phase.goesOn();
            run.append("if [ $going = 1 ]; then phase " + name + " || going=" + (goesOn ? 1 : 0) + "; fi\n");
            if (phase != null) {
                files.put(name + ".sh", head + commands(phase.commands()));
                if (!phase.last().isEmpty()) {
                    files.put(name + ".finally.sh", head + commands(phase.last()));
                }
            }
        }
        run.append("[ $CODEBUILD_BUILD_SUCCEEDING = 1 ]\n");
        files.put("run.sh", run.toString());
        return files;
    }

    private static String commands(List<String> commands) {
        StringBuilder out = new StringBuilder(COMMANDS.formatted(PLACE));
        for (int i = 0; i < commands.size(); i++) {
            String quoted = "'" + commands.get(i).replace("'", "'\\''") + "'";
            out.append("CODEBUILD__NUMBER=" + i + "\n");
            out.append("say \"Running command \"" + quoted + "\n");
            out.append("eval " + quoted + " || exit $?\n");
        }
        return out.toString();
    }
}
