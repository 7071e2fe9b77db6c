package io.sockerless.simulators.aws.s3;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Xml;
import io.sockerless.simulators.kernel.Call;
import io.sockerless.simulators.kernel.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Many objects deleted in one request, each by itself: what is wrong with one keeps no other.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html">AWS</a>
 */
record Deletions(Objects objects, Access access) {
    private static final int MOST = 1000;

    /** @throws AwsException when nothing was deleted: MalformedXML, InvalidRequest, or what is wrong with the bucket */
    Response answer(Caller caller, Address address, Call call) throws IOException {
        objects.requireBucket(address);
        if (call.header("Content-MD5").isEmpty()
                && call.header("x-amz-trailer").isEmpty()
                && call.names().stream().noneMatch(name -> name.startsWith("x-amz-checksum-"))) {
            throw new AwsException("InvalidRequest", "Missing required header for this request: Content-MD5");
        }
        List<XmlBody> unwanted = new ArrayList<>();
        boolean quiet = false;
        for (XmlBody child : XmlBody.readChecked(call, "Delete").children()) {
            switch (child.name()) {
                case "Quiet" -> quiet = child.text().equals("true");
                case "Object" -> unwanted.add(child);
                default -> throw XmlBody.malformed();
            }
        }
        if (unwanted.isEmpty()
                || unwanted.size() > MOST
                || unwanted.stream().anyMatch(one -> one.exact("Key").isEmpty())) {
            throw XmlBody.malformed();
        }
        Xml xml = new Xml().open("DeleteResult", Answers.NAMESPACE);
        for (XmlBody one : unwanted) {
            String key = one.exact("Key");
            String version = one.text("VersionId");
            try {
                check(one);
                Address single = new Address(address.bucket(), key);
                Caller admitted = access.admit("DeleteObject", caller, single, version, call);
                Objects.Deleted deleted = objects.delete(admitted, single, version);
                if (!quiet) {
                    told(xml.open("Deleted").leaf("Key", key), version, deleted);
                }
            } catch (AwsException e) {
                xml.open("Error").leaf("Key", key);
                if (!version.isEmpty()) {
                    xml.leaf("VersionId", version);
                }
                xml.leaf("Code", e.code()).leaf("Message", e.getMessage()).close();
            }
        }
        return Answers.xml(xml.close());
    }

    private static void told(Xml xml, String version, Objects.Deleted deleted) {
        if (!version.isEmpty()) {
            xml.leaf("VersionId", version);
        }
        deleted.change()
                .told()
                .filter(Version::marker)
                .ifPresent(mark -> xml.leaf("DeleteMarker", "true")
                        .leaf("DeleteMarkerVersionId", mark.object().version()));
        xml.close();
    }

    private static void check(XmlBody one) {
        for (XmlBody field : one.children()) {
            switch (field.name()) {
                case "Key", "VersionId" -> {}
                default ->
                    throw new AwsException(501, "NotImplemented", field.name() + " of a deletion is not simulated.");
            }
        }
    }
}
