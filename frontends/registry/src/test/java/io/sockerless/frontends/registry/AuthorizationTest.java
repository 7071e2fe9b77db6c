package io.sockerless.frontends.registry;

import static io.sockerless.frontends.registry.Served.expect;
import static io.sockerless.frontends.registry.Served.header;
import static io.sockerless.frontends.registry.Served.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Digest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what, and what others are told. */
class AuthorizationTest {
    @TempDir
    Path place;

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** Tokens are the scopes that they are for. */
    private static final class ScopeTokens implements Authorizer {
        @Override
        public Challenge challenge() {
            return new Challenge.Bearer("https://tokens.example/token", "registry.example");
        }

        @Override
        public Verdict judge(Credentials credentials, Access access) {
            return switch (credentials) {
                case Credentials.None _ -> Verdict.UNAUTHENTICATED;
                case Credentials.Basic _ -> Verdict.DENIED;
                case Credentials.Bearer(var token) ->
                    (" " + token + " ").contains(" " + access.scope() + " ")
                            ? Verdict.ALLOWED
                            : Verdict.UNAUTHENTICATED;
            };
        }
    }

    @Test
    void aClientIsToldWhichTokenItNeeds() throws Exception {
        try (Served served = Served.in(place, new ScopeTokens())) {
            String start = "Bearer realm=\"https://tokens.example/token\",service=\"registry.example\"";
            HttpResponse<byte[]> base = served.get("/v2/");
            assertEquals("UNAUTHORIZED", refusal(401, base));
            assertEquals(start, header(base, "WWW-Authenticate"));
            HttpResponse<byte[]> pull = served.get("/v2/a/b/manifests/v1");
            refusal(401, pull);
            assertEquals(start + ",scope=\"repository:a/b:pull\"", header(pull, "WWW-Authenticate"));
            HttpResponse<byte[]> push = served.post("/v2/a/b/blobs/uploads/");
            refusal(401, push);
            assertEquals(start + ",scope=\"repository:a/b:pull,push\"", header(push, "WWW-Authenticate"));
            HttpResponse<byte[]> delete = served.delete("/v2/a/b/manifests/v1");
            refusal(401, delete);
            assertEquals(start + ",scope=\"repository:a/b:delete\"", header(delete, "WWW-Authenticate"));
            HttpResponse<byte[]> catalog = served.get("/v2/_catalog");
            refusal(401, catalog);
            assertEquals(start + ",scope=\"registry:catalog:*\"", header(catalog, "WWW-Authenticate"));
            assertEquals("DENIED", refusal(403, served.get("/v2/", "Authorization", basic("a", "b"))));
            assertEquals(
                    "MANIFEST_UNKNOWN",
                    refusal(404, served.get("/v2/a/b/manifests/v1", "Authorization", "Bearer repository:a/b:pull")));
            refusal(401, served.get("/v2/a/c/manifests/v1", "Authorization", "Bearer repository:a/b:pull"));
        }
    }

    @Test
    void nothingIsMountedFromWhereTheClientMayNotRead() throws Exception {
        String mine = "Bearer repository:mine:pull,push repository:mine:pull";
        String theirs = "Bearer repository:theirs:pull,push repository:theirs:pull";
        try (Served served = Served.in(place, new ScopeTokens())) {
            byte[] bytes = Served.random(100);
            Digest digest = Digest.sha256(bytes);
            String upload = "/blobs/uploads/?digest=" + digest;
            expect(201, served.ask("POST", "/v2/theirs" + upload, bytes, "Authorization", theirs));
            for (String from : new String[] {"", "&from=theirs"}) {
                String mount = "/v2/mine/blobs/uploads/?mount=" + digest + from;
                expect(202, served.ask("POST", mount, new byte[0], "Authorization", mine));
                refusal(404, served.get("/v2/mine/blobs/" + digest, "Authorization", mine));
            }
            String mount = "/v2/mine/blobs/uploads/?mount=" + digest;
            String both = mine + " repository:theirs:pull";
            expect(201, served.ask("POST", mount, new byte[0], "Authorization", both));
        }
    }

    private static String hash(String password) {
        return OpenBSDBCrypt.generate("2y", password.toCharArray(), Served.random(16), 5);
    }

    @Test
    void byNameAndPassword() throws Exception {
        Path file = Files.writeString(place.resolve("htpasswd"), "# who\nalice:" + hash("wonder land") + "\n");
        try (Served served = Served.in(place, Htpasswd.of(file))) {
            HttpResponse<byte[]> nobody = served.get("/v2/");
            assertEquals("UNAUTHORIZED", refusal(401, nobody));
            assertEquals("Basic realm=\"sockerless\"", header(nobody, "WWW-Authenticate"));
            refusal(401, served.get("/v2/", "Authorization", basic("alice", "wonderland")));
            refusal(401, served.get("/v2/", "Authorization", basic("bob", "wonder land")));
            refusal(401, served.get("/v2/", "Authorization", basic("bob", "")));
            refusal(401, served.get("/v2/", "Authorization", basic("alice", "x".repeat(100))));
            refusal(401, served.get("/v2/", "Authorization", "Basic ???"));
            for (int i = 0; i < 2; i++) {
                expect(200, served.get("/v2/", "Authorization", basic("alice", "wonder land")));
            }
            Files.writeString(file, "bob:" + hash("builder, as it happens") + "\n");
            refusal(401, served.get("/v2/", "Authorization", basic("alice", "wonder land")));
            expect(200, served.get("/v2/", "Authorization", basic("bob", "builder, as it happens")));
            // One that is not usable changes nothing.
            Files.writeString(file, "carol:secret\n");
            expect(200, served.get("/v2/", "Authorization", basic("bob", "builder, as it happens")));
        }
    }

    @Test
    void hashesOfOtherKindsAreNamed() throws Exception {
        Path file = Files.writeString(
                place.resolve("htpasswd"), "alice:" + hash("a") + "\nbob:{SHA}qUqP5cyxm6YcTAhz05Hph5gvu9M=\n");
        EngineException refused = assertThrows(EngineException.class, () -> Htpasswd.of(file));
        assertTrue(refused.getMessage().contains("line 2"), refused.getMessage());
        assertThrows(EngineException.class, () -> Htpasswd.of(place.resolve("none")));
    }
}
