package io.nibble.file.storage;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * A pipe or device, or a file that this process has open: written through, there is no taking back.
 */
final class DirectOutput extends StagedOutput {
  private final OutputStream out;

  private DirectOutput(OutputStream out) {
    this.out = out;
  }

  static DirectOutput open(Path target) throws IOException {
    // An open file may hold lines before, as standard output does after >>.
    return new DirectOutput(new FileOutputStream(target.toFile(), true));
  }

  @Override
  public void write(int b) throws IOException {
    out.write(b);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
  }

  @Override
  public void commit() throws IOException {
    out.close();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
