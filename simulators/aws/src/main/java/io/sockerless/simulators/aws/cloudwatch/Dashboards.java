package io.sockerless.simulators.aws.cloudwatch;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.State;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Dashboards are kept, and shown to nobody but by whoever asks for them. */
record Dashboards(State state, Documents<Dashboard> dashboards, Clock clock) {
    private static final int PAGE = 1000;
    private static final int MOST_WIDGETS = 500;

    static Dashboards of(State state, Clock clock) {
        return new Dashboards(state, state.documents("metrics-dashboard", Dashboard.class, Dashboard::key), clock);
    }

    Map<String, Operation> operations() {
        return Map.of(
                "PutDashboard", this::put,
                "GetDashboard", this::get,
                "ListDashboards", this::list,
                "DeleteDashboards", this::delete);
    }

    private ObjectNode put(Caller caller, Input input) {
        String name = input.text("DashboardName");
        if (!name.matches("[A-Za-z0-9_-]{1,255}")) {
            throw wrong(
                    "",
                    "The field DashboardName must only contain alphanumerics, dash and underscore, and have at"
                            + " most 255 of them");
        }
        if (!input.has("DashboardBody")) {
            throw Checks.missing("DashboardBody");
        }
        String body = input.text("DashboardBody");
        check(body);
        Map<String, String> tags = Tags.of(input);
        synchronized (dashboards) {
            Map<String, String> before = dashboards
                    .get(Dashboard.key(caller.account(), name))
                    .map(Dashboard::tags)
                    .orElse(tags);
            dashboards.put(new Dashboard(caller.account(), name, body, clock.millis(), before));
        }
        ObjectNode out = Json.MAPPER.createObjectNode();
        out.putArray("DashboardValidationMessages");
        return out;
    }

    private static void check(String body) {
        JsonNode document;
        try {
            document = Json.MAPPER.readTree(body);
        } catch (JacksonException _) {
            throw wrong("", "The field DashboardBody must be a valid JSON object");
        }
        if (!document.isObject()) {
            throw wrong("", "The field DashboardBody must be a valid JSON object");
        }
        JsonNode widgets = document.path("widgets");
        if (!widgets.isArray()) {
            throw wrong("/widgets", "Should have required property 'widgets', which is an array");
        }
        if (widgets.size() > MOST_WIDGETS) {
            throw wrong("/widgets", "Should not have more than " + MOST_WIDGETS + " items");
        }
        for (int i = 0; i < widgets.size(); i++) {
            if (!widgets.get(i).path("type").isTextual()) {
                throw wrong("/widgets/" + i, "Should have required property 'type'");
            }
            if (!widgets.get(i).path("properties").isObject()) {
                throw wrong("/widgets/" + i, "Should have required property 'properties'");
            }
        }
    }

    private static AwsException wrong(String path, String message) {
        ArrayNode messages = Json.MAPPER.createArrayNode();
        messages.addObject().put("DataPath", path).put("Message", message);
        return new AwsException(
                        "DashboardInvalidInputError",
                        "The dashboard body is invalid, there are 1 validation errors: " + messages)
                .structure("dashboardValidationMessages", messages);
    }

    private Dashboard found(Caller caller, String name) {
        return dashboards
                .get(Dashboard.key(caller.account(), name))
                .orElseThrow(
                        () -> new AwsException(404, "DashboardNotFoundError", "Dashboard " + name + " does not exist"));
    }

    private ObjectNode get(Caller caller, Input input) {
        if (!input.has("DashboardName")) {
            throw Checks.missing("DashboardName");
        }
        Dashboard dashboard = found(caller, input.text("DashboardName"));
        return Json.MAPPER
                .createObjectNode()
                .put("DashboardArn", dashboard.arn())
                .put("DashboardBody", dashboard.body())
                .put("DashboardName", dashboard.name());
    }

    private ObjectNode list(Caller caller, Input input) {
        String prefix = Dashboard.key(caller.account(), input.text("DashboardNamePrefix"));
        List<Dashboard> wanted = dashboards.all(one -> one.key().startsWith(prefix));
        return Listing.page(input, "DashboardEntries", wanted, Dashboard::key, Dashboard::listed, PAGE);
    }

    /** All of them or none. */
    private ObjectNode delete(Caller caller, Input input) {
        List<String> names = input.texts("DashboardNames");
        if (names.isEmpty()) {
            throw Checks.missing("DashboardNames");
        }
        synchronized (dashboards) {
            List<Dashboard> unwanted =
                    names.stream().distinct().map(name -> found(caller, name)).toList();
            state.write(batch -> unwanted.forEach(one -> dashboards.delete(batch, one.key())));
        }
        return Json.MAPPER.createObjectNode();
    }
}
