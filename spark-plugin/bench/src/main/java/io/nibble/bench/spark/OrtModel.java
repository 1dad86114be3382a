package io.nibble.bench.spark;

import java.io.Serializable;

/**
 * An ONNX model in a file.
 *
 * @param result name of its only output
 */
record OrtModel(String path, int inputs, int outputs, String result) implements Serializable {}
