package io.sockerless.simulators.aws.lambda;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.Pages;
import io.sockerless.simulators.kernel.State;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The functions that there are, their published versions and their aliases, by their ARNs. */
record Functions(
        State state,
        Documents<LambdaFunction> functions,
        Documents<FunctionVersion> versions,
        Documents<FunctionAlias> aliases,
        Clock clock) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'+0000'").withZone(ZoneOffset.UTC);
    private static final int PAGE = 50;

    static Functions of(State state, Clock clock) {
        return new Functions(
                state,
                state.documents("lambda-function", LambdaFunction.class, LambdaFunction::arn),
                state.documents("lambda-version", FunctionVersion.class, FunctionVersion::arn),
                state.documents("lambda-alias", FunctionAlias.class, FunctionAlias::arn),
                clock);
    }

    /** As this service writes times. */
    String now() {
        return TIME.format(clock.instant());
    }

    static String revision() {
        return UUID.randomUUID().toString();
    }

    /** @throws AwsException when it is not there */
    LambdaFunction function(FunctionName name) {
        return functions.get(name.arn()).orElseThrow(() -> missing(name.arn()));
    }

    static AwsException missing(String arn) {
        return new AwsException(404, "ResourceNotFoundException", "Function not found: " + arn);
    }

    /** What the qualifier means now, a version's number or an alias's name; without one $LATEST. */
    FunctionVersion version(FunctionName name) {
        LambdaFunction function = function(name);
        if (name.qualifier().isEmpty() || name.qualifier().equals(FunctionVersion.LATEST)) {
            return function.latest();
        }
        String arn = aliases.get(name.qualified())
                .map(alias -> alias.version().equals(FunctionVersion.LATEST) ? "" : alias.version())
                .map(version -> version.isEmpty() ? name.arn() : name.arn() + ":" + version)
                .orElse(name.qualified());
        return arn.equals(name.arn())
                ? function.latest()
                : versions.get(arn).orElseThrow(() -> missing(name.qualified()));
    }

    /** Those of the function, by their numbers. */
    List<FunctionVersion> versions(String arn) {
        return versions.all(one -> one.arn().startsWith(arn + ":")).stream()
                .sorted(java.util.Comparator.comparingInt(one -> Integer.parseInt(one.version())))
                .toList();
    }

    List<FunctionAlias> aliases(String arn) {
        return aliases.all(one -> one.arn().startsWith(arn + ":"));
    }

    List<LambdaFunction> functions(Caller caller) {
        String prefix = caller.arn("lambda", "function:");
        return functions.all(one -> one.arn().startsWith(prefix));
    }

    /** Whether it is still what its ARN means. */
    boolean current(FunctionVersion version) {
        Optional<FunctionVersion> now = version.version().equals(FunctionVersion.LATEST)
                ? functions.get(version.arn()).map(LambdaFunction::latest)
                : versions.get(version.arn());
        return now.filter(one -> one.key().equals(version.key())).isPresent();
    }

    /** @throws AwsException when it is not there */
    LambdaFunction change(String arn, UnaryOperator<LambdaFunction> change) {
        return functions.change(arn, change).orElseThrow(() -> missing(arn));
    }

    void delete(LambdaFunction function) {
        state.write(batch -> {
            versions(function.arn()).forEach(one -> versions.delete(batch, one.arn()));
            aliases(function.arn()).forEach(one -> aliases.delete(batch, one.arn()));
            functions.delete(batch, function.arn());
        });
    }

    static <T> Pages<T> page(Asked asked, List<T> all, Function<T, String> key) {
        String size = asked.query().get("MaxItems");
        if (!size.matches("\\d{0,5}") || size.matches("0+")) {
            throw Asked.invalid("maxItems", size, "Member must have value greater than or equal to 1");
        }
        int most = size.isEmpty() ? PAGE : Math.min(PAGE, Integer.parseInt(size));
        try {
            return Pages.of(all, key, asked.query().get("Marker"), most);
        } catch (IllegalArgumentException _) {
            throw new AwsException("InvalidParameterValueException", "Invalid pagination token");
        }
    }
}
