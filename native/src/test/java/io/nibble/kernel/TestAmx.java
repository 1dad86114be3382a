package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * AMX inside a JVM, whose own SIGILL handler comes later than that of the preloaded library that
 * executes the instructions where the CPU has none (native/test/amx_emulator).
 */
class TestAmx {
  private static final String NAME = System.mapLibraryName("jniNibble");
  private static final Path EMULATOR =
      Path.of("target/cmake/test/amx_emulator/libnibble_amx_emulator.so").toAbsolutePath();

  private static final Path LIBRARY = Path.of("target/assume-amx", NAME);

  @TempDir Path directory;

  @Test
  void computesTheSameBits() throws Exception {
    assumeTrue(Files.exists(EMULATOR), "the native tests were not built");
    assumeTrue(isas().contains("avx512vnni"), "the AMX kernels need AVX-512, and it is not there");
    Path report = directory.resolve("report");
    String output =
        new ForkedJvm(libraryForTests(), ForkedJvm.origin(Kernels.class))
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
    List<String> isas = isas();
    assumeTrue(isas.contains("avx512vnni") && !isas.contains("amx"), "AMX is not refused here");
    String output =
        new ForkedJvm(libraryForTests(), ForkedJvm.origin(Kernels.class))
            .environment("NIBBLE_TEST_ASSUME_AMX", "1")
            .run();
    assertThat(output)
        .contains("best: avx512vnni")
        .contains("withheld: {amx=Linux refuses AMX tile data");
    assertThat(Kernels.withheld()).isEmpty();
  }

  /** The jar's own library asks the CPU, whatever the environment says. */
  @Test
  void theEnvironmentDoesNotReachTheLibraryOfTheJar() throws Exception {
    assumeTrue(Files.exists(EMULATOR), "the native tests were not built");
    List<String> isas = isas();
    assumeTrue(!isas.contains("amx"), "this CPU has AMX");
    String output =
        new ForkedJvm(ForkedJvm.origin(Kernels.class))
            .environment("LD_PRELOAD", EMULATOR.toString())
            .environment("NIBBLE_TEST_ASSUME_AMX", "1")
            .run();
    assertThat(output).contains("cause: null", "withheld: {}").doesNotContain("amx");
    try (InputStream library = NativeLibrary.class.getResourceAsStream(resource())) {
      assertThat(new String(library.readAllBytes(), StandardCharsets.ISO_8859_1))
          .doesNotContain("NIBBLE_TEST");
    }
  }

  private static List<String> isas() {
    return Kernels.available().stream().map(Kernels::isa).toList();
  }

  /** A class path with the library that heeds NIBBLE_TEST_ASSUME_AMX. */
  private Path libraryForTests() throws IOException {
    Path target = directory.resolve("io/nibble/kernel").resolve(resource());
    Files.createDirectories(target.getParent());
    Files.copy(LIBRARY, target);
    return directory;
  }

  private static String resource() throws IOException {
    return Platform.here() + "/" + NAME;
  }
}
