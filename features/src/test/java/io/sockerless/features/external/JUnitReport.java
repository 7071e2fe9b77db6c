package io.sockerless.features.external;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** The XML that test runners of most languages can write. */
final class JUnitReport {
    private JUnitReport() {}

    /** @param prefix left out of class names */
    static SuiteResult read(Path file, String prefix) throws IOException {
        var outcomes = new TreeMap<String, Outcome>();
        var failures = new HashMap<String, String>();
        try {
            var cases = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(file.toFile())
                    .getElementsByTagName("testcase");
            for (int i = 0; i < cases.getLength(); i++) {
                var test = (Element) cases.item(i);
                var name = (test.getAttribute("classname") + "." + test.getAttribute("name")).replace(prefix, "");
                // A test that fails and whose tear-down fails, too, stands there twice.
                outcomes.merge(name, outcome(test), (a, b) -> a == Outcome.FAILED ? a : b);
                complaint(test).ifPresent(text -> failures.putIfAbsent(name, text));
            }
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(file + " is no JUnit report", e);
        }
        return new SuiteResult(outcomes, failures);
    }

    private static Outcome outcome(Element test) {
        if (complaint(test).isPresent()) {
            return Outcome.FAILED;
        }
        boolean skipped = test.getElementsByTagName("skipped").getLength() > 0
                || test.getAttribute("status").equals("skipped");
        return skipped ? Outcome.SKIPPED : Outcome.PASSED;
    }

    private static Optional<String> complaint(Element test) {
        for (var kind : new String[] {"failure", "error"}) {
            if (test.getElementsByTagName(kind).item(0) instanceof Element element) {
                return Optional.of(
                        element.getAttribute("message").lines().findFirst().orElse(kind) + cause(element));
            }
        }
        // Some say it in an attribute alone.
        return List.of("failure", "error").contains(test.getAttribute("status"))
                ? Optional.of(
                        test.getElementsByTagName("system-out").item(0) instanceof Element output
                                ? output.getTextContent().lines().findFirst().orElse("failed")
                                : "failed")
                : Optional.empty();
    }

    /** What is at the bottom of a trace of Java's, whose message is often no more than that something failed. */
    private static String cause(Element failure) {
        return failure.getTextContent()
                .lines()
                .filter(line -> line.startsWith("Caused by: "))
                .reduce((first, second) -> second)
                .map(line -> " (" + line + ")")
                .orElse("");
    }
}
