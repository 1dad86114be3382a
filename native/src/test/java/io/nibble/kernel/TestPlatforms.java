package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What the libraries of the jar ask of the system that loads them. Made by {@code -Pplatforms}. */
@EnabledIfSystemProperty(named = "nibble.platforms", matches = "true")
class TestPlatforms {
  private static final Pattern NEEDED = Pattern.compile("\\(NEEDED\\).*\\[(.*)]");
  private static final Pattern VERSION = Pattern.compile("Name: (\\S+)  Flags");
  private static final Pattern SYMBOL =
      Pattern.compile("(UND|\\d+) (\\w+)(@\\S+)?(?: \\(\\d+\\))?\\n");
  private static final Pattern GLIBC = Pattern.compile("GLIBC_2\\.(\\d+)(\\.\\d+)?");
  private static final int OLDEST_GLIBC = 17;

  @Test
  void linuxOnX86() throws Exception {
    checkGlibc("linux-x86_64", "ld-linux-x86-64.so.2");
  }

  @Test
  void linuxOnArm() throws Exception {
    checkGlibc("linux-arm64", "ld-linux-aarch64.so.1");
  }

  @Test
  void muslOnX86() throws Exception {
    String dump = readelf("linux-x86_64-musl");
    assertThat(found(NEEDED, dump)).containsExactly("libc.so");
    assertThat(found(VERSION, dump)).isEmpty();
    checkExports(dump);
  }

  /** The C++ runtime is inside: no GLIBCXX_, no CXXABI_, no libgcc. */
  private static void checkGlibc(String platform, String loader) throws Exception {
    String dump = readelf(platform);
    assertThat(found(NEEDED, dump))
        .contains("libc.so.6")
        .isSubsetOf("libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", loader);
    assertThat(found(VERSION, dump))
        .isNotEmpty()
        .allMatch(version -> minor(version) <= OLDEST_GLIBC);
    checkExports(dump);
  }

  private static int minor(String version) {
    MatchResult glibc = GLIBC.matcher(version).results().findFirst().orElseThrow();
    assertThat(glibc.group()).isEqualTo(version);
    return Integer.parseInt(glibc.group(1));
  }

  private static void checkExports(String dump) {
    List<String> exports =
        SYMBOL
            .matcher(dump)
            .results()
            .filter(symbol -> !symbol.group(1).equals("UND"))
            .map(symbol -> symbol.group(2))
            .toList();
    assertThat(exports).isNotEmpty().allMatch(name -> name.startsWith("Java_io_nibble_kernel_"));
  }

  @Test
  void macOsOnArm() throws Exception {
    MachO library = MachO.of(library("macosx-arm64", "dylib"));
    assertThat(library.cpu()).isEqualTo(MachO.ARM64);
    assertThat(library.oldestMacOs()).isEqualTo("11.0");
    assertThat(library.isSigned()).as("macOS on ARM loads nothing unsigned").isTrue();
    assertThat(library.needed())
        .isNotEmpty()
        .isSubsetOf("/usr/lib/libSystem.B.dylib", "/usr/lib/libc++.1.dylib");
    // zig's linker exports what else is visible, but nothing that a JVM looks for.
    assertThat(library.exports())
        .anyMatch(name -> name.startsWith("_Java_io_nibble_kernel_"))
        .noneMatch(name -> name.startsWith("_JNI_") || name.startsWith("_Java_org_"));
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1)).toList();
  }

  private static String readelf(String platform) throws IOException, InterruptedException {
    Path library = library(platform, "so");
    ProcessBuilder builder =
        new ProcessBuilder("readelf", "-dVW", "--dyn-syms", library.toString());
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static Path library(String platform, String type) {
    return ForkedJvm.origin(Kernels.class)
        .resolve("io/nibble/kernel/" + platform + "/libjniNibble." + type);
  }
}
