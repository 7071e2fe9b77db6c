package io.sockerless.simulators.aws.iam;

import static io.sockerless.simulators.aws.iam.Directory.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Form;
import java.util.Map;
import java.util.UUID;

/** Roles that services make for themselves. Their policies are the services', which are not simulated. */
record ServiceLinkedRoles(Directory directory) {
    /** As Amazon calls them; what others are called is not known here. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("autoscaling.amazonaws.com", "AutoScaling"),
            Map.entry("ecs.amazonaws.com", "ECS"),
            Map.entry("eks.amazonaws.com", "AmazonEKS"),
            Map.entry("elasticbeanstalk.amazonaws.com", "ElasticBeanstalk"),
            Map.entry("elasticfilesystem.amazonaws.com", "AmazonElasticFileSystem"),
            Map.entry("elasticloadbalancing.amazonaws.com", "ElasticLoadBalancing"),
            Map.entry("es.amazonaws.com", "AmazonElasticsearchService"),
            Map.entry("lex.amazonaws.com", "LexBots"),
            Map.entry("rds.amazonaws.com", "RDS"),
            Map.entry("spot.amazonaws.com", "EC2Spot"));

    Map<String, Operation> operations() {
        return Map.of(
                "CreateServiceLinkedRole", this::create,
                "DeleteServiceLinkedRole", this::delete,
                "GetServiceLinkedRoleDeletionStatus", this::status);
    }

    private ObjectNode create(Caller caller, Form form) {
        String service = form.required("AWSServiceName");
        String known = NAMES.get(service);
        if (known == null) {
            throw new AwsException("InvalidInput", "Service-linked roles of " + service + " are not simulated.");
        }
        String suffix = form.has("CustomSuffix") ? "_" + form.text("CustomSuffix") : "";
        String name = "AWSServiceRoleFor" + known + suffix;
        if (directory.find(Kind.ROLE, caller.account(), name).isPresent()) {
            throw new AwsException(
                    "InvalidInput",
                    "Service role name " + name + " has been taken in this account, please try a different suffix.");
        }
        String path = "/aws-service-role/" + service + "/";
        ObjectNode document = node().put("Path", path)
                .put("RoleName", name)
                .put("RoleId", directory.id(Kind.ROLE.prefix()))
                .put("Arn", Directory.arn(caller, "role" + path + name))
                .put("CreateDate", directory.now());
        if (form.has("Description")) {
            document.put("Description", form.text("Description"));
        }
        document.put("MaxSessionDuration", 3600);
        String trust =
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Action\":[\"sts:AssumeRole\"],\"Effect\":\"Allow\","
                        + "\"Principal\":{\"Service\":[\"" + service + "\"]}}]}";
        Entity role = Entity.fresh(Kind.ROLE, caller.account(), name, document, Map.of())
                .trusting(trust);
        directory.entities().put(role);
        ObjectNode shown = RoleOperations.shown(role);
        shown.remove("RoleLastUsed");
        return node().set("Role", shown);
    }

    /** Done when it answers: nothing here uses such a role. */
    private ObjectNode delete(Caller caller, Form form) {
        Entity role = directory.entity(Kind.ROLE, caller, form);
        if (!role.path().startsWith("/aws-service-role/")) {
            throw Directory.gone("The service-linked role with name " + role.name() + " cannot be found.");
        }
        directory.entities().delete(role.key());
        String id = "task" + role.path() + role.name() + "/" + UUID.randomUUID();
        directory.put(caller, "deletion/" + id, node().put("Status", "SUCCEEDED"));
        return node().put("DeletionTaskId", id);
    }

    private ObjectNode status(Caller caller, Form form) {
        String id = form.required("DeletionTaskId");
        return directory
                .item(caller, "deletion/" + id)
                .map(Item::document)
                .orElseThrow(() -> Directory.gone("Deletion task " + id + " cannot be found."));
    }
}
