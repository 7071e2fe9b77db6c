package io.sockerless.simulators.aws.ecr;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.secrets.SecretsManager;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.Pages;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rules of pull-through caches. Beside the registries that Amazon knows, one of this machine may be upstream. */
record CacheRuleOperations(
        Documents<CacheRule> rules, PullThrough caches, SecretsManager secrets, Place place, Clock clock) {
    private static final int MOST = 50;
    private static final String NAME = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final String PREFIX = "(?:" + NAME + "(?:/" + NAME + ")*/?|ROOT)";
    private static final String OWN_MACHINE = "(?:localhost|127(?:\\.\\d{1,3}){3}):\\d{1,5}";
    private static final Map<String, String> UPSTREAMS = Map.of(
            "ecr-public", "public\\.ecr\\.aws",
            "quay", "quay\\.io",
            "k8s", "registry\\.k8s\\.io",
            "docker-hub", "registry-1\\.docker\\.io",
            "github-container-registry", "ghcr\\.io",
            "azure-container-registry", "[a-z0-9]+\\.azurecr\\.io",
            "gitlab-container-registry", "registry\\.gitlab\\.com",
            "chainguard", "cgr\\.dev");
    private static final Set<String> WITHOUT_CREDENTIALS = Set.of("ecr-public", "quay", "k8s");

    Map<String, Operation> operations() {
        return Map.of(
                "CreatePullThroughCacheRule", this::create,
                "DescribePullThroughCacheRules", this::describe,
                "UpdatePullThroughCacheRule", this::update,
                "DeletePullThroughCacheRule", this::delete,
                "ValidatePullThroughCacheRule", this::validate);
    }

    private static AwsException invalid(String field, String why) {
        return new AwsException(
                "InvalidParameterException",
                "Invalid parameter at '" + field + "' failed to satisfy constraint: '" + why + "'");
    }

    private double now() {
        return clock.millis() / 1000.0;
    }

    private static String registry(Caller caller, Input input) {
        Repositories.ownRegistry(caller, input.text("registryId"));
        return caller.account() + ".dkr.ecr." + caller.region();
    }

    private static String prefix(Input input, String field) {
        String prefix = input.text(field);
        if (prefix.length() < 2 || prefix.length() > 30 || !prefix.matches(PREFIX)) {
            throw invalid(field, "must satisfy regular expression '^" + PREFIX + "$'");
        }
        return prefix.replaceFirst("/$", "");
    }

    /** Nobody can pull through what is pulled through. */
    private String upstream(String url, String told) {
        boolean own = url.matches(OWN_MACHINE);
        String known = UPSTREAMS.entrySet().stream()
                .filter(one -> url.matches(one.getValue()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(own ? told : "");
        if (!own && known.isEmpty()
                || !told.isEmpty() && !told.equals(known)
                || url.endsWith(place.authority().replaceFirst("^.*:", ":"))
                || !told.isEmpty() && !UPSTREAMS.containsKey(told)) {
            throw new AwsException(
                    "UnsupportedUpstreamRegistryException", "The specified upstream registry isn't supported.");
        }
        return known;
    }

    private String secret(Caller caller, String arn) {
        if (arn.isEmpty()) {
            return arn;
        }
        if (!arn.matches("arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\\d{12}:secret:ecr-pullthroughcache/.+")) {
            throw invalid("credentialArn", "must be the ARN of a secret whose name begins with ecr-pullthroughcache/");
        }
        try {
            secrets.text(caller, arn, "", "");
        } catch (AwsException e) {
            throw new AwsException(
                    "SecretNotFoundException", "The secret " + arn + " cannot be read: " + e.getMessage());
        }
        return arn;
    }

    private ObjectNode create(Caller caller, Input input) {
        Repositories.only(
                input,
                "registryId",
                "ecrRepositoryPrefix",
                "upstreamRegistryUrl",
                "upstreamRegistry",
                "upstreamRepositoryPrefix",
                "credentialArn");
        String url = input.required("upstreamRegistryUrl").replaceFirst("^https://", "");
        String upstream = upstream(url, input.text("upstreamRegistry"));
        String secret = secret(caller, input.text("credentialArn"));
        if (secret.isEmpty() && !url.matches(OWN_MACHINE) && !WITHOUT_CREDENTIALS.contains(upstream)) {
            throw invalid("credentialArn", "the upstream registry " + upstream + " needs credentials");
        }
        CacheRule made = new CacheRule(
                registry(caller, input),
                prefix(input, "ecrRepositoryPrefix"),
                url,
                upstream,
                input.has("upstreamRepositoryPrefix") ? prefix(input, "upstreamRepositoryPrefix") : CacheRule.ROOT,
                secret,
                now(),
                now());
        synchronized (rules) {
            if (rules.get(made.key()).isPresent()) {
                throw new AwsException(
                        "PullThroughCacheRuleAlreadyExistsException",
                        "The pull through cache rule with prefix '" + made.prefix() + "' already exists in the registry"
                                + " with id '" + caller.account() + "'");
            }
            if (own(made.registry()).size() >= MOST) {
                throw new AwsException(
                        "LimitExceededException", "A registry has at most " + MOST + " pull through cache rules");
            }
            rules.put(made);
        }
        return shown(made, "updatedAt");
    }

    private List<CacheRule> own(String registry) {
        return rules.all(rule -> rule.registry().equals(registry));
    }

    private CacheRule named(Caller caller, Input input, String prefix) {
        return rules.get(CacheRule.key(registry(caller, input), prefix.replaceFirst("/$", "")))
                .orElseThrow(() -> new AwsException(
                        "PullThroughCacheRuleNotFoundException",
                        "The pull through cache rule with prefix '" + prefix + "' does not exist in the registry with"
                                + " id '" + caller.account() + "'"));
    }

    private CacheRule named(Caller caller, Input input) {
        return named(caller, input, input.required("ecrRepositoryPrefix"));
    }

    private ObjectNode describe(Caller caller, Input input) {
        Repositories.only(input, "registryId", "ecrRepositoryPrefixes", "nextToken", "maxResults");
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode shown = out.putArray("pullThroughCacheRules");
        List<String> prefixes = input.texts("ecrRepositoryPrefixes");
        if (!prefixes.isEmpty()) {
            prefixes.forEach(prefix -> shown.add(shown(named(caller, input, prefix))));
            return out;
        }
        Pages<CacheRule> page = Repositories.page(own(registry(caller, input)), CacheRule::key, input);
        page.items().forEach(rule -> shown.add(shown(rule)));
        page.next().ifPresent(token -> out.put("nextToken", token));
        return out;
    }

    private ObjectNode update(Caller caller, Input input) {
        Repositories.only(input, "registryId", "ecrRepositoryPrefix", "credentialArn");
        String secret = secret(caller, input.text("credentialArn"));
        synchronized (rules) {
            CacheRule changed = named(caller, input).with(secret, now());
            rules.put(changed);
            return shown(changed, "createdAt", "upstreamRegistryUrl", "upstreamRegistry");
        }
    }

    private ObjectNode delete(Caller caller, Input input) {
        Repositories.only(input, "registryId", "ecrRepositoryPrefix");
        synchronized (rules) {
            CacheRule unwanted = named(caller, input);
            rules.delete(unwanted.key());
            return shown(unwanted, "updatedAt", "upstreamRegistry");
        }
    }

    private ObjectNode validate(Caller caller, Input input) {
        Repositories.only(input, "registryId", "ecrRepositoryPrefix");
        CacheRule rule = named(caller, input);
        ObjectNode out = shown(rule, "createdAt", "updatedAt", "upstreamRegistry");
        caches.fault(rule)
                .ifPresentOrElse(why -> out.put("isValid", false).put("failure", why), () -> out.put("isValid", true));
        return out;
    }

    /** @param without what this answer does not have */
    private static ObjectNode shown(CacheRule rule, String... without) {
        ObjectNode out = Json.MAPPER
                .createObjectNode()
                .put("ecrRepositoryPrefix", rule.prefix())
                .put("upstreamRegistryUrl", rule.url())
                .put("upstreamRepositoryPrefix", rule.upstreamPrefix())
                .put("registryId", rule.registry().replaceFirst("\\..*", ""))
                .put("createdAt", rule.created())
                .put("updatedAt", rule.updated());
        if (!rule.upstream().isEmpty()) {
            out.put("upstreamRegistry", rule.upstream());
        }
        if (!rule.secret().isEmpty()) {
            out.put("credentialArn", rule.secret());
        }
        return out.remove(Set.of(without));
    }
}
