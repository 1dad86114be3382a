package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * AMX inside a JVM, whose own SIGILL handler comes later than that of the preloaded library that
 * executes the instructions where the CPU has none (native/test/amx_emulator).
 */
class TestAmx {
  private static final Path EMULATOR =
      Path.of("target/cmake/test/amx_emulator/libnibble_amx_emulator.so").toAbsolutePath();

  @TempDir Path directory;

  @Test
  void computesTheSameBits() throws Exception {
    assumeTrue(Files.exists(EMULATOR), "the native tests were not built");
    Path report = directory.resolve("report");
    String output =
        new ForkedJvm(ForkedJvm.origin(Kernels.class), ForkedJvm.origin(Pointer.class))
            .main(MultiplyWithAmx.class)
            .option("-Xcheck:jni")
            .environment("LD_PRELOAD", EMULATOR.toString())
            .environment("NIBBLE_TEST_ASSUME_AMX", "1")
            .environment("NIBBLE_AMX_REPORT", report.toString())
            .environment("NIBBLE_ISA", "amx")
            .run();
    assertThat(output).contains("isa: amx").doesNotContain("WARNING", "FATAL");
    // A CPU with AMX runs it untrapped, and uncounted.
    assertThat(Files.readString(report))
        .containsPattern("\"emulated\":(false|true,.*\"tdpbssd\":[1-9])");
  }

  /** Without the library, Linux answers: it has no tiles to give where the CPU has none. */
  @Test
  void refusedItIsWithheldAndTheNextIsaServes() throws Exception {
    List<String> isas = Kernels.available().stream().map(Kernels::isa).toList();
    assumeTrue(isas.contains("avx512vnni") && !isas.contains("amx"), "AMX is not refused here");
    String output =
        new ForkedJvm(ForkedJvm.origin(Kernels.class), ForkedJvm.origin(Pointer.class))
            .environment("NIBBLE_TEST_ASSUME_AMX", "1")
            .run();
    assertThat(output)
        .contains("best: avx512vnni")
        .contains("withheld: {amx=Linux refuses AMX tile data");
    assertThat(Kernels.withheld()).isEmpty();
  }
}
