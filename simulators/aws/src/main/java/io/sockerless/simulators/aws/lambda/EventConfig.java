package io.sockerless.simulators.aws.lambda;

/**
 * What becomes of events that nobody waits for.
 *
 * @param arn of the function, with a qualifier, {@code $LATEST} if none is said
 * @param retries after the first attempt
 * @param age of an event that is tried, in seconds
 * @param onSuccess ARN of a function that is told; empty for none
 * @param onFailure the same, of what has failed for good
 * @param changed in milliseconds since 1970
 */
record EventConfig(String arn, int retries, int age, String onSuccess, String onFailure, long changed) {
    static final int MOST_RETRIES = 2;
    static final int MOST_AGE = 21_600;

    static EventConfig otherwise(String arn) {
        return new EventConfig(arn, MOST_RETRIES, MOST_AGE, "", "", 0);
    }

    static String key(FunctionName name) {
        return name.arn() + ":" + (name.qualifier().isEmpty() ? FunctionVersion.LATEST : name.qualifier());
    }
}
