package io.sockerless.simulators.aws.iam;

import static io.sockerless.simulators.aws.iam.Directory.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Versions of managed policies, of which one is in force. */
record PolicyVersions(Directory directory) {
    private static final int MOST = 5;

    Map<String, Operation> operations() {
        return Map.of(
                "CreatePolicyVersion", this::create,
                "GetPolicyVersion", this::get,
                "ListPolicyVersions", this::list,
                "SetDefaultPolicyVersion", this::choose,
                "DeletePolicyVersion", this::delete);
    }

    private Policy policy(Caller caller, Form form) {
        return directory.policy(caller, form.required("PolicyArn"));
    }

    private static AwsException none(Policy policy, String id) {
        return Directory.gone("Policy " + policy.arn() + " version " + id + " does not exist or is not attachable.");
    }

    private static Policy.Version version(Policy policy, Form form) {
        String id = form.required("VersionId");
        if (!id.matches("v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?")) {
            throw Form.wrong("Value '" + id
                    + "' at 'versionId' failed to satisfy constraint: Member must satisfy regular expression pattern:"
                    + " v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?");
        }
        if (policy.versions().isEmpty()) {
            throw new AwsException(501, "NotImplemented", "The text of " + policy.arn() + " is not known here.");
        }
        return policy.version(id).orElseThrow(() -> none(policy, id));
    }

    private static ObjectNode listed(Policy policy, Policy.Version version) {
        return node().put("VersionId", version.id())
                .put("IsDefaultVersion", version.id().equals(policy.standard()))
                .put("CreateDate", version.created());
    }

    /** With its text. */
    static ObjectNode shown(Policy policy, Policy.Version version) {
        ObjectNode out = node().put("Document", PolicyDocument.encoded(version.text()));
        out.setAll(listed(policy, version));
        return out;
    }

    private ObjectNode create(Caller caller, Form form) {
        Policy policy = Policies.own(policy(caller, form));
        String text = Policies.text(form);
        if (policy.versions().size() >= MOST) {
            throw new AwsException(
                    409,
                    "LimitExceeded",
                    "A managed policy can have up to " + MOST + " versions. Before you create a new version, you must"
                            + " delete an existing version.");
        }
        int number = policy.latest() + 1;
        Policy.Version version = new Policy.Version("v" + number, text, directory.now());
        List<Policy.Version> versions = new ArrayList<>(policy.versions());
        versions.add(version);
        String standard = form.flag("SetAsDefault") ? version.id() : policy.standard();
        Policy changed = policy.with(versions, standard, number, directory.now());
        directory.policies().put(changed);
        return node().set("PolicyVersion", listed(changed, version));
    }

    private ObjectNode get(Caller caller, Form form) {
        Policy policy = policy(caller, form);
        return node().set("PolicyVersion", shown(policy, version(policy, form)));
    }

    private ObjectNode list(Caller caller, Form form) {
        Policy policy = policy(caller, form);
        ObjectNode out = node();
        // Newest first.
        Directory.page(
                out,
                "Versions",
                policy.versions(),
                version -> "%09d"
                        .formatted(999_999_999 - Integer.parseInt(version.id().substring(1))),
                version -> listed(policy, version),
                form);
        return out;
    }

    private ObjectNode choose(Caller caller, Form form) {
        Policy policy = Policies.own(policy(caller, form));
        Policy.Version version = version(policy, form);
        directory.policies().put(policy.with(policy.versions(), version.id(), policy.latest(), directory.now()));
        return node();
    }

    private ObjectNode delete(Caller caller, Form form) {
        Policy policy = Policies.own(policy(caller, form));
        Policy.Version version = version(policy, form);
        if (version.id().equals(policy.standard())) {
            throw Directory.conflict("Cannot delete the default version of a policy.");
        }
        List<Policy.Version> rest =
                policy.versions().stream().filter(one -> !one.equals(version)).toList();
        directory.policies().put(policy.with(rest, policy.standard(), policy.latest(), directory.now()));
        return node();
    }
}
