package io.nibble.bench.peers;

import io.nibble.kernel.Kernels;
import io.nibble.kernel.operand.Activation;
import io.nibble.kernel.operand.ActivationQuantization;
import io.nibble.kernel.operand.Int4Weights;
import io.nibble.kernel.operand.Int8Weights;
import io.nibble.kernel.operand.Matrix;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.ElementType;
import io.nibble.memory.Slice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Nibble through its Java facade. Symmetric 4-bit weights go with symmetric activations, all others
 * with asymmetric ones.
 */
final class NibbleContender implements Contender {
  private final Kernels kernels;
  private final Setting setting;
  private final List<? extends Layer> layers;
  private final List<Linear> packed = new ArrayList<>();
  private final OffHeapBlocks memory = new OffHeapBlocks();

  /** A packed layer. */
  private interface Linear {
    void run(Matrix x, Matrix y, Slice workspace);
  }

  private NibbleContender(Kernels kernels, List<? extends Layer> layers, Setting setting) {
    this.kernels = kernels;
    this.layers = layers;
    this.setting = setting;
  }

  static NibbleContender int4(Kernels kernels, List<Int4Layer> layers) {
    boolean symmetric = layers.get(0).symmetric();
    Setting setting = new Setting(Setting.NIBBLE, layers.get(0).group(), symmetric);
    ActivationQuantization mode =
        symmetric ? ActivationQuantization.SYMMETRIC : ActivationQuantization.ASYMMETRIC;
    NibbleContender contender = new NibbleContender(kernels, layers, setting);
    for (Int4Layer layer : layers) {
      Int4Weights w = contender.pack(layer);
      contender.packed.add(
          (x, y, space) -> kernels.linear(w, mode, Activation.IDENTITY, x, y, space));
    }
    return contender;
  }

  static NibbleContender int8(Kernels kernels, List<Int8Layer> layers) {
    NibbleContender contender =
        new NibbleContender(kernels, layers, new Setting(Setting.NIBBLE, 0, true));
    ActivationQuantization mode = ActivationQuantization.ASYMMETRIC;
    for (Int8Layer layer : layers) {
      Int8Weights w = contender.pack(layer);
      contender.packed.add(
          (x, y, space) -> kernels.linear(w, mode, Activation.IDENTITY, x, y, space));
    }
    return contender;
  }

  @Override
  public Setting setting() {
    return setting;
  }

  @Override
  public List<? extends Layer> layers() {
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

  private Int8Weights pack(Int8Layer layer) {
    PackedLayout layout = new PackedLayout(layer.n(), layer.k(), 0);
    Slice bias = memory.floats(layout.columnCount());
    bias.copyFrom(layer.bias(), 0, 0, layer.n());
    Int8Weights target =
        new Int8Weights(
            layout,
            memory.bytes(layout.int8Bytes()),
            memory.floats(layout.scaleCount()),
            memory.floats(layout.columnCount()),
            bias);
    try (OffHeapBlocks source = new OffHeapBlocks()) {
      kernels.packInt8(layout, source.copyOf(layer.rows()), source.copyOf(layer.scales()), target);
    }
    return target;
  }

  private final class NibblePass implements Pass {
    private final OffHeapBlocks buffers = new OffHeapBlocks();
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
      workspace = buffers.bytes(kernels.workspaceBytes(m, batch.k(), setting.group()));
    }

    @Override
    public void run() {
      for (int i = 0; i < packed.size(); i++) {
        packed.get(i).run(x, y.get(i), workspace);
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
