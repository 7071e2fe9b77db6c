package io.sockerless.simulators.aws.s3;

import io.sockerless.simulators.aws.wire.Xml;
import io.sockerless.simulators.kernel.Call;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Which public access is blocked. Those about access lists block what is off anyway. */
final class PublicAccess {
    static final String DOCUMENT = "publicAccessBlock";

    private static final List<String> ALL =
            List.of("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets");
    /** Where the bucket's owner has removed it. */
    private static final String NONE = "none";

    private PublicAccess() {}

    /** What is blocked. A new bucket blocks all of it. */
    static List<String> of(Bucket bucket) {
        String told = bucket.documents().get(DOCUMENT);
        return told == null ? ALL : List.of(told.split(" "));
    }

    static boolean removed(Bucket bucket) {
        return of(bucket).contains(NONE);
    }

    static String none() {
        return NONE;
    }

    /** As it is kept. @throws AwsException MalformedXML */
    static String read(Call call) throws IOException {
        List<String> blocked = new ArrayList<>();
        for (XmlBody one :
                XmlBody.readChecked(call, "PublicAccessBlockConfiguration").children()) {
            if (!ALL.contains(one.name()) || !one.text().matches("(?i)true|false")) {
                throw XmlBody.malformed();
            }
            if (one.text().equalsIgnoreCase("true")) {
                blocked.add(one.name());
            }
        }
        return String.join(" ", blocked);
    }

    static Xml xml(Bucket bucket) {
        List<String> blocked = of(bucket);
        Xml xml = new Xml().open("PublicAccessBlockConfiguration", Answers.NAMESPACE);
        ALL.forEach(one -> xml.leaf(one, Boolean.toString(blocked.contains(one))));
        return xml.close();
    }
}
