package io.sockerless.simulators.aws.lambda;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a request names a function: by its name, its ARN, or a part of that.
 *
 * @param caller whose function it is, and where
 * @param qualifier a version or an alias; empty for none
 */
record FunctionName(Caller caller, String name, String qualifier) {
    private static final String SHAPE =
            "(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?"
                    + "(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?";
    private static final Pattern NAME = Pattern.compile(SHAPE);
    private static final int LONGEST = 64;

    /** @param asked as the request has it beside the name; empty for none */
    static FunctionName parse(Caller caller, String text, String asked) {
        Matcher parts = NAME.matcher(text);
        if (!parts.matches()) {
            throw Asked.invalid("functionName", text, "Member must satisfy regular expression pattern: " + SHAPE);
        }
        String name = parts.group(10);
        if (name.length() > LONGEST) {
            throw Asked.invalid("functionName", text, "Member must have length less than or equal to " + LONGEST);
        }
        String own = parts.group(12) == null ? "" : parts.group(12);
        if (!own.isEmpty() && !asked.isEmpty() && !own.equals(asked)) {
            throw new AwsException(
                    "InvalidParameterValueException",
                    "The derived qualifier from the function name does not match the specified qualifier.");
        }
        String account =
                parts.group(8) == null ? caller.account() : parts.group(8).replace(":", "");
        String region =
                parts.group(3) == null ? caller.region() : parts.group(3).replace(":", "");
        return new FunctionName(new Caller(caller.accessKey(), account, region), name, own.isEmpty() ? asked : own);
    }

    /** Of the function, without the qualifier. */
    String arn() {
        return caller.arn("lambda", "function:" + name);
    }

    String qualified() {
        return qualifier.isEmpty() ? arn() : arn() + ":" + qualifier;
    }
}
