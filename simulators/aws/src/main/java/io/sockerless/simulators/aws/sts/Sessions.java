package io.sockerless.simulators.aws.sts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.iam.Ids;
import io.sockerless.simulators.aws.wire.Keys;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Sessions. They are remembered for a day after their end, so that it can be told that they have expired. */
record Sessions(Documents<Session> documents, Clock clock, RandomGenerator random) {
    private static final Duration REMEMBERED = Duration.ofDays(1);
    /** By which Amazon's were known, and their length. */
    private static final String BEGIN = "FQoGZXIvYXdzE";

    private static final int LENGTH = 356;

    static Sessions of(State state, Clock clock, RandomGenerator random) {
        return new Sessions(state.documents("sts-session", Session.class, Session::accessKey), clock, random);
    }

    /** @param who their ARN, unique id, and those of the principal behind them */
    record Who(String account, String arn, String userId, String principal, String id) {}

    Session begin(Who who, int seconds, Map<String, String> tags) {
        Instant now = clock.instant();
        documents
                .all(old -> old.end().plus(REMEMBERED).isBefore(now))
                .forEach(old -> documents.delete(old.accessKey()));
        Session session = new Session(
                Ids.accessKey(random, "ASIA", who.account()),
                who.account(),
                Ids.secret(random),
                BEGIN + Ids.text(random, LENGTH - BEGIN.length()),
                now.plusSeconds(seconds).truncatedTo(ChronoUnit.SECONDS).toString(),
                who.arn(),
                who.userId(),
                who.principal(),
                who.id(),
                tags);
        documents.put(session);
        return session;
    }

    Optional<Keys.Key> key(String accessKey) {
        return documents
                .get(accessKey)
                .map(one -> new Keys.Key(
                        one.secret(), one.account(), true, Optional.of(one.token()), Optional.of(one.end())));
    }

    static ObjectNode credentials(Session session) {
        return Json.MAPPER
                .createObjectNode()
                .put("AccessKeyId", session.accessKey())
                .put("SecretAccessKey", session.secret())
                .put("SessionToken", session.token())
                .put("Expiration", session.expires());
    }
}
