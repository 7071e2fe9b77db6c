package io.sockerless.simulators.aws.s3;

import io.sockerless.simulators.kernel.Call;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request is about: in the path alone, or with the bucket as the first part of the host's name.
 *
 * @param bucket empty for the service itself
 * @param key empty for the bucket itself
 */
record Address(String bucket, String key) {
    private static final Pattern HOST =
            Pattern.compile("(.+?)\\.(?:s3[.-])?(?:[a-z0-9-]+\\.)?(?:localhost|amazonaws\\.com)(?::\\d+)?");

    static Address of(Call call) {
        String path = call.path().startsWith("/") ? call.path().substring(1) : call.path();
        Matcher host = HOST.matcher(call.header("Host"));
        if (host.matches() && !host.group(1).startsWith("s3")) {
            return new Address(host.group(1), path);
        }
        int slash = path.indexOf('/');
        return slash < 0 ? new Address(path, "") : new Address(path.substring(0, slash), path.substring(slash + 1));
    }

    String about() {
        return bucket.isEmpty() ? "service" : key.isEmpty() ? "bucket" : "object";
    }
}
