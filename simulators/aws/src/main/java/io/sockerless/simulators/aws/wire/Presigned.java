package io.sockerless.simulators.aws.wire;

import io.sockerless.frontends.http.Query;
import io.sockerless.simulators.kernel.Call;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A request whose signature is in its query, as in URLs that are given away.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html">AWS</a>
 */
record Presigned(Call call, Query query) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int LONGEST = 604_800;
    private static final String AMAZON = "x-amz-";
    private static final Set<String> OF_SIGNATURE = Set.of(
            "x-amz-algorithm",
            "x-amz-credential",
            "x-amz-date",
            "x-amz-expires",
            "x-amz-signedheaders",
            "x-amz-signature",
            "x-amz-security-token");

    static boolean is(Call call) {
        return call.header("Authorization").isEmpty() && call.rawQuery().contains("X-Amz-Credential=");
    }

    static Presigned of(Call call) {
        return new Presigned(call, Query.parse(call.rawQuery()));
    }

    /** By the signature that S3 has left behind: Version 2, in a header or in the query. */
    static boolean old(Call call) {
        return call.header("Authorization").startsWith("AWS ")
                || call.rawQuery().contains("AWSAccessKeyId=");
    }

    /** The same without the signature; headers that were put into the query are headers. */
    static Call plain(Call call) {
        if (!is(call)) {
            return call;
        }
        Query all = Query.parse(call.rawQuery());
        Set<String> names = new HashSet<>(call.names());
        all.names().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(Presigned::moved)
                .forEach(names::add);
        String rest = Arrays.stream(call.rawQuery().split("&"))
                .filter(pair -> Query.parse(pair).names().stream()
                        .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith(AMAZON)))
                .collect(Collectors.joining("&"));
        return new Call(
                call.id(),
                call.method(),
                call.path(),
                rest,
                name -> header(call, all, name),
                names,
                call.body(),
                call.stream());
    }

    private static boolean moved(String name) {
        return name.startsWith(AMAZON) && !OF_SIGNATURE.contains(name);
    }

    private static List<String> header(Call call, Query all, String wanted) {
        List<String> told = call.headers().apply(wanted);
        return !told.isEmpty() || !moved(wanted.toLowerCase(Locale.ROOT))
                ? told
                : all.names().stream()
                        .filter(name -> name.equalsIgnoreCase(wanted))
                        .flatMap(name -> all.all(name).stream())
                        .toList();
    }

    String time() {
        return query.get("X-Amz-Date");
    }

    String signedHeaders() {
        return query.get("X-Amz-SignedHeaders");
    }

    String signature() {
        return query.get("X-Amz-Signature");
    }

    /** What is signed of the body: nothing, as a rule. */
    String payload() {
        String told = plain(call).header("X-Amz-Content-Sha256");
        return told.isEmpty() ? "UNSIGNED-PAYLOAD" : told;
    }

    /** @throws AwsException AuthorizationQueryParametersError, or AccessDenied when it is too late or too early */
    void check(Instant now) {
        if (!query.get("X-Amz-Algorithm").equals("AWS4-HMAC-SHA256")
                || !signature().matches("[0-9a-f]{64}")
                || signedHeaders().isEmpty()) {
            throw wrong("Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential,"
                    + " X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
        }
        String told = query.get("X-Amz-Expires");
        if (!told.matches("\\d{1,9}")) {
            throw wrong("X-Amz-Expires should be a number");
        }
        int expires = Integer.parseInt(told);
        if (expires > LONGEST) {
            throw wrong("X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be"
                    + " less than " + LONGEST + " seconds");
        }
        Instant signed = signed();
        if (signed.isAfter(now.plus(Signatures.SKEW))) {
            throw denied("Request is not valid yet");
        }
        if (now.isAfter(signed.plusSeconds(expires))) {
            throw denied("Request has expired");
        }
    }

    /** @throws AwsException AccessDenied: by such a header, whoever has the URL could ask for more than was signed */
    void checkHeaders() {
        Set<String> signed = Set.copyOf(Arrays.asList(signedHeaders().split(";")));
        List<String> others = call.names().stream()
                .filter(name -> name.startsWith(AMAZON) && !signed.contains(name))
                .filter(name -> !name.equals("x-amz-content-sha256"))
                .toList();
        if (!others.isEmpty() || !signed.contains("host")) {
            throw denied("There were headers present in the request which were not signed");
        }
    }

    private Instant signed() {
        try {
            return TIME.parse(time(), Instant::from);
        } catch (DateTimeException _) {
            throw wrong("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
        }
    }

    private static AwsException denied(String message) {
        return new AwsException(403, "AccessDenied", message);
    }

    private static AwsException wrong(String message) {
        return new AwsException("AuthorizationQueryParametersError", message);
    }
}
