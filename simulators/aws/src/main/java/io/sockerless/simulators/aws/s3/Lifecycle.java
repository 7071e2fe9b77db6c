package io.sockerless.simulators.aws.s3;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Xml;
import io.sockerless.simulators.kernel.Call;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The rules of a bucket's lifecycle, as a document.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html">AWS</a>
 */
final class Lifecycle {
    private static final int MOST = 1000;
    private static final int LONGEST_ID = 255;
    private static final Set<String> ACTIONS = Set.of(
            "Expiration",
            "Transition",
            "NoncurrentVersionTransition",
            "NoncurrentVersionExpiration",
            "AbortIncompleteMultipartUpload");
    private static final Set<String> KNOWN = Set.of("ID", "Status", "Filter", "Prefix");

    private Lifecycle() {}

    /** @throws AwsException MalformedXML, InvalidRequest, InvalidArgument */
    static String read(Call call) throws IOException {
        List<XmlBody> rules =
                XmlBody.readChecked(call, "LifecycleConfiguration").children();
        if (rules.isEmpty() || rules.size() > MOST) {
            throw XmlBody.malformed();
        }
        Set<String> ids = new HashSet<>();
        Xml xml = new Xml().open("LifecycleConfiguration", Answers.NAMESPACE);
        for (XmlBody rule : rules) {
            check(rule);
            String told = rule.text("ID");
            String id = told.isEmpty() ? UUID.randomUUID().toString() : told;
            if (id.length() > LONGEST_ID) {
                throw invalid("ID length should not exceed allowed limit of " + LONGEST_ID);
            }
            if (!ids.add(id)) {
                throw invalid("Rule ID must be unique. Found same ID for more than one rule");
            }
            xml.open("Rule").leaf("ID", id);
            rule.children().stream().filter(child -> !child.name().equals("ID")).forEach(child -> copy(xml, child));
            xml.close();
        }
        return new String(xml.close().bytes(), StandardCharsets.UTF_8);
    }

    private static void check(XmlBody rule) {
        boolean known = rule.name().equals("Rule")
                && rule.children().stream()
                        .allMatch(child -> ACTIONS.contains(child.name()) || KNOWN.contains(child.name()));
        if (!known || !rule.text("Status").matches("Enabled|Disabled")) {
            throw XmlBody.malformed();
        }
        if (rule.children().stream().noneMatch(child -> ACTIONS.contains(child.name()))) {
            throw new AwsException("InvalidRequest", "At least one action needs to be specified in a rule");
        }
    }

    private static void copy(Xml xml, XmlBody element) {
        List<XmlBody> children = element.children();
        if (children.isEmpty()) {
            xml.leaf(element.name(), element.element().getTextContent());
            return;
        }
        xml.open(element.name());
        children.forEach(child -> copy(xml, child));
        xml.close();
    }

    private static AwsException invalid(String message) {
        return new AwsException("InvalidArgument", message);
    }
}
