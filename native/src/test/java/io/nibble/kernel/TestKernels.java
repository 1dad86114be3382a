package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TestKernels {
  @Test
  void plainJavaIsAlwaysFirst() {
    List<Kernels> available = Kernels.available();
    assertThat(available.get(0)).isSameAs(Kernels.java());
    assertThat(Kernels.java().isa()).isEqualTo("java");
    assertThat(Kernels.java().isNative()).isFalse();
    assertThat(available.subList(1, available.size())).allMatch(Kernels::isNative);
  }

  @Test
  void theNativeLibraryIsPartOfThisBuild() {
    assertThat(Kernels.available())
        .extracting(Kernels::isa)
        .contains("portable")
        .doesNotHaveDuplicates();
  }

  @Test
  void everyAvailableOneIsFoundByItsName() {
    for (Kernels kernels : Kernels.available()) {
      assertThat(Kernels.of(kernels.isa())).isSameAs(kernels);
      assertThat(kernels).hasToString("Kernels[" + kernels.isa() + "]");
    }
  }

  @Test
  void anUnknownNameIsAnErrorNamingWhatIsAvailable() {
    assertThatThrownBy(() -> Kernels.of("neon"))
        .isInstanceOf(IsaUnavailableException.class)
        .hasMessageStartingWith("ISA 'neon' is not available here; available: java, portable");
  }

  @Test
  void workspaceGrowsOnlyUpToAChunk() {
    for (Kernels kernels : Kernels.available()) {
      long[] bytes =
          IntStream.of(0, 1, 2, 10, 100, 10_000, 1 << 30)
              .mapToLong(rows -> kernels.workspaceBytes(rows, 4096, 32))
              .toArray();
      assertThat(bytes).as("%s", kernels).isSorted();
      assertThat(bytes[6]).as("%s", kernels).isEqualTo(bytes[5]).isLessThan(4 << 20);
    }
  }
}
