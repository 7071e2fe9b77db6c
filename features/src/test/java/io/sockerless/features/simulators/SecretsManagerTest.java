package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.model.Filter;
import software.amazon.awssdk.services.secretsmanager.model.FilterNameStringType;
import software.amazon.awssdk.services.secretsmanager.model.InvalidParameterException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceExistsException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

/** Secrets Manager through Amazon's own client. */
class SecretsManagerTest {
    @TempDir
    static Path place;

    private static SimulatorProcess simulator;
    private static AwsClients aws;

    private final String nonce = UUID.randomUUID().toString();
    private final String name = "t/" + nonce;

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

    private String create() {
        return aws.secrets()
                .createSecret(request -> request.name(name).secretString("one-" + nonce))
                .arn();
    }

    private static String text(String id) {
        return aws.secrets().getSecretValue(request -> request.secretId(id)).secretString();
    }

    private String staged(String stage) {
        return aws.secrets()
                .getSecretValue(request -> request.secretId(name).versionStage(stage))
                .secretString();
    }

    @Test
    void valuesHaveStages() throws Exception {
        var arn = create();
        assertTrue(arn.matches("arn:aws:secretsmanager:eu-central-1:000000000000:secret:" + name + "-\\w{6}"), arn);
        assertThrows(ResourceExistsException.class, this::create);
        aws.secrets().putSecretValue(request -> request.secretId(arn).secretString("two-" + nonce));
        simulator.kill();
        aws.close();
        simulator = SimulatorProcess.start(place, "unix:///nowhere/docker.sock");
        aws = simulator.clients();
        assertEquals("two-" + nonce, text(name));
        assertEquals("two-" + nonce, text(arn));
        assertEquals("two-" + nonce, text(arn.substring(0, arn.length() - 7)));
        assertEquals("one-" + nonce, staged("AWSPREVIOUS"));
        var pending = aws.secrets()
                .putSecretValue(request ->
                        request.secretId(name).secretString("three-" + nonce).versionStages("AWSPENDING"))
                .versionId();
        assertEquals("two-" + nonce, text(name));
        assertEquals("three-" + nonce, staged("AWSPENDING"));
        var current =
                aws.secrets().getSecretValue(request -> request.secretId(name)).versionId();
        assertThrows(
                InvalidParameterException.class,
                () -> aws.secrets()
                        .updateSecretVersionStage(request -> request.secretId(name)
                                .versionStage("AWSCURRENT")
                                .moveToVersionId(pending)));
        aws.secrets()
                .updateSecretVersionStage(request -> request.secretId(name)
                        .versionStage("AWSCURRENT")
                        .removeFromVersionId(current)
                        .moveToVersionId(pending));
        assertEquals("three-" + nonce, text(name));
        assertEquals("two-" + nonce, staged("AWSPREVIOUS"));
        var described = aws.secrets().describeSecret(request -> request.secretId(name));
        assertEquals(
                List.of("AWSPENDING", "AWSCURRENT"),
                described.versionIdsToStages().get(pending));
        assertEquals(2, described.versionIdsToStages().size()); // the first has no label any more
        var all = aws.secrets()
                .listSecretVersionIds(request -> request.secretId(name).includeDeprecated(true));
        assertEquals(3, all.versions().size());
    }

    @Test
    void bytesAreBytesAndTokensAreIdempotent() {
        var bytes = new byte[4000];
        new Random().nextBytes(bytes);
        create();
        for (int i = 0; i < 2; i++) {
            var version = aws.secrets()
                    .putSecretValue(request -> request.secretId(name)
                            .clientRequestToken(nonce)
                            .secretBinary(SdkBytes.fromByteArray(bytes)))
                    .versionId();
            assertEquals(nonce, version);
        }
        var value = aws.secrets().getSecretValue(request -> request.secretId(name));
        assertArrayEquals(bytes, value.secretBinary().asByteArray());
        assertEquals("one-" + nonce, staged("AWSPREVIOUS"));
        assertThrows(
                ResourceExistsException.class,
                () -> aws.secrets()
                        .putSecretValue(request ->
                                request.secretId(name).clientRequestToken(nonce).secretString("other")));
        assertThrows(
                InvalidParameterException.class,
                () -> aws.secrets()
                        .putSecretValue(request ->
                                request.secretId(name).secretString("x").secretBinary(SdkBytes.fromByteArray(bytes))));
    }

    @Test
    void whatIsDeletedCanBeRestored() {
        create();
        assertThrows(
                InvalidParameterException.class,
                () -> aws.secrets()
                        .deleteSecret(request -> request.secretId(name).recoveryWindowInDays(3L)));
        aws.secrets().deleteSecret(request -> request.secretId(name).recoveryWindowInDays(7L));
        assertThrows(InvalidRequestException.class, () -> text(name));
        assertThrows(InvalidRequestException.class, this::create);
        assertTrue(names(false).isEmpty());
        assertEquals(List.of(name), names(true));
        aws.secrets().restoreSecret(request -> request.secretId(name));
        assertEquals("one-" + nonce, text(name));
        aws.secrets().deleteSecret(request -> request.secretId(name).forceDeleteWithoutRecovery(true));
        assertThrows(ResourceNotFoundException.class, () -> text(name));
        create();
    }

    private List<String> names(boolean deleted) {
        var named = Filter.builder().key(FilterNameStringType.NAME).values(name).build();
        return aws
                .secrets()
                .listSecretsPaginator(
                        request -> request.includePlannedDeletion(deleted).filters(named))
                .stream()
                .flatMap(page -> page.secretList().stream())
                .map(SecretListEntry::name)
                .toList();
    }

    @Test
    void descriptionsTagsAndPasswords() {
        create();
        var tag = Tag.builder().key("nonce").value(nonce).build();
        aws.secrets().tagResource(request -> request.secretId(name).tags(tag));
        aws.secrets().updateSecret(request -> request.secretId(name).description("of " + nonce));
        var described = aws.secrets().describeSecret(request -> request.secretId(name));
        assertEquals("of " + nonce, described.description());
        assertEquals(List.of(tag), described.tags());
        aws.secrets().untagResource(request -> request.secretId(name).tagKeys("nonce"));
        assertTrue(aws.secrets()
                .describeSecret(request -> request.secretId(name))
                .tags()
                .isEmpty());
        assertEquals("one-" + nonce, text(name));
        var password = aws.secrets()
                .getRandomPassword(request ->
                        request.passwordLength(20L).excludePunctuation(true).excludeCharacters("abc"))
                .randomPassword();
        assertTrue(password.matches("[A-Zd-z0-9]{20}"), password);
        assertThrows(ResourceNotFoundException.class, () -> text(name + "x"));
        var batch = aws.secrets().batchGetSecretValue(request -> request.secretIdList(name, name + "x"));
        assertEquals("one-" + nonce, batch.secretValues().getFirst().secretString());
        assertEquals("ResourceNotFoundException", batch.errors().getFirst().errorCode());
        var empty = aws.secrets().createSecret(request -> request.name(name + "/empty"));
        var none = assertThrows(ResourceNotFoundException.class, () -> text(empty.name()));
        assertEquals(
                "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
                none.awsErrorDetails().errorMessage());
    }
}
