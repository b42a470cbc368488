package io.millrace.benchmarks.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Distribution;
import io.millrace.benchmarks.Figure;
import io.millrace.benchmarks.Report;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryBenchTest {
    @Test
    void everyKindOfCallIsAnsweredAndTimed(@TempDir Path directory) {
        BenchOptions options = new BenchOptions(1, 40, 1, Set.of(), directory, line -> {});

        Report report = new RegistryBench().run(options, Distribution.ofThisProcess(directory));

        assertThat(report.figures())
                .extracting(Figure::name)
                .contains("GET /schemas/ids/{id}, CPU", "register, known, CPU", "register, new, time");
        assertThat(report.text()).contains("<= 0.10");
    }
}
