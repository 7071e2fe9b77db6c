package io.sockerless.simulators.aws.ecr;

import io.sockerless.frontends.registry.Access;
import io.sockerless.frontends.registry.Authorizer;
import io.sockerless.frontends.registry.Credentials;
import io.sockerless.frontends.registry.Rules;
import io.sockerless.simulators.kernel.Documents;
import java.util.Optional;

/** Who may use the registry, and what for: an account its own repositories, once they have been created. */
record Admission(Documents<EcrRepository> repositories, Tokens tokens) implements Authorizer, Rules {
    @Override
    public Challenge challenge() {
        return new Challenge.Basic("sockerless.ecr");
    }

    @Override
    public Verdict judge(Credentials credentials, Access access) {
        Optional<String> account =
                credentials instanceof Credentials.Basic(String user, String password) && user.equals("AWS")
                        ? tokens.account(password)
                        : Optional.empty();
        if (account.isEmpty()) {
            return Verdict.UNAUTHENTICATED;
        }
        return switch (access) {
            case Access.Presence _ -> Verdict.ALLOWED;
            // There is no list of one account's repositories but the API's.
            case Access.Catalog _ -> Verdict.DENIED;
            case Access.Repository repository ->
                repository.name().startsWith(account.get() + ".") ? Verdict.ALLOWED : Verdict.DENIED;
        };
    }

    @Override
    public Optional<String> absent(String repository) {
        if (repositories.get(repository).isPresent()) {
            return Optional.empty();
        }
        String registry = repository.replaceFirst("\\..*", "");
        String name = repository.replaceFirst("^\\d{12}\\.dkr\\.ecr\\.[^/]+/", "");
        return Optional.of(
                "The repository with name '" + name + "' does not exist in the registry with id '" + registry + "'");
    }

    @Override
    public Optional<String> fixed(String repository, String tag) {
        return repositories
                .get(repository)
                .filter(EcrRepository::immutable)
                .map(kept -> "The image tag '" + tag + "' already exists in the '" + kept.name()
                        + "' repository and cannot be overwritten because the repository is immutable.");
    }
}
