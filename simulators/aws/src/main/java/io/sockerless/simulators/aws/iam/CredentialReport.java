package io.sockerless.simulators.aws.iam;

import static io.sockerless.simulators.aws.iam.Directory.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Form;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which credentials the account's users have, as comma-separated values; made when it is asked for, and then kept. */
record CredentialReport(Directory directory) {
    private static final String KEY = "credential-report";
    private static final String NONE = "N/A";
    private static final String HEADER = "user,arn,user_creation_time,password_enabled,password_last_used,"
            + "password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,"
            + "access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,"
            + "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,"
            + "access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";

    Map<String, Operation> operations() {
        return Map.of("GenerateCredentialReport", this::generate, "GetCredentialReport", this::get);
    }

    private ObjectNode generate(Caller caller, Form form) {
        boolean before = directory.item(caller, KEY).isPresent();
        List<String> lines = new ArrayList<>(List.of(HEADER));
        directory.all(Kind.USER, caller).forEach(user -> lines.add(line(caller, user)));
        directory.put(caller, KEY, node().put("Text", String.join("\n", lines)).put("GeneratedTime", directory.now()));
        // Whoever asks first is told, as by Amazon, to ask again.
        return before
                ? node().put("State", "COMPLETE")
                : node().put("State", "STARTED")
                        .put("Description", "No report exists. Starting a new report generation task");
    }

    private String line(Caller caller, Entity user) {
        Optional<Item> password = directory.item(caller, Users.prefix(user) + "password");
        List<String> cells = new ArrayList<>(List.of(
                user.name(), user.arn(), user.document().path("CreateDate").asText()));
        cells.addAll(password.map(one -> List.of(
                        "true",
                        "no_information",
                        one.document().path("CreateDate").asText(),
                        NONE))
                .orElse(List.of("false", NONE, NONE, NONE)));
        cells.add("false");
        List<AccessKey> keys = directory.keys().all(key -> key.user().equals(user.id())).stream()
                .sorted(Comparator.comparing(AccessKey::created).thenComparing(key -> key.active()))
                .toList();
        for (int i = 0; i < 2; i++) {
            if (i < keys.size()) {
                AccessKey key = keys.get(i);
                cells.add(String.valueOf(key.active()));
                cells.add(key.created());
                cells.addAll(
                        key.used().isEmpty()
                                ? Collections.nCopies(3, NONE)
                                : List.of(key.used(), key.region(), key.service()));
            } else {
                cells.add("false");
                cells.addAll(Collections.nCopies(4, NONE));
            }
        }
        cells.addAll(List.of("false", NONE, "false", NONE));
        return String.join(",", cells);
    }

    private ObjectNode get(Caller caller, Form form) {
        ObjectNode report = directory
                .item(caller, KEY)
                .map(Item::document)
                .orElseThrow(() -> new AwsException(
                        410, "ReportNotPresent", "No report has been generated. Call GenerateCredentialReport first."));
        return node().put(
                        "Content",
                        Base64.getEncoder()
                                .encodeToString(report.path("Text").asText().getBytes(StandardCharsets.UTF_8)))
                .put("ReportFormat", "text/csv")
                .put("GeneratedTime", report.path("GeneratedTime").asText());
    }
}
