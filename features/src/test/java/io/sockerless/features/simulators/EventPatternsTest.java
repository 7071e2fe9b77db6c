package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.eventbridge.model.InvalidEventPatternException;

/** What EventBridge's patterns match. */
class EventPatternsTest {
    private static final String ACCOUNT = "111122223333";

    @TempDir
    static Path place;

    private static EcrWorld simulator;
    private static AwsClients aws;

    @BeforeAll
    static void start() {
        simulator = new EcrWorld(place);
        aws = simulator.account(ACCOUNT);
    }

    @AfterAll
    static void stop() {
        aws.close();
        simulator.close();
    }

    private static InvalidEventPatternException refused(String pattern) {
        return assertThrows(
                InvalidEventPatternException.class,
                () -> aws.events().putRule(request -> request.name("bad").eventPattern(pattern)),
                pattern);
    }

    private static void matches(boolean wanted, String field, String value) {
        var event = "{\"id\": \"1\", \"account\": \"" + ACCOUNT
                + "\", \"source\": \"s\", \"time\": \"2027-01-01T00:00:00Z\","
                + "\"region\": \"r\", \"resources\": [], \"detail-type\": \"t\", \"detail\": " + value + "}";
        var pattern = "{\"detail\": " + field + "}";
        assertEquals(
                wanted,
                aws.events()
                        .testEventPattern(
                                request -> request.eventPattern(pattern).event(event))
                        .result(),
                () -> field + " of " + value);
    }

    private static void tells(String filter, String yes, String no) {
        matches(true, "{\"a\": [" + filter + "]}", "{\"a\": " + yes + "}");
        matches(false, "{\"a\": [" + filter + "]}", "{\"a\": " + no + "}");
    }

    @Test
    void patternsTellEventsApart() {
        tells("\"x\", 3", "[\"y\", \"x\"]", "\"X\"");
        tells("3", "3.0", "\"3\"");
        tells("null", "null", "\"\"");
        tells("{\"prefix\": \"ab\"}", "\"abc\"", "\"cab\"");
        tells("{\"prefix\": {\"equals-ignore-case\": \"aB\"}}", "\"Abc\"", "\"cab\"");
        tells("{\"suffix\": \".png\"}", "\"x.png\"", "\"x.png.\"");
        tells("{\"anything-but\": [\"x\", \"y\"]}", "\"z\"", "\"y\"");
        tells("{\"anything-but\": {\"prefix\": [\"in\", \"un\"]}}", "\"at\"", "\"undo\"");
        tells("{\"anything-but\": {\"wildcard\": \"*/lib/*\"}}", "\"a/b\"", "\"a/lib/b\"");
        tells("{\"numeric\": [\">\", 0, \"<=\", 5]}", "5", "0");
        tells("{\"numeric\": [\"=\", 3.1]}", "3.10", "3");
        tells("{\"cidr\": \"10.1.0.0/16\"}", "\"10.1.255.1\"", "\"10.2.0.1\"");
        tells("{\"cidr\": \"2001:db8::/32\"}", "\"2001:db8::9\"", "\"10.2.0.1\"");
        tells("{\"wildcard\": \"dir/*.p*g\"}", "\"dir/a.png\"", "\"dir/a.gif\"");
        tells("{\"wildcard\": \"a\\\\*b*\"}", "\"a*bc\"", "\"axbc\"");
        tells("{\"equals-ignore-case\": \"Abc\"}", "\"aBC\"", "\"abcd\"");
        tells("{\"exists\": true}", "0", "{\"b\": 1}");
        tells("{\"exists\": false}", "{\"b\": 1}", "null");
        matches(true, "{\"a\": {\"b\": [{\"exists\": false}]}}", "{}");
        matches(false, "{\"a\": {\"b\": [1]}, \"c\": [{\"exists\": true}]}", "{\"a\": {\"b\": 1}}");
        matches(true, "{\"l\": {\"a\": [1], \"b\": [2]}}", "{\"l\": [{\"a\": 9}, {\"a\": 1, \"b\": 2}]}");
        matches(false, "{\"l\": {\"a\": [1], \"b\": [2]}}", "{\"l\": [{\"a\": 1}, {\"b\": 2}]}");
        var either = "{\"c\": [7], \"$or\": [{\"a\": [1]}, {\"b\": [{\"numeric\": [\"<\", 0]}]}]}";
        matches(true, either, "{\"c\": 7, \"b\": -1}");
        matches(false, either, "{\"c\": 7, \"b\": 1}");
        matches(false, either, "{\"a\": 1}");
        for (var bad : List.of(
                "{",
                "[]",
                "{\"source\": \"x\"}",
                "{\"source\": []}",
                "{\"source\": [{\"like\": \"x\"}]}",
                "{\"a\": [{\"numeric\": [\"~\", 1]}]}",
                "{\"a\": [{\"numeric\": [\">\", 5, \"<\", 1]}]}",
                "{\"a\": [{\"exists\": \"yes\"}]}",
                "{\"a\": [{\"cidr\": \"10.0.0.0\"}]}",
                "{\"a\": [{\"wildcard\": \"a**b\"}]}",
                "{\"a\": [{\"prefix\": 1}]}")) {
            refused(bad);
        }
        assertEquals(
                "Event pattern is not valid. Reason: \"source\" must be an object or an array",
                refused("{\"source\": \"x\"}").awsErrorDetails().errorMessage());
    }
}
