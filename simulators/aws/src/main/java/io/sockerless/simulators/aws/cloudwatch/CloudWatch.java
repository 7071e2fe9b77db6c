package io.sockerless.simulators.aws.cloudwatch;

import io.sockerless.simulators.aws.lambda.Meter;
import io.sockerless.simulators.aws.logs.MetricSink;
import io.sockerless.simulators.aws.logs.Subscriber;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.aws.wire.Shapes;
import io.sockerless.simulators.aws.wire.Shapes.Type;
import io.sockerless.simulators.kernel.State;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** CloudWatch, API 2010-08-01. */
public final class CloudWatch {
    private final MetricStore store;
    private final AlarmStore alarms;
    private final Dashboards dashboards;
    private final Watch watch;
    private final OwnMetrics own;

    public CloudWatch(State state, Clock clock) {
        store = new MetricStore(state, clock);
        alarms = new AlarmStore(state, clock);
        dashboards = Dashboards.of(state, clock);
        watch = new Watch(store, alarms);
        own = new OwnMetrics(store);
    }

    public Service service() {
        Map<String, Operation> table = new HashMap<>();
        table.putAll(new Putting(store).operations());
        table.putAll(new Listing(store).operations());
        table.putAll(new Statistics(store).operations());
        table.putAll(new MetricData(store).operations());
        table.putAll(new Alarms(alarms, watch).operations());
        table.putAll(new History(alarms).operations());
        table.putAll(dashboards.operations());
        table.putAll(new Tags(alarms, dashboards).operations());
        // What is wrong with an input has another name here than in most services.
        table.replaceAll((_, operation) ->
                (caller, input) -> operation.apply(caller, new Input(input.document(), "ValidationError")));
        return Service.several("monitoring", "GraniteServiceVersion20100801", "2010-08-01", shapes(), table);
    }

    private static Shapes shapes() {
        Map<String, Type> types = new HashMap<>();
        List.of("Period", "StorageResolution", "MaxRecords", "MaxDatapoints", "EvaluationPeriods", "DatapointsToAlarm")
                .forEach(name -> types.put(name, Type.WHOLE));
        List.of("MetricData.Value", "SampleCount", "Sum", "Minimum", "Maximum", "Threshold")
                .forEach(name -> types.put(name, Type.NUMBER));
        List.of("ReturnData", "ActionsEnabled", "IncludeLinkedAccounts", "StrictEntityValidation")
                .forEach(name -> types.put(name, Type.FLAG));
        List.of("Timestamp", "StartTime", "EndTime", "StartDate", "EndDate")
                .forEach(name -> types.put(name, Type.TIME));
        List.of("MetricData.Values", "MetricData.Counts").forEach(name -> types.put(name, Type.NUMBERS));
        List.of(
                        "MetricData",
                        "EntityMetricData",
                        "Dimensions",
                        "Statistics",
                        "ExtendedStatistics",
                        "MetricDataQueries",
                        "Metrics",
                        "AlarmNames",
                        "AlarmTypes",
                        "AlarmActions",
                        "OKActions",
                        "InsufficientDataActions",
                        "DashboardNames",
                        "Tags",
                        "TagKeys")
                .forEach(name -> types.put(name, Type.LIST));
        Map<String, String> codes = Map.of(
                "InvalidParameterValueException", "InvalidParameterValue",
                "InvalidParameterCombinationException", "InvalidParameterCombination",
                "MissingRequiredParameterException", "MissingParameter",
                "InternalServiceFault", "InternalServiceError",
                "LimitExceededFault", "LimitExceeded",
                "InvalidFormatFault", "InvalidFormat",
                "DashboardInvalidInputError", "InvalidParameterInput",
                "DashboardNotFoundError", "ResourceNotFound");
        return new Shapes(types, Set.of("ExtendedStatistics"), codes);
    }

    /** Begins to look at alarms. @param functions that they tell */
    public void resume(Subscriber functions) {
        watch.begin(functions);
        own.begin();
    }

    /** Looks at none any more. */
    public void close() throws InterruptedException {
        watch.end();
        own.end();
    }

    /** Counts invocations. */
    public Meter functions() {
        return new FunctionMetrics(own, store);
    }

    /** Takes what filters of logs count. */
    public MetricSink filtered() {
        return (place, namespace, name, unit, millis, value) ->
                own.tell(new Metric(place, namespace, name, Map.of()), millis, unit, value, 1);
    }

    public void clear() {
        own.clear();
        store.clear();
    }
}
