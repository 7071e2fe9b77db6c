package io.sockerless.simulators.aws.cloudwatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.engine.store.Batch;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.State;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The alarms that there are, what became of them, and what is to be done because of that: a change, its place in the history
 * and its actions are one transaction. Whoever changes an alarm holds the monitor of this.
 */
final class AlarmStore {
    static final Duration REMEMBERED = Duration.ofDays(30);

    private final State state;
    private final Clock clock;
    private final Documents<Alarm> alarms;
    private final Documents<AlarmEvent> history;
    private final Documents<AlarmAction> due;
    private final AtomicLong next = new AtomicLong(1);

    AlarmStore(State state, Clock clock) {
        this.state = state;
        this.clock = clock;
        alarms = state.documents("metrics-alarm", Alarm.class, Alarm::key);
        history = state.documents("metrics-alarm-event", AlarmEvent.class, AlarmEvent::key);
        due = state.documents("metrics-alarm-action", AlarmAction.class, AlarmAction::key);
        history.all(_ -> true).forEach(event -> next.accumulateAndGet(event.number() + 1, Math::max));
        due.all(_ -> true).forEach(action -> next.accumulateAndGet(action.number() + 1, Math::max));
    }

    long now() {
        return clock.millis();
    }

    Documents<Alarm> alarms() {
        return alarms;
    }

    List<Alarm> of(Caller caller) {
        String place = Checks.place(caller) + "/";
        return alarms.all(alarm -> alarm.key().startsWith(place));
    }

    /** @throws AwsException ResourceNotFound */
    Alarm alarm(Caller caller, String name) {
        return alarms.get(Alarm.key(caller, name))
                .orElseThrow(() -> new AwsException(404, "ResourceNotFound", "Alarm " + name + " does not exist."));
    }

    List<AlarmEvent> history(Caller caller) {
        String place = Checks.place(caller);
        long floor = now() - REMEMBERED.toMillis();
        return history.all(event -> event.place().equals(place) && event.time() >= floor);
    }

    List<AlarmAction> due() {
        return due.all(_ -> true);
    }

    private void tell(Batch batch, Caller owner, String alarm, String type, String summary, ObjectNode data) {
        data.put("version", "1.0");
        AlarmEvent event = new AlarmEvent(
                Checks.place(owner), alarm, next.getAndIncrement(), now(), type, summary, data.toString());
        history.put(batch, event);
    }

    /** @param done as in {@code created} */
    void configured(Alarm alarm, String done) {
        ObjectNode data = Json.MAPPER.createObjectNode().put("type", done.equals("updated") ? "Update" : "Create");
        state.write(batch -> {
            alarms.put(batch, alarm);
            tell(
                    batch,
                    alarm.owner(),
                    alarm.name(),
                    AlarmEvent.CONFIGURATION,
                    "Alarm \"" + alarm.name() + "\" " + done,
                    data);
        });
    }

    void delete(List<Alarm> unwanted) {
        state.write(batch -> unwanted.forEach(alarm -> {
            alarms.delete(batch, alarm.key());
            ObjectNode data = Json.MAPPER.createObjectNode().put("type", "Delete");
            tell(
                    batch,
                    alarm.owner(),
                    alarm.name(),
                    AlarmEvent.CONFIGURATION,
                    "Alarm \"" + alarm.name() + "\" deleted",
                    data);
        }));
    }

    /** Durable with what is to be done when it returns. */
    void become(Alarm before, AlarmState after) {
        Alarm alarm = before.with(after);
        boolean other = !before.state().value().equals(after.value());
        state.write(batch -> {
            alarms.put(batch, alarm);
            if (!other) {
                return;
            }
            ObjectNode data = Json.MAPPER.createObjectNode();
            data.set("oldState", stated(before.state()));
            data.set("newState", stated(after));
            String summary = "Alarm updated from " + before.state().value() + " to " + after.value();
            tell(batch, alarm.owner(), alarm.name(), AlarmEvent.STATE, summary, data);
            for (String action : alarm.actions(after.value())) {
                ObjectNode payload = AlarmAction.payload(alarm, before.state(), now());
                due.put(
                        batch,
                        new AlarmAction(
                                next.getAndIncrement(), alarm.owner(), alarm.name(), alarm.arn(), action, payload));
            }
        });
    }

    private static ObjectNode stated(AlarmState state) {
        ObjectNode out =
                Json.MAPPER.createObjectNode().put("stateValue", state.value()).put("stateReason", state.reason());
        return state.data().isEmpty() ? out : out.put("stateReasonData", state.data());
    }

    /** @param failure empty when it has been done */
    void done(AlarmAction action, String failure) {
        ObjectNode data = Json.MAPPER.createObjectNode();
        data.put("actionState", failure.isEmpty() ? "Succeeded" : "Failed");
        data.put("notificationResource", action.function());
        if (!failure.isEmpty()) {
            data.put("error", failure);
        }
        String summary =
                (failure.isEmpty() ? "Successfully executed action " : "Failed to execute action ") + action.function();
        state.write(batch -> {
            due.delete(batch, action.key());
            tell(batch, action.owner(), action.alarm(), AlarmEvent.ACTION, summary, data);
        });
    }

    /** Forgets what is too old for anybody. */
    void sweep() {
        long floor = now() - REMEMBERED.toMillis();
        history.all(event -> event.time() < floor).forEach(event -> history.delete(event.key()));
    }
}
