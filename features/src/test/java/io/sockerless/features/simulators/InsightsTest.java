package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.InvalidParameterException;
import software.amazon.awssdk.services.cloudwatchlogs.model.MalformedQueryException;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryStatus;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResultField;

/** Queries of Logs Insights through Amazon's own client. */
class InsightsTest {
    private static final String GROUP = "/app/insights";
    private static final String NONCE = UUID.randomUUID().toString();
    /** 30 seconds after a full hour. */
    private static final long HOUR = (System.currentTimeMillis() / 3_600_000 - 1) * 3_600_000 + 30_000;

    private static final String[] MESSAGES = {
        "{\"level\":\"info\",\"took\":12,\"user\":{\"name\":\"ann\"},\"tags\":[\"a\",\"%s\"],\"ok\":true}",
        "{\"level\":\"error\",\"took\":7.5,\"user\":{\"name\":\"bob\"},\"ok\":false}",
        "GET /index user=ann status=200 %s",
        "GET /other user=cid status=404 [x]",
        "{\"level\":\"error\",\"took\":100,\"user\":{\"name\":\"ann\"}}",
    };

    @TempDir
    static Path place;

    private static SimulatorProcess simulator;
    private static AwsClients aws;

    @BeforeAll
    static void start() throws IOException {
        simulator = SimulatorProcess.start(place, "unix:///nowhere/docker.sock");
        aws = simulator.clients();
        aws.logs().createLogGroup(request -> request.logGroupName(GROUP));
        aws.logs().createLogStream(request -> request.logGroupName(GROUP).logStreamName("one"));
        var events = new ArrayList<InputLogEvent>();
        for (var message : MESSAGES) {
            events.add(InputLogEvent.builder()
                    .timestamp(HOUR + events.size() * 60_000L)
                    .message(message.formatted(NONCE))
                    .build());
        }
        aws.logs()
                .putLogEvents(request ->
                        request.logGroupName(GROUP).logStreamName("one").logEvents(events));
    }

    @AfterAll
    static void stop() throws IOException {
        aws.close();
        simulator.close();
    }

    private static String begin(String query) {
        return begin(GROUP, query);
    }

    private static String begin(String group, String query) {
        return aws.logs()
                .startQuery(request -> request.logGroupNames(group)
                        .queryString(query)
                        .startTime(HOUR / 1000)
                        .endTime(HOUR / 1000 + 3600))
                .queryId();
    }

    private static GetQueryResultsResponse ended(String id) throws InterruptedException {
        EventsWorld.await(() -> !List.of(QueryStatus.RUNNING, QueryStatus.SCHEDULED)
                .contains(aws.logs()
                        .getQueryResults(request -> request.queryId(id))
                        .status()));
        return aws.logs().getQueryResults(request -> request.queryId(id));
    }

    private static GetQueryResultsResponse run(String query) throws InterruptedException {
        var answer = ended(begin(query));
        assertEquals(QueryStatus.COMPLETE, answer.status());
        return answer;
    }

    /** The rows' fields and values, without pointers. */
    private static List<String> rows(GetQueryResultsResponse answer) {
        return answer.results().stream()
                .map(row -> row.stream()
                        .filter(field -> !field.field().equals("@ptr"))
                        .map(field -> field.field() + "=" + field.value())
                        .collect(Collectors.joining(" ")))
                .toList();
    }

    private static void givesOf(String group, String query, String row) throws InterruptedException {
        assertEquals(List.of(row), rows(ended(begin(group, query))), query);
    }

    private static void gives(String query, String... rows) throws InterruptedException {
        assertEquals(List.of(rows), rows(run(query)), query);
    }

    @Test
    void recordsAreFilteredSortedAndShown() throws InterruptedException {
        var all = run("fields @message, @logStream, @log");
        assertEquals(5, all.results().size());
        var newest =
                all.results().getFirst().stream().collect(Collectors.toMap(ResultField::field, ResultField::value));
        assertEquals(
                Map.of(
                        "@message",
                        MESSAGES[4],
                        "@logStream",
                        "one",
                        "@log",
                        "000000000000:" + GROUP,
                        "@ptr",
                        newest.get("@ptr")),
                newest);
        gives("fields took | filter level = 'error' and took > 10", "took=100");
        gives(
                "filter user.name in ['bob', 'cid'] or tags.1 = '" + NONCE + "' | sort took asc | display took, ok",
                "took=7.5 ok=0",
                "took=12 ok=1");
        gives(
                "# a remark\nfields strlen(@message) as n | filter @message like /status=2\\d\\d/ | limit 1",
                "n=" + MESSAGES[2].formatted(NONCE).length());
        gives("fields level | filter @message not like 'GET' and not (took < 50) | dedup level", "level=error");
        gives(
                "filter ispresent(level) | sort @timestamp asc | dedup level | limit 9",
                "@timestamp=" + time(0) + " @message=" + MESSAGES[0].formatted(NONCE),
                "@timestamp=" + time(1) + " @message=" + MESSAGES[1]);
        var counted = run("filter level = 'error' | limit 1").statistics();
        assertEquals(List.of(2.0, 5.0), List.of(counted.recordsMatched(), counted.recordsScanned()));
        assertTrue(counted.bytesScanned() > 5 * 26);
    }

    private static String time(int minute) {
        return java.time.format.DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS")
                .withZone(java.time.ZoneOffset.UTC)
                .format(java.time.Instant.ofEpochMilli(HOUR + minute * 60_000L));
    }

    @Test
    void partsAreParsedAndRecordsAreReckoned() throws InterruptedException {
        gives(
                "fields who | parse @message 'user=* status=* *' as who, status, rest | filter status = 200",
                "who=ann status=200 rest=" + NONCE);
        gives(
                "parse @message /user=(?<the_user>\\w+) status=(?<code>\\d+)/ | filter code > 300 | display the_user,"
                        + " code",
                "the_user=cid code=404");
        gives(
                "stats count(*) as n, avg(took), max(took) - min(took) as span by user.name | sort n desc, user.name",
                "n=2",
                "user.name=ann n=2 avg(took)=56 span=88",
                "user.name=bob n=1 avg(took)=7.5 span=0");
        var bin = time(0).substring(0, 14);
        gives(
                "filter ispresent(took) | stats sum(took) by bin(3m) | sort bin(3m) asc",
                "bin(3m)=" + bin + "00:00.000 sum(took)=19.5",
                "bin(3m)=" + bin + "03:00.000 sum(took)=100");
        gives("filter level = 'none' | stats count(*)");
    }

    @Test
    void whatLambdaWritesHasFields() throws InterruptedException {
        var group = "/aws/lambda/" + NONCE;
        aws.logs().createLogGroup(request -> request.logGroupName(group));
        aws.logs().createLogStream(request -> request.logGroupName(group).logStreamName("one"));
        aws.logs()
                .putLogEvents(request -> request.logGroupName(group)
                        .logStreamName("one")
                        .logEvents(InputLogEvent.builder()
                                .timestamp(HOUR)
                                .message("REPORT RequestId: " + NONCE + "\tDuration: 12.50 ms\tBilled Duration: 13 ms\t"
                                        + "Memory Size: 128 MB\tMax Memory Used: 9 MB\t\n")
                                .build()));
        givesOf(
                group,
                "filter @type = 'REPORT' | stats max(@duration), max(@maxMemoryUsed) / 1000 / 1000 as used by"
                        + " @requestId",
                "@requestId=" + NONCE + " max(@duration)=12.5 used=9");
    }

    @Test
    void whatIsNoQueryIsToldWithItsPlace() {
        for (var wrong : List.of(
                "fields @message | fly 5",
                "stats many(*)",
                "filter (a = 1",
                "limit none",
                "pattern @message",
                "dedup level | sort level",
                "parse 'a * b *' as one",
                "filter a like /(/",
                "")) {
            var told = assertThrows(MalformedQueryException.class, () -> begin(wrong), wrong);
            assertTrue(told.queryCompileError().location().endCharOffset() <= wrong.length());
        }
        var told = assertThrows(MalformedQueryException.class, () -> begin("fields @message | fly 5"));
        assertEquals(
                "unexpected symbol found fly at line 1 and position 18",
                told.awsErrorDetails().errorMessage());
        assertEquals(18, told.queryCompileError().location().startCharOffset());
        assertEquals(21, told.queryCompileError().location().endCharOffset());
    }

    /** Whoever asks so must not take the simulator along. */
    @Test
    void whatGrowsOrNeverEndsFails() throws Exception {
        var group = "long-" + NONCE;
        aws.logs().createLogGroup(request -> request.logGroupName(group));
        aws.logs().createLogStream(request -> request.logGroupName(group).logStreamName("one"));
        aws.logs()
                .putLogEvents(request -> request.logGroupName(group)
                        .logStreamName("one")
                        .logEvents(InputLogEvent.builder()
                                .timestamp(HOUR + 1)
                                .message("a".repeat(200) + "!")
                                .build()));
        var growing = new StringBuilder("fields concat(@message, @message) as a");
        for (char name = 'b'; name <= 'z'; name++) {
            var before = (char) (name - 1);
            growing.append(" | fields concat(%s, %s, %s, %s) as %s".formatted(before, before, before, before, name));
        }
        assertEquals(QueryStatus.FAILED, ended(begin(group, growing.toString())).status());
        assertEquals(
                QueryStatus.FAILED,
                ended(begin(group, "filter @message like /(.*a){12}$/")).status());
        givesOf(group, "fields strlen(replace(@message, 'a', 'bb')) as n | display n", "n=401");
    }

    @Test
    void whatWasFoundOutlivesAKill() throws Exception {
        var id = begin("filter tags.1 = '" + NONCE + "' | display took");
        var found = rows(ended(id));
        simulator.kill();
        aws.close();
        simulator = SimulatorProcess.start(place, "unix:///nowhere/docker.sock");
        aws = simulator.clients();
        assertEquals(List.of("took=12"), found);
        assertEquals(found, rows(ended(id)));
        var known = aws.logs()
                .describeQueries(request -> request.logGroupName(GROUP).status(QueryStatus.COMPLETE))
                .queries();
        assertTrue(known.stream().anyMatch(query -> query.queryId().equals(id)), known::toString);
        assertThrows(InvalidParameterException.class, () -> aws.logs().stopQuery(request -> request.queryId(id)));
        assertThrows(
                ResourceNotFoundException.class, () -> aws.logs().getQueryResults(request -> request.queryId(NONCE)));
    }
}
