package io.sockerless.simulators.aws.wire;

import io.sockerless.frontends.http.Query;
import io.sockerless.simulators.kernel.Call;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Signature Version 4 in a header, for S3 in the query too. Verified when there are credentials, else everybody is believed.
 *
 * @param keys that may ask as well
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">AWS</a>
 */
public record Signatures(Optional<Credentials> credentials, Keys keys, Clock clock) {
    static final Duration SKEW = Duration.ofMinutes(5);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern HEADER = Pattern.compile(
            "AWS4-HMAC-SHA256 Credential=[^,\\s]+,?\\s*SignedHeaders=([^,\\s]+),?\\s*Signature=([0-9a-f]{64})");

    /** How the services call the ways in which a signature can be wrong. */
    private enum Wrong {
        MISSING("MissingAuthenticationTokenException", "MissingAuthenticationToken", "AccessDenied"),
        UNKNOWN_KEY("UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId"),
        MISMATCH("InvalidSignatureException", "SignatureDoesNotMatch", "SignatureDoesNotMatch"),
        TIME("InvalidSignatureException", "SignatureDoesNotMatch", "RequestTimeTooSkewed"),
        EXPIRED("ExpiredTokenException", "ExpiredToken", "ExpiredToken");

        private final String json;
        private final String query;
        private final String xml;

        Wrong(String json, String query, String xml) {
            this.json = json;
            this.query = query;
            this.xml = xml;
        }

        AwsException told(Protocol protocol, String message) {
            return switch (protocol) {
                case JSON_1_0, JSON_1_1, CBOR -> new AwsException(400, json, message);
                case REST_JSON -> new AwsException(403, json, message);
                case QUERY -> new AwsException(403, query, message);
                case EC2 ->
                    new AwsException(
                            this == EXPIRED ? 400 : 401,
                            this == EXPIRED ? "RequestExpired" : "AuthFailure",
                            this == EXPIRED
                                    ? "Request has expired."
                                    : "AWS was not able to validate the provided access credentials");
                case REST_XML -> new AwsException(this == EXPIRED ? 400 : 403, xml, message);
            };
        }
    }

    /** Who has signed a request to something of that service; empty for one that is not signed, or wrongly. */
    public Optional<Caller> signer(Call call, String service) {
        Scope scope = Scope.of(call);
        if (scope.accessKey().isEmpty() || !scope.service().equals(service)) {
            return Optional.empty();
        }
        try {
            verify(call, scope, Protocol.REST_JSON);
            return Optional.of(Caller.of(scope, keys));
        } catch (AwsException _) {
            return Optional.empty();
        }
    }

    void verify(Call call, Scope scope, Protocol protocol) {
        boolean presigned = protocol == Protocol.REST_XML && Presigned.is(call);
        if (presigned) {
            // Too late is too late, also where everybody is believed.
            Presigned.of(call).check(clock.instant());
        }
        Optional<Keys.Key> made = keys.key(scope.accessKey());
        if (made.flatMap(Keys.Key::expires)
                .filter(end -> !clock.instant().isBefore(end))
                .isPresent()) {
            throw Wrong.EXPIRED.told(protocol, "The security token included in the request is expired");
        }
        if (credentials.isEmpty()) {
            return;
        }
        if (made.filter(key -> !key.active() || !key.token().orElse(token(call)).equals(token(call)))
                .isPresent()) {
            throw unknown(protocol);
        }
        if (presigned) {
            verify(Presigned.of(call), scope, protocol);
            return;
        }
        Matcher header = HEADER.matcher(call.header("Authorization"));
        if (scope.accessKey().isEmpty() || !header.matches()) {
            throw Wrong.MISSING.told(protocol, "Missing Authentication Token");
        }
        String secret = secret(scope, protocol);
        String time = call.header("X-Amz-Date");
        within(time, protocol);
        String expected = signature(call, scope, secret, new Signed(header.group(1), time, payload(call)));
        if (!time.startsWith(scope.date())
                || !MessageDigest.isEqual(ascii(expected), ascii(header.group(2)))
                || !honest(call, scope)) {
            throw mismatch(protocol);
        }
    }

    private void verify(Presigned presigned, Scope scope, Protocol protocol) {
        String secret = secret(scope, protocol);
        presigned.checkHeaders();
        Signed signed = new Signed(presigned.signedHeaders(), presigned.time(), presigned.payload());
        String expected = signature(presigned.call(), scope, secret, signed);
        if (!presigned.time().startsWith(scope.date())
                || !MessageDigest.isEqual(ascii(expected), ascii(presigned.signature()))) {
            throw mismatch(protocol);
        }
    }

    private String secret(Scope scope, Protocol protocol) {
        return credentials
                .flatMap(known -> known.secret(scope.accessKey()))
                .or(() -> keys.key(scope.accessKey()).map(Keys.Key::secret))
                .orElseThrow(() -> unknown(protocol));
    }

    private static AwsException unknown(Protocol protocol) {
        return Wrong.UNKNOWN_KEY.told(protocol, "The security token included in the request is invalid.");
    }

    /** Of the session; empty when there is none. */
    private static String token(Call call) {
        String told = call.header("X-Amz-Security-Token");
        return told.isEmpty() ? Query.parse(call.rawQuery()).get("X-Amz-Security-Token") : told;
    }

    /** Who asks, once that has been verified. */
    Caller caller(Scope scope) {
        keys.used(scope.accessKey(), scope.service(), scope.region());
        return Caller.of(scope, keys);
    }

    private static AwsException mismatch(Protocol protocol) {
        return Wrong.MISMATCH.told(
                protocol,
                "The request signature we calculated does not match the signature you provided. Check your AWS"
                        + " Secret Access Key and signing method. Consult the service documentation for details.");
    }

    private void within(String time, Protocol protocol) {
        Instant signed;
        try {
            signed = TIME.parse(time, Instant::from);
        } catch (DateTimeException _) {
            throw Wrong.MISSING.told(protocol, "Missing Authentication Token");
        }
        Instant now = clock.instant();
        if (signed.isBefore(now.minus(SKEW))) {
            throw Wrong.TIME.told(
                    protocol,
                    "Signature expired: " + time + " is now earlier than " + TIME.format(now.minus(SKEW)) + " ("
                            + TIME.format(now) + " - 5 min.)");
        }
        if (signed.isAfter(now.plus(SKEW))) {
            throw Wrong.TIME.told(
                    protocol,
                    "Signature not yet current: " + time + " is still later than " + TIME.format(now.plus(SKEW)) + " ("
                            + TIME.format(now) + " + 5 min.)");
        }
    }

    /** The hash of the body that is signed, or what stands for it. */
    private static String payload(Call call) {
        String told = call.header("X-Amz-Content-Sha256");
        return told.isEmpty() ? hex(sha256(call.body())) : told;
    }

    private static boolean honest(Call call, Scope scope) {
        String told = payload(call);
        // S3 reads the body later, and compares it then.
        return scope.service().equals("s3")
                || !told.matches("[0-9a-f]{64}")
                || !told.matches("[0-9a-f]{64}")
                || told.equals(hex(sha256(call.body())));
    }

    /**
     * What a request says of its signature.
     *
     * @param headers the names of those that are signed, with semicolons between them
     * @param payload the hash of the body, or what stands for it
     */
    private record Signed(String headers, String time, String payload) {}

    private static String signature(Call call, Scope scope, String secret, Signed signed) {
        StringBuilder canonical = new StringBuilder();
        // A path is encoded twice, but not that of a service whose keys are paths.
        String path = encode(call.path(), true);
        canonical.append(call.method()).append('\n');
        canonical
                .append(scope.service().equals("s3") ? path : encode(path, true))
                .append('\n');
        canonical.append(query(call.rawQuery())).append('\n');
        for (String name : signed.headers().split(";")) {
            List<String> values = call.headers().apply(name).stream()
                    .map(value -> value.strip().replaceAll(" +", " "))
                    .toList();
            canonical.append(name).append(':').append(String.join(",", values)).append('\n');
        }
        canonical.append('\n').append(signed.headers()).append('\n').append(signed.payload());
        String toSign = "AWS4-HMAC-SHA256\n" + signed.time() + "\n" + scope.text() + "\n"
                + hex(sha256(utf8(canonical.toString())));
        byte[] key = Hmac.sha256(utf8("AWS4" + secret), scope.date());
        key = Hmac.sha256(key, scope.region());
        key = Hmac.sha256(key, scope.service());
        key = Hmac.sha256(key, "aws4_request");
        return hex(Hmac.sha256(key, toSign));
    }

    private static String query(String raw) {
        Query query = Query.parse(raw);
        List<String> pairs = new ArrayList<>();
        for (String name : query.names()) {
            if (name.equals("X-Amz-Signature")) {
                continue;
            }
            query.all(name).forEach(value -> pairs.add(encode(name, false) + "=" + encode(value, false)));
        }
        pairs.sort(null);
        return String.join("&", pairs);
    }

    /** RFC 3986, unreserved characters only. */
    private static String encode(String text, boolean slashes) {
        StringBuilder out = new StringBuilder();
        for (byte b : utf8(text)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "-_.~".indexOf(c) >= 0);
            out.append(plain || (slashes && c == '/') ? String.valueOf(c) : "%%%02X".formatted((int) c));
        }
        return out.toString();
    }

    private static byte[] sha256(byte[] bytes) {
        return Hmac.digest(bytes);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
