package io.sockerless.simulators.aws.wire;

import io.sockerless.simulators.kernel.Call;
import io.sockerless.simulators.kernel.Claim;
import io.sockerless.simulators.kernel.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A request for the service that is asked by method and path.
 *
 * @param call as it was signed
 * @param plain as the service reads it
 */
record RestClaim(Call call, Call plain, Scope scope, RestService found, String operation, Signatures signatures)
        implements Claim {
    private static final System.Logger LOG = System.getLogger(RestClaim.class.getName());

    @Override
    public String service() {
        return found.name();
    }

    @Override
    public Response answer() throws InterruptedException {
        try {
            if (!found.json() && Presigned.old(call)) {
                throw new AwsException(
                        "InvalidRequest",
                        "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.");
            }
            // What is signed has its body, where it is not the service that reads it.
            boolean read = found.longestBody() > 0;
            Call whole = read ? read() : plain;
            // What nobody signed is the service's to judge, where it takes such requests at all.
            if (!scope.accessKey().isEmpty() || !found.open(plain)) {
                signatures.verify(read ? whole : call, scope, protocol());
            }
            Response answer = found.answer(operation, signatures.caller(scope), whole);
            Map<String, String> headers = new HashMap<>(answer.headers());
            headers.put(idHeader(), requestId());
            return answer.with(headers);
        } catch (AwsException e) {
            return error(e);
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, service() + ":" + operation + " failed", e);
            String code = found.json() ? "ServiceException" : "InternalError";
            return error(new AwsException(500, code, "the simulator failed: " + e));
        }
    }

    private Call read() throws IOException {
        return plain.read(found.longestBody(operation))
                .orElseThrow(() -> new AwsException(
                        413,
                        "RequestEntityTooLargeException",
                        "Request must be smaller than " + found.longestBody(operation) + " bytes for the " + operation
                                + " operation"));
    }

    private Protocol protocol() {
        return found.json() ? Protocol.REST_JSON : Protocol.REST_XML;
    }

    private String idHeader() {
        return found.json() ? "x-amzn-RequestId" : "x-amz-request-id";
    }

    @Override
    public Response refusal(Refusal refusal) {
        String message = refusal.message() == null ? "" : refusal.message();
        return error(new AwsException(refusal.status(), refusal.code(), message));
    }

    /** There is no body for HEAD, not even its length. */
    private Response error(AwsException error) {
        Response told = protocol().error(requestId(), error, "", Shapes.NONE);
        return call.method().equals("HEAD")
                ? new Response(told.status(), told.type(), told.headers(), new byte[0])
                : told;
    }

    private String requestId() {
        return UUID.nameUUIDFromBytes(call.id().getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
