package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ssm.model.HierarchyTypeMismatchException;
import software.amazon.awssdk.services.ssm.model.InvalidKeyIdException;
import software.amazon.awssdk.services.ssm.model.InvalidNextTokenException;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterAlreadyExistsException;
import software.amazon.awssdk.services.ssm.model.ParameterMetadata;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.ParameterPatternMismatchException;
import software.amazon.awssdk.services.ssm.model.ParameterStringFilter;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import software.amazon.awssdk.services.ssm.model.ParameterVersionNotFoundException;
import software.amazon.awssdk.services.ssm.model.SsmException;
import software.amazon.awssdk.services.ssm.model.Tag;

/** Parameter Store through Amazon's own client. */
class SsmTest {
    @TempDir
    static Path place;

    private static SimulatorProcess simulator;
    private static AwsClients aws;

    private final String nonce = UUID.randomUUID().toString();
    private final String root = "/t/" + nonce;

    @BeforeAll
    static void start() throws IOException {
        simulator = SimulatorProcess.start(place, "unix:///nowhere/docker.sock");
        aws = simulator.clients();
    }

    @AfterAll
    static void stop() throws IOException {
        aws.close();
        simulator.close();
    }

    private static long put(String name, String value, ParameterType type, boolean overwrite) {
        return aws.ssm()
                .putParameter(
                        request -> request.name(name).value(value).type(type).overwrite(overwrite))
                .version();
    }

    private static Parameter get(String name, boolean decrypted) {
        return aws.ssm()
                .getParameter(request -> request.name(name).withDecryption(decrypted))
                .parameter();
    }

    @Test
    void versionsAreKeptAndFound() throws Exception {
        assertEquals(1, put(root, "one-" + nonce, ParameterType.STRING, false));
        assertThrows(ParameterAlreadyExistsException.class, () -> put(root, "x", ParameterType.STRING, false));
        assertEquals(2, put(root, "two-" + nonce, ParameterType.STRING, true));
        simulator.kill();
        aws.close();
        simulator = SimulatorProcess.start(place, "unix:///nowhere/docker.sock");
        aws = simulator.clients();
        var latest = get(root, false);
        assertEquals("two-" + nonce, latest.value());
        assertEquals(2, latest.version());
        assertEquals("arn:aws:ssm:eu-central-1:000000000000:parameter" + root, latest.arn());
        assertEquals("two-" + nonce, get(latest.arn(), false).value());
        assertEquals("one-" + nonce, get(root + ":1", false).value());
        assertThrows(ParameterVersionNotFoundException.class, () -> get(root + ":3", false));
        aws.ssm()
                .labelParameterVersion(
                        request -> request.name(root).parameterVersion(1L).labels("old", "1no"));
        assertEquals("one-" + nonce, get(root + ":old", false).value());
        assertEquals(":old", get(root + ":old", false).selector());
        aws.ssm().labelParameterVersion(request -> request.name(root).labels("old"));
        assertEquals("two-" + nonce, get(root + ":old", false).value());
        var history =
                aws.ssm().getParameterHistory(request -> request.name(root)).parameters();
        assertEquals(
                List.of("one-" + nonce, "two-" + nonce),
                history.stream().map(one -> one.value()).toList());
        assertEquals(List.of("old"), history.getLast().labels());
        var unlabelled = aws.ssm()
                .unlabelParameterVersion(
                        request -> request.name(root).parameterVersion(2L).labels("old", "none"));
        assertEquals(List.of("old"), unlabelled.removedLabels());
        assertEquals(List.of("none"), unlabelled.invalidLabels());
        assertThrows(ParameterVersionNotFoundException.class, () -> get(root + ":old", false));
        aws.ssm().deleteParameter(request -> request.name(root));
        assertThrows(ParameterNotFoundException.class, () -> get(root, false));
        assertThrows(ParameterNotFoundException.class, () -> aws.ssm().deleteParameter(request -> request.name(root)));
    }

    @Test
    void secretsAreShownToWhoAsksForThem() {
        put(root, nonce, ParameterType.SECURE_STRING, false);
        var sealed = get(root, false);
        assertFalse(sealed.value().contains(nonce), sealed.value());
        assertEquals(sealed.value(), get(root, false).value());
        assertEquals(nonce, get(root, true).value());
        assertThrows(HierarchyTypeMismatchException.class, () -> put(root, "x", ParameterType.STRING, true));
        assertThrows(
                InvalidKeyIdException.class,
                () -> aws.ssm()
                        .putParameter(request -> request.name(root + "/k")
                                .value("x")
                                .type(ParameterType.SECURE_STRING)
                                .keyId("alias/mine")));
        put(root + "/2", nonce, ParameterType.SECURE_STRING, false);
        assertNotEquals(sealed.value(), get(root + "/2", false).value());
    }

    @Test
    void pathsAreListedInPages() {
        var names = IntStream.range(0, 23)
                .mapToObj(i -> String.format("%s/a/%02d", root, i))
                .toList();
        names.forEach(name -> put(name, "v" + name, ParameterType.STRING, false));
        put(root + "/a/b/deep", nonce, ParameterType.STRING_LIST, false);
        var flat = aws.ssm().getParametersByPathPaginator(request -> request.path(root + "/a")).stream()
                .flatMap(page -> page.parameters().stream())
                .toList();
        assertEquals(names, flat.stream().map(Parameter::name).toList());
        assertTrue(flat.stream().allMatch(one -> one.value().equals("v" + one.name())));
        assertEquals(
                24,
                aws
                        .ssm()
                        .getParametersByPathPaginator(
                                request -> request.path(root).recursive(true))
                        .stream()
                        .flatMap(page -> page.parameters().stream())
                        .count());
        var filter = ParameterStringFilter.builder()
                .key("Type")
                .option("Equals")
                .values("StringList")
                .build();
        var below = ParameterStringFilter.builder()
                .key("Path")
                .option("Recursive")
                .values(root)
                .build();
        assertEquals(
                List.of(root + "/a/b/deep"),
                aws.ssm().describeParametersPaginator(request -> request.parameterFilters(filter, below)).stream()
                        .flatMap(page -> page.parameters().stream())
                        .map(ParameterMetadata::name)
                        .toList());
        assertThrows(
                InvalidNextTokenException.class,
                () -> aws.ssm()
                        .getParametersByPath(request -> request.path(root).nextToken("!")));
        var some = aws.ssm().getParameters(request -> request.names(names.getFirst(), root + "/none", names.getLast()));
        assertEquals(2, some.parameters().size());
        assertEquals(List.of(root + "/none"), some.invalidParameters());
        var gone = aws.ssm().deleteParameters(request -> request.names(names.getFirst(), root + "/none"));
        assertEquals(List.of(names.getFirst()), gone.deletedParameters());
        assertThrows(ParameterNotFoundException.class, () -> get(names.getFirst(), false));
    }

    @Test
    void whatIsWrongIsRefusedAndChangesNothing() {
        for (var name : List.of("aws-x", "/ssm/x", "a/b", root + "//x", "with space", "/x".repeat(16))) {
            var refused = assertThrows(SsmException.class, () -> put(name, "x", ParameterType.STRING, false), name);
            assertEquals(400, refused.statusCode());
        }
        var long1 = assertThrows(SsmException.class, () -> put(root, "x".repeat(4097), ParameterType.STRING, false));
        assertTrue(long1.awsErrorDetails().errorMessage().contains("4096"), long1::toString);
        assertThrows(
                ParameterPatternMismatchException.class,
                () -> aws.ssm()
                        .putParameter(request -> request.name(root)
                                .value("abc")
                                .type(ParameterType.STRING)
                                .allowedPattern("^\\d+$")));
        assertThrows(
                SsmException.class,
                () -> aws.ssm().putParameter(request -> request.name(root).value("x")));
        assertThrows(ParameterNotFoundException.class, () -> get(root, false));
    }

    @Test
    void tagsComeAndGo() {
        var tag = Tag.builder().key("k").value(nonce).build();
        aws.ssm()
                .putParameter(request ->
                        request.name(root).value("x").type(ParameterType.STRING).tags(tag));
        assertEquals(List.of(tag), tags());
        assertThrows(
                SsmException.class,
                () -> aws.ssm()
                        .putParameter(request ->
                                request.name(root).value("y").overwrite(true).tags(tag)));
        assertEquals("x", get(root, false).value());
        var more = Tag.builder().key("a").value("b").build();
        aws.ssm()
                .addTagsToResource(request ->
                        request.resourceType("Parameter").resourceId(root).tags(more));
        aws.ssm()
                .removeTagsFromResource(request ->
                        request.resourceType("Parameter").resourceId(root).tagKeys("k"));
        assertEquals(List.of(more), tags());
    }

    private List<Tag> tags() {
        return aws.ssm()
                .listTagsForResource(
                        request -> request.resourceType("Parameter").resourceId(root))
                .tagList();
    }
}
