package io.sockerless.simulators.aws.sts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.iam.Iam;
import io.sockerless.simulators.aws.iam.Ids;
import io.sockerless.simulators.aws.sts.Sessions.Who;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Form;
import io.sockerless.simulators.aws.wire.Keys;
import io.sockerless.simulators.aws.wire.RoleSessions;
import io.sockerless.simulators.aws.wire.Service;
import io.sockerless.simulators.kernel.State;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Who one is, and credentials for a while (decision 0030). */
public final class Sts implements Keys, RoleSessions {
    private static final int SHORTEST = 900;
    private static final int HOUR = 3600;
    private static final int LONGEST_ROLE = 43_200;
    private static final int LONGEST = 129_600;
    private static final int LONGEST_POLICY = 2048;

    private final Iam iam;
    private final Sessions sessions;
    private final boolean verified;

    /** @param verified whether it is known who asks, so that it can be said who may assume a role */
    public Sts(State state, Iam iam, boolean verified, Clock clock, RandomGenerator random) {
        this.iam = iam;
        this.verified = verified;
        sessions = Sessions.of(state, clock, random);
    }

    public Service service() {
        Map<String, Service.Operation> operations = new HashMap<>();
        operations.put("GetCallerIdentity", (caller, _) -> getCallerIdentity(caller));
        operations.put("AssumeRole", (caller, input) -> assumeRole(caller, Form.of(input)));
        operations.put("GetSessionToken", (caller, input) -> getSessionToken(caller, Form.of(input)));
        operations.put("GetFederationToken", (caller, input) -> getFederationToken(caller, Form.of(input)));
        operations.put("GetAccessKeyInfo", (_, input) -> getAccessKeyInfo(Form.of(input)));
        operations.put("DecodeAuthorizationMessage", (_, input) -> decode(Form.of(input)));
        return Service.query("sts", "2011-06-15", operations);
    }

    @Override
    public Optional<Key> key(String accessKey) {
        return sessions.key(accessKey).or(() -> iam.key(accessKey));
    }

    @Override
    public void used(String accessKey, String service, String region) {
        iam.used(accessKey, service, region);
    }

    private Who who(Caller caller) {
        Optional<Who> session = sessions.documents()
                .get(caller.accessKey())
                .map(one -> new Who(one.account(), one.arn(), one.userId(), one.principal(), one.id()));
        return session.or(() -> iam.user(caller)
                        .map(user -> new Who(caller.account(), user.arn(), user.id(), user.arn(), user.id())))
                .orElseGet(() -> {
                    String root = "arn:" + caller.partition() + ":iam::" + caller.account() + ":root";
                    return new Who(caller.account(), root, caller.account(), root, "");
                });
    }

    private ObjectNode getCallerIdentity(Caller caller) {
        Who who = who(caller);
        return node().put("UserId", who.userId()).put("Account", who.account()).put("Arn", who.arn());
    }

    private static ObjectNode node() {
        return Json.MAPPER.createObjectNode();
    }

    private static AwsException denied(String message) {
        return new AwsException(403, "AccessDenied", message);
    }

    private ObjectNode assumeRole(Caller caller, Form form) {
        form.refuseOthers("RoleArn", "RoleSessionName", "DurationSeconds", "Policy", "Tags", "ExternalId");
        String arn = form.required("RoleArn");
        String name = matching(form, "RoleSessionName", 64);
        int seconds = form.number("DurationSeconds", SHORTEST, LONGEST_ROLE, HOUR);
        if (!arn.matches("arn:[\\w-]+:iam::\\d{12}:role/.+")) {
            throw new AwsException("ValidationError", arn + " is invalid");
        }
        int packed = policy(form);
        Who who = who(caller);
        Map<String, List<String>> context = new HashMap<>(Map.of("sts:RoleSessionName", List.of(name)));
        if (form.has("ExternalId")) {
            context.put("sts:ExternalId", List.of(form.text("ExternalId")));
        }
        Iam.Role role = iam.role(arn)
                .filter(one -> !verified || iam.trusts(one, who.id(), who.principal(), who.arn(), context))
                .orElseThrow(() -> denied(
                        "User: " + who.arn() + " is not authorized to perform: sts:AssumeRole on resource: " + arn));
        if (sessions.documents().get(caller.accessKey()).filter(Session::ofRole).isPresent() && seconds > HOUR) {
            throw new AwsException(
                    "ValidationError",
                    "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining");
        }
        if (seconds > role.longest()) {
            throw new AwsException(
                    "ValidationError",
                    "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        }
        Session session = session(role, name, seconds, form.tags("Tags"), caller.region());
        ObjectNode out = node();
        out.set("Credentials", Sessions.credentials(session));
        out.putObject("AssumedRoleUser").put("AssumedRoleId", session.userId()).put("Arn", session.arn());
        if (packed > 0) {
            out.put("PackedPolicySize", packed);
        }
        return out;
    }

    private Session session(Iam.Role role, String name, int seconds, Map<String, String> tags, String region) {
        String assumed = role.arn().replaceFirst(":iam:", ":sts:").replaceFirst(":role/.*", "") + ":assumed-role/"
                + role.name() + "/" + name;
        Who who = new Who(role.account(), assumed, role.id() + ":" + name, role.arn(), role.id());
        Session session = sessions.begin(who, seconds, tags);
        iam.assumed(role, region);
        return session;
    }

    @Override
    public Optional<Issued> begin(String role, String session, int seconds, String region) {
        return iam.role(role).map(found -> {
            Session made = session(found, session, seconds, Map.of(), region);
            return new Issued(made.accessKey(), made.secret(), made.token(), made.end());
        });
    }

    @Override
    public boolean known(String role) {
        return iam.role(role).isPresent();
    }

    /** The session's own; nothing is authorized here, so that it is only checked. @return percent of what it may be */
    private static int policy(Form form) {
        if (!form.has("Policy")) {
            return 0;
        }
        String text = form.text("Policy");
        if (text.length() > LONGEST_POLICY) {
            throw Form.wrong("Value '" + text
                    + "' at 'policy' failed to satisfy constraint: Member must have length less than or equal to "
                    + LONGEST_POLICY);
        }
        Iam.checkSessionPolicy(text);
        return Math.max(1, text.length() * 100 / LONGEST_POLICY);
    }

    private static String matching(Form form, String field, int most) {
        String said = form.required(field);
        if (said.length() > most || said.length() < 2) {
            throw Form.wrong("Value '" + said + "' at '" + Form.label(field)
                    + "' failed to satisfy constraint: Member must have length "
                    + (said.length() < 2 ? "greater than or equal to 2" : "less than or equal to " + most));
        }
        if (!said.matches("[\\w+=,.@-]*")) {
            throw Form.wrong("Value '" + said + "' at '" + Form.label(field)
                    + "' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*");
        }
        return said;
    }

    /** For the account itself no longer than an hour. */
    private int seconds(Form form, Who who) {
        int asked = form.number("DurationSeconds", SHORTEST, LONGEST, who.id().isEmpty() ? HOUR : LONGEST_ROLE);
        return who.id().isEmpty() ? Math.min(asked, HOUR) : asked;
    }

    private void longLived(Caller caller, String operation) {
        if (sessions.documents().get(caller.accessKey()).isPresent()) {
            throw denied("Cannot call " + operation + " with session credentials");
        }
    }

    private ObjectNode getSessionToken(Caller caller, Form form) {
        form.refuseOthers("DurationSeconds");
        longLived(caller, "GetSessionToken");
        Who who = who(caller);
        return node().set("Credentials", Sessions.credentials(sessions.begin(who, seconds(form, who), Map.of())));
    }

    private ObjectNode getFederationToken(Caller caller, Form form) {
        form.refuseOthers("Name", "DurationSeconds", "Policy", "Tags");
        longLived(caller, "GetFederationToken");
        String name = matching(form, "Name", 32);
        int packed = policy(form);
        Who who = who(caller);
        String arn = "arn:" + caller.partition() + ":sts::" + who.account() + ":federated-user/" + name;
        String id = who.account() + ":" + name;
        Session session = sessions.begin(
                new Who(who.account(), arn, id, who.principal(), who.id()), seconds(form, who), form.tags("Tags"));
        ObjectNode out = node();
        out.set("Credentials", Sessions.credentials(session));
        out.putObject("FederatedUser").put("FederatedUserId", id).put("Arn", arn);
        if (packed > 0) {
            out.put("PackedPolicySize", packed);
        }
        return out;
    }

    private ObjectNode getAccessKeyInfo(Form form) {
        String key = form.required("AccessKeyId");
        if (key.length() < 16 || key.length() > 128) {
            throw Form.wrong("Value '" + key
                    + "' at 'accessKeyId' failed to satisfy constraint: Member must have length "
                    + (key.length() < 16 ? "greater than or equal to 16" : "less than or equal to 128"));
        }
        String account = key(key).map(Key::account)
                .or(() -> Ids.account(key))
                .orElseThrow(() -> new AwsException("ValidationError", "Invalid access key id: " + key));
        return node().put("Account", account);
    }

    /** No service here encodes why it refuses, so that no message can be one. */
    private static ObjectNode decode(Form form) {
        form.required("EncodedMessage");
        throw new AwsException("InvalidAuthorizationMessageException", "Message is not valid");
    }
}
