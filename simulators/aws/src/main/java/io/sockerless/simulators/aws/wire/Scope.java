package io.sockerless.simulators.aws.wire;

import io.sockerless.frontends.http.Query;
import io.sockerless.simulators.kernel.Call;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the credential of a signed request says; whether that is true is the signature's affair.
 *
 * @param accessKey empty for a request without a signature, as are the others
 */
record Scope(String accessKey, String date, String region, String service) {
    private static final Pattern CREDENTIAL =
            Pattern.compile("([^/]+)/(\\d{8})/([a-zA-Z0-9-]+)/([a-zA-Z0-9_.-]+)/aws4_request");
    private static final Pattern HEADER = Pattern.compile("Credential=([^,\\s]+)");
    private static final Scope NONE = new Scope("", "", "", "");

    static Scope of(Call call) {
        Matcher header = HEADER.matcher(call.header("Authorization"));
        if (header.find()) {
            return parse(header.group(1)).orElse(NONE);
        }
        if (!call.rawQuery().contains("X-Amz-Credential=")) {
            return NONE;
        }
        return parse(Query.parse(call.rawQuery()).get("X-Amz-Credential")).orElse(NONE);
    }

    private static Optional<Scope> parse(String credential) {
        Matcher parts = CREDENTIAL.matcher(credential);
        return parts.matches()
                ? Optional.of(new Scope(parts.group(1), parts.group(2), parts.group(3), parts.group(4)))
                : Optional.empty();
    }

    String text() {
        return date + "/" + region + "/" + service + "/aws4_request";
    }
}
