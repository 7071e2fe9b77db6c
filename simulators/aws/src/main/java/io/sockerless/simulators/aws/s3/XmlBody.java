package io.sockerless.simulators.aws.s3;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.kernel.Call;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** A request's document: elements and texts, without entities. */
record XmlBody(Element element) {
    private static final int LONGEST = 2 << 20;

    /** @throws AwsException MalformedXML when it is none with this root, or what is told of a body that is not as it was sent */
    static XmlBody read(Call call, String root) throws IOException {
        return read(call, root, false);
    }

    /** The same of a request whose checksum is that of the document, not of an object. */
    static XmlBody readChecked(Call call, String root) throws IOException {
        return read(call, root, true);
    }

    private static XmlBody read(Call call, String root, boolean checked) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] source, int offset, int length) {
                if (count + length > LONGEST) {
                    throw malformed();
                }
                super.write(source, offset, length);
            }
        };
        if (checked) {
            Upload.receive(call, bytes, "crc64nvme");
        } else {
            Upload.receiveDocument(call, bytes);
        }
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            Element element =
                    builder.parse(new ByteArrayInputStream(bytes.toByteArray())).getDocumentElement();
            if (!element.getLocalName().equals(root)) {
                throw malformed();
            }
            return new XmlBody(element);
        } catch (SAXException _) {
            throw malformed();
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }

    List<XmlBody> children() {
        List<XmlBody> children = new ArrayList<>();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                children.add(new XmlBody(child));
            }
        }
        return children;
    }

    String name() {
        return element.getLocalName();
    }

    String text() {
        return element.getTextContent().strip();
    }

    /** Empty when there is none. */
    String text(String child) {
        return children().stream()
                .filter(one -> one.name().equals(child))
                .findFirst()
                .map(XmlBody::text)
                .orElse("");
    }

    /** With the spaces around it, which belong to a key; empty when there is none. */
    String exact(String child) {
        return children().stream()
                .filter(one -> one.name().equals(child))
                .findFirst()
                .map(one -> one.element().getTextContent())
                .orElse("");
    }

    static AwsException malformed() {
        return new AwsException(
                "MalformedXML",
                "The XML you provided was not well-formed or did not validate against our published schema");
    }
}
