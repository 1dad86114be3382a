package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loading from a jar, and every way in which it can fail: plain Java must serve, cause kept. */
class TestNativeLibrary {
  private static final int JVMS = 6;

  @TempDir static Path directory;

  private static Path jar;

  @BeforeAll
  static void packJar() throws IOException {
    jar = jar("nibble.jar", entry -> true);
  }

  @Test
  void isLoadedHere() {
    NativeLibrary.ensureAvailable();
    assertThat(NativeLibrary.isAvailable()).isTrue();
    assertThat(NativeLibrary.unavailabilityCause()).isEmpty();
  }

  @Test
  void loadsFromAJarAndLeavesNothing() throws Exception {
    Path place = directory.resolve("place");
    String output = withPlace(new ForkedJvm(jar), place).run();
    assertThat(output)
        .contains("available: [Kernels[java], Kernels[portable]")
        .contains("cause: null", "ensure: ok", "relu: [0.0, 2.0]", "live: 0");
    assertThat(place).isEmptyDirectory();
  }

  @Test
  void loadsWithLittleDirectMemory() throws Exception {
    assertThat(new ForkedJvm(jar).option("-XX:MaxDirectMemorySize=64k").run())
        .contains("cause: null", "ensure: ok");
  }

  @Test
  void withoutAnyDirectMemoryItIsUnavailable() throws Exception {
    ForkedJvm jvm =
        new ForkedJvm(jar)
            .main(ExhaustDirectMemory.class)
            .option("-XX:MaxDirectMemorySize=64k")
            .option("-D" + ExhaustDirectMemory.LOADS_LATE + "=true");
    assertThat(jvm.run())
        .contains("cause: io.nibble.memory.OffHeapExhaustedException: no memory to load it with: ");
  }

  /** As Spark does for the jars of several sessions: each class loader has its own copy. */
  @Test
  void everyClassLoaderOfOneJvmCanLoadIt() throws Exception {
    URL[] classPath = {jar.toUri().toURL()};
    for (int i = 0; i < 3; i++) {
      try (URLClassLoader loader =
          new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
        Class<?> library = loader.loadClass(NativeLibrary.class.getName());
        assertThat(library).isNotSameAs(NativeLibrary.class);
        assertThat(library.getMethod("unavailabilityCause").invoke(null))
            .isEqualTo(Optional.empty());
      }
    }
  }

  @Test
  void passesThroughTheTemporaryDirectoryByDefault() throws Exception {
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    assertThat(new ForkedJvm(jar).option("-Djava.io.tmpdir=" + temporary).run())
        .contains("cause: null", "library: " + temporary.toRealPath() + "/nibble-");
    assertThat(temporary).isEmptyDirectory();
  }

  /** Files of the library's name and length in a directory that everybody may write to. */
  @Test
  void whatOthersPutThereIsNotLoaded() throws Exception {
    Path place = Files.createDirectory(directory.resolve("shared"));
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path planted = place.resolve("libjniNibble.so");
    Files.write(planted, new byte[(int) Files.size(library(ForkedJvm.origin(Kernels.class)))]);
    assertThat(withPlace(new ForkedJvm(jar), place).run())
        .contains("cause: null", "relu: [0.0, 2.0]")
        .containsPattern(
            "library: " + Pattern.quote(place.toRealPath() + "/nibble-") + ".*deleted");
    assertThat(place.toFile().list()).containsExactly("libjniNibble.so");
  }

  @Test
  void manyJvmsLoadItAtOnce() throws Exception {
    Path place = directory.resolve("many");
    ExecutorService starters = Executors.newFixedThreadPool(JVMS);
    try {
      Callable<String> start = () -> withPlace(new ForkedJvm(jar), place).run();
      for (Future<String> output : starters.invokeAll(Collections.nCopies(JVMS, start))) {
        assertThat(output.get()).contains("cause: null", "relu: [0.0, 2.0]");
      }
    } finally {
      starters.shutdown();
    }
    assertThat(place).isEmptyDirectory();
  }

  @Test
  void canBeDisabled() throws Exception {
    String output = new ForkedJvm(jar).option("-Dio.nibble.native.disabled=true").run();
    assertFallback(output, "disabled by the system property io.nibble.native.disabled");
  }

  @Test
  void aPlatformThatTheJarDoesNotHaveIsNamed() throws Exception {
    String output = new ForkedJvm(jar).option("-Dos.arch=riscv64").run();
    assertFallback(output, "this build has no native library for the platform linux-riscv64");
  }

  @Test
  void aMissingLibraryFileIsNamed() throws Exception {
    Path without = jar("without.jar", entry -> !entry.endsWith(".so"));
    String output = new ForkedJvm(without).run();
    assertFallback(output, "this build has no native library for the platform linux-");
  }

  @Test
  void aDamagedLibraryFileIsNamed() throws Exception {
    Path damaged = directory.resolve("damaged");
    copyClasses(damaged);
    Files.write(library(damaged), new byte[1000]);
    String output = withPlace(new ForkedJvm(damaged), directory.resolve("d")).run();
    assertFallback(output, "the jar's libjniNibble.so cannot be loaded: /proc/");
  }

  @Test
  void aDirectoryThatCannotBeCreatedIsNamed() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    String output = withPlace(new ForkedJvm(jar), file.resolve("cache")).run();
    assertFallback(output, file.toString());
  }

  @Test
  void aFileSystemMountedNoexecIsSaidSo() throws Exception {
    Path mount = Files.createDirectory(directory.resolve("noexec"));
    assertFallback(
        withPlace(withNoExec(mount), mount).run(),
        "is on a file system mounted noexec; set -Dio.nibble.native.cachedir to a directory");
  }

  @Test
  void theHomeStepsInForATemporaryDirectoryMountedNoexec() throws Exception {
    Path temporary = Files.createDirectory(directory.resolve("noexec-tmp"));
    Path home = directory.resolve("home");
    ForkedJvm jvm = withNoExec(temporary).option("-Djava.io.tmpdir=" + temporary);
    assertThat(jvm.option("-Duser.home=" + home).run())
        .contains("cause: null", "library: " + home.toRealPath() + "/.cache/nibble-");
  }

  /** A user that the machine does not know, as in containers. */
  @Test
  void withoutAHomeTheWorkingDirectoryStepsIn() throws Exception {
    Path temporary = Files.createDirectory(directory.resolve("noexec-tmp2"));
    Path work = Files.createDirectory(directory.resolve("work"));
    ForkedJvm jvm = withNoExec(temporary).option("-Djava.io.tmpdir=" + temporary);
    Path file = Files.createFile(directory.resolve("no-home"));
    jvm.option("-Duser.home=" + file).option("-Duser.name=?").option("-Duser.dir=" + work);
    assertThat(jvm.run()).contains("cause: null", "library: " + work.toRealPath() + "/nibble-");
  }

  private static ForkedJvm withNoExec(Path mount) throws InterruptedException {
    String script = "mount -t tmpfs -o noexec none '" + mount + "' && exec \"$@\"";
    String[] wrapper = {"unshare", "--map-root-user", "--mount", "sh", "-c", script, "sh"};
    assumeTrue(canRun(wrapper), "this machine cannot mount a noexec file system for a test");
    return new ForkedJvm(jar).wrapper(wrapper);
  }

  @Test
  void aForcedIsaWins() throws Exception {
    assertThat(new ForkedJvm(jar).environment("NIBBLE_ISA", "java").run()).contains("best: java");
    assertThat(new ForkedJvm(jar).environment("NIBBLE_ISA", "portable").run())
        .contains("best: portable");
    assertThat(new ForkedJvm(jar).environment("NIBBLE_ISA", "").run())
        .contains("best: " + Kernels.available().get(Kernels.available().size() - 1).isa());
  }

  @Test
  void aForcedIsaThatIsNotThereIsAnErrorNamingWhatIs() throws Exception {
    assertThat(new ForkedJvm(jar).environment("NIBBLE_ISA", "sse9").run())
        .contains("best: ISA 'sse9' is not available here; available: java, portable");
    assertThat(
            new ForkedJvm(jar)
                .option("-Dio.nibble.native.disabled=true")
                .environment("NIBBLE_ISA", "portable")
                .run())
        .contains(
            "best: ISA 'portable' is not available here; available: java"
                + " (the native library is not loaded: disabled by the system property");
  }

  @Test
  void anotherAbiVersionIsRefused() {
    NativeProvider.checkAbi(3, 3);
    assertThatThrownBy(() -> NativeProvider.checkAbi(2, 3))
        .isInstanceOf(UnsatisfiedLinkError.class)
        .hasMessageContaining("the native library has ABI version 2, these classes expect 3");
  }

  private static void assertFallback(String output, String reason) {
    assertThat(output)
        .contains("available: [Kernels[java]]")
        .containsPattern("cause: .*" + Pattern.quote(reason))
        .containsPattern("ensure: the native library is not available: .")
        .contains("best: java", "relu: [0.0, 2.0]", "live: 0");
  }

  /** That of this platform. */
  private static Path library(Path classes) throws IOException {
    return classes.resolve("io/nibble/kernel/" + Platform.here() + "/libjniNibble.so");
  }

  private static ForkedJvm withPlace(ForkedJvm jvm, Path place) {
    return jvm.option("-Dio.nibble.native.cachedir=" + place);
  }

  private static boolean canRun(String... wrapper) throws InterruptedException {
    String[] command = Stream.concat(Stream.of(wrapper), Stream.of("true")).toArray(String[]::new);
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static Path jar(String name, Predicate<String> filter) throws IOException {
    return jar(ForkedJvm.origin(Kernels.class), name, filter);
  }

  private static Path jar(Path classes, String name, Predicate<String> filter) throws IOException {
    Path target = directory.resolve(name);
    try (OutputStream out = Files.newOutputStream(target);
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String entry = classes.relativize(file).toString();
        if (filter.test(entry)) {
          zip.putNextEntry(new ZipEntry(entry));
          Files.copy(file, zip);
        }
      }
    }
    return target;
  }

  private static void copyClasses(Path target) throws IOException {
    Path classes = ForkedJvm.origin(Kernels.class);
    try (Stream<Path> files = Files.walk(classes)) {
      files.forEach(file -> copy(file, target.resolve(classes.relativize(file).toString())));
    }
  }

  private static void copy(Path from, Path to) {
    try {
      Files.copy(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
