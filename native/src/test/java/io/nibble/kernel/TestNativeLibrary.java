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
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
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
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loading from a jar, and every way in which it can fail: plain Java must serve, cause kept. */
class TestNativeLibrary {
  private static final Path JAVACPP = ForkedJvm.origin(Pointer.class);

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
  void loadsFromAJarIntoADirectoryNamedAfterItsContent() throws Exception {
    Path cache = directory.resolve("cache");
    String output = withCache(new ForkedJvm(jar, JAVACPP), cache).run();
    assertThat(output)
        .contains("available: [Kernels[java], Kernels[portable]")
        .contains("cause: null", "ensure: ok", "relu: [0.0, 2.0]", "live: 0");
    assertThat(libraries(cache).stream().map(cache::relativize))
        .hasSize(1)
        .allMatch(file -> file.getName(0).toString().matches("[0-9a-f]{32}"));
  }

  /** As Spark does for the jars of several sessions: each class loader has its own copy. */
  @Test
  void everyClassLoaderOfOneJvmCanLoadIt() throws Exception {
    URL[] classPath = {jar.toUri().toURL(), JAVACPP.toUri().toURL()};
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
  void extractsToAPrivateDirectoryOfTheUserByDefault() throws Exception {
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    String output = new ForkedJvm(jar, JAVACPP).option("-Djava.io.tmpdir=" + temporary).run();
    assertThat(output).contains("cause: null");
    Path own = temporary.resolve("nibble-" + System.getProperty("user.name"));
    assertThat(Files.getPosixFilePermissions(own)).hasSize(3);
  }

  @Test
  void manyJvmsExtractItAtOnce() throws Exception {
    Path cache = directory.resolve("many");
    ExecutorService starters = Executors.newFixedThreadPool(JVMS);
    try {
      Callable<String> start = () -> withCache(new ForkedJvm(jar, JAVACPP), cache).run();
      for (Future<String> output : starters.invokeAll(Collections.nCopies(JVMS, start))) {
        assertThat(output.get()).contains("cause: null", "relu: [0.0, 2.0]");
      }
    } finally {
      starters.shutdown();
    }
    assertThat(libraries(cache)).hasSize(1);
  }

  /** As a JVM leaves it that is killed while it extracts. */
  @Test
  void halfAFileIsReplaced() throws Exception {
    Path cache = directory.resolve("half");
    withCache(new ForkedJvm(jar, JAVACPP), cache).run();
    Path library = libraries(cache).get(0);
    byte[] whole = Files.readAllBytes(library);
    Files.write(library, Arrays.copyOf(whole, whole.length / 2));
    assertThat(withCache(new ForkedJvm(jar, JAVACPP), cache).run()).contains("cause: null");
    assertThat(library).hasBinaryContent(whole);
  }

  @Test
  void twoVersionsLieSideBySide() throws Exception {
    Path cache = directory.resolve("versions");
    Path classes = directory.resolve("other");
    copyClasses(classes);
    Files.write(libraries(classes).get(0), new byte[1], StandardOpenOption.APPEND);
    Path other = jar(classes, "other.jar", entry -> true);
    for (Path version : List.of(jar, other, jar)) {
      assertThat(withCache(new ForkedJvm(version, JAVACPP), cache).run()).contains("cause: null");
    }
    assertThat(libraries(cache)).hasSize(2);
  }

  @Test
  void canBeDisabled() throws Exception {
    String output = new ForkedJvm(jar, JAVACPP).option("-Dio.nibble.native.disabled=true").run();
    assertFallback(output, "disabled by the system property io.nibble.native.disabled");
  }

  @Test
  void aPlatformThatTheJarDoesNotHaveIsNamed() throws Exception {
    String output = new ForkedJvm(jar, JAVACPP).option("-Dos.arch=riscv64").run();
    assertFallback(output, "this build has no native library for the platform linux-riscv64");
  }

  @Test
  void aMissingLibraryFileIsNamed() throws Exception {
    Path without = jar("without.jar", entry -> !entry.endsWith(".so"));
    String output = new ForkedJvm(without, JAVACPP).run();
    assertFallback(output, "this build has no native library for the platform linux-");
  }

  @Test
  void missingBindingsAreNamed() throws Exception {
    Path cache = directory.resolve("no-javacpp");
    String output = withCache(new ForkedJvm(jar), cache).run();
    assertFallback(output, "NoClassDefFoundError: org/bytedeco/javacpp/");
  }

  @Test
  void aDamagedLibraryFileIsNamed() throws Exception {
    Path damaged = directory.resolve("damaged");
    copyClasses(damaged);
    try (Stream<Path> files = Files.walk(damaged)) {
      Path library = files.filter(file -> file.toString().endsWith(".so")).findFirst().get();
      Files.write(library, new byte[1000]);
    }
    String output = withCache(new ForkedJvm(damaged, JAVACPP), directory.resolve("d")).run();
    assertFallback(output, "libjniNibble.so");
  }

  @Test
  void aDirectoryThatCannotBeCreatedIsNamed() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    String output = withCache(new ForkedJvm(jar, JAVACPP), file.resolve("cache")).run();
    assertFallback(output, file.toString());
  }

  @Test
  void aFileSystemMountedNoexecIsSaidSo() throws Exception {
    Path mount = Files.createDirectory(directory.resolve("noexec"));
    assertFallback(
        withCache(withNoExec(mount), mount).run(),
        "is on a file system mounted noexec; set -Dio.nibble.native.cachedir to a directory");
  }

  @Test
  void theHomeStepsInForATemporaryDirectoryMountedNoexec() throws Exception {
    Path temporary = Files.createDirectory(directory.resolve("noexec-tmp"));
    Path home = directory.resolve("home");
    ForkedJvm jvm = withNoExec(temporary).option("-Djava.io.tmpdir=" + temporary);
    assertThat(jvm.option("-Duser.home=" + home).run()).contains("cause: null");
    assertThat(libraries(home.resolve(".cache"))).hasSize(1);
  }

  /** A user that the machine does not know, as in containers. */
  @Test
  void withoutAHomeTheWorkingDirectoryStepsIn() throws Exception {
    Path temporary = Files.createDirectory(directory.resolve("noexec-tmp2"));
    Path work = Files.createDirectory(directory.resolve("work"));
    ForkedJvm jvm = withNoExec(temporary).option("-Djava.io.tmpdir=" + temporary);
    Path file = Files.createFile(directory.resolve("no-home"));
    jvm.option("-Duser.home=" + file).option("-Duser.name=?").option("-Duser.dir=" + work);
    assertThat(jvm.run()).contains("cause: null");
    assertThat(libraries(work)).hasSize(1);
  }

  @Test
  void whereNoPlaceIsUsableEachIsNamed() throws Exception {
    Path mount = Files.createDirectory(directory.resolve("noexec-all"));
    Path file = Files.createFile(directory.resolve("a-file"));
    ForkedJvm jvm = withNoExec(mount).option("-Djava.io.tmpdir=" + mount);
    jvm.option("-Duser.home=" + file).option("-Duser.dir=" + mount);
    String output = jvm.run();
    assertFallback(output, "is on a file system mounted noexec; ");
    assertThat(output)
        .contains(file.resolve(".cache").toString())
        .contains("; set -Dio.nibble.native.cachedir to a directory that allows execution");
  }

  private static ForkedJvm withNoExec(Path mount) throws InterruptedException {
    String script = "mount -t tmpfs -o noexec none '" + mount + "' && exec \"$@\"";
    String[] wrapper = {"unshare", "--map-root-user", "--mount", "sh", "-c", script, "sh"};
    assumeTrue(canRun(wrapper), "this machine cannot mount a noexec file system for a test");
    return new ForkedJvm(jar, JAVACPP).wrapper(wrapper);
  }

  private static List<Path> libraries(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".so")).toList();
    }
  }

  @Test
  void aForcedIsaWins() throws Exception {
    assertThat(new ForkedJvm(jar, JAVACPP).environment("NIBBLE_ISA", "java").run())
        .contains("best: java");
    assertThat(new ForkedJvm(jar, JAVACPP).environment("NIBBLE_ISA", "portable").run())
        .contains("best: portable");
    assertThat(new ForkedJvm(jar, JAVACPP).environment("NIBBLE_ISA", "").run())
        .contains("best: " + Kernels.available().get(Kernels.available().size() - 1).isa());
  }

  @Test
  void aForcedIsaThatIsNotThereIsAnErrorNamingWhatIs() throws Exception {
    assertThat(new ForkedJvm(jar, JAVACPP).environment("NIBBLE_ISA", "sse9").run())
        .contains("best: ISA 'sse9' is not available here; available: java, portable");
    assertThat(
            new ForkedJvm(jar, JAVACPP)
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

  @Test
  void platformsHaveTheNamesOfJavaCpp() {
    assertThat(NativeLoader.platform("Linux", "amd64")).isEqualTo("linux-x86_64");
    assertThat(NativeLoader.platform("Linux", "aarch64")).isEqualTo("linux-arm64");
    assertThat(NativeLoader.platform("Mac OS X", "aarch64")).isEqualTo("macosx-arm64");
    assertThat(NativeLoader.platform("Windows 11", "amd64")).isEqualTo("windows-x86_64");
  }

  private static void assertFallback(String output, String reason) {
    assertThat(output)
        .contains("available: [Kernels[java]]")
        .containsPattern("cause: .*" + Pattern.quote(reason))
        .containsPattern("ensure: the native library is not available: .")
        .contains("best: java", "relu: [0.0, 2.0]", "live: 0");
  }

  private static ForkedJvm withCache(ForkedJvm jvm, Path cache) {
    return jvm.option("-Dio.nibble.native.cachedir=" + cache);
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
