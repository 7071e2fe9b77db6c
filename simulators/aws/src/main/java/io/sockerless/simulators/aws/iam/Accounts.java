package io.sockerless.simulators.aws.iam;

import static io.sockerless.simulators.aws.iam.Directory.node;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Form;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is told of the whole account. */
record Accounts(Directory directory, Policies policies, Profiles profiles, Users users) {
    private static final String ALIAS = "alias/";

    Map<String, Operation> operations() {
        return Map.of(
                "CreateAccountAlias", this::name,
                "ListAccountAliases", this::aliases,
                "DeleteAccountAlias", this::unname,
                "GetAccountSummary", this::summary,
                "GetAccountAuthorizationDetails", this::details);
    }

    /** One at a time: another takes its place. */
    private ObjectNode name(Caller caller, Form form) {
        String alias = alias(form);
        String taken = "/" + ALIAS + alias;
        if (!directory.items().all(item -> item.key().endsWith(taken)).isEmpty()) {
            throw Directory.exists("The account alias " + alias + " already exists.");
        }
        directory.state().write(batch -> {
            directory.items(caller, ALIAS).forEach(item -> directory.items().delete(batch, item.key()));
            directory.items().put(batch, new Item(caller.account() + taken, node()));
        });
        return node();
    }

    private static String alias(Form form) {
        String alias = form.required("AccountAlias");
        if (!alias.matches("[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]")) {
            throw Form.wrong("Value '" + alias
                    + "' at 'accountAlias' failed to satisfy constraint: Member must satisfy regular expression pattern:"
                    + " ^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$");
        }
        return alias;
    }

    private ObjectNode aliases(Caller caller, Form form) {
        ObjectNode out = node();
        List<String> names = directory.items(caller, ALIAS).stream()
                .map(item -> item.key().replaceFirst(".*/", ""))
                .toList();
        Directory.page(out, "AccountAliases", names, name -> name, TextNode::valueOf, form);
        return out;
    }

    private ObjectNode unname(Caller caller, Form form) {
        String alias = alias(form);
        directory
                .item(caller, ALIAS + alias)
                .orElseThrow(() -> Directory.gone("The account alias " + alias + " cannot be found."));
        directory.items().delete(caller.account() + "/" + ALIAS + alias);
        return node();
    }

    private ObjectNode summary(Caller caller, Form form) {
        List<Policy> own = directory.policies().all(one -> one.account().equals(caller.account()));
        List<Entity> all = directory.entities().all(one -> one.of(caller));
        Map<String, Integer> numbers = new LinkedHashMap<>();
        numbers.put("Users", directory.all(Kind.USER, caller).size());
        numbers.put("UsersQuota", 5000);
        numbers.put("Groups", directory.all(Kind.GROUP, caller).size());
        numbers.put("GroupsQuota", 300);
        numbers.put("Roles", directory.all(Kind.ROLE, caller).size());
        numbers.put("RolesQuota", 1000);
        numbers.put(
                "InstanceProfiles",
                directory
                        .profiles()
                        .all(one -> one.account().equals(caller.account()))
                        .size());
        numbers.put("InstanceProfilesQuota", 1000);
        numbers.put("Policies", own.size());
        numbers.put("PoliciesQuota", 1500);
        numbers.put("PolicySizeQuota", 6144);
        numbers.put(
                "PolicyVersionsInUse",
                own.stream().mapToInt(one -> one.versions().size()).sum());
        numbers.put("PolicyVersionsInUseQuota", 10_000);
        numbers.put("VersionsPerPolicyQuota", 5);
        numbers.put(
                "ServerCertificates", directory.items(caller, "certificate/").size());
        numbers.put("ServerCertificatesQuota", 20);
        numbers.put("SigningCertificatesPerUserQuota", 2);
        numbers.put("AccessKeysPerUserQuota", 2);
        numbers.put("AttachedPoliciesPerUserQuota", Kind.USER.mostPolicies());
        numbers.put("AttachedPoliciesPerGroupQuota", Kind.GROUP.mostPolicies());
        numbers.put("AttachedPoliciesPerRoleQuota", Kind.ROLE.mostPolicies());
        numbers.put("UserPolicySizeQuota", 2048);
        numbers.put("GroupPolicySizeQuota", 5120);
        numbers.put("RolePolicySizeQuota", 10_240);
        numbers.put("AssumeRolePolicySizeQuota", 2048);
        numbers.put("GroupsPerUserQuota", 10);
        numbers.put("MFADevices", devices(caller));
        numbers.put(
                "MFADevicesInUse",
                all.stream()
                        .mapToInt(one -> directory
                                .items(caller, Users.prefix(one) + "mfa/")
                                .size())
                        .sum());
        numbers.put("Providers", 0);
        numbers.put("AccountMFAEnabled", 0);
        numbers.put("AccountAccessKeysPresent", 0);
        numbers.put("AccountSigningCertificatesPresent", 0);
        numbers.put("GlobalEndpointTokenVersion", 1);
        ObjectNode out = node();
        ArrayNode entries = out.putObject("SummaryMap").putArray("entry");
        numbers.forEach((key, value) -> entries.add(node().put("key", key).put("value", value)));
        return out;
    }

    private int devices(Caller caller) {
        return directory.items(caller, "mfa/").size();
    }

    private ObjectNode details(Caller caller, Form form) {
        List<String> filter = form.texts("Filter");
        List<Detail> found = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            if (filter.isEmpty() || filter.contains(kind.word())) {
                directory.all(kind, caller).forEach(one -> found.add(new Detail(list(kind), one.key(), detail(one))));
            }
        }
        if (filter.isEmpty() || filter.contains("LocalManagedPolicy")) {
            directory
                    .policies()
                    .all(one -> one.account().equals(caller.account()))
                    .forEach(one -> add(found, caller, one));
        }
        if (filter.isEmpty() || filter.contains("AWSManagedPolicy")) {
            Amazon.policies().stream()
                    .filter(one -> !policies.attached(caller, one).isEmpty())
                    .forEach(one -> add(found, caller, one));
        }
        ObjectNode paged = node();
        Directory.page(paged, "Found", found, Detail::key, one -> TextNode.valueOf(one.key()), form);
        ObjectNode out = node();
        for (String list : List.of("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")) {
            ArrayNode items = out.putArray(list);
            paged.path("Found")
                    .valueStream()
                    .flatMap(key -> found.stream().filter(one -> one.key().equals(key.asText())))
                    .filter(one -> one.list().equals(list))
                    .forEach(one -> items.add(one.document()));
        }
        paged.remove("Found");
        out.setAll(paged);
        return out;
    }

    private record Detail(String list, String key, ObjectNode document) {}

    private static String list(Kind kind) {
        return kind.word() + "DetailList";
    }

    private void add(List<Detail> found, Caller caller, Policy policy) {
        ObjectNode document = policies.listed(caller, policy);
        ArrayNode versions = document.putArray("PolicyVersionList");
        policy.versions().forEach(version -> versions.add(PolicyVersions.shown(policy, version)));
        found.add(new Detail("Policies", policy.arn(), document));
    }

    private ObjectNode detail(Entity one) {
        ObjectNode out = switch (one.kind()) {
            case USER -> Users.shown(one);
            case GROUP -> one.document().deepCopy();
            case ROLE -> RoleOperations.shown(one);
        };
        if (one.kind() == Kind.ROLE) {
            out.remove("MaxSessionDuration");
            out.remove("Description");
            ArrayNode held = out.putArray("InstanceProfileList");
            profiles.of(one).forEach(profile -> held.add(profiles.listed(profile)));
        }
        if (one.kind() == Kind.USER) {
            ArrayNode groups = out.putArray("GroupList");
            users.groups(one).forEach(group -> groups.add(group.name()));
        }
        ArrayNode inline = out.putArray(one.kind().word() + "PolicyList");
        one.inline()
                .forEach((name, text) ->
                        inline.add(node().put("PolicyName", name).put("PolicyDocument", PolicyDocument.encoded(text))));
        out.set("AttachedManagedPolicies", Attachments.attached(one));
        return out;
    }
}
