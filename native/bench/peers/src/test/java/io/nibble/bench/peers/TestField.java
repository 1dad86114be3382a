package io.nibble.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.kernel.Kernels;
import io.nibble.memory.OffHeap;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestField {
  @AfterEach
  void nothingLeaks() {
    assertThat(OffHeap.liveBytes()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "10, 13", "7, 384", "33, 160", "64, 479"})
  void everyContenderComputesItsOwnLayers(int n, int k) {
    try (Field field = Field.of(new Shape("any", n, k), List.of(32, 64, 128), Kernels.java())) {
      assertThat(field.contenders()).hasSize(23);
      for (int m : new int[] {1, 2, 7}) {
        assertThat(Accuracy.checkAll(field.contenders(), Batch.random(m, k)))
            .allMatch(decibels -> decibels >= Accuracy.MIN_DECIBELS);
      }
    }
  }

  @Test
  void float32IsNotQuantizedAndTheOthersAre() {
    Shape shape = new Shape("any", 48, 256);
    try (Field field = Field.of(shape, List.of(32), Kernels.java())) {
      for (Contender contender : field.contenders()) {
        double decibels = Accuracy.check(contender, Batch.random(4, shape.k()));
        if (contender.setting().contender().endsWith("float32")) {
          assertThat(decibels).isGreaterThan(100);
        } else {
          assertThat(decibels).isLessThan(60);
        }
      }
    }
  }

  @Test
  void aContenderThatComputesSomethingElseIsRefused() {
    Shape shape = new Shape("any", 48, 64);
    Float32Layer layer = Float32Layer.random(shape, 0);
    Float32Layer withoutBias =
        new Float32Layer(shape.n(), shape.k(), layer.weight(), new float[shape.n()]);
    try (Contender contender =
        new Renamed(OrtContender.float32(List.of(withoutBias)), List.of(layer))) {
      assertThatThrownBy(() -> Accuracy.check(contender, Batch.random(3, shape.k())))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("not measured")
          .hasMessageContaining("copy 0");
    }
  }

  @Test
  void theResultOfEveryCopyIsKeptForTheCheck() {
    Shape shape = new Shape("any", 40, 32);
    List<Float32Layer> layers =
        List.of(Float32Layer.random(shape, 0), Float32Layer.random(shape, 1));
    List<Float32Layer> claimed = List.of(layers.get(0), Float32Layer.random(shape, 2));
    try (Contender contender = new Renamed(OrtContender.float32(layers), claimed)) {
      assertThatThrownBy(() -> Accuracy.check(contender, Batch.random(3, shape.k())))
          .hasMessageContaining("copy 1");
    }
  }

  /** Claims other layers than it computes. */
  private record Renamed(Contender contender, List<Float32Layer> layers) implements Contender {
    @Override
    public Setting setting() {
      return contender.setting();
    }

    @Override
    public Pass bind(Batch batch, boolean keepAll) {
      return contender.bind(batch, keepAll);
    }

    @Override
    public void close() {
      contender.close();
    }
  }
}
