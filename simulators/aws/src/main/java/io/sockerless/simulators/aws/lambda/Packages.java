package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Input;
import java.util.List;
import java.util.Set;

/** The code of functions by its type, an image or a zip file, and what is said of the one and not of the other. */
record Packages(Images images, Archives archives, Layers layers, Runtimes runtimes) {
    /** The fields of requests that say how a zip file is run. */
    static final Set<String> RUNNING = Set.of("Handler", "Runtime", "Layers");
    /** The fields of requests that say where code is. */
    static final Set<String> SOURCES = Set.of("ImageUri", "ZipFile", "S3Bucket", "S3Key", "S3ObjectVersion");

    private static final String IMAGE = "Image";
    private static final String ZIP = "Zip";
    private static final String TYPE = "PackageType";
    private static final String INVALID = "InvalidParameterValueException";
    private static final String X86 = "x86_64";
    private static final Set<String> RUNTIMES = Set.of(
            "provided.al2023",
            "provided.al2",
            "provided",
            "nodejs18.x",
            "nodejs20.x",
            "nodejs22.x",
            "nodejs24.x",
            "python3.9",
            "python3.10",
            "python3.11",
            "python3.12",
            "python3.13",
            "python3.14",
            "java8.al2",
            "java11",
            "java17",
            "java21",
            "java25",
            "dotnet6",
            "dotnet8",
            "dotnet10",
            "ruby3.2",
            "ruby3.3",
            "ruby3.4");

    static boolean zip(FunctionVersion version) {
        return version.text(TYPE).equals(ZIP);
    }

    /** Of a new function; puts into its configuration what is said of it. */
    Code create(FunctionName name, Input input, ObjectNode configuration) {
        String type = input.has(TYPE) ? input.text(TYPE) : ZIP;
        if (!type.equals(ZIP) && !type.equals(IMAGE)) {
            throw Asked.invalid("packageType", type, "Member must satisfy enum value set: [Zip, Image]");
        }
        configuration.put(TYPE, type);
        if (type.equals(ZIP) && (!input.has("Runtime") || !input.has("Handler"))) {
            throw new AwsException(
                    INVALID,
                    "Runtime and Handler are mandatory parameters for functions created with deployment packages.");
        }
        running(type.equals(ZIP), input, configuration);
        return code(name, input.object("Code"), configuration, architecture(input, X86));
    }

    /** Of a function that is there; its configuration is told of it, too. */
    Code update(FunctionName name, Input input, ObjectNode configuration) {
        String before = configuration.path("Architectures").path(0).asText();
        return code(name, input, configuration, architecture(input, before));
    }

    private Code code(FunctionName name, Input source, ObjectNode configuration, String architecture) {
        boolean zip = configuration.path(TYPE).asText().equals(ZIP);
        Code code = zip ? zip(name, source, configuration, architecture) : image(name, source, architecture);
        configuration
                .put("CodeSha256", code.sha256())
                .put("CodeSize", code.archive().size());
        configuration.putArray("Architectures").add(architecture);
        return code;
    }

    private Code zip(FunctionName name, Input source, ObjectNode configuration, String architecture) {
        if (source.has("ImageUri")) {
            throw new AwsException(INVALID, "Please do not provide ImageUri when the package type is Zip.");
        }
        Code code = Code.zip(archives.take(name.caller(), source), architecture);
        limit(code, configuration);
        return code;
    }

    private void limit(Code code, ObjectNode configuration) {
        Archives.limit(code.archive().unzipped()
                + layers.of(configuration).stream().mapToLong(Archive::unzipped).sum());
    }

    private Code image(FunctionName name, Input source, String architecture) {
        for (String field : SOURCES) {
            if (!field.equals("ImageUri") && source.has(field)) {
                throw new AwsException(INVALID, "Please do not provide " + field + " when the package type is Image.");
            }
        }
        String uri = source.text("ImageUri");
        if (uri.isEmpty()) {
            throw new AwsException(INVALID, "Please provide ImageUri when updating a function with packageType Image.");
        }
        Code code = images.resolve(name.caller().account(), uri);
        if (!code.architecture().equals(architecture)) {
            throw new AwsException(
                    INVALID,
                    "The image " + uri + " is of the architecture " + code.architecture() + ", not " + architecture
                            + ".");
        }
        return code;
    }

    private static String architecture(Input input, String otherwise) {
        List<String> said = input.texts("Architectures");
        if (said.size() > 1 || !List.of(X86, "arm64").containsAll(said)) {
            throw Asked.invalid(
                    "architectures",
                    said.toString(),
                    "Member must satisfy enum value set: [x86_64, arm64], and be one");
        }
        return said.isEmpty() ? otherwise : said.getFirst();
    }

    /** Changes how the function is run. */
    void configure(FunctionVersion before, Input input, ObjectNode configuration) {
        running(zip(before), input, configuration);
        if (zip(before)) {
            limit(before.code(), configuration);
        }
    }

    private void running(boolean zip, Input input, ObjectNode configuration) {
        if (!zip) {
            for (String field : RUNNING) {
                boolean said = field.equals("Layers") ? !input.items(field).isEmpty() : input.has(field);
                if (said) {
                    throw new AwsException(INVALID, "Please don't provide " + field + " for PackageType Image.");
                }
            }
            return;
        }
        if (input.has("ImageConfig") && !input.object("ImageConfig").document().isEmpty()) {
            throw new AwsException(INVALID, "Please don't provide ImageConfig for PackageType Zip.");
        }
        if (input.has("Runtime")) {
            String runtime = input.text("Runtime");
            if (!RUNTIMES.contains(runtime)) {
                throw new AwsException(
                        INVALID,
                        "Value " + runtime
                                + " at 'runtime' failed to satisfy constraint: Member must satisfy enum value"
                                + " set: " + RUNTIMES.stream().sorted().toList() + " or be a valid ARN");
            }
            runtimes.image(runtime);
            configuration.put("Runtime", runtime);
        }
        if (input.has("Handler")) {
            String handler = input.text("Handler");
            if (!handler.matches("[^\\s]{1,128}")) {
                throw Asked.invalid("handler", handler, "Member must satisfy regular expression pattern: [^\\s]+");
            }
            configuration.put("Handler", handler);
        }
        if (input.has("Layers")) {
            configuration.remove("Layers");
            var chosen = layers.chosen(input.texts("Layers"));
            if (!chosen.isEmpty()) {
                configuration.set("Layers", chosen);
            }
        }
    }
}
