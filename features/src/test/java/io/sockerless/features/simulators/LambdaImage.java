package io.sockerless.features.simulators;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An image of two functions in shell, with a runtime of busybox's wget: {@code calc} reckons, {@code shell} runs scripts. */
final class LambdaImage {
    private static final String DOCKERFILE = """
            FROM busybox
            COPY bootstrap calc.awk /
            ENV FROM_IMAGE=%s
            ENTRYPOINT ["/bin/sh", "/bootstrap"]
            CMD ["calc"]
            """;

    private static final String BOOTSTRAP = """
            api=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime
            if [ -n "$BREAK" ]; then
              wget -q -O /dev/null --post-data "{\\"errorType\\":\\"Init.Broken\\",\\"errorMessage\\":\\"$BREAK\\"}" $api/init/error
              sleep 100
            fi
            [ -n "$LEAVE" ] && exit $LEAVE
            count=0
            echo "began with $_HANDLER"
            while :; do
              wget -q -S -O /tmp/event $api/invocation/next 2>/tmp/head || exit 99
              id=$(sed -n 's/^ *Lambda-Runtime-Aws-Request-Id: *//ip' /tmp/head | tr -d '\\r')
              count=$((count + 1))
              failure=
              [ -n "$TELL" ] && cat /tmp/event && echo
              if [ "$_HANDLER" = calc ]; then
                value=$(awk -f /calc.awk /tmp/event)
                echo "reckoned: $value"
                case $value in
                  E*) failure="{\\"errorType\\":\\"BadExpression\\",\\"errorMessage\\":\\"${value#E}\\"}" ;;
                  *) printf '%s' "$value" >/tmp/answer ;;
                esac
              else
                sed 's/^"//; s/"$//' /tmp/event | base64 -d >/tmp/script
                . /tmp/script >/tmp/out
                { printf '"'; base64 -w 0 /tmp/out; printf '"'; } >/tmp/answer
              fi
              where=response
              [ -n "$failure" ] && where=error && printf '%s' "$failure" >/tmp/answer
              wget -q -O /dev/null --post-file /tmp/answer $api/invocation/$id/$where || echo "not taken"
            done
            """;

    /** Reckons what it reads, for awk. What cannot be is told behind an E. */
    static final String CALC = """
            function fail(why) { if (bad == "") bad = why; return 0 }
            function peek() { while (substr(s, p, 1) == " ") p++; return substr(s, p, 1) }
            function sum(  v, c) {
              v = product()
              while ((c = peek()) == "+" || c == "-") { p++; if (c == "+") v += product(); else v -= product() }
              return v
            }
            function product(  v, c, d) {
              v = factor()
              while ((c = peek()) == "*" || c == "/") {
                p++; d = factor()
                if (c == "*") v *= d
                else if (d == 0) return fail("division by zero")
                else v = int(v / d)
              }
              return v
            }
            function factor(  c, v) {
              c = peek()
              if (c == "-") { p++; return -factor() }
              if (c == "(") { p++; v = sum(); if (peek() != ")") return fail("a bracket is missing"); p++; return v }
              if (match(substr(s, p), /^[0-9]+/)) { v = substr(s, p, RLENGTH); p += RLENGTH; return v + 0 }
              return fail("no number at " p)
            }
            { s = $0; gsub(/^"|"$/, "", s); p = 1; bad = ""; v = sum()
              if (peek() != "") fail("too much at " p)
              if (bad != "") print "E" bad; else printf "%d", v }
            """;

    private LambdaImage() {}

    /** Writes what it is built of. @param word in its environment */
    static Path context(Path place, String word) throws IOException {
        var directory = Files.createTempDirectory(place, "image-");
        Files.writeString(directory.resolve("Dockerfile"), DOCKERFILE.formatted(word));
        Files.writeString(directory.resolve("bootstrap"), BOOTSTRAP);
        Files.writeString(directory.resolve("calc.awk"), CALC);
        return directory;
    }
}
