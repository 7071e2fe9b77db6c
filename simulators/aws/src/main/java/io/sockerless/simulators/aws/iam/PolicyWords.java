package io.sockerless.simulators.aws.iam;

import static io.sockerless.simulators.aws.iam.PolicyDocument.malformed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What actions, resources and conditions of a policy may be called, in the order in which Amazon complains. */
final class PolicyWords {
    private static final Set<String> PARTITIONS =
            Set.of("aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc", "*");
    private static final String IAM_PATHS =
            "user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/,"
                    + " saml-provider/, oidc-provider/, report/, access-report/.";

    private PolicyWords() {}

    static void check(List<ObjectNode> statements) {
        parsed(statements.stream()
                .allMatch(statement -> Set.of("Allow", "Deny")
                                .contains(statement.path("Effect").asText())
                        && !Conditions.badDate(statement.path("Condition"))));
        PolicyDocument.sids(statements);
        parsed(statements.stream()
                .flatMap(statement -> resources(statement).stream())
                .filter(PolicyWords::legacy)
                .toList()
                .isEmpty());
        for (ObjectNode statement : statements) {
            List<String> actions = Stream.concat(
                            Statement.texts(statement.path("Action")).stream(),
                            Statement.texts(statement.path("NotAction")).stream())
                    .toList();
            if (actions.isEmpty()) {
                throw malformed("Policy statement must contain actions.");
            }
            actions.forEach(PolicyWords::action);
        }
        if (statements.stream().anyMatch(statement -> resources(statement).isEmpty())) {
            throw malformed("Policy statement must contain resources.");
        }
        statements.forEach(statement -> resources(statement).forEach(PolicyWords::resource));
    }

    private static void parsed(boolean good) {
        if (!good) {
            throw malformed("The policy failed legacy parsing");
        }
    }

    private static List<String> resources(JsonNode statement) {
        return Stream.concat(
                        Statement.texts(statement.path("Resource")).stream(),
                        Statement.texts(statement.path("NotResource")).stream())
                .toList();
    }

    private static void action(String action) {
        if (action.equals("*")) {
            return;
        }
        String[] parts = action.split(":", -1);
        if (parts.length < 2) {
            throw malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
        }
        if (parts.length > 2) {
            throw malformed("Actions/Condition can contain only one colon.");
        }
        if (!parts[0].matches("[a-zA-Z0-9.-]+|\\*")) {
            throw malformed("Vendor " + parts[0] + " is not valid");
        }
    }

    /** Whether it is one that only Amazon's older parser stumbles over; what both do is an error of its own. */
    private static boolean legacy(String resource) {
        if (resource.equals("*")) {
            return false;
        }
        String[] parts = resource.split(":", -1);
        if (parts.length < 2) {
            throw malformed("Resource " + resource + " must be in ARN format or \"*\".");
        }
        if (!PARTITIONS.contains(parts[1])) {
            String[] whole = Arrays.copyOf(parts, Math.max(6, parts.length));
            Arrays.fill(whole, parts.length, whole.length, "*");
            whole[0] = "arn";
            throw malformed(
                    "Partition \"" + parts[1] + "\" is not valid for resource \"" + String.join(":", whole) + "\".");
        }
        boolean plain = parts.length > 2 && parts[2].equals("s3");
        return parts.length > 2 && (parts[2].isEmpty() || plain && parts.length == 5);
    }

    private static void resource(String resource) {
        if (resource.equals("*")) {
            return;
        }
        String[] parts = resource.split(":", 6);
        if (parts.length < 3 || parts[2].isEmpty()) {
            throw malformed("Resource vendor must be fully qualified and cannot contain regexes.");
        }
        String region = parts.length > 3 ? parts[3] : "";
        String name = parts.length > 5 ? parts[5] : "*";
        boolean regional = !region.isEmpty() && !region.equals("*");
        if (parts[2].equals("iam")) {
            if (regional) {
                throw malformed("IAM resource " + resource + " cannot contain region information.");
            }
            String first = name.replaceFirst("/.*", "/");
            if (!name.startsWith("*") && !name.equals("root") && !IAM_PATHS.contains(first)) {
                throw malformed("IAM resource path must either be \"*\" or start with " + IAM_PATHS);
            }
        }
        if (parts[2].equals("s3") && regional && !name.matches("(accesspoint|job|storage-lens)[/:].*")) {
            throw malformed("Resource " + resource + " can not contain region information.");
        }
    }
}
