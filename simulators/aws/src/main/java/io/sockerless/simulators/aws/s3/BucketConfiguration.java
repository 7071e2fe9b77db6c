package io.sockerless.simulators.aws.s3;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.kernel.Call;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What CreateBucket says of a bucket.
 *
 * @param constraint the region as it is given, empty for none
 */
record BucketConfiguration(String constraint) {
    private static final int LONGEST = 64 << 10;

    static BucketConfiguration read(Call call) throws IOException {
        byte[] body = call.stream().readNBytes(LONGEST + 1);
        if (body.length == 0) {
            return new BucketConfiguration("");
        }
        Digests digests = new Digests("sha256");
        digests.update(body, body.length);
        String sha = call.header("x-amz-content-sha256");
        if (body.length > LONGEST
                || sha.matches("[0-9a-f]{64}") && !sha.equals(digests.computed().sha256())) {
            throw malformed();
        }
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(body));
            String constraint = "";
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamReader.START_ELEMENT) {
                    switch (reader.getLocalName()) {
                        case "CreateBucketConfiguration" -> {}
                        case "LocationConstraint" ->
                            constraint = reader.getElementText().strip();
                        default ->
                            throw new AwsException(
                                    501,
                                    "NotImplemented",
                                    reader.getLocalName() + " of a bucket's configuration is not simulated.");
                    }
                }
            }
            return new BucketConfiguration(constraint);
        } catch (XMLStreamException _) {
            throw malformed();
        }
    }

    /** @throws AwsException when it is not that of the endpoint */
    String region(Caller caller) {
        String told = constraint.isEmpty() ? Caller.REGION : constraint;
        if (!told.equals(caller.region()) && !caller.region().equals(Caller.REGION)) {
            throw new AwsException(
                    "IllegalLocationConstraintException",
                    "The " + (constraint.isEmpty() ? "unspecified" : constraint)
                            + " location constraint is incompatible for the region specific endpoint this request was"
                            + " sent to.");
        }
        return told;
    }

    private static AwsException malformed() {
        return new AwsException(
                "MalformedXML",
                "The XML you provided was not well-formed or did not validate against our published schema");
    }
}
