package io.sockerless.simulators.aws.ssm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.ssm.Parameter.Version;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.Pages;
import java.util.Map;

/** Lists of parameters without their values. */
record Describing(Documents<Parameter> parameters, Reading reading) {
    private static final int PAGE = 10;
    private static final int MOST = 50;

    Map<String, Operation> operations() {
        return Map.of("DescribeParameters", this::describe);
    }

    private ObjectNode describe(Caller caller, Input input) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode found = out.putArray("Parameters");
        Pages<Parameter> page = Reading.page(Filters.of(input).wanted(reading.all(caller)), input, MOST, PAGE);
        for (Parameter parameter : page.items()) {
            Version latest = parameter.latest();
            ObjectNode one = found.addObject()
                    .put("Name", parameter.name())
                    .put("ARN", parameter.arn(caller))
                    .put("Type", latest.type())
                    .put("LastModifiedDate", latest.modified() / 1000.0)
                    .put("Version", latest.number())
                    .put("DataType", latest.dataType());
            describe(one, latest);
        }
        page.next().ifPresent(token -> out.put("NextToken", token));
        return out;
    }

    /** What only descriptions and histories tell. */
    static void describe(ObjectNode shown, Version version) {
        shown.put("LastModifiedUser", version.user()).put("Tier", version.tier());
        if (version.type().equals(Parameter.SECURE)) {
            shown.put("KeyId", "alias/aws/ssm");
        }
        if (!version.description().isEmpty()) {
            shown.put("Description", version.description());
        }
        if (!version.pattern().isEmpty()) {
            shown.put("AllowedPattern", version.pattern());
        }
        shown.putArray("Policies");
    }
}
