package io.millrace.platform.launch;

import io.millrace.base.Settings;
import io.millrace.client.config.ClientKeys;
import io.millrace.client.config.SecurityConfig;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** The one properties file. <i>Immutable.</i> */
public final class ConfigFile {
    private static final long MAX_BYTES = 1 << 20;

    private ConfigFile() {}

    /** Reads name and value pairs; refuses a file that is missing, unreadable, too large or malformed. */
    public static Map<String, String> read(Path file) {
        return read("--config", file);
    }

    /** A client's keys, checked: what {@code --command-config} names. */
    public static Map<String, String> ofClient(Path file) {
        Map<String, String> values = read("--command-config", file);
        try {
            SecurityConfig.of(values);
            Settings.of(values, ClientKeys.ALL);
        } catch (IllegalArgumentException e) {
            throw new Refused(2, "--command-config: " + file + ": " + e.getMessage());
        }
        return values;
    }

    private static Map<String, String> read(String flag, Path file) {
        Properties properties = new Properties();
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new Refused(2, flag + ": " + file + " is larger than 1 MiB, so it is no configuration");
            }
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                properties.load(reader);
            }
        } catch (java.nio.file.NoSuchFileException e) {
            throw new Refused(2, flag + ": " + file + " does not exist");
        } catch (CharacterCodingException e) {
            throw new Refused(2, flag + ": " + file + " is no text in UTF-8, so it is no configuration");
        } catch (IOException | IllegalArgumentException e) {
            throw new Refused(2, flag + ": cannot read " + file + ": " + e.getMessage());
        }
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name)));
        return values;
    }
}
