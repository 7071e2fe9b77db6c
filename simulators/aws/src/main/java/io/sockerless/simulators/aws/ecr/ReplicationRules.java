package io.sockerless.simulators.aws.ecr;

import java.util.List;

/**
 * Into which regions a registry's images are copied.
 *
 * @param registry its key
 */
record ReplicationRules(String registry, List<Rule> rules) {
    ReplicationRules {
        rules = List.copyOf(rules);
    }

    /** @param prefixes of repositories' names; none for all repositories */
    record Rule(List<String> regions, List<String> prefixes) {
        Rule {
            regions = List.copyOf(regions);
            prefixes = List.copyOf(prefixes);
        }
    }

    /** Where the images of a repository go. */
    List<String> regions(String repository) {
        return rules.stream()
                .filter(rule ->
                        rule.prefixes().isEmpty() || rule.prefixes().stream().anyMatch(repository::startsWith))
                .flatMap(rule -> rule.regions().stream())
                .distinct()
                .toList();
    }
}
