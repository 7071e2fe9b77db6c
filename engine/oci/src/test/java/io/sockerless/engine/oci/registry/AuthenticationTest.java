package io.sockerless.engine.oci.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.model.image.Platform;
import io.sockerless.engine.oci.Image;
import io.sockerless.engine.oci.testing.LocalRegistry;
import io.sockerless.engine.oci.testing.RandomImage;
import io.sockerless.engine.oci.testing.TokenServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Basic authentication and tokens with real registries. The words are those of dockerd 20.10 with the same ones. */
@Timeout(60)
class AuthenticationTest {
    private static final String WRONG = "wr0ng-" + UUID.randomUUID();
    private static final AuthConfig GOOD = AuthConfig.basic(LocalRegistry.USER, LocalRegistry.PASSWORD);
    private static final AuthConfig BAD = AuthConfig.basic(LocalRegistry.USER, WRONG);

    @TempDir
    static Path basicHome;

    @TempDir
    static Path tokenHome;

    private static TokenServer tokens;
    private static LocalRegistry basic;
    private static LocalRegistry token;

    @TempDir
    Path directory;

    private final String path = "private/" + UUID.randomUUID();
    private Registries here;
    private Registries there;
    private Image image;

    @BeforeAll
    static void start() throws IOException {
        tokens = new TokenServer();
        basic = LocalRegistry.withPassword(basicHome);
        token = LocalRegistry.withTokens(tokenHome, tokens);
    }

    @AfterAll
    static void stop() {
        basic.close();
        token.close();
        tokens.close();
    }

    @BeforeEach
    void open() throws IOException {
        here = new Registries(directory.resolve("here"));
        there = new Registries(directory.resolve("there"));
        image = here.load(RandomImage.of(2, 1000));
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    private static void refused(String message, Executable work) {
        EngineException e = assertThrows(EngineException.class, work);
        assertEquals(message, e.getMessage());
        StringWriter all = new StringWriter();
        e.printStackTrace(new PrintWriter(all));
        noSecret(all.toString());
    }

    private static void noSecret(String text) {
        for (String secret : List.of(LocalRegistry.PASSWORD, WRONG, tokens.refreshToken())) {
            assertFalse(text.contains(secret), text);
            String encoded = Base64.getEncoder().encodeToString((LocalRegistry.USER + ":" + secret).getBytes());
            assertFalse(text.contains(encoded), text);
        }
        assertFalse(text.contains("Bearer ey"), text);
    }

    @Test
    void basicAuthentication() throws IOException {
        String name = basic.domain() + "/" + path + ":1";
        String head = "Head \"http://" + basic.domain() + "/v2/" + path + "/manifests/1\": ";
        refused("no basic auth credentials", () -> here.push(name, image));
        refused("unauthorized: authentication required", () -> here.push(name, image, BAD));
        here.push(name, image, GOOD);
        noSecret(here.told.toString());
        refused(head + "no basic auth credentials", () -> there.pull(name));
        refused("unauthorized: authentication required", () -> there.pull(name, BAD));
        assertEquals(image.id(), there.pull(name, GOOD).image().id());
        noSecret(there.told.toString());
        refused(
                head + "no basic auth credentials",
                () -> there.client.inspect(ImageReference.parse(name), AuthConfig.none()));
        assertEquals(
                List.of(new Platform("linux", "amd64")),
                there.client.inspect(ImageReference.parse(name), GOOD).platforms());
        // a pull by one user says nothing about the next one's rights
        refused("unauthorized: authentication required", () -> there.pull(name, BAD));
    }

    @Test
    void tokens() throws IOException {
        String name = token.domain() + "/" + path + ":1";
        String head = "Head \"http://" + token.domain() + "/v2/" + path + "/manifests/1\": ";
        refused("unauthorized: incorrect username or password", () -> here.push(name, image, BAD));
        here.push(name, image, GOOD);
        noSecret(here.told.toString());
        refused(head + "unauthorized: incorrect username or password", () -> there.pull(name, BAD));
        assertEquals(image.id(), there.pull(name, GOOD).image().id());
        assertTrue(
                tokens.scopes().contains("repository:" + path + ":pull,push"),
                tokens.scopes().toString());
        assertTrue(
                tokens.scopes().contains("repository:" + path + ":pull"),
                tokens.scopes().toString());
    }

    /** The token server gives anybody a token, which is not good for everything. */
    @Test
    void withoutRights() throws IOException {
        String name = token.domain() + "/" + path;
        here.push(name + ":1", image, GOOD);
        EngineException e = assertThrows(EngineException.class, () -> there.pull(name + ":1"));
        assertEquals(ErrorKind.NOT_FOUND, e.kind());
        assertEquals(
                "pull access denied for " + name + ", repository does not exist or may require 'docker login': denied:"
                        + " requested access to the resource is denied",
                e.getMessage());
        refused("denied: requested access to the resource is denied", () -> here.push(name + ":2", image));
    }

    @Test
    void anybodyMayReadWhatIsPublic() throws IOException {
        String name = token.domain() + "/public/" + UUID.randomUUID() + ":1";
        here.push(name, image, GOOD);
        assertEquals(image.id(), there.pull(name).image().id());
    }

    /** One token has to be good for both repositories. */
    @Test
    void mountingNeedsTheOtherRepositorysScopeToo() throws IOException {
        String name = token.domain() + "/" + path;
        here.push(name + ":1", image, GOOD);
        here.push(name + "-b:1", image, GOOD);
        assertTrue(here.told.stream().anyMatch(line -> line.endsWith("Mounted from " + path)), here.told.toString());
    }

    @Test
    void loggingIn() {
        for (String scheme : List.of("", "http://", "https://")) {
            LoginResult result = here.client.login(login(scheme + basic.domain(), LocalRegistry.PASSWORD));
            assertEquals(new LoginResult("Login Succeeded", ""), result);
        }
        String url = "http://" + basic.domain() + "/v2/";
        refused(
                "login attempt to " + url + " failed with status: 401 Unauthorized",
                () -> here.client.login(login(basic.domain(), WRONG)));
        refused("Get \"" + url + "\": no basic auth credentials", () -> here.client.login(login(basic.domain(), "")));
        refused(
                "Get \"http://" + token.domain() + "/v2/\": unauthorized: incorrect username or password",
                () -> here.client.login(login(token.domain(), WRONG)));
        refused(
                "Get \"http://127.0.0.1:1/v2/\": dial tcp 127.0.0.1:1: connect: connection refused",
                () -> here.client.login(login("127.0.0.1:1", WRONG)));
    }

    private static AuthConfig login(String address, String password) {
        return new AuthConfig(LocalRegistry.USER, password, "", "", address);
    }

    /** The password goes once; what stands for it from then on is the token server's refresh token. */
    @Test
    void anIdentityToken() throws IOException {
        LoginResult result = here.client.login(login(token.domain(), LocalRegistry.PASSWORD));
        assertEquals(tokens.refreshToken(), result.identityToken());
        noSecret(result.toString());
        AuthConfig identity = new AuthConfig("", "", result.identityToken(), "", token.domain());
        noSecret(identity.toString());
        String name = token.domain() + "/" + path + ":1";
        here.push(name, image, identity);
        assertEquals(image.id(), there.pull(name, identity).image().id());
        AuthConfig stale = new AuthConfig("", "", "stale", "", token.domain());
        refused("unauthorized: incorrect username or password", () -> here.push(name, image, stale));
    }

    @Test
    void aRegistryToken() {
        AuthConfig made = new AuthConfig("", "", "", "not.a.token", "");
        EngineException e =
                assertThrows(EngineException.class, () -> there.pull(token.domain() + "/" + path + ":1", made));
        assertFalse(e.getMessage().contains("not.a.token"), e.getMessage());
    }

    @Test
    void nothingSecretIsShown() throws IOException {
        noSecret(GOOD + " " + BAD + " "
                + new PullRequest(ImageReference.parse("x"), Optional.empty(), GOOD, Optional.empty()));
        // the registry's own log sees our requests: no password in an address
        noSecret(Files.readString(basicHome.resolve("registry.log")));
        noSecret(Files.readString(tokenHome.resolve("registry.log")));
    }
}
