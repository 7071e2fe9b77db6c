package io.sockerless.engine.core.container;

import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.EngineException;
import java.util.Optional;

/** The log option {@code tag}: text with fields such as <code>{{.Name}}</code>, of Go's templates nothing more. */
final class LogTag {
    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";

    private LogTag() {}

    static String fill(String template, Container container) {
        StringBuilder filled = new StringBuilder();
        int at = 0;
        for (int open = template.indexOf(OPEN); open >= 0; open = template.indexOf(OPEN, at)) {
            filled.append(template, at, open);
            int close = template.indexOf(CLOSE, open);
            if (close < 0) {
                throw EngineException.invalid("template: log-tag:1: unclosed action");
            }
            String action = template.substring(open + OPEN.length(), close).strip();
            if (!action.matches("\\.\\w+")) {
                throw EngineException.notImplemented(
                        "log option tag: {{" + action + "}} is more than a field, which is not supported");
            }
            Optional<String> value = value(action.substring(1), container);
            if (value.isEmpty()) {
                throw EngineException.invalid("template: log-tag:1:" + (open + OPEN.length())
                        + ": executing \"log-tag\" at <" + action + ">: can't evaluate field " + action.substring(1)
                        + " in type *logger.Info");
            }
            filled.append(value.get());
            at = close + CLOSE.length();
        }
        return filled.append(template.substring(at)).toString();
    }

    private static Optional<String> value(String field, Container container) {
        return switch (field) {
            case "ID" -> Optional.of(shortened(container.id()));
            case "FullID", "ContainerID" -> Optional.of(container.id());
            case "Name" -> Optional.of(container.name());
            case "ContainerName" -> Optional.of("/" + container.name());
            case "ImageID" -> Optional.of(shortened(container.imageId()));
            case "ImageFullID", "ContainerImageID" -> Optional.of(container.imageId());
            case "ImageName", "ContainerImageName" -> Optional.of(container.image());
            case "DaemonName" -> Optional.of("docker");
            case "Command" -> Optional.of((container.path() + " " + String.join(" ", container.args())).strip());
            default -> Optional.empty();
        };
    }

    private static String shortened(String id) {
        return id.length() > 12 ? id.substring(0, 12) : id;
    }
}
