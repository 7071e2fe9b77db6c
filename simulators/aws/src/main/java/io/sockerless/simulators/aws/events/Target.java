package io.sockerless.simulators.aws.events;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import java.util.Locale;

/** The kinds of targets that are there: functions, tasks on a cluster, log groups. */
enum Target {
    LAMBDA,
    ECS,
    LOGS;

    private static final String ARN = "arn:aws[\\w-]*:[\\w-]+:[\\w-]*:\\d{0,12}:.+";

    /** @throws AwsException when it is none of them */
    static Target of(Input target) {
        String[] arn = target.text("Arn").split(":", 6);
        return switch (arn[2] + ":" + arn[5].replaceFirst("[:/].*", "")) {
            case "lambda:function" -> LAMBDA;
            case "ecs:cluster" -> ECS;
            case "logs:log-group" -> LOGS;
            default -> throw Checks.unsimulated("The target " + target.text("Arn"));
        };
    }

    /** Refuses what could not be set going. */
    static void check(Caller caller, Input target) {
        String text = Checks.required(target, "Arn", 1600);
        if (!text.matches(ARN)) {
            throw Checks.invalid("Parameter " + text + " is not valid. Reason: Provided Arn is not in correct format.");
        }
        Target kind = of(target);
        String[] arn = text.split(":", 6);
        if (!arn[4].equals(caller.account())) {
            throw new AwsException(
                    "AccessDeniedException",
                    "Access to the resource " + text
                            + " is denied. Reason: Adding cross-account target is not permitted.");
        }
        if (!arn[3].equals(caller.region())) {
            throw Checks.unsimulated("A target in another region");
        }
        Input retry = target.object("RetryPolicy");
        retry.number("MaximumRetryAttempts", 0, 185, 0);
        retry.number("MaximumEventAgeInSeconds", 60, 86_400, 60);
        Payload.check(target);
        switch (kind) {
            case LAMBDA -> Targets.only(target);
            case ECS -> {
                Targets.only(target, "EcsParameters");
                ecs(target, text);
            }
            case LOGS -> {
                Targets.only(target);
                Checks.refuse(target, "Input", "InputPath", "InputTransformer");
            }
        }
    }

    private static void ecs(Input target, String arn) {
        if (!target.has("RoleArn")) {
            throw Checks.invalid("RoleArn is required for target " + arn + ".");
        }
        if (!target.has("EcsParameters")) {
            throw Checks.invalid("Parameter(s) EcsParameters must be specified for target: " + target.text("Id") + ".");
        }
        Input asked = target.object("EcsParameters");
        Checks.required(asked, "TaskDefinitionArn", 1600);
        asked.number("TaskCount", 1, Integer.MAX_VALUE, 1);
        if (asked.has("LaunchType")) {
            Checks.oneOf("LaunchType", asked.text("LaunchType"), "EC2", "FARGATE", "EXTERNAL");
        }
        Checks.refuse(asked, "PlacementConstraints", "PlacementStrategy", "EnableECSManagedTags");
        Registry.tags(asked);
        runTask(target, "");
    }

    /** What ECS is asked for. @param rule its name */
    static ObjectNode runTask(Input target, String rule) {
        Input asked = target.object("EcsParameters");
        ObjectNode out = Registry.nothing();
        out.put("cluster", target.text("Arn"));
        out.put("taskDefinition", asked.text("TaskDefinitionArn"));
        out.put("count", asked.number("TaskCount", 1, Integer.MAX_VALUE, 1));
        out.put("startedBy", "events-rule/" + rule);
        for (String field : new String[] {"LaunchType", "PlatformVersion", "Group", "PropagateTags", "ReferenceId"}) {
            if (asked.has(field)) {
                out.put(small(field), asked.text(field));
            }
        }
        out.put("enableExecuteCommand", asked.flag("EnableExecuteCommand"));
        ArrayNode strategy = out.putArray("capacityProviderStrategy");
        asked.objects("CapacityProviderStrategy").forEach(item -> strategy.add(item.document()));
        ArrayNode tags = out.putArray("tags");
        Registry.tags(asked)
                .forEach((key, value) -> tags.addObject().put("key", key).put("value", value));
        Input network = asked.object("NetworkConfiguration").object("awsvpcConfiguration");
        if (!network.document().isEmpty()) {
            ObjectNode vpc = out.putObject("networkConfiguration").putObject("awsvpcConfiguration");
            for (String field : new String[] {"Subnets", "SecurityGroups"}) {
                ArrayNode list = vpc.putArray(small(field));
                network.texts(field).forEach(list::add);
            }
            if (network.has("AssignPublicIp")) {
                vpc.put("assignPublicIp", network.text("AssignPublicIp"));
            }
        }
        return out;
    }

    private static String small(String field) {
        return field.substring(0, 1).toLowerCase(Locale.ROOT) + field.substring(1);
    }
}
