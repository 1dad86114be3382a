package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other libraries in the JVM find it as it would be without this one. */
class TestNeighbours {
  @TempDir Path directory;

  @Test
  void javaCppKeepsItsSettingsAndItsMemoryItsLimit() throws Exception {
    List<String> alone = useJavaCpp("-Dnothing");
    List<String> together = useJavaCpp("-Dwith.nibble=true");
    assertThat(together.get(0)).isEqualTo("with Nibble");
    assertThat(together).contains("within the limit: true");
    assertThat(together.subList(1, together.size())).isEqualTo(alone.subList(1, alone.size()));
  }

  private List<String> useJavaCpp(String option) throws Exception {
    URL library = BytePointer.class.getResource("linux-x86_64/libjnijavacpp.so");
    assumeTrue(library != null, "JavaCPP's own library is for Linux on x86-64");
    Path jar = Path.of(library.getPath().replaceFirst("^file:", "").replaceFirst("!.*", ""));
    return new ForkedJvm(ForkedJvm.origin(Kernels.class), ForkedJvm.origin(BytePointer.class), jar)
        .main(UseJavaCpp.class)
        .option("-Xmx256m")
        .option("-Dorg.bytedeco.javacpp.cachedir=" + directory)
        .option(option)
        .run()
        .lines()
        .toList();
  }

  /** Without JavaCPP there is nothing to set. */
  @Test
  void noClassOfJavaCppIsLoaded() throws Exception {
    String output = new ForkedJvm(ForkedJvm.origin(Kernels.class)).option("-Xlog:class+load").run();
    assertThat(output).contains("cause: null").doesNotContain("org.bytedeco");
  }
}
