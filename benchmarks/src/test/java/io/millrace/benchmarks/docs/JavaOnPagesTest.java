package io.millrace.benchmarks.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pieces of Java on the pages compile as they stand there. */
class JavaOnPagesTest {
    private static final Pattern FENCE = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);
    private static final String BEFORE = """
            import static org.junit.jupiter.api.Assertions.*;
            import io.millrace.embedded.*;
            import io.millrace.examples.wordcount.*;
            import io.millrace.streams.*;
            import io.millrace.streams.kstream.*;
            import java.nio.file.*;
            import java.util.*;
            import org.apache.kafka.common.serialization.*;
            class Piece {
                void run(Properties settings) throws Exception {
            """;

    @TempDir
    private Path classes;

    @Test
    void everyPieceCompiles() throws IOException {
        List<String> wrong = new ArrayList<>();
        int pieces = 0;
        for (Path page : LinksTest.pages()) {
            Matcher fence = FENCE.matcher(Files.readString(page));
            while (fence.find()) {
                pieces++;
                String piece = fence.group(1);
                // Whole files stand for themselves; of what is left out a line tells by its dots.
                String text = piece.contains("class ") ? piece : BEFORE + piece.replace("…", "") + "}}";
                wrong.addAll(errors(page, text));
            }
        }

        assertThat(pieces).isGreaterThan(3);
        assertThat(wrong).isEmpty();
    }

    private List<String> errors(Path page, String text) {
        Matcher name = Pattern.compile("class (\\w+)").matcher(text);
        String file = name.find() ? name.group(1) : "Piece";
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        JavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///" + file + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return text;
                    }
                };
        boolean compiled = compiler.getTask(
                        null,
                        null,
                        found,
                        List.of("-d", classes.toString(), "-proc:none", "-cp", System.getProperty("java.class.path")),
                        null,
                        List.of(source))
                .call();
        return compiled
                ? List.of()
                : found.getDiagnostics().stream()
                        .map(each -> page + ": " + each.getMessage(null))
                        .toList();
    }
}
