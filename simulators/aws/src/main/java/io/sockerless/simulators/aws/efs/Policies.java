package io.sockerless.simulators.aws.efs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import java.util.List;
import java.util.Map;

/**
 * Policies of file systems. That of their life is kept, though all files stay in the class Standard, which shows in prices
 * only. A policy of access would decide about mounts, and there is none here; nor is there a backup.
 */
record Policies(Resources resources) {
    private static final Map<String, List<String>> TRANSITIONS = Map.of(
            "TransitionToIA", days("AFTER_1_DAY"),
            "TransitionToArchive", days("AFTER_1_DAY"),
            "TransitionToPrimaryStorageClass", List.of("AFTER_1_ACCESS"));

    private static List<String> days(String first) {
        return List.of(
                first,
                "AFTER_7_DAYS",
                "AFTER_14_DAYS",
                "AFTER_30_DAYS",
                "AFTER_60_DAYS",
                "AFTER_90_DAYS",
                "AFTER_180_DAYS",
                "AFTER_270_DAYS",
                "AFTER_365_DAYS");
    }

    Map<String, Operation> operations() {
        return Map.of(
                "PutLifecycleConfiguration", this::put,
                "DescribeLifecycleConfiguration", this::describe,
                "DescribeFileSystemPolicy", this::none,
                "DeleteFileSystemPolicy", this::nothing,
                "DescribeBackupPolicy", this::none);
    }

    private ObjectNode put(Caller caller, Input input) {
        FileSystem system = resources.system(caller, input.required("FileSystemId"));
        List<Input> policies = input.objects("LifecyclePolicies");
        for (Input policy : policies) {
            if (policy.document().size() != 1) {
                throw new AwsException("BadRequest", "Each lifecycle policy has exactly one transition.");
            }
            Fields.refuseOthers(policy, TRANSITIONS.keySet().toArray(String[]::new));
            String transition = policy.document().fieldNames().next();
            Fields.oneOf(policy, transition, TRANSITIONS.get(transition));
        }
        List<JsonNode> kept = policies.stream().<JsonNode>map(Input::document).toList();
        resources.systems().change(system.id(), one -> one.cooling(kept));
        return shown(kept);
    }

    private static ObjectNode shown(List<JsonNode> policies) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        out.putArray("LifecyclePolicies").addAll(policies);
        return out;
    }

    private ObjectNode describe(Caller caller, Input input) {
        return shown(resources.system(caller, input.required("FileSystemId")).lifecycle());
    }

    private ObjectNode none(Caller caller, Input input) {
        FileSystem system = resources.system(caller, input.required("FileSystemId"));
        throw new AwsException(404, "PolicyNotFound", "Policy not found for file system '" + system.id() + "'.");
    }

    private ObjectNode nothing(Caller caller, Input input) {
        resources.system(caller, input.required("FileSystemId"));
        return Json.MAPPER.createObjectNode();
    }
}
