package io.sockerless.simulators.aws.s3;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Xml;
import io.sockerless.simulators.kernel.Call;
import io.sockerless.simulators.kernel.Response;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;

/** What is set for a bucket as a whole and can be changed: whether there are versions, tags, its lifecycle's rules. */
record BucketSettings(Buckets buckets) {
    private static final String LIFECYCLE = "lifecycle";

    Response versioning(Caller caller, Address address) {
        Bucket bucket = buckets.owned(caller, address.bucket());
        Xml xml = new Xml().open("VersioningConfiguration", Answers.NAMESPACE);
        if (bucket.versioned()) {
            xml.leaf("Status", bucket.versioning());
        }
        return Answers.xml(xml.close());
    }

    /** There is no way back to a bucket that never had versions, as S3 has it. */
    Response changeVersioning(Caller caller, Address address, Call call) throws IOException {
        buckets.owned(caller, address.bucket());
        XmlBody body = XmlBody.readChecked(call, "VersioningConfiguration");
        String status = body.text("Status");
        if (body.text("MfaDelete").equals("Enabled")) {
            throw new AwsException(501, "NotImplemented", "MFA delete is not simulated.");
        }
        if (!status.matches("Enabled|Suspended")) {
            throw new AwsException(
                    "IllegalVersioningConfigurationException", "The Versioning element must be specified");
        }
        buckets.change(caller, address.bucket(), bucket -> bucket.versioning(status));
        return Answers.empty(200, Map.of());
    }

    Response tags(Caller caller, Address address) {
        SortedMap<String, String> tags = buckets.owned(caller, address.bucket()).tags();
        if (tags.isEmpty()) {
            throw absent("NoSuchTagSet", "The TagSet does not exist", address);
        }
        return TagSet.told(tags, Map.of());
    }

    Response tag(Caller caller, Address address, Call call) throws IOException {
        buckets.owned(caller, address.bucket());
        return tag(caller, address, TagSet.ofBucket(call));
    }

    Response untag(Caller caller, Address address) {
        return tag(caller, address, Collections.emptySortedMap());
    }

    private Response tag(Caller caller, Address address, SortedMap<String, String> tags) {
        buckets.change(caller, address.bucket(), bucket -> bucket.tagged(tags));
        return Answers.empty(204, Map.of());
    }

    Response lifecycle(Caller caller, Address address) {
        String rules = buckets.owned(caller, address.bucket()).documents().get(LIFECYCLE);
        if (rules == null) {
            throw absent("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist", address);
        }
        return new Response(200, "application/xml", Map.of(), rules.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** Kept and given back; nothing expires of it. */
    Response changeLifecycle(Caller caller, Address address, Call call) throws IOException {
        buckets.owned(caller, address.bucket());
        String rules = Lifecycle.read(call);
        change(caller, address, documents -> documents.put(LIFECYCLE, rules));
        return Answers.empty(200, Map.of());
    }

    Response deleteLifecycle(Caller caller, Address address) {
        change(caller, address, documents -> documents.remove(LIFECYCLE));
        return Answers.empty(204, Map.of());
    }

    void change(Caller caller, Address address, java.util.function.Consumer<Map<String, String>> change) {
        buckets.change(caller, address.bucket(), bucket -> {
            Map<String, String> documents = new HashMap<>(bucket.documents());
            change.accept(documents);
            return bucket.documented(documents);
        });
    }

    static AwsException absent(String code, String message, Address address) {
        return new AwsException(404, code, message).detail("BucketName", address.bucket());
    }
}
