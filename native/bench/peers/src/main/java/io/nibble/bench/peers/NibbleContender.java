package io.nibble.bench.peers;

import io.nibble.kernel.Kernels;
import io.nibble.kernel.operand.Activation;
import io.nibble.kernel.operand.ActivationQuantization;
import io.nibble.kernel.operand.Int4Weights;
import io.nibble.kernel.operand.Matrix;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.ElementType;
import io.nibble.memory.Slice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Nibble through its Java facade. Asymmetric weights go with asymmetric activations. */
final class NibbleContender implements Contender {
  private final Kernels kernels;
  private final List<Int4Layer> layers;
  private final List<Int4Weights> weights = new ArrayList<>();
  private final OffHeapBlocks memory = new OffHeapBlocks();

  NibbleContender(Kernels kernels, List<Int4Layer> layers) {
    this.kernels = kernels;
    this.layers = layers;
    for (Int4Layer layer : layers) {
      weights.add(pack(layer));
    }
  }

  @Override
  public Setting setting() {
    return new Setting(Setting.NIBBLE, layers.get(0).group(), layers.get(0).symmetric());
  }

  @Override
  public List<Int4Layer> layers() {
    return layers;
  }

  @Override
  public Pass bind(Batch batch, boolean keepAll) {
    return new NibblePass(batch, keepAll);
  }

  @Override
  public void close() {
    memory.close();
  }

  private Int4Weights pack(Int4Layer layer) {
    PackedLayout layout = new PackedLayout(layer.n(), layer.k(), layer.group());
    Slice bias = memory.floats(layout.columnCount());
    bias.copyFrom(layer.bias(), 0, 0, layer.n());
    Int4Weights target =
        new Int4Weights(
            layout,
            memory.bytes(layout.nibbleBytes()),
            memory.floats(layout.scaleCount()),
            layer.symmetric() ? null : memory.bytes(layout.scaleCount()),
            memory.floats(layout.columnCount()),
            bias);
    try (OffHeapBlocks source = new OffHeapBlocks()) {
      kernels.packInt4(
          layout,
          source.copyOf(layer.values()),
          source.copyOf(layer.scales()),
          layer.symmetric() ? null : source.copyOf(layer.zeroPoints()),
          target);
    }
    return target;
  }

  private final class NibblePass implements Pass {
    private final OffHeapBlocks buffers = new OffHeapBlocks();
    private final ActivationQuantization mode =
        setting().symmetric()
            ? ActivationQuantization.SYMMETRIC
            : ActivationQuantization.ASYMMETRIC;
    private final Matrix x;
    private final List<Matrix> y;
    private final Slice workspace;

    NibblePass(Batch batch, boolean keepAll) {
      int m = batch.m();
      int n = layers.get(0).n();
      x = Matrix.of(buffers.copyOf(batch.x()), ElementType.FLOAT32, m, batch.k());
      List<Matrix> results = new ArrayList<>();
      for (int i = 0; i < (keepAll ? layers.size() : 1); i++) {
        results.add(Matrix.of(buffers.floats((long) m * n), ElementType.FLOAT32, m, n));
      }
      y = keepAll ? results : Collections.nCopies(layers.size(), results.get(0));
      workspace = buffers.bytes(kernels.workspaceBytes(m, batch.k(), layers.get(0).group()));
    }

    @Override
    public void run() {
      for (int i = 0; i < weights.size(); i++) {
        kernels.linear(weights.get(i), mode, Activation.IDENTITY, x, y.get(i), workspace);
      }
    }

    @Override
    public void copyRow(int copy, int row, float[] target) {
      y.get(copy).data().copyTo((long) row * target.length, target, 0, target.length);
    }

    @Override
    public void close() {
      buffers.close();
    }
  }
}
