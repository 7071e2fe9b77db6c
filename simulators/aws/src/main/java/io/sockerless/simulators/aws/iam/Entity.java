package io.sockerless.simulators.aws.iam;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A user, a group or a role.
 *
 * @param document as it is shown, but for tags and what a list leaves out
 * @param trust a role's policy: who may assume it; empty for others
 * @param inline its own policies, by their names
 * @param attached ARNs of managed policies
 * @param groups ids of those that a user is in
 */
record Entity(
        Kind kind,
        String account,
        String name,
        ObjectNode document,
        String trust,
        SortedMap<String, String> inline,
        List<String> attached,
        Map<String, String> tags,
        List<String> groups) {
    static Entity fresh(Kind kind, String account, String name, ObjectNode document, Map<String, String> tags) {
        return new Entity(kind, account, name, document, "", new TreeMap<>(), List.of(), tags, List.of());
    }

    static String key(Kind kind, String account, String name) {
        return account + "/" + kind + "/" + name.toLowerCase(Locale.ROOT);
    }

    String key() {
        return key(kind, account, name);
    }

    String id() {
        return document.path(kind.word() + "Id").asText();
    }

    String arn() {
        return document.path("Arn").asText();
    }

    String path() {
        return document.path("Path").asText();
    }

    /** The ARN of the policy that bounds what it may do; empty without one. */
    String boundary() {
        return document.path("PermissionsBoundary")
                .path("PermissionsBoundaryArn")
                .asText();
    }

    boolean of(Caller caller) {
        return account.equals(caller.account());
    }

    /** With another name or path, and an ARN that follows from them. */
    Entity renamed(String other, String path) {
        ObjectNode changed = document.deepCopy().put("Path", path).put(kind.field(), other);
        changed.put("Arn", arn().replaceFirst("(:" + kind.small() + ")/.*", "$1") + path + other);
        return new Entity(kind, account, other, changed, trust, inline, attached, tags, groups);
    }

    Entity shown(ObjectNode other) {
        return new Entity(kind, account, name, other, trust, inline, attached, tags, groups);
    }

    Entity trusting(String other) {
        return new Entity(kind, account, name, document, other, inline, attached, tags, groups);
    }

    Entity tagged(Map<String, String> other) {
        return new Entity(kind, account, name, document, trust, inline, attached, Map.copyOf(other), groups);
    }

    Entity with(String policy, String text) {
        SortedMap<String, String> changed = new TreeMap<>(inline);
        changed.put(policy, text);
        return new Entity(kind, account, name, document, trust, changed, attached, tags, groups);
    }

    Entity without(String policy) {
        SortedMap<String, String> changed = new TreeMap<>(inline);
        changed.remove(policy);
        return new Entity(kind, account, name, document, trust, changed, attached, tags, groups);
    }

    Entity attaching(List<String> arns) {
        return new Entity(kind, account, name, document, trust, inline, List.copyOf(arns), tags, groups);
    }

    Entity in(String group) {
        List<String> changed = new ArrayList<>(groups);
        changed.remove(group);
        changed.add(group);
        return new Entity(kind, account, name, document, trust, inline, attached, tags, List.copyOf(changed));
    }

    Entity outside(String group) {
        List<String> changed = groups.stream().filter(one -> !one.equals(group)).toList();
        return new Entity(kind, account, name, document, trust, inline, attached, tags, changed);
    }
}
