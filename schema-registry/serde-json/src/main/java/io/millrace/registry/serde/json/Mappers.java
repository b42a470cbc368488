package io.millrace.registry.serde.json;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;

/** Jackson as the settings want it. Types of java.time are always text; java.util.Date is as the setting says. */
final class Mappers {
    private static final List<Class<?>> TIMES = List.of(
            Instant.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            OffsetDateTime.class,
            ZonedDateTime.class,
            Duration.class);

    private Mappers() {}

    static ObjectMapper of(JsonConfig config) {
        ObjectMapper mapper = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .addModule(new Jdk8Module())
                .configure(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, !config.datesAsText())
                .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, config.failsOnUnknown())
                .build();
        for (Class<?> time : TIMES) {
            mapper.configOverride(time).setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.STRING));
        }
        return mapper;
    }
}
