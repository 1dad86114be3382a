package io.nibble.build;

import io.nibble.file.TensorInfo;
import io.nibble.kernel.operand.PackedLayout;
import java.util.Optional;

/** The tensors of one layer of a float model, found and checked. */
record LayerWeights(MlpLayer layer, TensorInfo weight, Optional<TensorInfo> bias) {
  static LayerWeights of(MlpLayer layer, FloatTensors tensors) {
    TensorInfo weight = tensors.find(layer.weight(), 2);
    Optional<TensorInfo> bias = layer.bias().map(name -> tensors.find(name, 1));
    LayerWeights weights = new LayerWeights(layer, weight, bias);
    long outputs = weight.spec().shape().get(0);
    long inputs = weight.spec().shape().get(1);
    if (outputs > PackedLayout.MAX_N || inputs > PackedLayout.MAX_K) {
      throw tensors.error(
          weight,
          "is "
              + weight.spec()
              + ", expected at most ["
              + PackedLayout.MAX_N
              + ", "
              + PackedLayout.MAX_K
              + "]");
    }
    bias.ifPresent(found -> checkBias(found, outputs, tensors));
    return weights;
  }

  String name() {
    return layer.name();
  }

  int outputs() {
    return weight.spec().shape().get(0).intValue();
  }

  int inputs() {
    return weight.spec().shape().get(1).intValue();
  }

  long elements() {
    return (long) outputs() * inputs();
  }

  private static void checkBias(TensorInfo bias, long outputs, FloatTensors tensors) {
    if (bias.spec().shape().get(0) != outputs) {
      throw tensors.error(bias, "is " + bias.spec() + ", expected [" + outputs + "] values");
    }
  }
}
