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
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/** Putting and deleting parameters. */
record Writing(Documents<Parameter> parameters, Clock clock) {
    private static final List<String> TYPES = List.of(Parameter.SECURE, "StringList", "String");
    private static final List<String> TIERS = List.of("Standard", "Advanced", "Intelligent-Tiering");
    private static final String KEY = "alias/aws/ssm";
    private static final int STANDARD = 4096;
    private static final int ADVANCED = 8192;
    private static final int MOST_VERSIONS = 100;
    private static final int MOST_NAMES = 10;

    Map<String, Operation> operations() {
        return Map.of("PutParameter", this::put, "DeleteParameter", this::delete, "DeleteParameters", this::deleteAll);
    }

    private ObjectNode put(Caller caller, Input input) {
        String name = Names.valid(Names.plain(input.required("Name")));
        if (input.has("Policies") && !input.text("Policies").matches("|\\[\\s*]")) {
            throw Names.invalid("Policies are not simulated.");
        }
        String key = Parameter.key(caller, name);
        synchronized (parameters) {
            Optional<Parameter> present = parameters.get(key);
            Version next = version(caller, input, present);
            if (present.isPresent() && !input.flag("Overwrite")) {
                throw new AwsException(
                        "ParameterAlreadyExists",
                        "The parameter already exists. To overwrite this value, set the overwrite option in the request"
                                + " to true.");
            }
            Map<String, String> tags = Tags.read(input);
            if (present.isPresent() && !tags.isEmpty()) {
                throw Names.invalid("Invalid request: tags and overwrite can't be used together. To create a parameter"
                        + " with tags, please remove overwrite flag. To update tags for an existing parameter, please"
                        + " use AddTagsToResource or RemoveTagsFromResource.");
            }
            Parameter written = present.map(one -> shortened(one).and(next))
                    .orElseGet(() -> new Parameter(Parameter.place(caller), name, List.of(next), tags));
            parameters.put(written);
            return Json.MAPPER.createObjectNode().put("Version", next.number()).put("Tier", next.tier());
        }
    }

    /** The oldest version makes room for one more, unless it has a label. */
    private static Parameter shortened(Parameter full) {
        if (full.versions().size() < MOST_VERSIONS) {
            return full;
        }
        if (!full.versions().getFirst().labels().isEmpty()) {
            throw new AwsException(
                    "ParameterMaxVersionLimitExceeded",
                    "You attempted to create a new version of " + full.name()
                            + " by calling the PutParameter API with the overwrite flag. Version "
                            + full.versions().getFirst().number()
                            + ", the oldest version, can't be deleted because it has a label associated with it. Move the"
                            + " label to another version of the parameter, and try again.");
        }
        return full.with(full.versions().subList(1, full.versions().size()));
    }

    private Version version(Caller caller, Input input, Optional<Parameter> present) {
        Optional<Version> last = present.map(Parameter::latest);
        String type = chosen(input, "Type", TYPES, last.map(Version::type).orElse(""));
        if (type.isEmpty()) {
            throw Names.invalid("A parameter type is required when you create a parameter.");
        }
        if (last.isPresent() && !last.get().type().equals(type)) {
            throw new AwsException(
                    "HierarchyTypeMismatchException",
                    "Parameter Store doesn't support changing a parameter type in a hierarchy. You must create a new,"
                            + " unique parameter.");
        }
        if (input.has("KeyId")) {
            if (!type.equals(Parameter.SECURE)) {
                throw Names.invalid("KeyId is required for SecureString type parameter only.");
            }
            if (!input.text("KeyId").equals(KEY)) {
                throw new AwsException("InvalidKeyId", "Keys other than " + KEY + " are not simulated.");
            }
        }
        String value = input.required("Value");
        String tier = chosen(input, "Tier", TIERS, last.map(Version::tier).orElse("Standard"));
        if (tier.equals("Intelligent-Tiering")) {
            tier = value.length() > STANDARD ? "Advanced" : "Standard";
        }
        if (last.isPresent() && last.get().tier().equals("Advanced") && tier.equals("Standard")) {
            throw Names.invalid("This parameter uses the advanced-parameter tier. You can't downgrade a parameter from"
                    + " the advanced-parameter tier to the standard-parameter tier.");
        }
        size(value, tier);
        String pattern = input.has("AllowedPattern")
                ? input.text("AllowedPattern")
                : last.map(Version::pattern).orElse("");
        matching(value, pattern);
        return new Version(
                last.map(Version::number).orElse(0L) + 1,
                value,
                type,
                dataType(input),
                tier,
                input.text("Description"),
                pattern,
                clock.millis(),
                caller.arn("iam", "root").replace(":" + caller.region() + ":", "::"),
                List.of());
    }

    private static void size(String value, String tier) {
        if (value.isEmpty()) {
            throw Names.invalid("1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member"
                    + " must have length greater than or equal to 1.");
        }
        if (tier.equals("Standard") && value.length() > STANDARD) {
            throw Names.invalid("Standard tier parameters support a maximum parameter value of " + STANDARD
                    + " characters. To create a larger parameter value, upgrade the parameter to use the"
                    + " advanced-parameter tier.");
        }
        if (value.length() > ADVANCED) {
            throw Names.invalid(
                    "Advanced tier parameters support a maximum parameter value of " + ADVANCED + " characters.");
        }
    }

    private static void matching(String value, String pattern) {
        try {
            if (!pattern.isEmpty() && !value.matches(pattern)) {
                throw new AwsException(
                        "ParameterPatternMismatchException",
                        "Parameter value, cannot be validated against allowedPattern: " + pattern);
            }
        } catch (PatternSyntaxException _) {
            throw new AwsException(
                    "InvalidAllowedPatternException", "The pattern " + pattern + " is not a regular expression.");
        }
    }

    private static String dataType(Input input) {
        String told = input.text("DataType");
        if (!told.matches("|text|aws:ec2:image")) {
            throw Names.invalid(
                    "The following data type is not supported: " + told + " (Data type names are all lowercase.)");
        }
        return told.isEmpty() ? "text" : told;
    }

    static String chosen(Input input, String field, List<String> all, String otherwise) {
        String wanted = input.text(field);
        if (wanted.isEmpty()) {
            return otherwise;
        }
        if (!all.contains(wanted)) {
            throw Names.invalid("1 validation error detected: Value '" + wanted + "' at '"
                    + field.substring(0, 1).toLowerCase(Locale.ROOT) + field.substring(1)
                    + "' failed to satisfy constraint: Member must satisfy enum value set: " + all);
        }
        return wanted;
    }

    private ObjectNode delete(Caller caller, Input input) {
        String key = Parameter.key(caller, Names.plain(input.required("Name")));
        synchronized (parameters) {
            if (parameters.get(key).isEmpty()) {
                throw Reading.missing();
            }
            parameters.delete(key);
        }
        return Json.MAPPER.createObjectNode();
    }

    private ObjectNode deleteAll(Caller caller, Input input) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode deleted = out.putArray("DeletedParameters");
        ArrayNode invalid = out.putArray("InvalidParameters");
        for (String name : names(input)) {
            String key = Parameter.key(caller, Names.plain(name));
            synchronized (parameters) {
                boolean there = parameters.get(key).isPresent();
                (there ? deleted : invalid).add(name);
                if (there) {
                    parameters.delete(key);
                }
            }
        }
        return out;
    }

    /** Each once. */
    static List<String> names(Input input) {
        List<String> names = new ArrayList<>(new LinkedHashSet<>(input.texts("Names")));
        if (names.isEmpty() || names.size() > MOST_NAMES) {
            throw Names.invalid("1 validation error detected: Value '" + names + "' at 'names' failed to satisfy"
                    + " constraint: Member must have length "
                    + (names.isEmpty() ? "greater than or equal to 1." : "less than or equal to " + MOST_NAMES + "."));
        }
        return names;
    }
}
