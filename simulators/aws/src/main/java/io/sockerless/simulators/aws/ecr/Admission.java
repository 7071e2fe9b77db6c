package io.sockerless.simulators.aws.ecr;

import io.sockerless.frontends.registry.Access;
import io.sockerless.frontends.registry.Authorizer;
import io.sockerless.frontends.registry.Credentials;
import io.sockerless.frontends.registry.Rules;
import io.sockerless.simulators.kernel.Documents;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Who may use the registry, and what for: an account its own repositories, once they have been created.
 *
 * @param fetching brings a repository's manifest here, if it is to come from elsewhere
 */
record Admission(Documents<EcrRepository> repositories, Tokens tokens, BiConsumer<String, String> fetching)
        implements Authorizer, Rules {
    @Override
    public void wanted(String repository, String reference) {
        fetching.accept(repository, reference);
    }

    @Override
    public Challenge challenge() {
        return new Challenge.Basic("sockerless.ecr");
    }

    @Override
    public Verdict judge(Credentials credentials, Access access) {
        Optional<Tokens.Known> token = token(credentials);
        if (token.isEmpty()) {
            return Verdict.UNAUTHENTICATED;
        }
        if (token.get().expired()) {
            return Verdict.DENIED;
        }
        return switch (access) {
            case Access.Presence _ -> Verdict.ALLOWED;
            // There is no list of one account's repositories but the API's.
            case Access.Catalog _ -> Verdict.DENIED;
            case Access.Repository repository ->
                repository.name().startsWith(token.get().account() + ".") ? Verdict.ALLOWED : Verdict.DENIED;
        };
    }

    private Optional<Tokens.Known> token(Credentials credentials) {
        return credentials instanceof Credentials.Basic(String user, String password) && user.equals("AWS")
                ? tokens.known(password)
                : Optional.empty();
    }

    /** AWS does not challenge whose token is too old: such clients are told with status 403. */
    @Override
    public String denial(Credentials credentials) {
        return token(credentials).filter(Tokens.Known::expired).isPresent()
                ? "Your authorization token has expired. Reauthenticate and try again."
                : Authorizer.super.denial(credentials);
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
