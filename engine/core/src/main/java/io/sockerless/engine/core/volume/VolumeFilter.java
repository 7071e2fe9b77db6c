package io.sockerless.engine.core.volume;

import io.sockerless.engine.core.filter.LabelFilter;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.Volume;
import java.util.List;
import java.util.Map;

/** Docker's volume filters: values of one name are alternatives, except labels, which must all match. */
record VolumeFilter(Map<String, List<String>> filters) {
    static VolumeFilter of(Map<String, List<String>> filters, List<String> accepted) {
        for (String name : filters.keySet()) {
            if (!accepted.contains(name)) {
                throw EngineException.invalid("Invalid filter '" + name + "'");
            }
        }
        for (String value : filters.getOrDefault("dangling", List.of())) {
            if (!List.of("1", "true", "0", "false").contains(value)) {
                throw EngineException.invalid("Invalid filter 'dangling=[" + value + "]'");
            }
        }
        return new VolumeFilter(filters);
    }

    boolean matches(Volume volume, boolean dangling) {
        return filters.entrySet().stream().allMatch(filter -> {
            List<String> values = filter.getValue();
            return switch (filter.getKey()) {
                case "dangling" -> values.stream().anyMatch(v -> (v.equals("1") || v.equals("true")) == dangling);
                case "driver" -> values.contains(volume.driver());
                case "name" -> values.stream().anyMatch(volume.name()::contains);
                case "label" -> LabelFilter.hasAll(volume.labels(), values);
                case "label!" -> !LabelFilter.hasAny(volume.labels(), values);
                default -> true;
            };
        });
    }
}
