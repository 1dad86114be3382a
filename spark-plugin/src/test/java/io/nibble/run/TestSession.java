package io.nibble.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.file.storage.BytesSource;
import io.nibble.graph.Graph;
import io.nibble.graph.ModelHeader;
import io.nibble.graph.operator.Extent;
import io.nibble.kernel.Kernels;
import io.nibble.run.OneByOne.Inputs;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Graphs of any operators, as sessions run them. */
@ExtendWith(OffHeapLeaks.class)
class TestSession {
  private static final int GRAPHS = 60;
  private static final int[] OFFSETS = {0, 3, 3, 4, 11, 13};

  static Stream<Kernels> kernels() {
    return Kernels.available().stream();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void sharedBuffersHoldWhatBuffersOfTheirOwnWould(Kernels kernels) throws IOException {
    for (long seed = 0; seed < GRAPHS; seed++) {
      Graph graph = RandomGraph.of(seed);
      Inputs inputs = inputs(graph, seed, OFFSETS);
      try (Model model = RandomTensors.load(graph, seed, kernels);
          OneByOne expected = new OneByOne(graph, model::tensor, inputs)) {
        assertThat(run(model, inputs, 0))
            .as("seed %d", seed)
            .containsExactly(expected.floats(graph.output().value()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void aRowIsTheSameAloneAndInLargerMemory(Kernels kernels) throws IOException {
    for (long seed = 0; seed < GRAPHS; seed++) {
      Graph graph = RandomGraph.of(seed);
      Inputs all = inputs(graph, seed, OFFSETS);
      try (Model model = RandomTensors.load(graph, seed, kernels)) {
        float[] whole = run(model, all, 5);
        int width = graph.outputShape().width();
        boolean isRows = graph.outputShape().extent() == Extent.ROWS;
        for (int row = 0; row < all.rows(); row++) {
          int from = isRows ? row : OFFSETS[row];
          int to = isRows ? row + 1 : OFFSETS[row + 1];
          assertThat(run(model, row(all, row), 0))
              .as("seed %d, row %d", seed, row)
              .containsExactly(Arrays.copyOfRange(whole, from * width, to * width));
        }
      }
    }
  }

  @Test
  void aHeaderSaysWhatItWasWrittenFor() throws IOException {
    for (long seed = 0; seed < GRAPHS; seed++) {
      Graph graph = RandomGraph.of(seed);
      ModelHeader header =
          ModelHeader.read(new BytesSource("random", RandomTensors.file(graph, seed).file()));
      assertThat(header.formatVersion()).isEqualTo(3);
      assertThat(header.graph().shapes()).isEqualTo(graph.shapes());
      assertThat(header.graph().output()).isEqualTo(graph.output());
      for (int i = 0; i < graph.nodes().size(); i++) {
        assertThat(header.graph().nodes().get(i).reads()).isEqualTo(graph.nodes().get(i).reads());
        assertThat(header.operators().get(i).json()).isEqualTo(graph.operators().get(i).json());
      }
    }
  }

  @Test
  void usesLessMemoryThanABufferForEveryValue() {
    long shared = 0;
    long own = 0;
    for (long seed = 0; seed < GRAPHS; seed++) {
      Graph graph = RandomGraph.of(seed);
      shared += new BufferPlan(graph).buffers().size();
      own += graph.shapes().size();
    }
    assertThat(shared).isLessThan(own * 3 / 4);
  }

  @Test
  void refusesMoreThanItHasRoomFor() throws IOException {
    Graph graph = RandomGraph.of(1);
    try (Model model = RandomTensors.load(graph, 1, Kernels.java());
        Session session = model.session(2, 8)) {
      assertThat(session.tokenCapacity()).isEqualTo(8);
      assertThatThrownBy(() -> session.run(1, 9)).hasMessage("tokens is 9, expected 0 to 8");
      assertThatThrownBy(() -> session.run(3, 1)).hasMessage("rows is 3, expected 0 to 2");
      assertThatThrownBy(() -> session.ids("x")).hasMessageContaining("no input of ids 'x'");
      assertThatThrownBy(() -> model.session(1, -1)).hasMessage("tokens is -1, expected 0 or more");
    }
  }

  private static Inputs inputs(Graph graph, long seed, int[] offsets) {
    Random random = new Random(seed);
    int rows = offsets.length - 1;
    float[] features = new float[rows * graph.features().orElseThrow().shape().width()];
    for (int i = 0; i < features.length; i++) {
      features[i] = random.nextFloat() - 0.5f;
    }
    return new Inputs(features, random.ints(offsets[rows], 0, RandomGraph.IDS).toArray(), offsets);
  }

  private static Inputs row(Inputs all, int row) {
    int width = all.features().length / all.rows();
    int from = all.offsets()[row];
    int to = all.offsets()[row + 1];
    return new Inputs(
        Arrays.copyOfRange(all.features(), row * width, (row + 1) * width),
        Arrays.copyOfRange(all.ids(), from, to),
        new int[] {0, to - from});
  }

  /** The output of a session with room for so many more. */
  private static float[] run(Model model, Inputs inputs, int spare) {
    Graph graph = model.header().graph();
    try (Session session = model.session(inputs.rows() + spare, inputs.tokens() + spare)) {
      inputs.copyTo(session, graph);
      session.run(inputs.rows(), inputs.tokens());
      boolean isRows = graph.outputShape().extent() == Extent.ROWS;
      int lines = isRows ? inputs.rows() : inputs.tokens();
      float[] output = new float[lines * graph.outputShape().width()];
      session.output().copyTo(0, output, 0, output.length);
      return output;
    }
  }
}
