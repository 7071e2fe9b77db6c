package io.sockerless.simulators.aws.ecr;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.frontends.http.Json;
import io.sockerless.frontends.registry.Images;
import io.sockerless.frontends.registry.Registry;
import io.sockerless.frontends.registry.RegistryEvent.ManifestPushed;
import io.sockerless.frontends.registry.RegistryException;
import io.sockerless.simulators.aws.ecr.ReplicationRules.Rule;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Documents;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Copies what is pushed into the account's registries of other regions, before the push is answered. Deletions are not
 * copied, nor is what came as a copy, as Amazon has it.
 */
record Replication(Documents<ReplicationRules> all, Repositories repositories, Registry registry) {
    private static final System.Logger LOG = System.getLogger(Replication.class.getName());
    private static final ScopedValue<Boolean> COPYING = ScopedValue.newInstance();
    private static final int MOST_RULES = 10;

    Map<String, Operation> operations() {
        return Map.of("PutReplicationConfiguration", this::put, "DescribeRegistry", this::describe);
    }

    void pushed(ManifestPushed event) {
        Optional<EcrRepository> source = repositories.documents().get(event.repository());
        if (COPYING.isBound() || source.isEmpty()) {
            return;
        }
        EcrRepository from = source.get();
        List<String> regions = all.get(key(from.account(), from.region()))
                .map(rules -> rules.regions(from.name()))
                .orElse(List.of());
        regions.forEach(region -> ScopedValue.where(COPYING, true).run(() -> copy(event, from, region)));
    }

    /** One at a time, and what the tag names by then: of two who push at once the same one is the last everywhere. */
    private synchronized void copy(ManifestPushed event, EcrRepository from, String region) {
        EcrRepository target = repositories.ensured(from.account(), region, from.name());
        Images images = registry.images(from.key());
        Digest digest = images.tagged(event.tag()).map(Images.Image::digest).orElse(event.digest());
        try {
            images.copy(digest, event.tag(), registry.images(target.key()));
        } catch (IOException | RegistryException e) {
            LOG.log(System.Logger.Level.WARNING, event.digest() + " could not be copied to " + target.arn(), e);
        }
    }

    private static String key(String account, String region) {
        return account + ".dkr.ecr." + region;
    }

    private ObjectNode put(Caller caller, Input input) {
        Repositories.only(input, "replicationConfiguration");
        Input told = input.object("replicationConfiguration");
        Repositories.only(told, "rules");
        List<Rule> rules = new ArrayList<>();
        for (Input rule : told.objects("rules")) {
            Repositories.only(rule, "destinations", "repositoryFilters");
            rules.add(new Rule(
                    rule.objects("destinations").stream()
                            .map(one -> region(caller, one))
                            .toList(),
                    rule.objects("repositoryFilters").stream()
                            .map(Replication::prefix)
                            .toList()));
        }
        if (rules.size() > MOST_RULES
                || rules.stream().anyMatch(rule -> rule.regions().isEmpty())) {
            throw invalid("A configuration has at most " + MOST_RULES + " rules, each with destinations");
        }
        ReplicationRules made = new ReplicationRules(key(caller.account(), caller.region()), rules);
        all.put(made);
        return shown(Json.MAPPER.createObjectNode(), caller, made.rules());
    }

    private static String region(Caller caller, Input destination) {
        Repositories.only(destination, "region", "registryId");
        String region = destination.required("region");
        if (!destination.required("registryId").equals(caller.account())) {
            throw new AwsException("ValidationException", "This feature is disabled");
        }
        if (region.equals(caller.region())) {
            throw invalid("Replication destination cannot be the same as the source registry");
        }
        if (!region.matches("[a-z]{2,4}(-[a-z]+)+-\\d")) {
            throw invalid("Invalid region: " + region);
        }
        return region;
    }

    private static String prefix(Input filter) {
        Repositories.only(filter, "filter", "filterType");
        if (!filter.required("filterType").equals("PREFIX_MATCH")) {
            throw invalid("filterType is PREFIX_MATCH");
        }
        return filter.required("filter");
    }

    private static AwsException invalid(String why) {
        return new AwsException(
                "InvalidParameterException",
                "Invalid parameter at 'replicationConfiguration' failed to satisfy constraint: '" + why + "'");
    }

    private static ObjectNode shown(ObjectNode out, Caller caller, List<Rule> rules) {
        ArrayNode list = out.putObject("replicationConfiguration").putArray("rules");
        for (Rule rule : rules) {
            ObjectNode one = list.addObject();
            ArrayNode destinations = one.putArray("destinations");
            rule.regions()
                    .forEach(region ->
                            destinations.addObject().put("region", region).put("registryId", caller.account()));
            if (!rule.prefixes().isEmpty()) {
                ArrayNode filters = one.putArray("repositoryFilters");
                rule.prefixes()
                        .forEach(prefix ->
                                filters.addObject().put("filter", prefix).put("filterType", "PREFIX_MATCH"));
            }
        }
        return out;
    }

    private ObjectNode describe(Caller caller, Input input) {
        Repositories.only(input);
        List<Rule> rules = all.get(key(caller.account(), caller.region()))
                .map(ReplicationRules::rules)
                .orElse(List.of());
        return shown(Json.MAPPER.createObjectNode().put("registryId", caller.account()), caller, rules);
    }
}
