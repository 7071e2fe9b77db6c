package io.sockerless.simulators.aws.iam;

import static io.sockerless.simulators.aws.iam.Directory.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Form;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Managed policies: the account's own, and Amazon's as far as they are known here. */
record Policies(Directory directory) {
    private static final int LONGEST = 6144;
    private static final String FIRST = "v1";

    Map<String, Operation> operations() {
        return Map.of(
                "CreatePolicy", this::create,
                "GetPolicy", this::get,
                "ListPolicies", this::list,
                "DeletePolicy", this::delete);
    }

    /** @throws AwsException AccessDenied for one that is Amazon's */
    static Policy own(Policy policy) {
        if (policy.account().equals(Amazon.ACCOUNT)) {
            throw new AwsException(
                    403, "AccessDenied", "Cannot perform the operation on a policy managed by AWS: " + policy.arn());
        }
        return policy;
    }

    /** Good, and not too long. */
    static String text(Form form) {
        String text = form.required("PolicyDocument");
        PolicyDocument.identity(text);
        if (text.replaceAll("\\s", "").length() > LONGEST) {
            throw Directory.limit("PolicySize", LONGEST);
        }
        return text;
    }

    private ObjectNode create(Caller caller, Form form) {
        form.refuseOthers("PolicyName", "Path", "PolicyDocument", "Description", "Tags");
        String name = Names.name(form, "PolicyName", 128);
        String path = Names.path(form);
        String text = text(form);
        Map<String, String> tags = Tags.read(form);
        if (directory
                .policies()
                .all(one -> one.account().equals(caller.account())
                        && one.name().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
                .stream()
                .findAny()
                .isPresent()) {
            throw Directory.exists("A policy called " + name + " already exists. Duplicate names are not allowed.");
        }
        String now = directory.now();
        ObjectNode document = node().put("PolicyName", name)
                .put("PolicyId", directory.id("ANPA"))
                .put("Arn", Directory.arn(caller, "policy" + path + name))
                .put("Path", path)
                .put("IsAttachable", true)
                .put("CreateDate", now);
        if (form.has("Description")) {
            document.put("Description", form.text("Description"));
        }
        Policy policy = new Policy(
                caller.account(), name, document, List.of(new Policy.Version(FIRST, text, now)), FIRST, 1, now, tags);
        directory.policies().put(policy);
        ObjectNode shown = listed(caller, policy);
        if (!tags.isEmpty()) {
            shown.set("Tags", Tags.shown(tags));
        }
        shown.remove("Description");
        return node().set("Policy", shown);
    }

    private ObjectNode get(Caller caller, Form form) {
        Policy policy = directory.policy(caller, form.required("PolicyArn"));
        ObjectNode shown = listed(caller, policy);
        shown.set("Tags", Tags.shown(policy.tags()));
        return node().set("Policy", shown);
    }

    /** With how many have it. */
    ObjectNode listed(Caller caller, Policy policy) {
        return policy.document()
                .deepCopy()
                .put("DefaultVersionId", policy.standard())
                .put("AttachmentCount", attached(caller, policy).size())
                .put("PermissionsBoundaryUsageCount", bounded(caller, policy).size())
                .put("UpdateDate", policy.updated());
    }

    List<Entity> attached(Caller caller, Policy policy) {
        return directory.entities().all(one -> one.of(caller) && one.attached().contains(policy.arn()));
    }

    List<Entity> bounded(Caller caller, Policy policy) {
        return directory.entities().all(one -> one.of(caller) && one.boundary().equals(policy.arn()));
    }

    private ObjectNode list(Caller caller, Form form) {
        String scope = form.oneOf("Scope", "All", "AWS", "Local");
        String usage = form.oneOf("PolicyUsageFilter", "PermissionsPolicy", "PermissionsBoundary");
        String prefix = form.text("PathPrefix", "/");
        boolean only = form.flag("OnlyAttached");
        Stream<Policy> own = scope.equals("AWS")
                ? Stream.of()
                : directory.policies().all(one -> one.account().equals(caller.account())).stream();
        Stream<Policy> theirs = scope.equals("Local") ? Stream.of() : Amazon.policies().stream();
        ObjectNode out = node();
        Directory.page(
                out,
                "Policies",
                Stream.concat(own, theirs)
                        .filter(policy ->
                                policy.document().path("Path").asText().startsWith(prefix))
                        .filter(policy -> !only
                                || !(usage.equals("PermissionsBoundary")
                                                ? bounded(caller, policy)
                                                : attached(caller, policy))
                                        .isEmpty())
                        .toList(),
                Policy::arn,
                policy -> {
                    ObjectNode shown = listed(caller, policy);
                    shown.remove("Description");
                    return shown;
                },
                form);
        return out;
    }

    private ObjectNode delete(Caller caller, Form form) {
        Policy policy = own(directory.policy(caller, form.required("PolicyArn")));
        if (!attached(caller, policy).isEmpty() || !bounded(caller, policy).isEmpty()) {
            throw Directory.conflict("Cannot delete a policy attached to entities.");
        }
        if (policy.versions().size() > 1) {
            throw Directory.conflict(
                    "This policy has more than one version. Before you delete a policy, you must delete the policy's"
                            + " versions. The default version is deleted with the policy.");
        }
        directory.policies().delete(policy.account() + "/" + policy.arn());
        return node();
    }

    /** Notes the policy that bounds what a user or role may do, if one is named. */
    void bound(Caller caller, ObjectNode document, Form form) {
        if (form.has("PermissionsBoundary")) {
            String arn = form.text("PermissionsBoundary");
            if (!arn.startsWith("arn:")) {
                throw Form.wrong("Value (" + arn
                        + ") failed to satisfy constraint: Member must satisfy the format of an" + " ARN");
            }
            if (directory.policy(caller.account(), arn).isEmpty()) {
                throw Directory.gone("Scope ARN: " + arn + " does not exist or is not attachable.");
            }
            document.set(
                    "PermissionsBoundary",
                    node().put("PermissionsBoundaryType", "PermissionsBoundaryPolicy")
                            .put("PermissionsBoundaryArn", arn));
        }
    }

    /** @throws AwsException DeleteConflict when it has policies */
    static void withoutPolicies(Entity entity) {
        if (!entity.attached().isEmpty()) {
            throw Directory.conflict("Cannot delete entity, must detach all policies first.");
        }
        if (!entity.inline().isEmpty()) {
            throw Directory.conflict("Cannot delete entity, must delete policies first.");
        }
    }
}
