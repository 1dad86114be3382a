package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.kernel.operand.Float32Weights;
import io.nibble.kernel.operand.Int4Weights;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.Slice;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Packed layout v1 against the file that freezes it. */
class TestGoldenLayout {
  private static final List<GoldenLayout> CASES = GoldenLayout.read();

  static Stream<Arguments> int4() {
    return cases(true);
  }

  static Stream<Arguments> float32() {
    return cases(false);
  }

  private static Stream<Arguments> cases(boolean int4) {
    return Kernels.available().stream()
        .flatMap(
            kernels ->
                CASES.stream()
                    .filter(golden -> golden.isInt4() == int4)
                    .map(golden -> Arguments.of(kernels, golden)));
  }

  @Test
  void noCaseIsLost() {
    assertThat(CASES).hasSize(10);
  }

  @ParameterizedTest
  @MethodSource("int4")
  void packGivesTheFrozenBytesAndUnpackReadsThem(Kernels kernels, GoldenLayout golden) {
    boolean asymmetric = golden.setting("asymmetric") == 1;
    PackedLayout layout =
        new PackedLayout(golden.setting("n"), golden.setting("k"), golden.setting("group"));
    try (Arena arena = new Arena()) {
      Int4Weights packed =
          new Int4Weights(
              layout,
              arena.bytes(layout.nibbleBytes()),
              arena.floats(layout.scaleCount()),
              asymmetric ? arena.bytes(layout.scaleCount()) : null,
              arena.floats(layout.columnCount()),
              null);
      kernels.packInt4(
          layout,
          arena.of(golden.digits("values")),
          arena.of(golden.floats("scales")),
          asymmetric ? arena.of(golden.digits("zero_points")) : null,
          packed);
      assertThat(Arena.read(packed.nibbles())).isEqualTo(golden.bytes("packed_nibbles"));
      assertThat(Arena.readFloats(packed.scales())).isEqualTo(golden.floats("packed_scales"));
      assertThat(Arena.readFloats(packed.comp())).isEqualTo(golden.floats("comp"));
      if (asymmetric) {
        assertThat(Arena.read(packed.zeroPoints())).isEqualTo(golden.bytes("packed_zero_points"));
      }

      Slice values = arena.bytes((long) layout.n() * layout.k());
      kernels.unpackInt4(layout, arena.of(golden.bytes("packed_nibbles")), values);
      assertThat(Arena.read(values)).isEqualTo(golden.digits("values"));
    }
  }

  @ParameterizedTest
  @MethodSource("float32")
  void float32PanelsAreFrozenToo(Kernels kernels, GoldenLayout golden) {
    try (Arena arena = new Arena()) {
      float[] expected = golden.floats("packed");
      Slice packed = arena.floats(expected.length);
      kernels.packFloat32(
          arena.of(golden.floats("weight")),
          new Float32Weights(golden.setting("n"), golden.setting("k"), packed, null));
      assertThat(Arena.readFloats(packed)).isEqualTo(expected);
    }
  }
}
