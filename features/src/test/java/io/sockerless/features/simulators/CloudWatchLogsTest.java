package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsAsyncClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.CloudWatchLogsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.InvalidParameterException;
import software.amazon.awssdk.services.cloudwatchlogs.model.LiveTailSessionLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.LiveTailSessionStart;
import software.amazon.awssdk.services.cloudwatchlogs.model.LiveTailSessionUpdate;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartLiveTailResponseHandler;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartLiveTailResponseStream;

/** CloudWatch Logs through Amazon's own client. */
class CloudWatchLogsTest {
    @TempDir
    static Path place;

    private static SimulatorProcess simulator;
    private static AwsClients aws;

    private final String group = "g-" + UUID.randomUUID();
    private final long now = System.currentTimeMillis();
    private CloudWatchLogsClient logs;

    @BeforeAll
    static void start() throws IOException {
        // Nothing is run here: the engine need not be there.
        simulator = SimulatorProcess.start(place, "unix:///nowhere/docker.sock");
        aws = simulator.clients();
    }

    @AfterAll
    static void stop() throws IOException {
        aws.close();
        simulator.close();
    }

    @BeforeEach
    void make() {
        logs = aws.logs();
        logs.createLogGroup(request -> request.logGroupName(group).tags(Map.of("a", "b")));
    }

    private void stream(String name) {
        logs.createLogStream(request -> request.logGroupName(group).logStreamName(name));
    }

    private void put(String stream, long time, String... messages) {
        var events = IntStream.range(0, messages.length)
                .mapToObj(i -> InputLogEvent.builder()
                        .timestamp(time + i)
                        .message(messages[i])
                        .build())
                .toList();
        logs.putLogEvents(
                request -> request.logGroupName(group).logStreamName(stream).logEvents(events));
    }

    private List<String> filtered(String pattern) {
        return logs
                .filterLogEventsPaginator(request ->
                        request.logGroupName(group).filterPattern(pattern).limit(2))
                .events()
                .stream()
                .map(FilteredLogEvent::message)
                .toList();
    }

    @Test
    void aStreamIsReadInPagesFromBothEnds() {
        stream("s");
        var all = IntStream.range(0, 25).mapToObj(i -> "line " + i).toArray(String[]::new);
        put("s", now, all);
        var seen = new ArrayList<String>();
        var token = new String[1];
        while (true) {
            var page = logs.getLogEvents(request -> request.logGroupName(group)
                    .logStreamName("s")
                    .startFromHead(true)
                    .limit(10)
                    .nextToken(token[0]));
            page.events().stream().map(OutputLogEvent::message).forEach(seen::add);
            if (page.nextForwardToken().equals(token[0])) {
                break;
            }
            token[0] = page.nextForwardToken();
        }
        assertEquals(List.of(all), seen);
        var last = logs.getLogEvents(
                request -> request.logGroupName(group).logStreamName("s").limit(10));
        assertEquals(
                List.of(all).subList(15, 25),
                last.events().stream().map(OutputLogEvent::message).toList());
        var before = logs.getLogEvents(request ->
                request.logGroupName(group).logStreamName("s").limit(10).nextToken(last.nextBackwardToken()));
        assertEquals(
                List.of(all).subList(5, 15),
                before.events().stream().map(OutputLogEvent::message).toList());
        put("s", now + 100, "later");
        var later = logs.getLogEvents(
                request -> request.logGroupName(group).logStreamName("s").nextToken(token[0]));
        assertEquals("later", later.events().getFirst().message());
    }

    @Test
    void filtersLookIntoAllStreams() {
        stream("one");
        stream("two");
        put("one", now, "ERROR alpha", "ok beta");
        put("two", now + 1, "ERROR beta", "warn alpha", "ERROR alpha gamma");
        // Two have the same time: then the one that came first comes first.
        assertEquals(List.of("ERROR alpha", "ok beta", "ERROR beta", "warn alpha", "ERROR alpha gamma"), filtered(""));
        assertEquals(List.of("ERROR alpha", "ERROR alpha gamma"), filtered("ERROR alpha"));
        assertEquals(List.of("ERROR alpha gamma"), filtered("\"alpha gamma\""));
        assertEquals(List.of("ERROR beta"), filtered("ERROR -alpha"));
        assertEquals(List.of("ok beta", "warn alpha"), filtered("?ok ?warn"));
        assertEquals(List.of("ERROR alpha", "ERROR alpha gamma"), filtered("%^ERR.*alpha%"));
        assertThrows(InvalidParameterException.class, () -> filtered("{ $.a = 1 }"));
        var some = logs.filterLogEvents(request -> request.logGroupName(group)
                .logStreamNames("two")
                .startTime(now + 2)
                .endTime(now + 2));
        assertEquals(
                List.of("warn alpha"),
                some.events().stream().map(FilteredLogEvent::message).toList());
    }

    @Test
    void aLiveTailTellsWhatComes() throws InterruptedException {
        var nonce = UUID.randomUUID().toString();
        stream("s-1");
        stream("t-1");
        put("s-1", now, "before " + nonce);
        var arn = "arn:aws:logs:eu-central-1:000000000000:log-group:" + group;
        var told = new LinkedBlockingQueue<StartLiveTailResponseStream>();
        var handler = StartLiveTailResponseHandler.builder()
                .onEventStream(events -> events.subscribe(told::add))
                .build();
        try (var tail = AwsClients.at(simulator.uri(), "test", "test", CloudWatchLogsAsyncClient.builder())) {
            var running = tail.startLiveTail(
                    request -> request.logGroupIdentifiers(arn)
                            .logStreamNamePrefixes("s-")
                            .logEventFilterPattern(nonce),
                    handler);
            var begun = (LiveTailSessionStart) told.poll(20, TimeUnit.SECONDS);
            assertEquals(List.of(arn), begun.logGroupIdentifiers());
            assertEquals(List.of("s-"), begun.logStreamNamePrefixes());
            put("t-1", now, "elsewhere " + nonce);
            put("s-1", now + 5, "other", "told " + nonce);
            var seen = new ArrayList<LiveTailSessionLogEvent>();
            while (seen.isEmpty()) {
                seen.addAll(((LiveTailSessionUpdate) told.poll(20, TimeUnit.SECONDS)).sessionResults());
            }
            assertEquals(1, seen.size(), seen::toString);
            assertEquals("told " + nonce, seen.getFirst().message());
            assertEquals("s-1", seen.getFirst().logStreamName());
            assertEquals(now + 6, seen.getFirst().timestamp());
            running.cancel(true);
        }
    }

    @Test
    void subscriptionsAreForFunctionsThatLetThem() {
        var none = assertThrows(InvalidParameterException.class, () -> subscribe("lambda", "function:none"));
        assertEquals(
                "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute"
                        + " your function.",
                none.awsErrorDetails().errorMessage());
        var other = assertThrows(InvalidParameterException.class, () -> subscribe("kinesis", "stream/any"));
        assertTrue(other.getMessage().contains("Destinations of kinesis are not simulated"), other::getMessage);
        assertEquals(
                List.of(),
                logs.describeSubscriptionFilters(request -> request.logGroupName(group))
                        .subscriptionFilters());
    }

    private void subscribe(String service, String resource) {
        logs.putSubscriptionFilter(request -> request.logGroupName(group)
                .filterName("f")
                .filterPattern("")
                .destinationArn("arn:aws:" + service + ":eu-central-1:000000000000:" + resource));
    }

    @Test
    void whatIsTooOldIsRejectedOrGone() {
        stream("s");
        var day = Duration.ofDays(1).toMillis();
        put("s", now - 2 * day, "old");
        put("s", now, "new");
        logs.putRetentionPolicy(request -> request.logGroupName(group).retentionInDays(1));
        assertEquals(List.of("new"), filtered(""));
        var described = logs.describeLogGroups(request -> request.logGroupNamePrefix(group));
        assertEquals(1, described.logGroups().getFirst().retentionInDays());
        var rejected = logs.putLogEvents(request -> request.logGroupName(group)
                .logStreamName("s")
                .logEvents(InputLogEvent.builder()
                        .timestamp(now - 15 * day)
                        .message("ancient")
                        .build()));
        assertEquals(1, rejected.rejectedLogEventsInfo().tooOldLogEventEndIndex());
        var disorder = assertThrows(
                InvalidParameterException.class,
                () -> logs.putLogEvents(request -> request.logGroupName(group)
                        .logStreamName("s")
                        .logEvents(
                                InputLogEvent.builder()
                                        .timestamp(now)
                                        .message("b")
                                        .build(),
                                InputLogEvent.builder()
                                        .timestamp(now - 1)
                                        .message("a")
                                        .build())));
        assertEquals(
                "Log events in a single PutLogEvents request must be in chronological order.",
                disorder.awsErrorDetails().errorMessage());
    }

    @Test
    void groupsAndStreamsAreListedTaggedAndDeleted() {
        for (int i = 0; i < 5; i++) {
            stream("s" + i);
            put("s" + i, now - i * 1000, "x");
        }
        var newest = logs.describeLogStreams(request -> request.logGroupName(group)
                .orderBy("LastEventTime")
                .descending(true)
                .limit(2));
        assertEquals(
                List.of("s0", "s1"),
                newest.logStreams().stream().map(one -> one.logStreamName()).toList());
        var next = logs.describeLogStreams(request -> request.logGroupName(group)
                .orderBy("LastEventTime")
                .descending(true)
                .nextToken(newest.nextToken()));
        assertEquals(
                List.of("s2", "s3", "s4"),
                next.logStreams().stream().map(one -> one.logStreamName()).toList());
        var arn = logs.describeLogGroups(request -> request.logGroupNamePrefix(group))
                .logGroups()
                .getFirst()
                .logGroupArn();
        logs.tagResource(request -> request.resourceArn(arn).tags(Map.of("c", "d")));
        logs.untagResource(request -> request.resourceArn(arn).tagKeys("a"));
        assertEquals(
                Map.of("c", "d"),
                logs.listTagsForResource(request -> request.resourceArn(arn)).tags());
        assertThrows(
                ResourceAlreadyExistsException.class,
                () -> logs.createLogGroup(request -> request.logGroupName(group)));
        logs.deleteLogStream(request -> request.logGroupName(group).logStreamName("s0"));
        assertThrows(
                ResourceNotFoundException.class,
                () -> logs.getLogEvents(request -> request.logGroupName(group).logStreamName("s0")));
        logs.deleteLogGroup(request -> request.logGroupName(group));
        var gone = assertThrows(
                ResourceNotFoundException.class, () -> logs.describeLogStreams(request -> request.logGroupName(group)));
        assertEquals(
                "The specified log group does not exist.",
                gone.awsErrorDetails().errorMessage());
        var unknown = assertThrows(
                CloudWatchLogsException.class,
                () -> logs.createExportTask(
                        request -> request.logGroupName(group).from(0L).to(1L).destination("bucket")));
        assertEquals("UnknownOperationException", unknown.awsErrorDetails().errorCode());
        assertTrue(unknown.getMessage().contains("logs:CreateExportTask is not simulated"), unknown::getMessage);
    }
}
