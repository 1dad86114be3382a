package io.nibble.run;

import io.nibble.file.ModelException;
import io.nibble.file.storage.ByteSource;
import io.nibble.graph.ModelHeader;
import io.nibble.kernel.Kernels;
import io.nibble.memory.OffHeap;
import java.io.IOException;

/** Reads whole model files. */
public final class ModelFile {
  private ModelFile() {}

  /**
   * Checks the data section against the header's checksum, in bounded memory.
   *
   * @throws ModelException if it was changed or damaged
   */
  public static void verify(ByteSource source, ModelHeader header) throws IOException {
    DataChecksum.stream(source, header, new ByteCheck(header)::accept);
  }

  /**
   * Checks a data section that is in native memory against the header's checksum.
   *
   * @throws ModelException if it is another
   */
  public static void verify(OffHeap data, ModelHeader header) {
    DataChecksum.check(data.all(), header);
  }

  /**
   * Reads a model into native memory, after all of it was checked. The caller closes the model.
   *
   * @throws ModelException if the file is no valid model
   */
  public static Model load(ByteSource source, Kernels kernels) throws IOException {
    ModelHeader header = ModelHeader.read(source);
    verify(source, header);
    OffHeap data = OffHeap.allocate(header.dataBytes());
    try {
      DataChecksum.stream(
          source,
          header,
          (position, bytes, length) -> data.all().copyFrom(bytes, 0, position, length));
      return Model.of(header, data, kernels);
    } catch (IOException | RuntimeException | Error e) {
      data.close();
      throw e;
    }
  }
}
