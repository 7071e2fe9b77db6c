package io.sockerless.simulators.aws.iam;

import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Form;
import io.sockerless.simulators.aws.wire.Keys;
import io.sockerless.simulators.aws.wire.Roles;
import io.sockerless.simulators.aws.wire.Service;
import io.sockerless.simulators.kernel.State;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** IAM (decision 0030): one for all regions. */
public final class Iam implements Keys, Roles {
    /** A role, for those who use it. @param longest of its sessions, in seconds */
    public record Role(String account, String name, String arn, String id, int longest) {}

    /** A user. */
    public record User(String arn, String id) {}

    private final Directory directory;
    private final AccessKeys keys;
    private final Trust trust;
    private final Map<String, Operation> operations = new HashMap<>();

    public Iam(State state, Clock clock, RandomGenerator random) {
        directory = Directory.of(state, clock, random);
        Policies policies = new Policies(directory);
        Users users = new Users(directory, policies);
        Profiles profiles = new Profiles(directory);
        Effective effective = new Effective(directory, users);
        keys = new AccessKeys(directory);
        trust = new Trust(effective);
        operations.putAll(new RoleOperations(directory, policies).operations());
        operations.putAll(users.operations());
        operations.putAll(new Groups(directory, users).operations());
        operations.putAll(policies.operations());
        operations.putAll(new PolicyVersions(directory).operations());
        operations.putAll(new Attachments(directory, policies).operations());
        operations.putAll(new Tags(directory).operations());
        operations.putAll(profiles.operations());
        operations.putAll(keys.operations());
        operations.putAll(new Passwords(directory).operations());
        operations.putAll(new Accounts(directory, policies, profiles, users).operations());
        operations.putAll(new CredentialReport(directory).operations());
        operations.putAll(new ServiceLinkedRoles(directory).operations());
        operations.putAll(new Simulation(directory, effective).operations());
    }

    public Service service() {
        Map<String, Service.Operation> served = new HashMap<>();
        operations.forEach((name, operation) -> served.put(name, (caller, input) -> {
            synchronized (directory) {
                return operation.apply(caller, Form.of(input));
            }
        }));
        return Service.query("iam", "2010-05-08", served);
    }

    @Override
    public Optional<Key> key(String accessKey) {
        return keys.key(accessKey);
    }

    @Override
    public void used(String accessKey, String service, String region) {
        keys.used(accessKey, service, region);
    }

    /** Whose key is asked with; empty when it is no user's. */
    public Optional<User> user(Caller caller) {
        return directory.user(caller).map(user -> new User(user.arn(), user.id()));
    }

    /** By its ARN, path included. */
    public Optional<Role> role(String arn) {
        return entity(arn)
                .map(role -> new Role(
                        role.account(),
                        role.name(),
                        role.arn(),
                        role.id(),
                        role.document().path("MaxSessionDuration").asInt()));
    }

    private Optional<Entity> entity(String arn) {
        String[] parts = arn.split(":", 6);
        return parts.length < 6
                ? Optional.empty()
                : directory
                        .find(Kind.ROLE, parts[4], parts[5].replaceFirst(".*/", ""))
                        .filter(role -> role.arn().equals(arn));
    }

    @Override
    public boolean assumable(Caller caller, String role, String service) {
        synchronized (directory) {
            boolean none = directory.all(Kind.ROLE, caller).stream()
                    .allMatch(one -> one.path().startsWith("/aws-service-role/"));
            return none || entity(role).filter(one -> Trust.lets(one, service)).isPresent();
        }
    }

    /** Notes that a role was assumed. */
    public void assumed(Role role, String region) {
        synchronized (directory) {
            entity(role.arn())
                    .ifPresent(one -> directory
                            .entities()
                            .put(one.shown(one.document()
                                    .deepCopy()
                                    .set(
                                            "RoleLastUsed",
                                            Directory.node()
                                                    .put("LastUsedDate", directory.now())
                                                    .put("Region", region)))));
        }
    }

    /**
     * Whether the role's trust policy lets somebody assume it, and the policies of who it is where those count.
     *
     * @param user the id of a user, or of a role whose session it is; empty for the account's root user
     * @param arn of the user, the role or the root user
     * @param session its ARN, if it is one; else the same
     */
    public boolean trusts(Role role, String user, String arn, String session, Map<String, List<String>> context) {
        synchronized (directory) {
            return entity(role.arn())
                    .filter(one -> trust.lets(directory.byId(user), arn, session, one, context))
                    .isPresent();
        }
    }

    /** Refuses what is no policy, where a session has one. @throws io.sockerless.simulators.aws.wire.AwsException */
    public static void checkSessionPolicy(String text) {
        PolicyDocument.session(text);
    }
}
