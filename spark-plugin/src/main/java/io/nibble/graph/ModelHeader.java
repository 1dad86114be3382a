package io.nibble.graph;

import io.nibble.file.DataLayout;
import io.nibble.file.ModelException;
import io.nibble.file.Quote;
import io.nibble.file.SafetensorsHeader;
import io.nibble.file.Sha256;
import io.nibble.file.TensorInfo;
import io.nibble.file.TensorSpec;
import io.nibble.file.storage.ByteSource;
import io.nibble.graph.operator.Operator;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everything of a model file before its tensor bytes, verified: the file is an 8-byte length,
 * {@link #bytes()} and the data section. Immutable.
 */
public final class ModelHeader {
  private final SafetensorsHeader file;
  private final Graph graph;
  private final String dataChecksum;
  private final String contentHash;

  private ModelHeader(SafetensorsHeader file) {
    ModelFormat.check(file);
    this.file = file;
    this.dataChecksum = ModelFormat.checksum(file);
    this.graph = ModelFormat.graph(file);
    this.contentHash = Sha256.hex(Sha256.of(file.bytes()));
    checkTensors();
  }

  /** Reads a header and checks all of it against the file; leaves the data section unread. */
  public static ModelHeader read(ByteSource source) throws IOException {
    return new ModelHeader(SafetensorsHeader.read(source));
  }

  /**
   * Checks a header that travelled apart from its file.
   *
   * @param header the JSON bytes, as {@link #bytes()} gives them
   * @param dataBytes bytes of the data section
   * @param name name of the model for messages
   */
  public static ModelHeader parse(byte[] header, long dataBytes, String name) {
    return new ModelHeader(SafetensorsHeader.parse(header.clone(), dataBytes, name));
  }

  /**
   * Whether {@code file} has this header, and the length that goes with it. As the header holds the
   * weights' checksum, a sound file that has it is the same model.
   */
  public boolean isOf(ByteSource file) throws IOException {
    if (file.length() != dataOffset() + dataBytes()) {
      return false;
    }
    byte[] expected = bytes();
    byte[] found = new byte[expected.length];
    file.readFully(dataOffset() - expected.length, found, 0, found.length);
    return Arrays.equals(found, expected);
  }

  /** Name of the file, for messages. */
  public String source() {
    return file.source();
  }

  /** The JSON bytes, as in the file. */
  public byte[] bytes() {
    return file.bytes();
  }

  /** Where the data section starts in the file. */
  public long dataOffset() {
    return file.dataOffset();
  }

  /** Bytes of the data section. */
  public long dataBytes() {
    return file.dataBytes();
  }

  /** Hex SHA-256 that the data section must have. */
  public String dataChecksum() {
    return dataChecksum;
  }

  /**
   * Hex SHA-256 of the header bytes. As these hold the data section's checksum, it identifies the
   * model.
   */
  public String contentHash() {
    return contentHash;
  }

  /** Version of the file format. */
  public int formatVersion() {
    return ModelFormat.version(file);
  }

  /** What the model computes. */
  public Graph graph() {
    return graph;
  }

  /** What the model computes, as JSON: architecture, inputs, operators, outputs. */
  public String json() {
    return ModelFormat.json(graph);
  }

  /** Name of the architecture, such as {@code mlp}. */
  public String architecture() {
    return graph.architecture();
  }

  /**
   * Features of one row.
   *
   * @throws ModelException if the model takes none
   */
  public int inputWidth() {
    return features().shape().width();
  }

  /** Scores of one row, or of one token. */
  public int outputWidth() {
    return graph.outputShape().width();
  }

  /** One name per feature, distinct whatever their case, or none if the model has none. */
  public List<String> inputNames() {
    return features().columns();
  }

  /** One name per score, or none if the model has none. */
  public List<String> outputNames() {
    return graph.output().names();
  }

  private InputPort features() {
    return graph
        .features()
        .filter(port -> graph.inputs().size() == 1)
        .orElseThrow(() -> new ModelException(source(), notOfFeatures()));
  }

  private String notOfFeatures() {
    String inputs =
        graph.inputs().stream()
            .map(input -> Quote.of(input.name()) + " (" + input.shape() + ")")
            .collect(Collectors.joining(", "));
    return "takes " + inputs + ", expected a model whose only input is features";
  }

  /** Whether the scores of a row are probabilities that sum to 1. */
  public boolean givesProbabilities() {
    return graph.writer().givesProbabilities();
  }

  /** The operators in the order in which they run. */
  public List<Operator> operators() {
    return graph.operators();
  }

  /** Tensors by name, with their place in the data section. */
  public Map<String, TensorInfo> tensors() {
    return file.tensors();
  }

  private void checkTensors() {
    Set<String> unknown = new HashSet<>(file.tensors().keySet());
    for (TensorSpec expected : graph.tensors()) {
      checkTensor(file.tensor(expected.name()), expected);
      unknown.remove(expected.name());
    }
    if (!unknown.isEmpty()) {
      throw new ModelException(
          source(),
          "tensor " + Quote.of(unknown.iterator().next()) + " belongs to none of its operators");
    }
  }

  private void checkTensor(TensorInfo found, TensorSpec expected) {
    String what = "tensor " + Quote.of(expected.name());
    if (!found.spec().equals(expected)) {
      throw new ModelException(source(), what + " is " + found.spec() + ", expected " + expected);
    }
    long alignment = DataLayout.alignment(expected);
    if (found.begin() % alignment != 0) {
      throw new ModelException(
          source(), what + " starts at " + found.begin() + ", expected a multiple of " + alignment);
    }
  }
}
