package io.nibble.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.nibble.file.ModelException;
import io.nibble.file.storage.BytesSource;
import io.nibble.graph.ModelHeader;
import io.nibble.memory.ElementType;
import java.lang.management.ManagementFactory;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** One way to spoil a valid model file, and what the error must say about it. */
public record HostileCase(
    String name, Supplier<ModelBytes> valid, Function<ModelBytes, byte[]> spoil, String message) {
  // What parsing may cost: much less than what the file pretends to hold.
  private static final long LARGEST_ALLOCATION = 40 << 20;

  static HostileCase file(String name, Function<ModelBytes, byte[]> spoil, String message) {
    return new HostileCase(name, ModelBytes::valid, spoil, message);
  }

  static HostileCase header(String name, Consumer<ModelBytes> change, String message) {
    return file(name, changed(change), message);
  }

  /** The same of a model with bfloat16 scales. */
  static HostileCase bfloat16(String name, Consumer<ModelBytes> change, String message) {
    return new HostileCase(
        name, () -> ModelBytes.valid(ElementType.BFLOAT16), changed(change), message);
  }

  /** The same of a model that is more than a chain. */
  static HostileCase encoder(String name, Consumer<ModelBytes> change, String message) {
    return new HostileCase("graph: " + name, ModelBytes::encoder, changed(change), message);
  }

  static HostileCase text(String name, Function<String, String> change, String message) {
    return file(name, bytes -> bytes.file(change.apply(bytes.headerText())), message);
  }

  private static Function<ModelBytes, byte[]> changed(Consumer<ModelBytes> change) {
    return bytes -> {
      change.accept(bytes);
      return bytes.file();
    };
  }

  HostileModels.Spoiled spoiled() {
    return new HostileModels.Spoiled(name, bytes(), message);
  }

  private byte[] bytes() {
    return spoil.apply(valid.get());
  }

  /** Reading the spoiled file must give the message as a ModelException, and allocate little. */
  public void check() {
    BytesSource source = new BytesSource("spoiled", bytes());
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatThrownBy(() -> ModelFile.verify(source, ModelHeader.read(source)))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("spoiled: ")
        .hasMessageContaining(message);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(LARGEST_ALLOCATION);
  }

  @Override
  public String toString() {
    return name;
  }
}
