package io.sockerless.simulators.aws.ssm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.ssm.Parameter.Version;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Documents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Names of versions; each is at one version at most. */
record Labels(Documents<Parameter> parameters) {
    private static final int MOST = 10;
    private static final int LONGEST = 100;

    Map<String, Operation> operations() {
        return Map.of("LabelParameterVersion", this::label, "UnlabelParameterVersion", this::unlabel);
    }

    private Parameter parameter(Caller caller, Input input) {
        return parameters
                .get(Parameter.key(caller, Names.plain(input.required("Name"))))
                .orElseThrow(Reading::missing);
    }

    private static long version(Parameter parameter, Input input) {
        long number = input.number("ParameterVersion", 1, Integer.MAX_VALUE, (int)
                parameter.latest().number());
        if (parameter.version(Long.toString(number)).isEmpty()) {
            throw new AwsException(
                    "ParameterVersionNotFound",
                    "Systems Manager could not find version " + number + " of " + parameter.name()
                            + ". Verify the version and try again.");
        }
        return number;
    }

    private ObjectNode label(Caller caller, Input input) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode invalid = out.putArray("InvalidLabels");
        List<String> wanted = new ArrayList<>();
        for (String label : input.texts("Labels")) {
            if (label.isEmpty() || label.length() > LONGEST) {
                throw Names.invalid("1 validation error detected: Value '" + input.texts("Labels")
                        + "' at 'labels' failed to satisfy constraint: Member must satisfy constraint: [Member must have"
                        + " length less than or equal to " + LONGEST
                        + ", Member must have length greater than or equal to 1]");
            }
            if (label.matches("(?i)(?!aws|ssm|\\d)[a-z0-9_.-]+")) {
                wanted.add(label);
            } else {
                invalid.add(label);
            }
        }
        synchronized (parameters) {
            Parameter parameter = parameter(caller, input);
            long number = version(parameter, input);
            List<Version> changed = new ArrayList<>();
            for (Version version : parameter.versions()) {
                List<String> labels = new ArrayList<>(version.labels());
                labels.removeAll(wanted);
                if (version.number() == number) {
                    labels.addAll(wanted);
                }
                if (labels.size() > MOST) {
                    throw new AwsException(
                            "ParameterVersionLabelLimitExceeded",
                            "An error occurred (ParameterVersionLabelLimitExceeded) when calling the"
                                    + " LabelParameterVersion operation: A parameter version can have maximum " + MOST
                                    + " labels.Move one or more labels to another version and try again.");
                }
                changed.add(version.labelled(labels));
            }
            parameters.put(parameter.with(changed));
            return out.put("ParameterVersion", number);
        }
    }

    private ObjectNode unlabel(Caller caller, Input input) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode removed = out.putArray("RemovedLabels");
        ArrayNode invalid = out.putArray("InvalidLabels");
        synchronized (parameters) {
            Parameter parameter = parameter(caller, input);
            long number = version(parameter, input);
            List<Version> changed = new ArrayList<>();
            for (Version version : parameter.versions()) {
                List<String> labels = new ArrayList<>(version.labels());
                if (version.number() == number) {
                    for (String label : input.texts("Labels")) {
                        (labels.remove(label) ? removed : invalid).add(label);
                    }
                }
                changed.add(version.labelled(labels));
            }
            parameters.put(parameter.with(changed));
        }
        return out;
    }
}
