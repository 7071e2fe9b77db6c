package io.sockerless.simulators.aws.cloudwatch;

/**
 * How an alarm is, and why.
 *
 * @param value OK, ALARM or INSUFFICIENT_DATA
 * @param data of the reason, as JSON; empty for none
 * @param updated in milliseconds since 1970
 * @param transitioned when it became of another value, in milliseconds since 1970
 */
record AlarmState(String value, String reason, String data, long updated, long transitioned) {
    static final String OK = "OK";
    static final String ALARM = "ALARM";
    static final String UNKNOWN = "INSUFFICIENT_DATA";

    static AlarmState initial(long now) {
        return new AlarmState(UNKNOWN, "Unchecked: Initial alarm creation", "", now, now);
    }

    AlarmState become(String other, String why, String whyData, long now) {
        return new AlarmState(other, why, whyData, now, other.equals(value) ? transitioned : now);
    }
}
