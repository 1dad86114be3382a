package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every Java that the machine has, and what the newer ones can be told to refuse. */
class TestJavaVersions {
  private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";
  private static final String NO_UNSAFE = "--sun-misc-unsafe-memory-access=deny";
  private static final String NO_NATIVE_ACCESS = "--illegal-native-access=deny";

  record Java(Path home, int version) {
    static Java of(Path link) {
      Path home = real(link);
      Properties release = new Properties();
      try (var in = Files.newInputStream(home.resolve("release"))) {
        release.load(in);
      } catch (IOException e) {
        return new Java(home, 0);
      }
      String version = release.getProperty("JAVA_VERSION", "0").replace("\"", "");
      return new Java(home, Integer.parseInt(version.split("[.+-]")[0]));
    }

    private static Path real(Path link) {
      try {
        return link.toRealPath();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    ForkedJvm jvm() {
      return new ForkedJvm(ForkedJvm.origin(Kernels.class)).home(home);
    }
  }

  static Stream<Java> javas() throws IOException {
    Path mine = Path.of(System.getProperty("java.home")).toRealPath();
    try (Stream<Path> others = Files.list(mine.getParent())) {
      return Stream.concat(Stream.of(mine), others.filter(Files::isDirectory).toList().stream())
          .filter(home -> Files.isExecutable(home.resolve("bin/java")))
          .map(Java::of)
          .filter(java -> java.version() >= 17)
          .distinct();
    }
  }

  @ParameterizedTest
  @MethodSource("javas")
  void computesTheSameBits(Java java) throws Exception {
    String output = java.jvm().option(allowed(java)).main(MultiplyWithAmx.class).run();
    assertThat(output).contains("first different byte: -1").doesNotContain("WARNING", "isa: java");
  }

  @ParameterizedTest
  @MethodSource("javas")
  void needsNoUnsafeMemory(Java java) throws Exception {
    assumeTrue(java.version() >= 24, "nothing to refuse before");
    ForkedJvm jvm = java.jvm().option(NATIVE_ACCESS).option(NO_UNSAFE);
    assertThat(jvm.main(MultiplyWithAmx.class).run())
        .contains("first different byte: -1")
        .doesNotContain("WARNING", "isa: java");
    assertThat(jvm.main(ReportKernels.class).option("-Dio.nibble.native.disabled=true").run())
        .contains("available: [Kernels[java]]", "relu: [0.0, 2.0]")
        .doesNotContain("WARNING");
  }

  @ParameterizedTest
  @MethodSource("javas")
  void withoutNativeAccessPlainJavaServesAndNamesTheFlag(Java java) throws Exception {
    assumeTrue(java.version() >= 24, "nothing to refuse before");
    assertThat(java.jvm().option(NO_NATIVE_ACCESS).run())
        .contains("cause: java.lang.UnsatisfiedLinkError: this JVM was told to refuse native code")
        .contains("start it with --enable-native-access=ALL-UNNAMED")
        .contains("available: [Kernels[java]]", "relu: [0.0, 2.0]");
  }

  @ParameterizedTest
  @MethodSource("javas")
  void whereNothingIsAllowedTheFlagIsNamed(Java java) throws Exception {
    assumeTrue(java.version() >= 24, "nothing to refuse before");
    assertThatThrownBy(() -> java.jvm().option(NO_NATIVE_ACCESS).option(NO_UNSAFE).run())
        .hasMessageContaining(
            "IllegalStateException: this JVM was told to refuse access to memory by address; start"
                + " it with --enable-native-access=ALL-UNNAMED");
  }

  private static String allowed(Java java) {
    return java.version() >= 22 ? NATIVE_ACCESS : "-Dnothing";
  }
}
