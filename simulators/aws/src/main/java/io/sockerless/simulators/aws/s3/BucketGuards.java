package io.sockerless.simulators.aws.s3;

import io.sockerless.simulators.aws.iam.ResourcePolicy;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Xml;
import io.sockerless.simulators.kernel.Call;
import io.sockerless.simulators.kernel.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is set for a bucket as a whole about who may use it and how: policy, public access, origins, encryption, owners. */
record BucketGuards(BucketSettings settings, Buckets buckets) {
    private static final int LONGEST_POLICY = 20 << 10;

    private Optional<String> document(Caller caller, Address address, String name) {
        return Optional.ofNullable(
                buckets.owned(caller, address.bucket()).documents().get(name));
    }

    private Response removed(Caller caller, Address address, String name) {
        settings.change(caller, address, documents -> documents.remove(name));
        return Answers.empty(204, Map.of());
    }

    private static AwsException noPolicy(Address address) {
        return BucketSettings.absent("NoSuchBucketPolicy", "The bucket policy does not exist", address);
    }

    Response policy(Caller caller, Address address) {
        String text = document(caller, address, BucketPolicy.DOCUMENT).orElseThrow(() -> noPolicy(address));
        return new Response(200, "application/json", Map.of(), text.getBytes(StandardCharsets.UTF_8));
    }

    Response changePolicy(Caller caller, Address address, Call call) throws IOException {
        Bucket bucket = buckets.owned(caller, address.bucket());
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        Upload.receive(call, body, "crc64nvme");
        if (body.size() > LONGEST_POLICY) {
            throw new AwsException("PolicyTooLarge", "Policy exceeds the maximum allowed document size.");
        }
        String text = body.toString(StandardCharsets.UTF_8);
        ResourcePolicy policy = BucketPolicy.check(bucket, text);
        if (policy.isPublic() && PublicAccess.of(bucket).contains("BlockPublicPolicy")) {
            throw new AwsException(
                    403,
                    "AccessDenied",
                    "User: arn:aws:iam::" + caller.account()
                            + ":root is not authorized to perform: s3:PutBucketPolicy on resource: \"arn:aws:s3:::"
                            + address.bucket()
                            + "\" because public policies are blocked by the BlockPublicPolicy block public access"
                            + " setting.");
        }
        settings.change(caller, address, documents -> documents.put(BucketPolicy.DOCUMENT, text));
        return Answers.empty(204, Map.of());
    }

    Response deletePolicy(Caller caller, Address address) {
        return removed(caller, address, BucketPolicy.DOCUMENT);
    }

    Response policyStatus(Caller caller, Address address) {
        boolean open = document(caller, address, BucketPolicy.DOCUMENT)
                .flatMap(ResourcePolicy::read)
                .orElseThrow(() -> noPolicy(address))
                .isPublic();
        Xml xml = new Xml().open("PolicyStatus", Answers.NAMESPACE);
        return Answers.xml(xml.leaf("IsPublic", open ? "TRUE" : "FALSE").close());
    }

    Response publicAccess(Caller caller, Address address) {
        Bucket bucket = buckets.owned(caller, address.bucket());
        if (PublicAccess.removed(bucket)) {
            throw BucketSettings.absent(
                    "NoSuchPublicAccessBlockConfiguration",
                    "The public access block configuration was not found",
                    address);
        }
        return Answers.xml(PublicAccess.xml(bucket));
    }

    Response changePublicAccess(Caller caller, Address address, Call call) throws IOException {
        buckets.owned(caller, address.bucket());
        String blocked = PublicAccess.read(call);
        settings.change(caller, address, documents -> documents.put(PublicAccess.DOCUMENT, blocked));
        return Answers.empty(200, Map.of());
    }

    Response deletePublicAccess(Caller caller, Address address) {
        settings.change(caller, address, documents -> documents.put(PublicAccess.DOCUMENT, PublicAccess.none()));
        return Answers.empty(204, Map.of());
    }

    Response cors(Caller caller, Address address) {
        List<CorsRule> rules = document(caller, address, Cors.DOCUMENT)
                .map(CorsRules::parse)
                .orElseThrow(() -> BucketSettings.absent(
                        "NoSuchCORSConfiguration", "The CORS configuration does not exist", address));
        return Answers.xml(CorsRules.xml(rules));
    }

    Response changeCors(Caller caller, Address address, Call call) throws IOException {
        buckets.owned(caller, address.bucket());
        String rules = CorsRules.json(CorsRules.read(call));
        settings.change(caller, address, documents -> documents.put(Cors.DOCUMENT, rules));
        return Answers.empty(200, Map.of());
    }

    Response deleteCors(Caller caller, Address address) {
        return removed(caller, address, Cors.DOCUMENT);
    }

    /** There is one way to encrypt, so there is nothing to keep. */
    Response changeEncryption(Caller caller, Address address, Call call) throws IOException {
        buckets.owned(caller, address.bucket());
        Encryption.checkConfiguration(call);
        return Answers.empty(200, Map.of());
    }

    /** Back to S3's own keys, where it is already. */
    Response deleteEncryption(Caller caller, Address address) {
        buckets.owned(caller, address.bucket());
        return Answers.empty(204, Map.of());
    }

    /** @throws AwsException NotImplemented for every owner of objects but the bucket's */
    Response changeOwnership(Caller caller, Address address, Call call) throws IOException {
        buckets.owned(caller, address.bucket());
        List<XmlBody> rules = XmlBody.readChecked(call, "OwnershipControls").children();
        String told = rules.size() == 1 ? rules.getFirst().text("ObjectOwnership") : "";
        if (!told.matches("BucketOwner(Enforced|Preferred)|ObjectWriter")) {
            throw XmlBody.malformed();
        }
        AccessLists.checkOwnership(told);
        return Answers.empty(200, Map.of());
    }
}
